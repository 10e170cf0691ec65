import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { SamlConfiguration, SamlRefusal } from './types.ts';
import type { ScreenedResponse } from './verify.ts';

/** Signatures whose verdict a process remembers, the newest of all companies. */
export const MAX_VERDICTS = 5_000;

/** Why a signed response is refused from now on: the full check refused it, or it signed a user in and is a replay. */
export type Verdict = SamlRefusal | 'replayed';

/** A company and its SAML configuration: a verdict counts for these alone. */
export interface VerdictScope {
  readonly companyId: string;
  readonly configuration: SamlConfiguration;
}

/**
 * A response that the identity provider signed is checked fully once in a process; one with the same signature is refused as the
 * first was, without a check. Only a holder of a signed response can cause a verdict, and could use the response up as well.
 */
export class VerdictCache {
  private readonly verdicts = new LRUCache<string, Verdict>({ max: MAX_VERDICTS });

  /** The verdict on a response with one of these signatures; null if none was checked. */
  get(scope: VerdictScope, screened: ScreenedResponse): Verdict | null {
    return (
      keysOf(scope, screened)
        .map((key) => this.verdicts.get(key))
        .find((reason) => reason !== undefined) ?? null
    );
  }

  /** Remembers a verdict, unless it changes with time. */
  remember(scope: VerdictScope, screened: ScreenedResponse, reason: Verdict): void {
    if (reason === 'not-yet-valid') return;
    for (const key of keysOf(scope, screened)) this.verdicts.set(key, reason);
  }
}

function keysOf({ companyId, configuration }: VerdictScope, { signed }: ScreenedResponse): string[] {
  const scope = JSON.stringify([companyId, configuration]);
  return signed.map((digest) => createHash('sha256').update(scope).update(digest).digest('base64url'));
}
