import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { LOG_START } from '@luciq/events';
import { RUNS_TYPESCRIPT } from '@luciq/test-engines/programs';
import { companySequenceContract, eventStoreContract } from '../contract/index.ts';
import type { ContractEngine } from '../contract/log.ts';
import { appended, events, nameClaim, newStream, readAll, request } from '../contract/log.ts';
import type { EventStore } from '../port.ts';
import { openDatabase } from './database.ts';
import { openSqliteEventStore } from './index.ts';
import type { Commit } from './store.ts';
import { APPENDS_PER_TRANSACTION, SqliteEventStore } from './store.ts';

const engine: ContractEngine = {
  async open() {
    const folder = await mkdtemp(join(tmpdir(), 'event-store-'));
    const stores: EventStore[] = [];
    const another = async () => {
      const store = openSqliteEventStore({ file: join(folder, 'log.sqlite') });
      stores.push(store);
      return store;
    };
    const closeAll = async () => {
      for (const store of stores) await store.close();
    };
    return {
      store: await another(),
      another,
      reopen: async () => {
        await closeAll();
        return another();
      },
      dispose: async () => {
        await closeAll();
        await rm(folder, { recursive: true });
      },
    };
  },
};

eventStoreContract('SQLite', engine);
companySequenceContract('SQLite', engine);

const KILLS = 4;
const APPENDING_PROCESS = new URL('./appending-process.ts', import.meta.url).pathname;

