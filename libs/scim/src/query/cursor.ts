import type { Parsed } from '../error.ts';
import { parsed, problem } from '../error.ts';
import { MAX_CURSOR_LENGTH } from '../limits.ts';

/** Authenticates a text under a key that only this service has, such as HMAC-SHA-256; the answer is URL-safe without a dot. */
export type Mac = (text: string) => string;

/** Whom and what a cursor is for: it means nothing to another company, for another type or in another query. */
export interface CursorBinding {
  readonly companyId: string;
  readonly resourceType: string;
  readonly filter: string | undefined;
  readonly sortBy: string | undefined;
  readonly sortOrder: string | undefined;
}

/** What a cursor says. */
export interface CursorContent {
  /** Where the next page begins, in whatever form the read model gave it. It can be read: never personal data. */
  readonly place: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

const base64Url = (text: string): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

function fromBase64Url(text: string): string | null {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
      character.charCodeAt(0),
    );
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function sign(mac: Mac, binding: CursorBinding, payload: string): string {
  const { companyId, resourceType, filter = '', sortBy = '', sortOrder = '' } = binding;
  return mac(JSON.stringify(['cursor', companyId, resourceType, filter, sortBy, sortOrder, payload]));
}

/** Takes as long for a wrong text as for the right one of that length. */
function sameText(one: string, other: string): boolean {
  let difference = one.length ^ other.length;
  for (let at = 0; at < one.length; at += 1) difference |= one.charCodeAt(at) ^ other.charCodeAt(at);
  return difference === 0;
}

/** A cursor for the next page (RFC 9865 section 2): of unreserved characters, opaque to clients, good for this binding alone. */
export function encodeCursor({ place, expiresAt }: CursorContent, binding: CursorBinding, mac: Mac): string {
  const payload = base64Url(JSON.stringify([expiresAt, place]));
  return `${payload}.${sign(mac, binding, payload)}`;
}

/**
 * Where a page begins. A cursor that this service did not make for this company, type and query is invalidCursor, one that
 * is too old is expiredCursor. `now` is in milliseconds since 1970.
 */
export function decodeCursor(
  cursor: string,
  binding: CursorBinding,
  options: { readonly mac: Mac; readonly now: number },
): Parsed<string> {
  const invalid = problem(
    'invalidCursor',
    'The cursor is not one of this list. Begin again with an empty cursor, and keep filter and order the same on every page.',
  );
  const [payload = '', signature = '', ...rest] = cursor.length > MAX_CURSOR_LENGTH ? [] : cursor.split('.');
  if (payload === '' || rest.length > 0 || !sameText(signature, sign(options.mac, binding, payload))) return invalid;
  const text = fromBase64Url(payload);
  const content: unknown = text === null ? null : JSON.parse(text);
  if (!Array.isArray(content)) return invalid;
  const parts: readonly unknown[] = content;
  const [expiresAt, place] = parts;
  if (typeof expiresAt !== 'number' || typeof place !== 'string') return invalid;
  return expiresAt > options.now
    ? parsed(place)
    : problem('expiredCursor', 'The cursor is too old. Begin again with an empty cursor.');
}
