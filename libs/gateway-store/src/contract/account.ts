import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import type { AccountStore } from '../account-store.ts';
import type { ActivityEntry } from '../activity.ts';
import { ACTIVITY_KEPT_DAYS, ACTIVITY_KEPT_PER_COMPANY, ACTIVITY_PAGE, TRIM_AFTER_ENTRIES } from '../activity.ts';
import type { Session } from '../sessions.ts';
import { LISTED_SESSIONS, SWEEP_SESSIONS } from '../sessions.ts';
import { refusedTokensCases } from './refused-tokens.ts';
import { securityContract } from './security.ts';
import type { SharedAccounts } from './shared-accounts.ts';

const NOON = '2026-03-01T12:00:00.000Z';
const LATER = '2026-03-01T13:00:00.000Z';
const EVENING = '2026-03-01T20:00:00.000Z';

const session = (more: Partial<Session> = {}): Session => ({
  digest: 'd1',
  companyId: 'acme',
  kind: 'member',
  subject: 'u1',
  csrf: 'c1',
  createdAt: NOON,
  expiresAt: EVENING,
  grounds: null,
  ...more,
});

let sequence = 0;

/** Entries of one time are in the order in which they were made. */
function entryAt(time: string, more: Partial<ActivityEntry> = {}): ActivityEntry {
  sequence += 1;
  return {
    id: uuidV7({ msecs: Date.parse(time), seq: sequence }),
    companyId: 'acme',
    time,
    tokenId: 't1',
    action: 'user-created',
    resourceType: 'User',
    resourceId: 'u1',
    status: 201,
    scimType: null,
    detail: null,
    durationMs: 1.5,
    requestId: `r${sequence}`,
    client: 'Okta SCIM Client 1.0.0',
    ...more,
  };
}

const race = async <Answer>(
  [here, there]: readonly [AccountStore, AccountStore],
  times: number,
  ask: (store: AccountStore) => Promise<Answer>,
): Promise<readonly Answer[]> =>
  Promise.all(Array.from({ length: times }, (_, number) => ask(number % 2 === 0 ? here : there)));

