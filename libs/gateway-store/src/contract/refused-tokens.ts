import { expect, it } from '@jest/globals';
import type { RefusedCount } from '../refused-tokens.ts';
import { hourOf, LISTED_REFUSALS, REFUSALS_KEPT_DAYS, REFUSALS_KEPT_PER_COMPANY } from '../refused-tokens.ts';
import type { SharedAccounts } from './shared-accounts.ts';

const NOON = '2026-03-01T12:00:00.000Z';
const MIDNIGHT = '2026-03-01T00:00:00.000Z';
const HOUR_MS = 3_600_000;

const counted = (more: Partial<RefusedCount> = {}): RefusedCount => ({
  companyId: 'acme',
  tokenId: 't1',
  reason: 'revoked',
  hour: NOON,
  count: 1,
  lastAt: '2026-03-01T12:10:00.000Z',
  ...more,
});

/** What every engine owes of counts of refused requests. */
export function refusedTokensCases(shared: () => SharedAccounts): void {
  it('counts refused requests by token, reason and hour, whichever gateway refused them and in whichever order', async () => {
    const [here, there] = shared().gateways;
    await Promise.all(
      Array.from({ length: 20 }, (_, number) =>
        (number % 2 === 0 ? here : there).refusedTokens.add([
          counted({ count: 2, lastAt: `2026-03-01T12:${String(59 - number)}:00.000Z` }),
          counted({ tokenId: 't2', reason: 'expired' }),
        ]),
      ),
    );
    await here.refusedTokens.add([
      counted(),
      counted({ hour: '2026-03-01T13:00:00.000Z', lastAt: '2026-03-01T13:00:01.000Z' }),
      counted({ companyId: 'globex', reason: 'wrong-secret' }),
    ]);
    await here.refusedTokens.add([]);
    expect(await there.refusedTokens.list('acme', MIDNIGHT)).toEqual([
      counted({ hour: '2026-03-01T13:00:00.000Z', lastAt: '2026-03-01T13:00:01.000Z' }),
      counted({ count: 41, lastAt: '2026-03-01T12:59:00.000Z' }),
      counted({ tokenId: 't2', reason: 'expired', count: 20 }),
    ]);
    expect(await there.refusedTokens.list('acme', '2026-03-01T13:00:00.000Z')).toHaveLength(1);
    expect(await there.refusedTokens.list('initech', MIDNIGHT)).toEqual([]);
  });

  it('adds up counts of one key that come together', async () => {
    const [here] = shared().gateways;
    await here.refusedTokens.add([counted({ lastAt: '2026-03-01T12:20:00.000Z' }), counted({ count: 4 })]);
    expect(await here.refusedTokens.list('acme', MIDNIGHT)).toEqual([
      counted({ count: 5, lastAt: '2026-03-01T12:20:00.000Z' }),
    ]);
  });

  it('keeps counts for some days, and so many of a company, however many tokens are tried', async () => {
    const [here] = shared().gateways;
    const old = hourOf(Date.parse(NOON) - (REFUSALS_KEPT_DAYS * 24 + 1) * HOUR_MS);
    await here.refusedTokens.add([counted({ hour: old }), counted({ companyId: 'globex', hour: old })]);
    await here.refusedTokens.add([counted()]);
    expect([await shared().count('refused_tokens'), await here.refusedTokens.list('globex', old)]).toEqual([1, []]);
    const many = Array.from({ length: REFUSALS_KEPT_PER_COMPANY + 50 }, (_, number) =>
      counted({ tokenId: `t${String(number).padStart(5, '0')}`, hour: hourOf(Date.parse(NOON) - number * 1_000) }),
    );
    for (let from = 0; from < many.length; from += 500) await here.refusedTokens.add(many.slice(from, from + 500));
    expect(await shared().count('refused_tokens')).toBe(REFUSALS_KEPT_PER_COMPANY);
    const listed = await here.refusedTokens.list('acme', old);
    expect([listed.length, listed[0]?.hour]).toEqual([LISTED_REFUSALS, NOON]);
  });
}
