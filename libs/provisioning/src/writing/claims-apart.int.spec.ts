import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { userNameClaims } from '@luciq/domain';
import { EventStoreUnavailable } from '@luciq/event-store';
import type { EventStoreDb } from '@luciq/event-store/eventstoredb';
import { openEventStoreDb } from '@luciq/event-store/eventstoredb';
import type { EventRecord, StreamName } from '@luciq/events';
import { userStream } from '@luciq/events';
import type { Fault } from '@luciq/test-engines/eventstoredb';
import { EventStoreDbDouble, freshPrefix } from '@luciq/test-engines/eventstoredb';
import type { UserOutcome } from '../users/change-user.ts';
import { claimHolder } from './stale-claims.ts';
import { ACME, idOf, TestGateway } from './test-gateway.ts';

const CLAIM_KEY = 'the key under which claims are named';
const TIMEOUT_MS = 250;

const types = (records: readonly EventRecord[]): readonly string[] => records.map(({ event }) => event.type);
const givesUp = async (command: Promise<UserOutcome>): Promise<void> => {
  await expect(command).rejects.toBeInstanceOf(EventStoreUnavailable);
};

describe('Claims apart from appends', () => {
  let double: EventStoreDbDouble;
  let prefix = '';
  const open: TestGateway<EventStoreDb>[] = [];
  const gateway = (appendTimeoutMs = TIMEOUT_MS): TestGateway<EventStoreDb> => {
    const { connectionString } = double;
    const made = new TestGateway(openEventStoreDb({ connectionString, claimKey: CLAIM_KEY, prefix, appendTimeoutMs }));
    open.push(made);
    return made;
  };
  beforeAll(async () => {
    double = await EventStoreDbDouble.start();
  });
  afterAll(() => double.stop());
  afterEach(async () => {
    double.faults.clear();
    for (const made of open.splice(0)) await made.store.close();
    prefix = '';
  });
  /** A log of its own, and gateways on it. */
  const fresh = (): typeof gateway => {
    prefix = freshPrefix();
    return gateway;
  };

  /** Runs a command whose process is cut off from the moment the fault strikes: it can't even look what became of it. */
  const dies = async (fault: Fault, command: () => Promise<UserOutcome>): Promise<void> => {
    const ordered = double.order(fault);
    const dying = givesUp(command());
    while (ordered.struck() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    double.order({ what: 'unavailable', on: 'read' });
    await dying;
  };

  it('do not let a late append of the former owner land after a take-over', async () => {
    const another = fresh();
    const [slow, fast] = [another(), another()];
    const slowId = randomUUID();
    await slow.store.logId();
    // Every append of the member arrives, and is done only when everybody has long given up waiting for it.
    double.order({ what: 'slow', ms: 3_000, on: 'append', event: 'UserProvisioned', stream: new RegExp(slowId) });
    await givesUp(slow.create('ada', slowId));
    expect((await claimHolder(fast.store, userNameClaims(ACME, 'ada')))?.owner).toBe(userStream(ACME, slowId));
    const taken = await fast.create('ada');
    expect(taken).toMatchObject({ kind: 'done', changed: true });
    const late = async (): Promise<readonly EventRecord[]> => fast.store.readStream(userStream(ACME, slowId));
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    expect(types(await late())).toEqual(['ClaimFenced']);
    expect(await fast.holders('ada')).toEqual([idOf(taken)]);
    expect(await fast.users.byId(ACME, slowId)).toBeNull();
  });

  it.each([50, 150, 250, 350])(
    'leave exactly one member when an append that is %d ms late meets the take-over',
    async (ms) => {
      const another = fresh();
      const [slow, fast] = [another(), another()];
      const slowId = randomUUID();
      await slow.store.logId();
      double.order({ what: 'slow', ms, on: 'append', event: 'UserProvisioned', stream: new RegExp(slowId) });
      const outcomes = await Promise.allSettled([slow.create('ada', slowId), fast.create('ada')]);
      const done = outcomes.filter((one) => one.status === 'fulfilled' && one.value.kind === 'done');
      expect(done.length).toBeLessThanOrEqual(1);
      await new Promise((resolve) => setTimeout(resolve, ms));
      expect(await fast.holders('ada')).toHaveLength(1);
    },
  );

  it('keep both names of a rename that waits, against creates and renames at once on another gateway', async () => {
    const another = fresh();
    const [one, two] = [another(10_000), another(10_000)];
    const [ada = '', bob = ''] = [idOf(await one.create('ada')), idOf(await one.create('bob'))];
    expect(await one.renameAdministrator(ada, 'eve')).toMatchObject({ kind: 'done', isHeld: true });
    const tries = await Promise.all([
      two.create('ada'),
      two.rename(bob, 'ada'),
      two.create('eve'),
      two.rename(bob, 'EVE'),
    ]);
    const reserved = { kind: 'refused', refusal: { kind: 'user-name-reserved' } };
    const taken = { kind: 'refused', refusal: { kind: 'user-name-taken' } };
    expect(tries).toEqual([reserved, reserved, taken, taken]);
    expect([
      await two.users.byUserName(ACME, 'ada'),
      (await two.users.byUserName(ACME, 'eve'))?.id,
      (await two.users.holderOf(ACME, 'ada'))?.user.id,
    ]).toEqual([null, ada, ada]);
  });

  it('keep the former name of a rename that dies before it is done', async () => {
    const another = fresh();
    const [dying, other] = [another(), another()];
    const ada = idOf(await dying.create('ada')) ?? '';
    await dies({ what: 'unavailable', on: 'append', event: 'ProfileUpdated' }, () =>
      dying.renameAdministrator(ada, 'eve'),
    );
    double.faults.clear();
    expect(await other.create('ada')).toEqual({ kind: 'refused', refusal: { kind: 'user-name-taken' } });
    expect(await other.create('eve')).toMatchObject({ kind: 'done', changed: true });
    expect((await other.users.holderOf(ACME, 'ada'))?.user.id).toBe(ada);
  });

  it('make one member of many creates at once, on several gateways', async () => {
    const another = fresh();
    const gateways = [another(10_000), another(10_000), another(10_000)];
    const outcomes = await Promise.all(Array.from({ length: 12 }, (_, index) => gateways[index % 3]!.create('ada')));
    expect(outcomes.filter(({ kind }) => kind === 'done')).toHaveLength(1);
    expect(
      outcomes.filter((outcome) => outcome.kind === 'refused' && outcome.refusal.kind === 'user-name-taken'),
    ).toHaveLength(11);
    expect(await gateways[0]!.holders('ada')).toHaveLength(1);
  });

  const afterIt = (fault: Omit<Fault, 'what'>): Fault => ({ what: 'hang', ...fault });
  const CREATE_CRASHES: readonly (readonly [string, Fault, 'done' | 'refused'])[] = [
    ['before the claim is taken', afterIt({ on: 'append', event: 'ClaimTaken' }), 'done'],
    ['after the claim is taken', afterIt({ on: 'append', event: 'ClaimTaken', when: 'after' }), 'done'],
    ['before the member is appended', afterIt({ on: 'append', event: 'UserProvisioned' }), 'done'],
    ['after the member is appended', afterIt({ on: 'append', event: 'UserProvisioned', when: 'after' }), 'refused'],
  ];

  it.each(CREATE_CRASHES)('heal when a create dies %s', async (_, fault, expected) => {
    const another = fresh();
    const dying = another();
    await dying.store.logId();
    await dies(fault, () => dying.create('ada'));
    await dying.store.close();
    double.faults.clear();
    const next = another();
    const outcome = await next.create('ada');
    expect(outcome.kind).toBe(expected);
    expect(await next.holders('ada')).toHaveLength(1);
    expect(await next.users.byUserName(ACME, 'ADA')).toMatchObject({ attributes: { userName: 'ada' } });
  });

  const TAKE_OVER_CRASHES: readonly (readonly [string, Fault])[] = [
    ['before the fence', afterIt({ on: 'append', event: 'ClaimFenced' })],
    ['after the fence', afterIt({ on: 'append', event: 'ClaimFenced', when: 'after' })],
    ['before the claim is taken over', afterIt({ on: 'append', event: 'ClaimTaken' })],
    ['after the claim is taken over', afterIt({ on: 'append', event: 'ClaimTaken', when: 'after' })],
    ['before the member is appended', afterIt({ on: 'append', event: 'UserProvisioned' })],
  ];

  it.each(TAKE_OVER_CRASHES)('heal when a take-over dies %s', async (_, fault) => {
    const another = fresh();
    const [first, second] = [another(), another()];
    await first.store.logId();
    double.order({ what: 'hang', on: 'append', event: 'UserProvisioned' });
    await givesUp(first.create('ada'));
    double.faults.clear();
    double.order(fault);
    await givesUp(second.create('ada'));
    double.faults.clear();
    const third = another();
    const outcome = await third.create('ada');
    expect(outcome).toMatchObject({ kind: 'done', changed: true });
    expect(await third.holders('ada')).toEqual([idOf(outcome)]);
  });

  it.each(['before', 'after'] as const)('heal when a rename dies %s the old userName is given up', async (when) => {
    const another = fresh();
    const [first, second] = [another(), another()];
    const ada = idOf(await first.create('ada')) ?? '';
    double.order({ what: 'hang', on: 'append', event: 'ClaimReleased', when });
    // The append is done, so the answer is: a claim that could not be given up is only stale.
    expect(await first.rename(ada, 'bob')).toMatchObject({ kind: 'done', changed: true });
    double.faults.clear();
    const created = await second.create('ada');
    expect(created).toMatchObject({ kind: 'done', changed: true });
    expect(idOf(created)).not.toBe(ada);
    expect(await second.holders('ada')).toEqual([idOf(created)]);
    expect(await second.holders('bob')).toEqual([ada]);
    expect(await first.rename(ada, 'ada')).toEqual({ kind: 'refused', refusal: { kind: 'user-name-taken' } });
  });

  it('let a member that was fenced go on as before', async () => {
    const another = fresh();
    const [first, second] = [another(), another()];
    const ada = idOf(await first.create('ada')) ?? '';
    double.order({ what: 'hang', on: 'append', event: 'ClaimReleased' });
    await first.rename(ada, 'bob');
    double.faults.clear();
    await second.create('ada');
    expect(types(await first.store.readStream(userStream(ACME, ada)))).toEqual([
      'UserProvisioned',
      'ProfileUpdated',
      'ClaimFenced',
    ]);
    expect(await first.rename(ada, 'carol')).toMatchObject({ kind: 'done', changed: true });
    expect(await second.create('bob')).toMatchObject({ kind: 'done', changed: true });
  });

  it('are free again after a member is deleted', async () => {
    const another = fresh();
    const [first, second] = [another(), another()];
    const ada = idOf(await first.create('ada')) ?? '';
    await first.remove(ada);
    expect(await claimHolder(second.store, userNameClaims(ACME, 'ada'))).toBeNull();
    expect(idOf(await second.create('ada'))).not.toBe(ada);
  });

  it('acknowledge published records only, also those of a try that was never answered', async () => {
    const another = fresh();
    const first = another();
    const ada = idOf(await first.create('ada')) ?? '';
    const [created] = await first.store.readStream(userStream(ACME, ada));
    expect(first.positions.newest).toBe(created?.position);
    await dies({ what: 'hang', on: 'append', event: 'ProfileUpdated', when: 'after' }, () => first.rename(ada, 'bob'));
    double.faults.clear();
    const second = another();
    expect(await second.rename(ada, 'bob')).toMatchObject({ kind: 'done', changed: false });
    const records = await second.store.readStream(userStream(ACME, ada) satisfies StreamName);
    expect(second.positions.newest).toBe(records.at(-1)?.position);
  });
});