/** What every engine of AccountStore owes. */
export function accountContract(open: () => Promise<SharedAccounts>): void {
  securityContract(open);
  describe('what gateways keep for the console', () => {
    let shared: SharedAccounts;
    beforeEach(async () => {
      shared = await open();
    });
    afterEach(() => shared.close());
    const stores = (): SharedAccounts['gateways'] => shared.gateways;
    refusedTokensCases(() => shared);

    describe('sessions', () => {
      it('are found on every gateway until they end or expire', async () => {
        const [here, there] = stores();
        const setUp = session({ digest: 'd2', kind: 'setup', subject: 'link' });
        const operator = session({ digest: 'd3', kind: 'operator', companyId: null, subject: 'ops' });
        for (const one of [session(), setUp, operator]) await here.sessions.create(one);
        expect(await Promise.all(['d1', 'd2', 'd3'].map((digest) => there.sessions.find(digest, LATER)))).toEqual([
          session(),
          setUp,
          operator,
        ]);
        expect(await there.sessions.find('d4', LATER)).toBeNull();
        expect(await there.sessions.find('d1', EVENING)).toBeNull();
        await there.sessions.end('d1');
        await there.sessions.end('d1');
        expect(await here.sessions.find('d1', LATER)).toBeNull();
        expect(await here.sessions.find('d2', LATER)).toEqual(setUp);
      });

      it('are all ended of one member, and of no other member or company', async () => {
        const [here, there] = stores();
        const mine = [1, 2, 3].map((number) => session({ digest: `mine${number}` }));
        const others = [
          session({ digest: 'o1', subject: 'u2' }),
          session({ digest: 'o2', companyId: 'globex' }),
          session({ digest: 'o3', companyId: null, kind: 'operator' }),
        ];
        for (const one of [...mine, ...others]) await here.sessions.create(one);
        expect(await there.sessions.endOf('acme', 'u1')).toBe(3);
        expect(await there.sessions.endOf('acme', 'u1')).toBe(0);
        for (const { digest } of mine) expect(await here.sessions.find(digest, LATER)).toBeNull();
        for (const other of others) expect(await here.sessions.find(other.digest, LATER)).toEqual(other);
      });

      it('are kept with what they rest on, and listed of one company or of none, the newest first', async () => {
        const [here, there] = stores();
        const older = session({ digest: 'd1', createdAt: '2026-03-01T11:00:00.000Z', grounds: '{"company":7}' });
        const newer = session({ digest: 'd2', kind: 'setup', subject: 'link' });
        const others = [
          session({ digest: 'o1', companyId: 'globex' }),
          session({ digest: 'o2', expiresAt: LATER }),
          session({ digest: 'o3', companyId: null, kind: 'operator' }),
        ];
        for (const one of [older, newer, ...others]) await here.sessions.create(one);
        expect(await there.sessions.find('d1', LATER)).toEqual(older);
        expect(await there.sessions.list('acme', LATER)).toEqual([newer, older]);
        expect(await there.sessions.list(null, LATER)).toEqual([others[2]]);
        for (let number = 0; number < LISTED_SESSIONS; number += 1)
          await here.sessions.create(session({ digest: `many${number}`, companyId: 'initech' }));
        await here.sessions.create(
          session({ digest: 'one more', companyId: 'initech', createdAt: '2026-03-01T11:00:00.000Z' }),
        );
        const listed = await there.sessions.list('initech', LATER);
        expect([listed.length, listed.some(({ digest }) => digest === 'one more')]).toEqual([LISTED_SESSIONS, false]);
      });

      it('that have expired are swept when one is created, no more than a bound at once', async () => {
        const [here] = stores();
        const old = Array.from({ length: SWEEP_SESSIONS + 20 }, (_, number) =>
          session({ digest: `old${number}`, createdAt: NOON, expiresAt: LATER }),
        );
        for (const one of old) await here.sessions.create(one);
        await here.sessions.create(session({ digest: 'new1', createdAt: LATER }));
        expect(await shared.count('sessions')).toBe(21);
        await here.sessions.create(session({ digest: 'new2', createdAt: LATER }));
        expect(await shared.count('sessions')).toBe(2);
      });
    });

    describe('sign-ins', () => {
      it('are given to one of many who ask at once, on whichever gateway', async () => {
        const [here] = stores();
        await here.signIns.begin({
          id: '_1',
          companyId: 'acme',
          returnTo: '/console/',
          expiresAt: '2126-03-01T20:00:00.000Z',
        });
        const taken = await race(stores(), 20, ({ signIns }) => signIns.take('_1', LATER));
        expect(taken.filter((each) => each !== null)).toEqual([{ companyId: 'acme', returnTo: '/console/' }]);
        expect(await here.signIns.take('_2', LATER)).toBeNull();
      });

      it('are given to nobody once they have expired, and are swept when another begins', async () => {
        const [here, there] = stores();
        await here.signIns.begin({ id: '_1', companyId: 'acme', returnTo: '/', expiresAt: '2126-03-01T20:00:00.000Z' });
        expect(await there.signIns.take('_1', '2126-03-01T20:00:00.000Z')).toBeNull();
        await here.signIns.begin({ id: '_2', companyId: 'acme', returnTo: '/', expiresAt: NOON });
        await here.signIns.begin({ id: '_3', companyId: 'acme', returnTo: '/', expiresAt: '2126-03-01T20:00:00.000Z' });
        expect(await shared.count('sign_ins')).toBe(1);
      });
    });

    describe('the replay guard', () => {
      it('lets an assertion in once, of many who bring it at once to any gateway', async () => {
        const first = await race(stores(), 20, ({ replays }) => replays.first('acme', '_a', EVENING, NOON));
        expect(first.filter(Boolean)).toHaveLength(1);
        expect(await stores()[1].replays.first('acme', '_a', EVENING, LATER)).toBe(false);
      });

      it('tells assertions and companies apart, and forgets what can be used no more', async () => {
        const [here, there] = stores();
        expect(await here.replays.first('acme', '_a', LATER, NOON)).toBe(true);
        expect(await there.replays.first('acme', '_b', LATER, NOON)).toBe(true);
        expect(await there.replays.first('globex', '_a', EVENING, NOON)).toBe(true);
        // An end that has just come is not forgotten yet: another gateway's clock may be behind.
        expect(await here.replays.first('acme', '_a', LATER, '2026-03-01T13:01:00.000Z')).toBe(false);
        expect(await here.replays.first('acme', '_c', EVENING, '2026-03-01T14:00:00.000Z')).toBe(true);
        expect(await shared.count('replays')).toBe(2);
      });
    });

    activityContract(stores, () => shared);

    describe('the use of tokens', () => {
      it('is known on every gateway and never goes back', async () => {
        const [here, there] = stores();
        await here.tokenUse.used(
          new Map([
            ['t1', NOON],
            ['t2', LATER],
          ]),
        );
        await there.tokenUse.used(
          new Map([
            ['t2', NOON],
            ['t1', EVENING],
          ]),
        );
        await there.tokenUse.used(new Map());
        expect(await here.tokenUse.lastUsed(['t1', 't2', 't3'])).toEqual(
          new Map([
            ['t1', EVENING],
            ['t2', LATER],
          ]),
        );
        expect(await here.tokenUse.lastUsed([])).toEqual(new Map());
      });
    });

    it('says that it is away, and works again when it is back', async () => {
      const [here] = stores();
      const back = await shared.away();
      const away = { name: 'GatewayStoreUnavailable' };
      await expect(here.sessions.create(session())).rejects.toMatchObject(away);
      await expect(here.signIns.take('_1', NOON)).rejects.toMatchObject(away);
      await expect(here.replays.first('acme', '_a', EVENING, NOON)).rejects.toMatchObject(away);
      await expect(here.activity.add([entryAt(NOON)])).rejects.toMatchObject(away);
      await expect(here.tokenUse.used(new Map([['t1', NOON]]))).rejects.toMatchObject(away);
      await back();
      expect(await here.replays.first('acme', '_a', EVENING, NOON)).toBe(true);
      await here.activity.add([entryAt(NOON)]);
      expect(await here.activity.list('acme', { limit: 10 })).toHaveLength(1);
    });
  });
}

