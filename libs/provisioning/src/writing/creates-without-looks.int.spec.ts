import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { userNameClaims } from '@luciq/domain';
import { EventStoreUnavailable } from '@luciq/event-store';
import type { EventStoreDb } from '@luciq/event-store/eventstoredb';
import { openEventStoreDb } from '@luciq/event-store/eventstoredb';
import { userStream } from '@luciq/events';
import type { Fault } from '@luciq/test-engines/eventstoredb';
import { EventStoreDbDouble, freshPrefix } from '@luciq/test-engines/eventstoredb';
import { Random } from '@luciq/testing/fuzz';
import { claimHolder } from './stale-claims.ts';
import { ACME, idOf, TestGateway } from './test-gateway.ts';

const CLAIM_KEY = 'the key under which claims are named';
const TIMEOUT_MS = 400;
const ROLE = 'urn:ietf:params:scim:schemas:extension:instabug:2.0:User:instabugRole';
const TAKEN = { kind: 'refused', refusal: { kind: 'user-name-taken' } };

/** A create appends before it has looked at anything: docs/decisions/0059. */
describe('Creates without a look', () => {
  let double: EventStoreDbDouble;
  let prefix = '';
  const open: TestGateway<EventStoreDb>[] = [];
  const gateway = (appendTimeoutMs = 10_000): TestGateway<EventStoreDb> => {
    const { connectionString } = double;
    const made = new TestGateway(openEventStoreDb({ connectionString, claimKey: CLAIM_KEY, prefix, appendTimeoutMs }));
    open.push(made);
    return made;
  };
  /** Gateways on a log of their own. */
  const fresh = (): typeof gateway => {
    prefix = freshPrefix();
    return gateway;
  };
  beforeAll(async () => {
    double = await EventStoreDbDouble.start();
  });
  afterAll(() => double.stop());
  afterEach(async () => {
    double.faults.clear();
    for (const made of open.splice(0)) await made.store.close();
  });

  const LOST: readonly (readonly [string, Fault])[] = (['drop', 'unavailable'] as const).flatMap((what) =>
    (['ClaimTaken', 'UserProvisioned'] as const).flatMap((event) =>
      (['before', 'after'] as const).map((when): readonly [string, Fault] => [
        `${what} ${when} ${event}`,
        { what, on: 'append', event, when, times: 1 },
      ]),
    ),
  );

  it.each(LOST)('are done once where an answer is lost: %s', async (_, fault) => {
    const another = fresh();
    const one = another();
    await one.store.logId();
    const struck = double.order(fault);
    const userId = randomUUID();
    const created = await one.create('ada', userId);
    expect(struck.struck()).toBe(1);
    expect(created).toMatchObject({ kind: 'done', changed: true });
    const records = await one.store.readStream(userStream(ACME, userId));
    expect(records.map(({ event }) => event.type)).toEqual(['UserProvisioned']);
    expect((await claimHolder(one.store, userNameClaims(ACME, 'ada')))?.owner).toBe(userStream(ACME, userId));
    expect(await another().create('ada')).toEqual(TAKEN);
  });

  it('heal where a process ends between claim and record, on a gateway that never met the name', async () => {
    const another = fresh();
    const dying = another(TIMEOUT_MS);
    const neverCame = randomUUID();
    await dying.store.logId();
    double.order({ what: 'hang', on: 'append', event: 'UserProvisioned', stream: new RegExp(neverCame) });
    await expect(dying.create('ada', neverCame)).rejects.toBeInstanceOf(EventStoreUnavailable);
    await dying.store.close();
    double.faults.clear();
    const [one, two] = [another(), another()];
    const outcomes = await Promise.all([one.create('ada'), two.create('ada'), one.create('ada')]);
    expect(outcomes.filter(({ kind }) => kind === 'done')).toHaveLength(1);
    expect(await one.holders('ada')).toEqual(outcomes.flatMap((outcome) => idOf(outcome) ?? []));
    expect(await one.users.byId(ACME, neverCame)).toBeNull();
  });

  it('leave one user, and a claim that is the user’s, of races between gateways whose appends come late', async () => {
    for (let seed = 1; seed <= 12; seed += 1) {
      const another = fresh();
      const random = new Random(seed);
      const gateways = [another(), another(), another()];
      for (const one of gateways) await one.store.logId();
      for (const event of ['ClaimTaken', 'UserProvisioned'])
        for (const when of ['before', 'after'] as const)
          double.order({
            what: 'slow',
            ms: random.below(400),
            on: 'append',
            event,
            when,
            skip: random.below(2),
            times: 1,
          });
      const creates = gateways.map(async (one) => {
        await delay(random.below(60));
        return one.create('ada');
      });
      const outcomes = await Promise.all(creates);
      const done = outcomes.flatMap((outcome) => idOf(outcome) ?? []);
      expect({ seed, done: done.length }).toEqual({ seed, done: 1 });
      expect(outcomes.filter((outcome) => outcome.kind === 'refused')).toEqual([TAKEN, TAKEN]);
      expect(await gateways[0]?.holders('ada')).toEqual(done);
      expect((await claimHolder(gateways[0]!.store, userNameClaims(ACME, 'ada')))?.owner).toBe(
        userStream(ACME, done[0] ?? ''),
      );
      double.faults.clear();
    }
  }, 60_000);

  it('are judged by the one who has the name, though they are refused without it, too', async () => {
    const another = fresh();
    const [one, two] = [another(), another()];
    await one.create('ada');
    const wrongRole = { [ROLE]: 'no such role' };
    expect(await two.create('bob', randomUUID(), wrongRole)).toMatchObject({ refusal: { kind: 'unknown-role' } });
    expect(await two.create('ada', randomUUID(), wrongRole)).toEqual(TAKEN);
  });

  it('take nothing for a stream that is there already, and leave no claim', async () => {
    const another = fresh();
    const [one, two] = [another(), another()];
    const userId = randomUUID();
    await one.create('ada', userId);
    expect(await two.create('bob', userId)).toEqual({ kind: 'refused', refusal: { kind: 'user-name-reserved' } });
    expect(await claimHolder(two.store, userNameClaims(ACME, 'bob'))).toBeNull();
    expect(await two.holders('ada')).toEqual([userId]);
  });

  it('find a name free that this gateway saw held, after another gave it up', async () => {
    const another = fresh();
    const [one, two] = [another(), another()];
    const former = idOf(await one.create('ada')) ?? '';
    await two.remove(former);
    const created = await one.create('ada');
    expect(created).toMatchObject({ kind: 'done', changed: true });
    expect(await two.holders('ada')).toEqual([idOf(created)]);
  });
});
