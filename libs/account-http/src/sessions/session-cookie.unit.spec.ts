import { describe, expect, it } from '@jest/globals';
import { clearedCookie, MAX_COOKIE_LENGTH, newSecret, secretFromCookies, sessionCookie } from './session-cookie.ts';

const HTTPS = 'https://scim.example.com';
const HTTP = 'http://127.0.0.1:3000';
const secret = newSecret();

describe('the cookie of a session', () => {
  it('is of this host alone and goes over TLS only, where browsers come over TLS', () => {
    expect(sessionCookie(HTTPS, secret, 60)).toBe(
      `__Host-luciq_session=${secret}; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=60`,
    );
    expect(clearedCookie(HTTPS)).toBe('__Host-luciq_session=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0');
    expect(secretFromCookies(HTTPS, `luciq_session=${secret}`)).toBeNull();
    expect(secretFromCookies(HTTPS, `__Host-luciq_session=${secret}`)).toBe(secret);
  });

  it('is found among others', () => {
    expect(secretFromCookies(HTTP, `a=b; luciq_session=${secret}; not_luciq_session=x`)).toBe(secret);
  });

  it.each([
    undefined,
    '',
    'luciq_session=',
    'luciq_session=short',
    `luciq_session=${secret}x`,
    `luciq_session=${secret}; luciq_session=${secret}`,
    `luciq_session=${secret};${' '.repeat(MAX_COOKIE_LENGTH)}`,
  ])('is none in %j', (header) => {
    expect(secretFromCookies(HTTP, header)).toBeNull();
  });
});
