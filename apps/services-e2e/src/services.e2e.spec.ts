import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { openEventStore } from '@luciq/event-store/by-address';
import { kafkaNames, openKafka } from '@luciq/messaging/kafka';
import type { PrivateEngine } from '@luciq/test-engines';
import { describeOn, engine, freshName, privateEngine } from '@luciq/test-engines';
import { eventStoreEngine, freshPrefix } from '@luciq/test-engines/eventstoredb';
import { Random } from '@luciq/testing/fuzz';
import { runProgram } from '@luciq/testing/processes';
import type { Disagreement, Role, ServiceEngines } from '@luciq/testing/service-set';
import { disagreement, environmentOf, ProvisioningLoad, ServiceProcess } from '@luciq/testing/service-set';

/** `npm run soak` runs more of them, from a seed of its own. */
const KILL_ROUNDS = Number(process.env['SERVICE_KILL_ROUNDS'] ?? 5);
const SEED = Number(process.env['SERVICE_SEED'] ?? 11);
const CLIENTS = 6;
const COMPANY = 'acme';
const TOKEN = 'services.0123456789abcdef0123456789abcdef';
const NOTHING: Disagreement = { log: [], topic: [], rows: [], verify: [] };
const MINUTES = 60_000;

const [sharedKafka, sharedPostgres] = [await engine('kafka'), await engine('postgres')];
const both = sharedKafka && sharedPostgres ? { kafka: sharedKafka, postgres: sharedPostgres } : null;

const eventStore = await eventStoreEngine();
const { double } = eventStore;

