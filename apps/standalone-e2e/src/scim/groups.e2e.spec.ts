import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventStore } from '@luciq/event-store';
import { openEventStoreDb } from '@luciq/event-store/eventstoredb';
import { openSqliteEventStore, sqliteLogId } from '@luciq/event-store/sqlite';
import type { EventRecord, Position } from '@luciq/events';
import { LOG_START } from '@luciq/events';
import type { GatewayServer } from '@luciq/gateway';
import { startTestGateway } from '@luciq/gateway/test-gateway';
import type { AcknowledgedPositions } from '@luciq/gateway-store';
import { acknowledgedFromLog, openSqliteGatewayStore, openSqliteSnapshots } from '@luciq/gateway-store/embedded';
import type { Pump } from '@luciq/pump';
import { logSource, startPump } from '@luciq/pump';
import type { ReadModel } from '@luciq/read-model/sqlite';
import { openReadModel } from '@luciq/read-model/sqlite';
import { MAX_MEMBERS_AFTER_PATCH, SCIM_PATH } from '@luciq/scim-http';
import { eventStoreEngine, freshPrefix } from '@luciq/test-engines/eventstoredb';
import { registerCompany } from '@luciq/testing/companies';
import { Random } from '@luciq/testing/fuzz';

/** `npm run soak` runs more of them, from a seed of its own. */
const ROUNDS = Number(process.env['GROUP_RACE_ROUNDS'] ?? 20);
const SEED = Number(process.env['GROUP_RACE_SEED'] ?? 7);
const CLIENTS = 16;
const PATCHES = 3;
const SIZE = 10_000;
const BULK = 1_000;
/** Members with which a PATCH is answered, and more than these. */
const [SHOWN, LARGE] = [MAX_MEMBERS_AFTER_PATCH, MAX_MEMBERS_AFTER_PATCH + 3];
const MINUTES = 60_000;
const TOKEN = 'race.0123456789abcdef0123456789abcdef';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';

/** What several gateways have answered, where no log tells: here they are one process. */
class Positions implements AcknowledgedPositions {
  private newest: Position = LOG_START;
  async acknowledge(_companyId: string, position: Position): Promise<void> {
    if (position > this.newest) this.newest = position;
  }
  async acknowledged(): Promise<Position> {
    return this.newest;
  }
}

interface Engines {
  /** The log, as each of two gateways opens it. */
  readonly stores: readonly [EventStore, EventStore];
  readonly acknowledgements: (store: EventStore) => AcknowledgedPositions;
  close(): Promise<void>;
}

async function onSqlite(folder: string): Promise<Engines> {
  const open = (): EventStore => openSqliteEventStore({ file: join(folder, 'log.sqlite') });
  return { stores: [open(), open()], acknowledgements: acknowledgedFromLog, close: () => Promise.resolve() };
}

const eventStore = await eventStoreEngine();
afterAll(() => eventStore.stop());

async function onEventStoreDb(): Promise<Engines> {
  const prefix = freshPrefix();
  const positions = new Positions();
  const open = (): EventStore =>
    openEventStoreDb({
      connectionString: eventStore.connectionString,
      claimKey: 'the key under which claims are named',
      prefix,
      appendTimeoutMs: 10_000,
    });
  return { stores: [open(), open()], acknowledgements: () => positions, close: () => Promise.resolve() };
}

interface Answer {
  readonly status: number;
  readonly etag: string | null;
  /** Null for no body. */
  readonly json: Record<string, unknown> | null;
}

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly value?: unknown;
}

