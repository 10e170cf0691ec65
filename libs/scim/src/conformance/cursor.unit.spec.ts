import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CursorBinding } from '../query/cursor.ts';
import { decodeCursor, encodeCursor } from '../query/cursor.ts';

const mac = (text: string): string => createHmac('sha256', 'key').update(text).digest('base64url');
const binding: CursorBinding = {
  companyId: 'acme',
  resourceType: 'User',
  filter: 'active eq true',
  sortBy: undefined,
  sortOrder: undefined,
};
const now = Date.UTC(2026, 0, 1);
const cursor = encodeCursor({ place: 'row 7', expiresAt: now + 1_000 }, binding, mac);
const scimType = (text: string, to: CursorBinding = binding, at = now) => {
  const place = decodeCursor(text, to, { mac, now: at });
  return place.ok ? null : place.problem.scimType;
};

describe('a cursor', () => {
  it('leads to its place, whatever that is called, in characters that a URL takes as they are [RFC9865 2 cursor-characters]', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (place) => {
        const made = encodeCursor({ place, expiresAt: now + 1 }, binding, mac);
        expect(made).toMatch(/^[\w.~-]+$/);
        expect(decodeCursor(made, binding, { mac, now })).toEqual({ ok: true, value: place });
      }),
    );
  });

  it('is for one company, type and query [RFC9865 2 same-query] [RFC9865 5.2 not-an-authorization]', () => {
    const others: Partial<CursorBinding>[] = [
      { companyId: 'other' },
      { resourceType: 'Group' },
      { filter: undefined },
      { sortBy: 'userName' },
      { sortOrder: 'descending' },
    ];
    for (const other of others) expect(scimType(cursor, { ...binding, ...other })).toBe('invalidCursor');
  });

  it('that was changed, or is none, is refused [RFC9865 2.1 invalid-cursor] [RFC9865 5.2 tamper-proof]', () => {
    for (const text of [
      '',
      '.',
      'x',
      'x.y',
      `${cursor}x`,
      cursor.slice(1),
      cursor.replace('.', '..'),
      `${cursor}.`,
      'é.é',
      'x'.repeat(100_000),
    ])
      expect(scimType(text)).toBe('invalidCursor');
    expect(
      decodeCursor(cursor, binding, {
        mac: (text) => createHmac('sha256', 'other').update(text).digest('base64url'),
        now,
      }),
    ).toMatchObject({ problem: { scimType: 'invalidCursor' } });
    fc.assert(
      fc.property(fc.nat(cursor.length - 1), fc.constantFrom('A', 'B', '_'), (at, to) => {
        const changed = cursor.slice(0, at) + to + cursor.slice(at + 1);
        expect(scimType(changed)).toBe(changed === cursor ? null : 'invalidCursor');
      }),
    );
  });

  it('that is too old is refused in a way of its own [RFC9865 2.1 expired-cursor]', () => {
    expect(scimType(cursor, binding, now + 1_000)).toBe('expiredCursor');
    expect(scimType(cursor, binding, now + 999)).toBeNull();
  });
});
