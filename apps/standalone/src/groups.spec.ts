import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventRecord, Position } from '@luciq/events';
import { LOG_START } from '@luciq/events';
import type { EventStore } from '@luciq/event-store';
import { openEventStoreDb } from '@luciq/event-store/eventstoredb';
import { openSqliteEventStore } from '@luciq/event-store/sqlite';
import type { AcknowledgedPositions } from '@luciq/gateway-store';
import { acknowledgedFromLog, openSqliteSnapshots } from '@luciq/gateway-store/embedded';
import { logSource, startPump } from '@luciq/pump';
import type { Pump } from '@luciq/pump';
import { openReadModel } from '@luciq/read-model/sqlite';
import type { ReadModel } from '@luciq/read-model/sqlite';
import { startScimFace } from '@luciq/scim-http';
import type { ScimFace } from '@luciq/scim-http';
import { openLog } from '@luciq/telemetry';
import { registerCompany } from '@luciq/testing/companies';
import { freshPrefix } from '@luciq/testing/event-store-engine';
import { EventStoreDbDouble } from '@luciq/testing/eventstoredb-double';
import { Random } from '@luciq/testing/fuzz';

/** `npm run soak` runs more of them, from a seed of its own. */
const ROUNDS = Number(process.env['GROUP_RACE_ROUNDS'] ?? 20);
const SEED = Number(process.env['GROUP_RACE_SEED'] ?? 7);
const CLIENTS = 16;
const PATCHES = 3;
const SIZE = 10_000;
const BULK = 1_000;
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

async function onDouble(): Promise<Engines> {
  const double = await EventStoreDbDouble.start();
  const prefix = freshPrefix();
  const positions = new Positions();
  const open = (): EventStore => openEventStoreDb({ connectionString: double.connectionString, claimKey: 'the key under which claims are named', prefix, appendTimeoutMs: 10_000 });
  return { stores: [open(), open()], acknowledgements: () => positions, close: () => double.stop() };
}

interface Answer {
  readonly status: number;
  readonly json: Record<string, unknown>;
}

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly value?: unknown;
}