function activityContract(stores: () => SharedAccounts['gateways'], shared: () => SharedAccounts): void {
  describe('activity', () => {
    it('comes back whole, and added twice is there once', async () => {
      const [here, there] = stores();
      const whole = entryAt(NOON);
      const bare = entryAt(NOON, {
        tokenId: null,
        resourceType: null,
        resourceId: null,
        status: 400,
        scimType: 'invalidValue',
        detail: 'A sentence — "✓".',
        client: null,
      });
      await here.activity.add([whole, bare]);
      await there.activity.add([bare, whole]);
      await there.activity.add([]);
      expect(await there.activity.list('acme', { limit: 10 })).toEqual([bare, whole]);
      expect(await there.activity.find('acme', whole.id)).toEqual(whole);
      expect(await there.activity.find('acme', entryAt(NOON).id)).toBeNull();
    });

    it('is paged from the newest to the oldest, of one outcome or of all', async () => {
      const [here, there] = stores();
      const statuses = [200, 201, 204, 304, 400, 401, 404, 409, 429, 500];
      const entries = statuses.map((status, index) => entryAt(NOON, { status, requestId: String(index) }));
      await here.activity.add(entries.toReversed());
      const walk = async (outcome?: 'done' | 'refused' | 'held-back' | 'failed'): Promise<readonly number[]> => {
        const seen: ActivityEntry[] = [];
        for (let before: string | undefined; ; before = seen.at(-1)?.id) {
          const page = await there.activity.list('acme', {
            limit: 3,
            ...(outcome ? { outcome } : {}),
            ...(before === undefined ? {} : { before }),
          });
          seen.push(...page);
          if (page.length < 3) return seen.map(({ status }) => status);
        }
      };
      expect(await walk()).toEqual(statuses.toReversed());
      expect(await walk('done')).toEqual([304, 204, 201, 200]);
      expect(await walk('refused')).toEqual([409, 404, 401, 400]);
      expect(await walk('held-back')).toEqual([429]);
      expect(await walk('failed')).toEqual([500]);
    });

    it('of one company is never seen by another one', async () => {
      const [here, there] = stores();
      const [mine, other] = [entryAt(NOON), entryAt(NOON, { companyId: 'globex', action: 'group-created' })];
      await here.activity.add([mine, other]);
      expect(await there.activity.list('acme', { limit: 10 })).toEqual([mine]);
      expect(await there.activity.list('acme', { limit: 10, outcome: 'done', before: other.id })).toEqual([mine]);
      expect(await there.activity.find('acme', other.id)).toBeNull();
      expect([...(await there.activity.firstOf('acme')).keys()]).toEqual(['user-created']);
      expect(await there.activity.firstOf('initech')).toEqual(new Map());
    });

    it('knows the oldest success of each action, whichever gateway had it and in whichever order it was written', async () => {
      const [here, there] = stores();
      const refused = entryAt(NOON, { status: 409 });
      const [first, second] = [entryAt(NOON), entryAt(LATER)];
      const deleted = entryAt(LATER, { action: 'user-deleted', status: 204 });
      await here.activity.add([second, deleted]);
      await there.activity.add([refused, first]);
      expect(await here.activity.firstOf('acme')).toEqual(
        new Map([
          ['user-created', { time: NOON, id: first.id }],
          ['user-deleted', { time: LATER, id: deleted.id }],
        ]),
      );
    });

    it('of old days is taken away when new comes, of every company, but the first success of an action is known for ever', async () => {
      const [here, there] = stores();
      const old = entryAt(NOON);
      const elsewhere = entryAt(NOON, { companyId: 'globex' });
      await here.activity.add([old, elsewhere]);
      const day = (days: number): string => new Date(Date.parse(NOON) + days * 86_400_000).toISOString();
      await here.activity.add([entryAt(day(ACTIVITY_KEPT_DAYS - 1))]);
      expect(await shared().count('activity')).toBe(3);
      await there.activity.add([entryAt(day(ACTIVITY_KEPT_DAYS + 1))]);
      expect(await shared().count('activity')).toBe(2);
      expect(await there.activity.find('acme', old.id)).toBeNull();
      expect(await there.activity.firstOf('acme')).toEqual(new Map([['user-created', { time: NOON, id: old.id }]]));
    });

    it('keeps the newest of a company and does not touch those of others', async () => {
      const [here, there] = stores();
      const [first, other] = [entryAt(NOON), entryAt(NOON, { companyId: 'globex' })];
      await here.activity.add([first, other]);
      const many = Array.from({ length: ACTIVITY_KEPT_PER_COMPANY }, () =>
        entryAt(NOON, { action: 'user-changed', status: 200 }),
      );
      await there.activity.add(many);
      await there.activity.add(
        Array.from({ length: TRIM_AFTER_ENTRIES }, () => entryAt(NOON, { action: 'user-changed', status: 200 })),
      );
      await there.activity.add([entryAt(NOON, { action: 'user-changed', status: 200 })]);
      expect(await shared().count('activity')).toBeLessThanOrEqual(ACTIVITY_KEPT_PER_COMPANY + TRIM_AFTER_ENTRIES + 1);
      expect(await here.activity.find('acme', first.id)).toBeNull();
      expect(await here.activity.find('acme', many.at(-1)?.id ?? '')).not.toBeNull();
      expect(await here.activity.list('globex', { limit: 10 })).toEqual([other]);
      expect((await here.activity.firstOf('acme')).get('user-created')).toEqual({ time: NOON, id: first.id });
      expect(await here.activity.list('acme', { limit: ACTIVITY_PAGE + 50 })).toHaveLength(ACTIVITY_PAGE);
    });
  });
}
