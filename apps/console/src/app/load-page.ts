import type { ComponentType } from 'react';
import { unreachable } from '../api/client.ts';
import { lookForAnswer } from '../api/connection.ts';

/** What a file of a page exports. */
export type Pages<Name extends string> = Readonly<Record<Name, ComponentType>>;

/** A page as the router takes it. */
export interface LoadedPage {
  readonly Component: ComponentType;
}

/** Loads the tab again at an address; false where it was loaded for that already, and a second time would not help. */
function reloadAt(address: string): boolean {
  const state: unknown = window.history.state;
  const known = typeof state === 'object' && state !== null ? state : {};
  if ('loadedAgainAt' in known && known.loadedAgainAt === address) return false;
  window.history.replaceState({ ...known, loadedAgainAt: address }, '', address);
  window.location.reload();
  return true;
}

/**
 * Loads a page when it is first looked at. Where a newer build took its file away, the tab is loaded again at the page's address, once. Throws
 * ApiError where Luciq does not answer, and what the import throws.
 */
export async function loadPage<Name extends string>(
  load: () => Promise<Pages<Name>>,
  { name, address }: { readonly name: Name; readonly address: () => string },
): Promise<LoadedPage> {
  try {
    return { Component: (await load())[name] };
  } catch (error) {
    if (!(await lookForAnswer())) throw unreachable();
    if (!reloadAt(address())) throw error;
    return new Promise(() => undefined);
  }
}