describe.each([
  ['SQLite', onSqlite],
  ['EventStoreDB (a double)', onDouble],
] as const)('groups of two gateways on %s', (_name, open) => {
  const folder = mkdtempSync(join(tmpdir(), 'luciq-groups-'));
  const faces: ScimFace[] = [];
  const closers: (() => unknown)[] = [];
  let rows: ReadModel;
  let pump: Pump;
  let users: string[] = [];

  async function ask(gateway: number, method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${faces[gateway % faces.length]?.scimBaseUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/scim+json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, json: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
  }

  const idsIn = (group: Record<string, unknown>): string[] => ((group['members'] ?? []) as { value: string }[]).map(({ value }) => value).sort();
  const valuesOf = (ids: readonly string[]): { value: string }[] => ids.map((value) => ({ value }));
  const patchOf = (...Operations: readonly Operation[]): unknown => ({ schemas: [PATCH_OP], Operations });

  beforeAll(async () => {
    const engines = await open(folder);
    const opened = await openReadModel({ folder: join(folder, 'rows') });
    if (opened.kind !== 'ready') throw new Error('fresh rows are of another build');
    rows = opened.readModel;
    pump = startPump<EventRecord>({ source: logSource(engines.stores[0]), sink: rows.sink, failure: { initialDelayMs: 20, maxDelayMs: 1_000, attempts: 'unlimited', onExhausted: 'stop' } });
    const snapshots = openSqliteSnapshots(join(folder, 'snapshots.sqlite'));
    await registerCompany(engines.stores[0], { companyId: 'race', token: TOKEN });
    for (const store of engines.stores) {
      faces.push(
        await startScimFace({
          store,
          acknowledgements: engines.acknowledgements(store),
          snapshots,
          lists: rows.queries,
          cursorKey: 'k'.repeat(32),
          rate: null,
          log: openLog({ write: () => undefined }),
          host: '127.0.0.1',
          port: 0,
          publicUrl: (port) => `http://127.0.0.1:${port}`,
        }),
      );
    }
    closers.push(() => pump.drain(), () => rows.close(), () => snapshots.close(), ...engines.stores.map((store) => () => store.close()), () => engines.close());
  }, MINUTES);

  afterAll(async () => {
    for (const face of faces) await face.close();
    for (const close of closers) await close();
    rmSync(folder, { recursive: true });
  }, MINUTES);

  it('are filled with users who came a thousand in a request', async () => {
    for (let from = 0; from < SIZE; from += BULK) {
      const Operations = Array.from({ length: BULK }, (_, n) => ({ method: 'POST', path: '/Users', bulkId: `u${n}`, data: { schemas: [USER], userName: `u${from + n}@race.example` } }));
      const { status, json } = await ask(from / BULK, 'POST', '/Bulk', { schemas: [BULK_REQUEST], Operations });
      expect(status).toBe(200);
      const results = json['Operations'] as { status: string; bulkId: string; location: string }[];
      expect(results.map(({ status: each, bulkId }) => [each, bulkId])).toEqual(Operations.map(({ bulkId }) => ['201', bulkId]));
      users.push(...results.map(({ location }) => location.split('/').at(-1) ?? ''));
    }
    expect(new Set(users).size).toBe(SIZE);
  }, 5 * MINUTES);

  it(`lose nothing and refuse nobody while ${CLIENTS} clients change one of ${SIZE} members, ${ROUNDS} times from seed ${SEED}`, async () => {
    const made = await ask(0, 'POST', '/Groups?attributes=id', { schemas: [GROUP], displayName: `Race ${randomUUID()}`, members: valuesOf(users) });
    expect(made.status).toBe(201);
    const path = `/Groups/${String(made.json['id'])}`;
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
        const operations = [...leaving.map((id) => ({ op: 'remove', path: `members[value eq "${id}"]` })), ...(coming.length > 0 ? [{ op: 'add', path: 'members', value: valuesOf(coming) }] : [])];
        const { status, json } = await ask(gateway, 'PATCH', path, patchOf(...operations));
        if (status !== 200) refused.push(`${status} ${String(json['detail'])}`);
      }
    };
    for (let round = 0; round < ROUNDS; round += 1) {
      await Promise.all(Array.from({ length: CLIENTS }, (_, n) => client(users.filter((_id, at) => at % CLIENTS === n), n + round)));
      expect(refused).toEqual([]);
      expect(idsIn((await ask(round, 'GET', path)).json)).toEqual([...members].sort());
    }
    const listed = await ask(0, 'GET', `/Groups?filter=${encodeURIComponent('displayName sw "race"')}`);
    expect(idsIn((listed.json['Resources'] as Record<string, unknown>[])[0] ?? {})).toEqual([...members].sort());
  }, 2 * MINUTES + ROUNDS * 10_000);

  it('show a change at once to whoever asks another gateway, and a deleted user to nobody', async () => {
    const [ann = '', bob = ''] = users;
    const made = await ask(0, 'POST', '/Groups', { schemas: [GROUP], displayName: `Two ${randomUUID()}`, members: valuesOf([ann, bob]) });
    const path = `/Groups/${String(made.json['id'])}`;
    expect(idsIn((await ask(1, 'GET', path)).json)).toEqual([ann, bob].sort());
    expect((await ask(1, 'DELETE', `/Users/${ann}`)).status).toBe(204);
    expect(idsIn((await ask(0, 'GET', path)).json)).toEqual([bob]);
    const refused = await ask(0, 'PATCH', path, patchOf({ op: 'add', path: 'members', value: valuesOf([ann, 'nobody']) }));
    expect([refused.status, refused.json['scimType'], String(refused.json['detail']).includes('nobody')]).toEqual([400, 'invalidValue', true]);
    users = users.filter((id) => id !== ann);
  });

  it('obey If-Match on one gateway whatever the other does', async () => {
    const made = await ask(0, 'POST', '/Groups', { schemas: [GROUP], displayName: `Version ${randomUUID()}` });
    const path = `/Groups/${String(made.json['id'])}`;
    const version = String((made.json['meta'] as { version: string }).version);
    const guarded = async (gateway: number, displayName: string): Promise<number> => {
      const response = await fetch(`${faces[gateway]?.scimBaseUrl}${path}`, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/scim+json', 'if-match': version },
        body: JSON.stringify(patchOf({ op: 'replace', path: 'displayName', value: displayName })),
      });
      await response.arrayBuffer();
      return response.status;
    };
    const both = await Promise.all([guarded(0, `One ${randomUUID()}`), guarded(1, `Other ${randomUUID()}`)]);
    expect(both.sort()).toEqual([200, 412]);
  });
});
