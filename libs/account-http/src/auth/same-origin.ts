import { timingSafeEqual } from 'node:crypto';

/** Methods that change nothing (RFC 9110 section 9.2.1). */
const SAFE = ['GET', 'HEAD', 'OPTIONS'];

/** True for a method that changes nothing. */
export const isSafeMethod = (method: string): boolean => SAFE.includes(method);

/** True where a header has exactly that token, in constant time. */
export function isSameToken(token: string, header: string | readonly string[] | undefined): boolean {
  const [own, given] = [Buffer.from(token), Buffer.from(typeof header === 'string' ? header : '')];
  return own.length === given.length && timingSafeEqual(own, given);
}