function appendingProcess(file: string, ...more: readonly string[]) {
  const child = spawn(process.execPath, [...RUNS_TYPESCRIPT, APPENDING_PROCESS, file, ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  // Only whole lines: the last one may have been cut by the kill.
  return {
    child,
    closed: once(child, 'close'),
    ids: () =>
      printed
        .slice(0, printed.lastIndexOf('\n') + 1)
        .split('\n')
        .slice(0, -1),
  };
}

describe('An SQLite event store', () => {
  let folder = '';
  let file = '';
  const open: EventStore[] = [];
  const keep = <Store extends EventStore>(store: Store): Store => {
    open.push(store);
    return store;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'event-store-'));
    file = join(folder, 'log.sqlite');
  });
  afterEach(async () => {
    for (const store of open.splice(0)) await store.close();
    await rm(folder, { recursive: true });
  });

  it.each([
    "UPDATE events SET body = '{}'",
    'UPDATE OR REPLACE events SET position = 2 WHERE position = 1',
    'DELETE FROM events',
    'DELETE FROM events WHERE position = 2',
    "INSERT OR REPLACE INTO events SELECT position, 'acme/user/x', 0, company, 9, 'x', type, version, time, '{}', cause, mac FROM events",
    "INSERT OR REPLACE INTO events SELECT 3, stream, revision, company, 9, 'x', type, version, time, '{}', cause, mac FROM events WHERE position = 1",
    "INSERT OR REPLACE INTO events SELECT 3, 'acme/user/x', 0, company, 9, event_id, type, version, time, '{}', cause, mac FROM events WHERE position = 1",
    "INSERT OR IGNORE INTO events SELECT 7, 'acme/user/x', 0, company, 9, 'x', type, version, time, '{}', cause, mac FROM events WHERE position = 1",
    "INSERT INTO events SELECT * FROM events WHERE position = 1 ON CONFLICT DO UPDATE SET body = '{}'",
  ])('does not let a record be changed by %s', async (sql) => {
    const store = keep(openSqliteEventStore({ file }));
    await store.append(request(newStream(), { events: events('a', 'b') }));
    const before = await readAll(store);
    const cheat = new DatabaseSync(file);
    try {
      expect(() => cheat.exec(sql)).toThrow(/^events (never change|are never deleted|are only added at the end)$/);
    } finally {
      cheat.close();
    }
    expect(await readAll(store)).toEqual(before);
  });

  it('keeps every acknowledged record exactly once when its process is killed', async () => {
    const acknowledged: string[] = [];
    for (let round = 0; round < KILLS; round += 1) {
      const { child, closed, ids } = appendingProcess(file);
      while (ids().length < 20 * (round + 1)) await once(child.stdout, 'data');
      child.kill('SIGKILL');
      await closed;
      acknowledged.push(...ids());
      const store = openSqliteEventStore({ file });
      const log = await readAll(store);
      const counts = new Map<string, number>();
      for (const { id } of log) counts.set(id, (counts.get(id) ?? 0) + 1);
      expect(acknowledged.filter((id) => counts.get(id) !== 1)).toEqual([]);
      expect(log.map(({ companySequence }) => companySequence)).toEqual(log.map((_, index) => index + 1));
      const revisions = log.map(({ revision }) => revision);
      expect(revisions).toEqual(log.map((_, index) => index % 2));
      await store.close();
    }
  });

  it('takes the appends of two processes at once, while a third only reads', async () => {
    const writers = [appendingProcess(file, '200'), appendingProcess(file, '200')];
    const exits = await Promise.all(writers.map(({ closed }) => closed));
    expect(exits).toEqual([
      [0, null],
      [0, null],
    ]);
    const writer = keep(openSqliteEventStore({ file }));
    const reader = keep(openSqliteEventStore({ file, readOnly: true }));
    await writer.append(request(newStream()));
    const log = await readAll(reader);
    expect(log).toHaveLength(801);
    expect(log.map(({ companySequence }) => companySequence)).toEqual(log.map((_, index) => index + 1));
    expect(writers.flatMap(({ ids }) => ids()).toSorted()).toEqual(
      log
        .slice(0, -1)
        .map(({ id }) => id)
        .toSorted(),
    );
    await expect(reader.append(request(newStream()))).rejects.toMatchObject({
      name: 'EventStoreUnavailable',
      outcome: 'not-done',
    });
  });

  it('refuses files it cannot use with a sentence', async () => {
    await openSqliteEventStore({ file }).close();
    const newer = new DatabaseSync(file);
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    const fault = (path: string, readOnly = false) => {
      try {
        keep(openSqliteEventStore({ file: path, readOnly }));
        return 'opened';
      } catch (error) {
        return String(error);
      }
    };
    expect(fault(file)).toMatch(/^EventStoreFileUnusable: .* schema version 99, but this build knows only up to 2/);
    const foreign = join(folder, 'foreign.sqlite');
    const other = new DatabaseSync(foreign);
    other.exec('CREATE TABLE t (a)');
    other.close();
    expect(fault(foreign)).toMatch(/^EventStoreFileUnusable: .* is not an event store of this product/);
    await writeFile(
      join(folder, 'text'),
      'not a database, but long enough to be read as the header of one. '.repeat(20),
    );
    expect(fault(join(folder, 'text'))).toMatch(/^EventStoreFileUnusable: .* can't be opened/);
    expect(fault(join(folder, 'missing', 'log.sqlite'))).toMatch(/^EventStoreFileUnusable: .* can't be opened/);
    expect(fault(join(folder, 'none.sqlite'), true)).toMatch(/^EventStoreFileUnusable: .* can't be opened/);
  });

  it('keeps ids unique over all streams: known in another one, they are a conflict', async () => {
    const store = keep(openSqliteEventStore({ file }));
    const first = request(newStream());
    await store.append(first);
    const other = newStream();
    expect(await store.append({ ...first, stream: other })).toEqual({ kind: 'conflict', actual: null });
    expect(await store.readStream(other)).toEqual([]);
  });

  it('commits the appends of one turn together, up to its bound', async () => {
    const commits: Commit[] = [];
    const store = keep(openSqliteEventStore({ file, onCommit: (commit) => commits.push(commit) }));
    const send = (count: number) =>
      Promise.all(Array.from({ length: count }, () => store.append(request(newStream()))));
    await send(50);
    expect(commits).toEqual([{ appends: 50, events: 50 }]);
    await send(APPENDS_PER_TRANSACTION + 1);
    expect(commits.slice(1).map(({ appends }) => appends)).toEqual([APPENDS_PER_TRANSACTION, 1]);
  });

  it('answers an append only when another process can see it', async () => {
    const store = keep(openSqliteEventStore({ file }));
    const other = keep(openSqliteEventStore({ file, readOnly: true }));
    const appends = Array.from({ length: 20 }, async () => {
      const [record] = appended(await store.append(request(newStream())));
      return (await other.head()) >= (record?.position ?? LOG_START + 1_000n);
    });
    expect(await Promise.all(appends)).toEqual(appends.map(() => true));
  });

  it('lets a refused or impossible append disturb no other of its turn', async () => {
    const store = keep(openSqliteEventStore({ file }));
    const stream = newStream();
    const good = request(stream, { expected: 'no-stream', claims: [{ action: 'take', claim: nameClaim('ada') }] });
    const notJson = events('x').map(({ id, event }) => ({
      id,
      event: { ...event, data: { big: 1n } } as unknown as typeof event,
    }));
    const untimed = request(newStream(), { time: null as unknown as string });
    const settled = await Promise.allSettled([
      store.append(good),
      store.append(request(newStream(), { events: notJson })),
      store.append(request(newStream(), { events: [] })),
      store.append(untimed),
      store.append(request(stream, { expected: 'no-stream' })),
      store.append(request(newStream(), { claims: [{ action: 'take', claim: nameClaim('ada') }] })),
      store.append(request(stream, { expected: 0 })),
    ]);
    const outcomes = settled.map((one) => (one.status === 'fulfilled' ? one.value.kind : 'rejected'));
    expect(outcomes).toEqual(['appended', 'rejected', 'rejected', 'rejected', 'conflict', 'claimed', 'appended']);
    expect((await readAll(store)).map(({ position, revision }) => [position, revision])).toEqual([
      [1n, 0],
      [2n, 1],
    ]);
  });

  it('answers unavailable when the disk is full, and nothing is half there', async () => {
    const opened = openDatabase({ file });
    const { database } = opened;
    const store = keep(new SqliteEventStore(opened));
    const [first] = appended(await store.append(request(newStream())));
    const pages = Number(database.prepare('PRAGMA page_count').get()?.['page_count']);
    database.exec(`PRAGMA max_page_count = ${pages + 2}`);
    const large = request(newStream(), {
      events: events('b', 'x'.repeat(100_000)),
      claims: [{ action: 'take', claim: nameClaim('b') }],
    });
    const settled = await Promise.allSettled([store.append(request(newStream())), store.append(large)]);
    for (const one of settled) {
      expect(one).toMatchObject({ status: 'rejected', reason: { name: 'EventStoreUnavailable', outcome: 'not-done' } });
    }
    expect(await readAll(store)).toEqual([first]);
    expect(await store.claimOwner(nameClaim('b'))).toBeNull();
    database.exec('PRAGMA max_page_count = 1000000');
    expect(appended(await store.append(large)).map(({ companySequence }) => companySequence)).toEqual([2, 3]);
  });

  it('answers unknown when the commit itself fails, and the repeat settles it', async () => {
    const opened = openDatabase({ file });
    const { database } = opened;
    const store = keep(new SqliteEventStore(opened));
    const same = request(newStream());
    database.setAuthorizer((action, operation) =>
      action === constants.SQLITE_TRANSACTION && operation === 'COMMIT' ? constants.SQLITE_DENY : constants.SQLITE_OK,
    );
    await expect(store.append(same)).rejects.toMatchObject({ name: 'EventStoreUnavailable', outcome: 'unknown' });
    database.setAuthorizer(null);
    expect(appended(await store.append(same))).toHaveLength(1);
    expect(await readAll(store)).toHaveLength(1);
  });

  it('answers not-done while another process holds the file for too long', async () => {
    const store = keep(openSqliteEventStore({ file }));
    const other = new DatabaseSync(file);
    try {
      other.exec('BEGIN IMMEDIATE');
      await expect(store.append(request(newStream()))).rejects.toMatchObject({
        name: 'EventStoreUnavailable',
        outcome: 'not-done',
      });
      other.exec('ROLLBACK');
      appended(await store.append(request(newStream())));
    } finally {
      other.close();
    }
  });

  it('wakes a waiting reader by its own appends, without the poll', async () => {
    const store = keep(openSqliteEventStore({ file }));
    // With setTimeout standing still, only the append can end the wait.
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    try {
      const wait = store.waitForRecords(LOG_START, new AbortController().signal);
      await store.append(request(newStream()));
      await expect(wait).resolves.toBeUndefined();
    } finally {
      jest.useRealTimers();
    }
  });

  it('answers the appends that it accepted before it was closed', async () => {
    const store = keep(openSqliteEventStore({ file }));
    const append = store.append(request(newStream()));
    await store.close();
    expect(appended(await append)).toHaveLength(1);
  });
});
