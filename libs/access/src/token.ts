import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { TokenDetails } from '@luciq/domain';

/** Shortest token that may be given in settings, in characters. */
export const MIN_TOKEN_LENGTH = 32;
/** Longest life of a token that has an end, in days. */
export const MAX_TOKEN_DAYS = 3_650;
/** Longest token that is looked at, in characters. */
export const MAX_TOKEN_LENGTH = 512;

/** `<id>.<secret>`. */
export const TOKEN_FORMAT = /^([A-Za-z0-9_-]{1,64})\.([\x21-\x7e]{16,})$/;

/** The two parts of a token. The id may be shown and logged, the secret never. */
export interface TokenParts {
  readonly id: string;
  readonly secret: string;
}

/** Takes `<id>.<secret>` apart; null for anything else. */
export function parseToken(token: string): TokenParts | null {
  if (token.length > MAX_TOKEN_LENGTH) return null;
  const [, id, secret] = TOKEN_FORMAT.exec(token) ?? [];
  return id === undefined || secret === undefined ? null : { id, secret };
}

/** What pasting puts in front of a token: the scheme, or a word that stands for it. */
const IN_FRONT = /^(?:bearer|token)(?=[\s:"'<]|%20)[\s:]*|^(?:%20|["'<])/i;
/** What it leaves behind one. */
const BEHIND = /(?:%20|%0d|%0a|["'>])$/i;
/** How much of that is taken off. */
const MAX_WRAPPINGS = 8;

/**
 * The token of an Authorization header: with the scheme `Bearer` in any case or bare, since Okta's header modes send
 * either (RFC 6750 section 2.1 knows the first only). What is pasted with it, and can mean nothing else, is taken off: the scheme a second time
 * or as `Token`, quotation marks, angle brackets, escaped blanks. Null for a missing header or one that is not a token.
 */
export function tokenFromHeader(header: string | undefined): TokenParts | null {
  if (header === undefined) return null;
  let text = header.trim();
  for (let taken = 0; taken < MAX_WRAPPINGS; taken += 1) {
    const plain = text.replace(IN_FRONT, '').replace(BEHIND, '').trim();
    if (plain === text) return parseToken(text);
    text = plain;
  }
  return null;
}

/** SHA-256, which suffices for a secret of full entropy. */
export const digestOf = (secret: string): Buffer => hash('sha256', secret, 'buffer');

/** What is kept of a token: its digest costs a request next to nothing. */
export const tokenState = (
  { secret }: TokenParts,
  expiresAt: string | null,
  label: string | null = null,
): TokenDetails => ({ digest: digestOf(secret).toString('hex'), lastFour: secret.slice(-4), expiresAt, label });

/** True for the secret of that token, in constant time. */
export function isSecretOf(token: Pick<TokenDetails, 'digest'>, secret: string): boolean {
  return timingSafeEqual(digestOf(secret), Buffer.from(token.digest, 'hex'));
}

/** An id that nobody had before: 96 random bits, and never a dash in front, which programs would take for an option. */
export function newId(): string {
  for (;;) {
    const id = randomBytes(12).toString('base64url');
    if (!id.startsWith('-')) return id;
  }
}

/** A new token: an id, and 256 random bits of secret. */
export function newToken(): string {
  return `${newId()}.${randomBytes(32).toString('base64url')}`;
}
