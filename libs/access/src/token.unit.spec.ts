import { describe, expect, it } from '@jest/globals';
import { isSecretOf, newToken, parseToken, tokenFromHeader, tokenState } from './token.ts';

const parts = (token: string) => {
  const found = parseToken(token);
  if (!found) throw new Error('no token');
  return found;
};

it('a new token is never taken for an option of a command', () => {
  const ids = Array.from({ length: 1_000 }, () => parts(newToken()).id);
  expect(ids.filter((id) => id.startsWith('-'))).toEqual([]);
});

describe('what is kept of a token', () => {
  it('is a digest that tells the secret from any other, and not the secret [RFC7644 7 token-secret]', () => {
    const token = parts(newToken());
    const kept = tokenState(token, null);
    expect(JSON.stringify(kept)).not.toContain(token.secret);
    expect(kept).toEqual({
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      lastFour: token.secret.slice(-4),
      label: null,
      expiresAt: null,
    });
    expect(isSecretOf(kept, token.secret)).toBe(true);
    for (const other of ['', kept.digest, token.secret.slice(1), `${token.secret}x`, parts(newToken()).secret])
      expect(isSecretOf(kept, other)).toBe(false);
  });
});

describe('the token of an Authorization header', () => {
  const token = newToken();

  it.each([
    ['Bearer T'],
    ['bearer  T'],
    ['T'],
    ['Bearer Bearer T'],
    ['Bearer bearer: T'],
    ['Bearer "T"'],
    ["'T'"],
    ['Bearer <T>'],
    ['Bearer "Bearer T"'],
    ['Token T'],
    ['Bearer Token: <T>'],
    ['Bearer T '],
    ['Bearer T%20'],
    ['Bearer%20T%0D%0A'],
  ])('is found in %s', (form) => {
    expect(tokenFromHeader(form.replace('T ', `${token} `).replace(/T(?=$|["'>%])/, token))).toEqual(parts(token));
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer Bearer',
    'Basic eDp5',
    `Basic ${token} x`,
    `Bearer ${token} ${token}`,
    `Digest ${token}`,
    `Bearertoken ${token}`,
    `${'Bearer '.repeat(1_000)}${token}`,
    `${'"'.repeat(1_000)}${token}`,
  ])('is not found in %p', (header) => {
    expect(tokenFromHeader(header)).toBeNull();
  });
});