describeOn(both, sharedKafka ? 'postgres' : 'kafka', `the services on their engines and ${eventStore.name}`, () => {
  let kafka: PrivateEngine<'kafka'>;
  let postgres: PrivateEngine<'postgres'>;
  let engines: ServiceEngines;
  const services: ServiceProcess[] = [];
  const of = (role: Role): ServiceProcess[] => services.filter((service) => service.role === role);
  const load = { current: null as ProvisioningLoad | null, seed: SEED * 100 };

  const operate = async (...words: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await runProgram('operator', words, environmentOf(engines));
    if (code !== 0) throw new Error(`operator ${words.join(' ')} ended with ${code}: ${stderr}`);
    return stdout;
  };

  function startLoad(): ProvisioningLoad {
    load.seed += 1;
    load.current = new ProvisioningLoad({
      scimBaseUrls: of('scim-gateway').map(({ scimBaseUrl }) => scimBaseUrl),
      token: TOKEN,
      seed: load.seed,
      clients: CLIENTS,
    });
    return load.current;
  }

  /** Ends the load, and says what of it cannot be found where it must be. */
  async function found(running: ProvisioningLoad): Promise<Disagreement> {
    await running.stop();
    load.current = null;
    expect(running.wrong).toEqual([]);
    expect(running.members.size).toBeGreaterThan(CLIENTS);
    const { store } = openEventStore({
      url: engines.eventStoreUrl,
      prefix: engines.eventStorePrefix ?? 'luciq',
      claimKey: environmentOf(engines)['LUCIQ_CLAIM_KEY'],
      timeoutMs: 10_000,
    });
    try {
      const [gateway] = of('scim-gateway');
      return await disagreement({
        engines,
        store,
        scimBaseUrl: gateway?.scimBaseUrl ?? '',
        token: TOKEN,
        members: running.members,
      });
    } finally {
      await store.close();
    }
  }

  beforeAll(async () => {
    const [startedKafka, startedPostgres] = [await privateEngine('kafka'), await privateEngine('postgres')];
    if (!startedKafka || !startedPostgres) throw new Error('the engines of this spec cannot be started');
    [kafka, postgres] = [startedKafka, startedPostgres];
    engines = {
      eventStoreUrl: eventStore.connectionString,
      eventStorePrefix: freshPrefix(),
      brokers: kafka.engine.brokers,
      databaseUrl: postgres.engine.url,
      prefix: freshName('set'),
    };
    await operate('topics', 'create');
    await operate('register', COMPANY, '--name', 'Acme', '--token', TOKEN);
    for (const role of ['scim-gateway', 'relay', 'projector'] as const) {
      for (let n = 0; n < 2; n += 1) services.push(await ServiceProcess.of(role, engines));
    }
    for (const service of services) await service.start();
  }, 5 * MINUTES);

  afterEach(async () => {
    double?.faults.clear();
    if (double) double.mute = false;
    await load.current?.stop().catch(() => undefined);
    load.current = null;
  }, 3 * MINUTES);

  afterAll(async () => {
    for (const service of services) await service.stop('SIGKILL');
    await eventStore.stop();
    await kafka.close();
    await postgres.close();
  }, MINUTES);

  it(
    'bring every answered write to the log, once to the topic, and to the rows',
    async () => {
      const running = startLoad();
      await delay(2_000);
      expect(await found(running)).toEqual(NOTHING);
    },
    2 * MINUTES,
  );

  it(
    `lose and double nothing when they are killed at random, ${KILL_ROUNDS} times from seed ${SEED}`,
    async () => {
      const random = new Random(SEED);
      for (let round = 0; round < KILL_ROUNDS; round += 1) {
        const running = startLoad();
        for (const role of ['scim-gateway', 'relay', 'projector'] as const) {
          const victim = of(role)[random.below(2)];
          await delay(200 + random.below(800));
          await victim?.stop('SIGKILL');
          await delay(random.below(500));
          await victim?.start();
        }
        expect(await found(running)).toEqual(NOTHING);
      }
    },
    KILL_ROUNDS * 3 * MINUTES,
  );

  it(
    'go on when the broker was stopped and started',
    async () => {
      const running = startLoad();
      await delay(1_000);
      await kafka.stop('SIGKILL');
      await delay(2_000);
      await kafka.start();
      await delay(2_000);
      expect(await found(running)).toEqual(NOTHING);
    },
    4 * MINUTES,
  );

  it(
    'go on when the database was stopped and started',
    async () => {
      const running = startLoad();
      await delay(1_000);
      await postgres.stop('SIGKILL');
      await delay(2_000);
      await postgres.start();
      await delay(2_000);
      expect(await found(running)).toEqual(NOTHING);
    },
    4 * MINUTES,
  );

  // Faults can be ordered from the double alone.
  if (double) {
    it.each([
      ['breaks its connections', () => double.dropConnections()],
      ['loses its subscriptions without a word', () => double.loseSubscriptions()],
      ['ends its subscriptions', () => double.endSubscriptions()],
      ['delivers everything twice', () => void (double.duplicates = true)],
    ])(
      'go on when the event store %s',
      async (_name, strike) => {
        const running = startLoad();
        await delay(1_000);
        strike();
        await delay(3_000);
        double.duplicates = false;
        expect(await found(running)).toEqual(NOTHING);
      },
      4 * MINUTES,
    );

    it.each([
      ['never answers some appends', { what: 'hang', on: 'append', when: 'before', times: 3 }],
      ['does some appends and never answers them', { what: 'hang', on: 'append', when: 'after', times: 3 }],
      [
        'answers some appends only after their deadline',
        { what: 'slow', on: 'append', when: 'after', ms: 6_000, times: 3 },
      ],
      ['is unavailable for a while', { what: 'unavailable', on: 'append', times: 40 }],
    ] as const)(
      'go on when the event store %s',
      async (_name, fault) => {
        const running = startLoad();
        await delay(1_000);
        const ordered = double.order(fault);
        while (ordered.struck() < fault.times) await delay(50);
        expect(await found(running)).toEqual(NOTHING);
      },
      4 * MINUTES,
    );

    it(
      'say 429 with a whole number of seconds while the event store hangs, and recover without a restart',
      async () => {
        const [gateway] = of('scim-gateway');
        const ask = (): Promise<Response> =>
          fetch(`${gateway?.scimBaseUrl}/Users?filter=${encodeURIComponent('userName eq "x"')}`, {
            headers: { authorization: `Bearer ${TOKEN}` },
          });
        expect((await ask()).status).toBe(200);
        double.mute = true;
        const away = await ask();
        expect([away.status, away.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^\d+$/)]);
        expect(await away.json()).toMatchObject({
          schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
          status: '429',
        });
        expect(await gateway?.readiness()).toMatchObject({
          status: 503,
          body: { engines: { eventStore: 'down', readModel: 'up' } },
        });
        double.mute = false;
        while ((await ask()).status !== 200) await delay(200);
        while ((await gateway?.readiness())?.status !== 200) await delay(200);
      },
      2 * MINUTES,
    );
  }

  it(
    'let another relay take over from one that pauses, which is shut out when it wakes',
    async () => {
      const running = startLoad();
      const leads = async (relay: ServiceProcess): Promise<boolean> =>
        ((await relay.metric('luciq_pump_position')) ?? 0) > 0;
      const [one, other] = of('relay');
      if (!one || !other) throw new Error('two relays were to run');
      const [leader, standby] = (await leads(one)) ? [one, other] : [other, one];
      leader.pause();
      while (!(await leads(standby))) await delay(200);
      const exit = leader.resume();
      expect(await exit).toBe(75);
      await leader.start();
      expect(await found(running)).toEqual(NOTHING);
    },
    3 * MINUTES,
  );

  it(
    'share the partitions anew in the middle of the work when a projector comes and goes',
    async () => {
      const running = startLoad();
      const third = await ServiceProcess.of('projector', engines);
      await third.start();
      await delay(1_500);
      expect(await third.stop('SIGTERM')).toBe(0);
      expect(await found(running)).toEqual(NOTHING);
    },
    3 * MINUTES,
  );

  it(
    'drain on SIGTERM',
    async () => {
      for (const service of services) expect([service.role, await service.stop('SIGTERM')]).toEqual([service.role, 0]);
      for (const service of services) await service.start();
    },
    2 * MINUTES,
  );

  it(
    'park the company of a message that nobody can read, while the others go on, and resume it from the log',
    async () => {
      await operate('register', 'globex', '--name', 'Globex', '--token', 'globex.0123456789abcdef0123456789abcdef');
      const producer = openKafka({ brokers: engines.brokers, clientId: 'stranger' }).producer();
      await producer.connect();
      await producer.send({
        topic: kafkaNames(engines.prefix).messages,
        messages: [{ key: 'globex', value: 'not an event' }],
      });
      await producer.disconnect();
      const parked = async (): Promise<readonly { companyId: string }[]> =>
        JSON.parse(await operate('parked', 'list', '--json')) as { companyId: string }[];
      while ((await parked()).length === 0) await delay(200);
      expect((await parked()).map(({ companyId }) => companyId)).toEqual(['globex']);
      expect(await of('projector')[0]?.metric('luciq_parked_companies')).toBe(1);
      await operate('import', 'apps/scim-gateway/src/services.members.csv', '--company', 'globex');
      const running = startLoad();
      await delay(1_000);
      expect(await found(running)).toEqual({ ...NOTHING, topic: ['1 messages cannot be read'] });
      expect(await operate('parked', 'resume', '--company', 'globex')).toContain('goes on');
      expect(await parked()).toEqual([]);
    },
    3 * MINUTES,
  );
});
