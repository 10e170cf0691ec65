import { describe, expect, it } from '@jest/globals';
import { MAX_COUNTED_REFUSALS, RefusalCounts } from './refusal-counts.ts';

const NOON = Date.parse('2026-03-01T12:00:00.000Z');
const refused = (tokenId: string) =>
  ({ kind: 'refused', reason: 'revoked', companyId: 'acme', tokenId, isProven: true }) as const;

describe('counts of refused requests that wait', () => {
  it('are one for each token, reason and hour, and keep what could not be written', () => {
    const counts = new RefusalCounts();
    for (const time of [0, 1_000, 3_600_000]) counts.refused(refused('old'), NOON + time);
    const taken = counts.take();
    expect(taken.map(({ hour, count, lastAt }) => [hour, count, lastAt])).toEqual([
      ['2026-03-01T12:00:00.000Z', 2, '2026-03-01T12:00:01.000Z'],
      ['2026-03-01T13:00:00.000Z', 1, '2026-03-01T13:00:00.000Z'],
    ]);
    counts.refused(refused('old'), NOON + 2_000);
    counts.putBack(taken);
    expect(counts.take().map(({ count, lastAt }) => [count, lastAt])).toEqual([
      [3, '2026-03-01T12:00:02.000Z'],
      [1, '2026-03-01T13:00:00.000Z'],
    ]);
    expect(counts.size).toBe(0);
  });

  it('are no more than so many, however many tokens are tried', () => {
    const counts = new RefusalCounts();
    for (let number = 0; number < MAX_COUNTED_REFUSALS + 100; number += 1) counts.refused(refused(`t${number}`), NOON);
    counts.refused(refused('t0'), NOON);
    const taken = counts.take();
    expect([taken.length, taken[0]?.count]).toEqual([MAX_COUNTED_REFUSALS, 2]);
  });
});
