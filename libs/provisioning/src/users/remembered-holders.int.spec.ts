import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { userNameClaims } from '@luciq/domain';
import { EventStoreUnavailable } from '@luciq/event-store';
import type { EventStoreDb } from '@luciq/event-store/eventstoredb';
import { openEventStoreDb } from '@luciq/event-store/eventstoredb';
import { userStream } from '@luciq/events';
import { EventStoreDbDouble, freshPrefix } from '@luciq/test-engines/eventstoredb';
import { Random } from '@luciq/testing/fuzz';
import { ACME, idOf, TestGateway } from '../writing/test-gateway.ts';
import { UserStreams } from './user-streams.ts';

const CLAIM_KEY = 'the key under which claims are named';
/** The last three are one name, claimed in two forms (docs/decisions/0040). */
const NAMES = ['ada', 'bob', 'straße', 'STRASSE', 'strasse'] as const;
const SEEDS = 4;
const STEPS = 16;

/** A look-up asks the stream that was seen to hold the name, and the claim only where that stream does not have it: docs/decisions/0059. */
describe('Remembered holders of names', () => {
  let double: EventStoreDbDouble;
  let prefix = '';
  const open: TestGateway<EventStoreDb>[] = [];
  const gateway = (appendTimeoutMs = 10_000): TestGateway<EventStoreDb> => {
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
  });

  it('answer what one answers who remembers nothing, whatever other gateways do to the names', async () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      prefix = freshPrefix();
      const random = new Random(seed);
      const gateways = [gateway(), gateway()] as const;
      const ids: string[] = [];
      for (let step = 0; step < STEPS; step += 1) {
        const by = random.pick(gateways);
        const name = random.pick(NAMES);
        const what = random.below(3);
        if (what === 0 || ids.length === 0) ids.push(...[idOf(await by.create(name))].filter((id) => id !== undefined));
        else if (what === 1) await by.rename(random.some(ids), name);
        else await by.remove(random.some(ids));
        for (const one of NAMES) {
          const found = await new UserStreams(by.store).byUserName(ACME, one);
          for (const { users } of gateways)
            expect({ seed, step, one, found: await users.byUserName(ACME, one) }).toEqual({ seed, step, one, found });
        }
      }
    }
  }, 60_000);

  it('find nobody by a claim whose owner never came to be, and then the one who took it over', async () => {
    prefix = freshPrefix();
    const [dying, watching, another] = [gateway(400), gateway(), gateway()];
    const neverCame = randomUUID();
    await dying.store.logId();
    double.order({ what: 'hang', on: 'append', event: 'UserProvisioned', stream: new RegExp(neverCame) });
    await expect(dying.create('ada', neverCame)).rejects.toBeInstanceOf(EventStoreUnavailable);
    double.faults.clear();
    const [claim] = userNameClaims(ACME, 'ada');
    expect(claim && (await watching.store.claimOwner(claim))).toBe(userStream(ACME, neverCame));
    for (let looks = 0; looks < 2; looks += 1) expect(await watching.users.byUserName(ACME, 'ada')).toBeNull();
    const created = idOf(await another.create('ada'));
    expect(created).toBeDefined();
    for (const { users } of [watching, another])
      for (let looks = 0; looks < 2; looks += 1)
        expect(await users.byUserName(ACME, 'ada')).toMatchObject({ id: created });
  });
});
