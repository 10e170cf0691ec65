import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import { lowestId } from '../activity-plan.ts';
import type { SecurityEntry } from '../security.ts';
import { SECURITY_KEPT_DAYS, SECURITY_KEPT_PER_COMPANY, SECURITY_PAGE } from '../security.ts';
import type { SharedAccounts } from './shared-accounts.ts';

const NOON = Date.parse('2026-03-01T12:00:00.000Z');

/** An entry so many milliseconds after noon. */
function entry(after: number, more: Partial<SecurityEntry> = {}): SecurityEntry {
  const msecs = NOON + after;
  const named = { actorKind: 'member', actorId: 'u1', address: '192.0.2.1', requestId: `r${after}` };
  return {
    id: uuidV7({ msecs, seq: 1 }),
    companyId: 'acme',
    time: new Date(msecs).toISOString(),
    event: 'signed-in',
    reason: null,
    came: null,
    ...named,
    ...more,
  };
}

/** What every engine owes of security events. */
export function securityContract(open: () => Promise<SharedAccounts>): void {
  describe('security events of companies', () => {
    let shared: SharedAccounts;
    beforeEach(async () => {
      shared = await open();
    });
    afterEach(() => shared.close());

    it('are listed on every gateway, the newest first, page by page, each once, and of no other company', async () => {
      const [here, there] = shared.gateways;
      const entries = [
        entry(0),
        entry(1, {
          event: 'sign-in-refused',
          reason: 'not-signed',
          actorKind: null,
          actorId: null,
          came: '{"nameId":"ada"}',
        }),
        entry(2),
      ];
      for (const one of [...entries, ...entries, entry(3, { companyId: 'globex' })]) await here.security.add(one);
      expect(await there.security.list('acme', { limit: 2 })).toEqual(entries.slice(1).toReversed());
      expect(await there.security.list('acme', { limit: 2, before: entries[1]?.id ?? '' })).toEqual(
        entries.slice(0, 1),
      );
    });

    it('are kept so many of a company and for so many days', async () => {
      const [here] = shared.gateways;
      for (let number = 0; number < SECURITY_KEPT_PER_COMPANY + 5; number += 1) await here.security.add(entry(number));
      let [count, before, oldest] = [0, 'g', ''];
      for (
        let page = await here.security.list('acme', { limit: 10_000 });
        page.length > 0;
        page = await here.security.list('acme', { limit: 10_000, before })
      ) {
        expect(page.length).toBeLessThanOrEqual(SECURITY_PAGE);
        count += page.length;
        ({ id: before, time: oldest } = page.at(-1) ?? entry(0));
      }
      expect([count, oldest]).toEqual([SECURITY_KEPT_PER_COMPANY, entry(5).time]);
      await here.security.add(entry((SECURITY_KEPT_DAYS + 1) * 86_400_000, { companyId: 'globex' }));
      expect((await here.security.list('acme', { limit: 1, before: lowestId(NOON + 105) })).length).toBe(0);
    });
  });
}
