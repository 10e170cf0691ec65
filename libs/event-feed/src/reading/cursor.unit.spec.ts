import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cursorAt, digestOfEvent, parseCursor } from './cursor.ts';

describe('A cursor', () => {
  it('says the log, the position and the event again, for any of them', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }), fc.uuid(), (logId, position, id) => {
        const cursor = cursorAt(logId, { position, id });
        expect(cursor).toMatch(/^[A-Za-z0-9_-]{44}$/);
        expect(parseCursor(cursor)).toEqual({ logId, position, digest: digestOfEvent(id) });
      }),
    );
  });

  it.each(['', 'beginning', '1', 'A'.repeat(43), 'A'.repeat(44), `${'A'.repeat(43)}=`, `${'A'.repeat(43)}\n`])(
    'is not %j',
    (text) => {
      expect(parseCursor(text)).toBeNull();
    },
  );

  it('is the same in every build: those that were given out stay good', () => {
    const parts = { position: 42n, id: '0198c0de-0000-7000-8000-000000000001' };
    expect(cursorAt('0198c0de-0000-7000-8000-0000000000aa', parts)).toBe(
      'AQGYwN4AAHAAgAAAAAAAAKoAAAAAAAAAKkIQ_5rFiJ8o',
    );
  });
});
