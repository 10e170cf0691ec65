import { createHmac } from 'node:crypto';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AuthenticatedRecord } from './record-mac.ts';
import { recordMac } from './record-mac.ts';

const record = (body: string): AuthenticatedRecord => ({
  position: 1,
  stream: 'acme/user/u',
  revision: 0,
  companyId: 'acme',
  companySequence: null,
  id: 'i',
  type: 'UserDeleted',
  version: 1,
  time: '2026-01-01T00:00:00.000Z',
  cause: '{}',
  body,
});

const reference = (
  key: string,
  { position, stream, revision, companyId, companySequence, id, type, version, time, cause, body }: AuthenticatedRecord,
): string =>
  createHmac('sha256', key)
    .update(
      JSON.stringify([position, stream, revision, companyId, companySequence, id, type, version, time, cause]) + body,
    )
    .digest('base64url');

it('the code of a record is its HMAC-SHA-256, whatever the lengths of key and record', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 200, unit: 'binary' }),
      fc.string({ maxLength: 300, unit: 'binary' }),
      fc.integer({ min: 0, max: 40_000 }),
      (key, text, more) => {
        const given = record(JSON.stringify(text + 'x'.repeat(more)));
        expect(recordMac(key)(given)).toBe(reference(key, given));
      },
    ),
    { numRuns: 200 },
  );
});

it('the code of a record does not depend on those before it', () => {
  const mac = recordMac('a key');
  const [short, long] = [record('{}'), record(JSON.stringify('x'.repeat(100_000)))];
  const first = mac(short);
  mac(long);
  expect(mac(short)).toBe(first);
});
