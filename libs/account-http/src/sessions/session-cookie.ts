import { createHash, randomBytes } from 'node:crypto';

const SECRET = /^[A-Za-z0-9_-]{43}$/;

/** Longest Cookie header that is looked at, in characters. */
export const MAX_COOKIE_LENGTH = 8_192;

/** 256 random bits. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** What is kept of a session's secret. */
export const sessionDigest = (secret: string): string => createHash('sha256').update(secret).digest('hex');

const isSecure = (publicUrl: string): boolean => publicUrl.startsWith('https:');

/** Name of the session's cookie. With `__Host-` no other host and no plain connection can plant one. */
export const cookieName = (publicUrl: string): string =>
  isSecure(publicUrl) ? '__Host-luciq_session' : 'luciq_session';

const attributes = (publicUrl: string): string =>
  `Path=/; HttpOnly; SameSite=Lax${isSecure(publicUrl) ? '; Secure' : ''}`;

/** The header that gives the browser a session. Its end is the browser's too. */
export const sessionCookie = (publicUrl: string, secret: string, seconds: number): string =>
  `${cookieName(publicUrl)}=${secret}; ${attributes(publicUrl)}; Max-Age=${seconds}`;

/** The header that takes it away. */
export const clearedCookie = (publicUrl: string): string =>
  `${cookieName(publicUrl)}=; ${attributes(publicUrl)}; Max-Age=0`;

/** The session's secret in a Cookie header; null for none, for one of another form, and for several of the same name. */
export function secretFromCookies(publicUrl: string, header: string | undefined): string | null {
  if (header === undefined || header.length > MAX_COOKIE_LENGTH) return null;
  const name = `${cookieName(publicUrl)}=`;
  const found = header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(name));
  const [only, second] = found.map((pair) => pair.slice(name.length));
  return only !== undefined && second === undefined && SECRET.test(only) ? only : null;
}
