import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { credentialsFrom, parseCredentials, provenCredential } from './credentials.ts';

const SECRET = 'a-secret-of-the-back-end-0123456789';
const digest = createHash('sha256').update(SECRET).digest('hex');
const LIST = `luciq:companies+operations:${digest}, watcher:operations:${digest}`;

describe('credentials', () => {
  it('are read with their scopes, and prove themselves by the secret', () => {
    const credentials = credentialsFrom(LIST);
    expect([...(credentials.get('luciq')?.scopes ?? [])]).toEqual(['companies', 'operations']);
    expect(provenCredential(credentials, `Bearer luciq.${SECRET}`)?.name).toBe('luciq');
    expect(provenCredential(credentials, `bearer watcher.${SECRET}`)?.name).toBe('watcher');
  });

  it.each([
    `Bearer luciq.${SECRET}x`,
    `Bearer other.${SECRET}`,
    `luciq.${SECRET}`,
    'Bearer luciq.',
    `Bearer luciq.${'x'.repeat(600)}`,
  ])('are not proven by %j', (header) => {
    expect(provenCredential(credentialsFrom(LIST), header)).toBeNull();
  });

  it.each([
    `luciq:everything:${digest}`,
    `luciq:companies:${digest},luciq:companies:${digest}`,
    `Luciq:companies:${digest}`,
    `luciq:companies:${SECRET}`,
    'luciq',
  ])('are not read from %j', (list) => {
    expect(parseCredentials(list)).toBeNull();
    expect(() => credentialsFrom(list)).toThrow(/^LUCIQ_ACCOUNT_CREDENTIALS .*\.$/);
  });

  it('are none unless set', () => {
    expect(credentialsFrom(undefined).size).toBe(0);
  });
});
