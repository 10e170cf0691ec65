import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LOG_START, userStream } from '@luciq/events';
import type { EventStore } from '../port.ts';
import type { OpenedDatabase } from './database.ts';
import { openDatabase } from './database.ts';
import { openSqliteEventStore } from './index.ts';
import { SqliteEventStore } from './store.ts';
import { Wal } from './wal.ts';

const ADA = userStream('acme', 'ada');

const append = (store: EventStore, number = 0) =>
  store.append({
    stream: ADA,
    expected: number === 0 ? 'no-stream' : number - 1,
    events: [
      {
        id: `00000000-0000-4000-8000-00000000000${number}`,
        event: { type: 'UserDeactivated', data: { userId: 'ada' } },
      },
    ],
    time: '2026-03-01T12:00:00.000Z',
    cause: { commandId: 'c', requestId: 'r', actor: { kind: 'idp', id: 't' }, tokenId: 't' },
  });

/** A disk that takes what was written when it is told to. */
class HeldDisk {
  failed: OpenedDatabase['wal']['failed'] = null;
  waits: PromiseWithResolvers<void>[] = [];
  async lasting(): Promise<void> {
    if (this.failed) throw this.failed.cause;
    const wait = Promise.withResolvers<void>();
    this.waits.push(wait);
    return wait.promise;
  }
  async close(): Promise<void> {}
  /** Takes everything. */
  take(): void {
    for (const { resolve } of this.waits.splice(0)) resolve();
  }
  /** Takes nothing, and never again. */
  fail(): void {
    this.failed = { cause: new Error('EIO: i/o error, fdatasync') };
    for (const { reject } of this.waits.splice(0)) reject(this.failed.cause);
  }
}

/** Whether a promise is settled once the event loop has turned often. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const done = (): void => void (settled = true);
  promise.then(done, done);
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return settled;
}

describe('what was committed and is not on the disk yet', () => {
  let folder: string;
  let disk: HeldDisk;
  let store: EventStore;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wal-'));
    disk = new HeldDisk();
    store = new SqliteEventStore({ ...openDatabase({ file: join(folder, 'log.sqlite') }), wal: disk });
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  it('is neither answered nor read before the disk has taken it, while the event loop goes on', async () => {
    const appended = append(store);
    expect(await isSettled(appended)).toBe(false);
    const reads = [store.readStream(ADA), store.readLog({ after: LOG_START, limit: 9 }).then(({ records }) => records)];
    const others = [
      store.head(),
      store.head('acme'),
      store.claimOwner({ scope: 'acme', kind: 'userName', value: 'ada' }),
    ];
    for (const read of [...reads, ...others]) expect(await isSettled(read)).toBe(false);
    disk.take();
    expect(await appended).toMatchObject({ kind: 'appended' });
    for (const read of reads) expect(await read).toHaveLength(1);
    expect(await Promise.all(others)).toEqual([1n, 1n, null]);
  });

  it('waits together with what comes meanwhile for one more time', async () => {
    const appends = [append(store, 0)];
    await isSettled(appends[0] as Promise<unknown>);
    appends.push(append(store, 1), append(store, 2));
    expect(await isSettled(appends[1] as Promise<unknown>)).toBe(false);
    expect(disk.waits).toHaveLength(1);
    disk.take();
    expect(await isSettled(appends[1] as Promise<unknown>)).toBe(false);
    expect(disk.waits).toHaveLength(1);
    disk.take();
    expect((await Promise.all(appends)).map(({ kind }) => kind)).toEqual(['appended', 'appended', 'appended']);
  });

  it('is unknown where the disk fails; from then on nothing is appended, and what lasts is read', async () => {
    const first = append(store, 0);
    await isSettled(first);
    disk.take();
    await first;
    const second = append(store, 1);
    await isSettled(second);
    disk.fail();
    await expect(second).rejects.toMatchObject({ name: 'EventStoreUnavailable', outcome: 'unknown' });
    await expect(append(store, 2)).rejects.toMatchObject({ name: 'EventStoreUnavailable', outcome: 'not-done' });
    await expect(store.head()).rejects.toMatchObject({ name: 'EventStoreUnavailable' });
    await expect(store.readLog({ after: LOG_START, limit: 9 })).rejects.toMatchObject({
      name: 'EventStoreUnavailable',
    });
    expect((await store.readLog({ after: LOG_START, limit: 1 })).records).toHaveLength(1);
  });
});

describe('the write-ahead log', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wal-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('lasts once it is there; where there is none, everything is in the database', async () => {
    const file = join(folder, 'log.sqlite');
    const wal = new Wal(file, false);
    await expect(wal.lasting()).resolves.toBeUndefined();
    const store = openSqliteEventStore({ file });
    await append(store);
    await expect(Promise.all([wal.lasting(), wal.lasting(), wal.lasting()])).resolves.toHaveLength(3);
    await wal.close();
    await store.close();
  });

  it('that cannot be written is not taken for written at the next try', async () => {
    const file = join(folder, 'log.sqlite');
    mkdirSync(`${file}-wal`);
    const wal = new Wal(file, false);
    await expect(wal.lasting()).rejects.toThrow('EISDIR');
    rmSync(`${file}-wal`, { recursive: true });
    await expect(wal.lasting()).rejects.toThrow('EISDIR');
    expect(wal.failed).not.toBeNull();
  });
});