describe.each([
  ['SQLite', onSqlite],
  [eventStore.name, onEventStoreDb],
] as const)('groups of two gateways on %s', (_name, open) => {
  const folder = mkdtempSync(join(tmpdir(), 'luciq-groups-'));
  const gateways: GatewayServer[] = [];
  const closers: (() => unknown)[] = [];
  let rows: ReadModel;
  let pumping: () => Pump;
  let pump: Pump;
  let users: string[] = [];

  async function ask(
    gateway: number,
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const response = await fetch(`${gateways[gateway % gateways.length]?.listening}${SCIM_PATH}${path}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/scim+json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      etag: response.headers.get('etag'),
      json: text === '' ? null : (JSON.parse(text) as Record<string, unknown>),
    };
  }

  /** Creates one and gives its path. */
  async function made(group: Readonly<Record<string, unknown>>): Promise<string> {
    const { status, json } = await ask(0, 'POST', '/Groups?attributes=id', {
      schemas: [GROUP],
      displayName: `Made ${randomUUID()}`,
      ...group,
    });
    expect(status).toBe(201);
    return `/Groups/${String(json?.['id'])}`;
  }

  const idsIn = (group: Record<string, unknown> | null): string[] =>
    ((group?.['members'] ?? []) as { value: string }[]).map(({ value }) => value).sort();
  const valuesOf = (ids: readonly string[]): { value: string }[] => ids.map((value) => ({ value }));
  const patchOf = (...Operations: readonly Operation[]): unknown => ({ schemas: [PATCH_OP], Operations });

  beforeAll(async () => {
    const engines = await open(folder);
    const opened = await openReadModel({ folder: join(folder, 'rows') });
    if (opened.kind !== 'ready') throw new Error('fresh rows are of another build');
    rows = opened.readModel;
    pumping = () =>
      startPump<EventRecord>({
        source: logSource(engines.stores[0]),
        sink: rows.sink,
        failure: { initialDelayMs: 20, maxDelayMs: 1_000, attempts: 'unlimited', onExhausted: 'stop' },
      });
    pump = pumping();
    const snapshots = openSqliteSnapshots(join(folder, 'snapshots.sqlite'));
    const account = openSqliteGatewayStore(join(folder, 'gateway.sqlite'));
    await registerCompany(engines.stores[0], { companyId: 'race', token: TOKEN });
    for (const store of engines.stores) {
      gateways.push(
        await startTestGateway(
          {
            store,
            logId: () => sqliteLogId(store),
            acknowledgements: engines.acknowledgements(store),
            snapshots,
            rows: rows.queries,
            account,
          },
          // One address for both, as behind a balancer.
          { settings: { LUCIQ_PUBLIC_URL: 'https://race.example' } },
        ),
      );
    }
    closers.push(
      () => pump.drain(),
      () => rows.close(),
      () => snapshots.close(),
      () => account.close(),
      ...engines.stores.map((store) => () => store.close()),
      () => engines.close(),
    );
  }, MINUTES);

  afterAll(async () => {
    for (const each of gateways) await each.close();
    for (const close of closers) await close();
    rmSync(folder, { recursive: true });
  }, MINUTES);

  it(
    'are filled with users who came a thousand in a request',
    async () => {
      for (let from = 0; from < SIZE; from += BULK) {
        const Operations = Array.from({ length: BULK }, (_, n) => ({
          method: 'POST',
          path: '/Users',
          bulkId: `u${n}`,
          data: { schemas: [USER], userName: `u${from + n}@race.example` },
        }));
        const { status, json } = await ask(from / BULK, 'POST', '/Bulk', { schemas: [BULK_REQUEST], Operations });
        expect(status).toBe(200);
        const results = json?.['Operations'] as { status: string; bulkId: string; location: string }[];
        expect(results.map(({ status: each, bulkId }) => [each, bulkId])).toEqual(
          Operations.map(({ bulkId }) => ['201', bulkId]),
        );
        users.push(...results.map(({ location }) => location.split('/').at(-1) ?? ''));
      }
      expect(new Set(users).size).toBe(SIZE);
    },
    5 * MINUTES,
  );

  it(
    `lose nothing and refuse nobody while ${CLIENTS} clients change one of ${SIZE} members, ${ROUNDS} times from seed ${SEED}`,
    async () => {
      const path = await made({ displayName: `Race ${randomUUID()}`, members: valuesOf(users) });
      const random = new Random(SEED);
      const members = new Set(users);
      const refused: string[] = [];
      const client = async (own: readonly string[], gateway: number): Promise<void> => {
        for (let n = 0; n < PATCHES; n += 1) {
          const touched = [...new Set(Array.from({ length: 4 }, () => own[random.below(own.length)] ?? ''))];
          const leaving = touched.filter((id) => members.has(id));
          const coming = touched.filter((id) => !members.has(id));
          for (const id of leaving) members.delete(id);
          for (const id of coming) members.add(id);
          const operations = [
            ...leaving.map((id) => ({ op: 'remove', path: `members[value eq "${id}"]` })),
            ...(coming.length > 0 ? [{ op: 'add', path: 'members', value: valuesOf(coming) }] : []),
          ];
          const { status, json } = await ask(gateway, 'PATCH', path, patchOf(...operations));
          if (status !== 204) refused.push(`${status} ${String(json?.['detail'])}`);
        }
      };
      for (let round = 0; round < ROUNDS; round += 1) {
        await Promise.all(
          Array.from({ length: CLIENTS }, (_, n) =>
            client(
              users.filter((_id, at) => at % CLIENTS === n),
              n + round,
            ),
          ),
        );
        expect(refused).toEqual([]);
        expect(idsIn((await ask(round, 'GET', path)).json)).toEqual([...members].sort());
      }
      const listed = await ask(0, 'GET', `/Groups?filter=${encodeURIComponent('displayName sw "race"')}`);
      expect(idsIn((listed.json?.['Resources'] as Record<string, unknown>[])[0] ?? {})).toEqual([...members].sort());
    },
    2 * MINUTES + ROUNDS * 10_000,
  );

  it('show a change at once to anyone who asks another gateway, and a deleted user to nobody', async () => {
    const [ann = '', bob = ''] = users;
    const path = await made({ members: valuesOf([ann, bob]) });
    expect(idsIn((await ask(1, 'GET', path)).json)).toEqual([ann, bob].sort());
    expect((await ask(1, 'DELETE', `/Users/${ann}`)).status).toBe(204);
    expect(idsIn((await ask(0, 'GET', path)).json)).toEqual([bob]);
    const refused = await ask(
      0,
      'PATCH',
      path,
      patchOf({ op: 'add', path: 'members', value: valuesOf([ann, 'nobody']) }),
    );
    expect([refused.status, refused.json?.['scimType'], String(refused.json?.['detail']).includes('nobody')]).toEqual([
      400,
      'invalidValue',
      true,
    ]);
    users = users.filter((id) => id !== ann);
  });

  it('obey If-Match on one gateway whatever the other does', async () => {
    const path = await made({});
    const version = (await ask(0, 'GET', path)).etag ?? '';
    const guarded = async (gateway: number, displayName: string): Promise<number> =>
      (
        await ask(gateway, 'PATCH', path, patchOf({ op: 'replace', path: 'displayName', value: displayName }), {
          'if-match': version,
        })
      ).status;
    const both = await Promise.all([guarded(0, `One ${randomUUID()}`), guarded(1, `Other ${randomUUID()}`)]);
    expect(both.sort()).toEqual([200, 412]);
  });

  it('are answered by POST and PUT as GET shows them, with names that follow from the users', async () => {
    const user = await ask(0, 'POST', '/Users', {
      schemas: [USER],
      userName: `named.${randomUUID()}@race.example`,
      displayName: 'Named',
    });
    const [ann = ''] = users;
    const members = [
      ...valuesOf([ann]),
      { value: String(user.json?.['id']), display: 'What the client calls it', $ref: 'https://elsewhere.example' },
    ];
    const created = await ask(0, 'POST', '/Groups', {
      schemas: [GROUP],
      displayName: `Shown ${randomUUID()}`,
      members,
    });
    const path = `/Groups/${String(created.json?.['id'])}`;
    expect((created.json?.['members'] as { display: string }[]).map(({ display }) => display).sort()).toEqual([
      'Named',
      expect.stringMatching(/@race\.example$/),
    ]);
    expect(created.json).toEqual((await ask(1, 'GET', path)).json);
    const put = await ask(1, 'PUT', path, { schemas: [GROUP], displayName: `Put ${randomUUID()}`, members });
    expect([put.status, put.json]).toEqual([200, (await ask(0, 'GET', path)).json]);
    const large = await ask(0, 'POST', '/Groups', {
      schemas: [GROUP],
      displayName: `Large ${randomUUID()}`,
      members: valuesOf(users.slice(0, LARGE)),
    });
    expect(large.json).toEqual((await ask(1, 'GET', `/Groups/${String(large.json?.['id'])}`)).json);
  });

  it('are answered by a PATCH entire, changed or not [RFC7644 3.5.2 answer]', async () => {
    const [ann = '', bob = '', ...others] = users.slice(0, SHOWN);
    const path = await made({ members: valuesOf([ann, ...others]) });
    const add = patchOf({ op: 'add', path: 'members', value: valuesOf([bob]) });
    const changed = await ask(0, 'PATCH', path, add);
    const shown = await ask(1, 'GET', path);
    expect([changed.status, changed.json, changed.etag]).toEqual([200, shown.json, shown.etag]);
    expect(idsIn(changed.json)).toHaveLength(SHOWN);
    expect(await ask(1, 'PATCH', path, add)).toEqual(changed);
    expect(await ask(1, 'PATCH', path, add, { 'if-match': shown.etag ?? '' })).toEqual(changed);
    const without = await ask(0, 'PATCH', `${path}?excludedAttributes=members`, add);
    expect([without.status, idsIn(without.json)]).toEqual([200, []]);
    const emptied = await ask(0, 'PATCH', path, patchOf({ op: 'remove', path: 'members' }));
    expect([emptied.status, emptied.json]).toEqual([200, (await ask(0, 'GET', path)).json]);
  });

  it('that are large are answered by a PATCH with 204, and 200 where attributes are asked for [RFC7644 3.5.2 answer] [RFC7644 3.5.2 answer-attributes]', async () => {
    const path = await made({ members: valuesOf(users.slice(0, SHOWN)) });
    const add = patchOf({ op: 'add', path: 'members', value: valuesOf(users.slice(SHOWN, LARGE)) });
    const changed = await ask(0, 'PATCH', path, add);
    const shown = await ask(1, 'GET', path);
    expect(changed).toEqual({ status: 204, etag: shown.etag, json: null });
    expect(await ask(1, 'PATCH', path, add, { 'if-match': shown.etag ?? '' })).toEqual(changed);
    const named = await ask(0, 'PATCH', `${path}?attributes=displayName`, add);
    expect([named.status, named.json]).toEqual([
      200,
      { schemas: [GROUP], id: shown.json?.['id'], displayName: shown.json?.['displayName'] },
    ]);
    const members = await ask(0, 'PATCH', `${path}?attributes=members`, add);
    expect([members.status, members.json?.['members']]).toEqual([200, shown.json?.['members']]);
    const without = await ask(0, 'PATCH', `${path}?excludedAttributes=members`, add);
    expect([without.status, idsIn(without.json), without.json?.['displayName']]).toEqual([
      200,
      [],
      shown.json?.['displayName'],
    ]);
    expect((await ask(0, 'PATCH', `${path}?excludedAttributes=displayName`, add)).status).toBe(204);
    const bulk = await ask(0, 'POST', '/Bulk', {
      schemas: [BULK_REQUEST],
      Operations: [{ method: 'PATCH', path, data: add }],
    });
    expect(bulk.json?.['Operations']).toEqual([
      { method: 'PATCH', location: `https://race.example${SCIM_PATH}${path}`, status: '200', version: shown.etag },
    ]);
  });

  it(
    'are changed with success while the rows are behind, whatever can be told of them',
    async () => {
      const small = await made({ members: valuesOf(users.slice(0, SHOWN - 1)) });
      const large = await made({ members: valuesOf(users.slice(0, BULK)) });
      await pump.drain();
      try {
        const one = (path: string, n: number) =>
          ask(0, 'PATCH', path, patchOf({ op: 'add', path: 'members', value: valuesOf([users[n] ?? '']) }));
        const changed = await one(small, BULK);
        expect([changed.status, idsIn(changed.json).length]).toEqual([200, SHOWN]);
        expect(changed.json?.['members']).toEqual((await ask(1, 'GET', small)).json?.['members']);
        expect((await one(large, BULK)).status).toBe(204);
        expect((await one(`${large}?attributes=members`, BULK + 1)).status).toBe(204);
        expect((await ask(0, 'GET', large)).status).toBe(429);
        const put = await ask(0, 'PUT', large, { schemas: [GROUP], displayName: `Behind ${randomUUID()}` });
        expect([put.status, idsIn(put.json).length]).toEqual([200, BULK + 2]);
        const created = await ask(0, 'POST', '/Groups', {
          schemas: [GROUP],
          displayName: `Behind ${randomUUID()}`,
          members: valuesOf(users.slice(0, BULK + 1)),
        });
        expect([created.status, idsIn(created.json).length]).toEqual([201, BULK + 1]);
      } finally {
        pump = pumping();
      }
      expect((await ask(0, 'GET', large)).status).toBe(200);
    },
    MINUTES,
  );
});
