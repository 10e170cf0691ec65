import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { EventStore } from '@luciq/event-store';
import { openSqliteEventStore, sqliteLogId } from '@luciq/event-store/sqlite';
import { plain, userStream } from '@luciq/events';
import { BEGINNING } from '../reading/cursor.ts';
import { FeedLog, READ_AT_ONCE } from '../reading/feed-log.ts';
import { TAIL_ENTRIES } from '../reading/tail.ts';
import { eventStream } from './event-stream.ts';
import { STREAM_CHUNK } from './limits.ts';

const ALL = { companies: null, types: null };
/** More than the tail keeps. */
const EVENTS = TAIL_ENTRIES + 2_000;

let folder: string;
let store: EventStore;
let log: FeedLog;
let reads: number;
let hangUp: AbortController;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'event-stream-'));
  store = openSqliteEventStore({ file: join(folder, 'log.sqlite') });
  reads = 0;
  hangUp = new AbortController();
  log = new FeedLog({
    store: {
      readLog: (query) => {
        reads += 1;
        return store.readLog(query);
      },
      idAt: store.idAt.bind(store),
      head: store.head.bind(store),
      waitForRecords: store.waitForRecords.bind(store),
    },
    logId: () => sqliteLogId(store),
    publicUrl: () => 'https://scim.example.com',
    credentialsChanged: () => undefined,
  });
});
afterEach(async () => {
  hangUp.abort();
  await log.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

/** Appends so many events at once, and answers with their ids. */
async function append(count: number): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  await store.append({
    stream: userStream('acme', randomUUID()),
    expected: 'no-stream',
    events: ids.map((id) => ({
      id,
      event: {
        type: 'ProfileUpdated',
        data: { userId: 'u', changed: ['title'] },
        personal: plain({ set: { title: 'x'.repeat(200) }, unset: [] }),
      },
    })),
    time: new Date().toISOString(),
    cause: { commandId: randomUUID(), requestId: randomUUID(), actor: { kind: 'idp', id: 't1' }, tokenId: 't1' },
  });
  return ids;
}

async function open(after = BEGINNING): Promise<Readable> {
  const found = await log.find(after);
  if (found.kind !== 'place') throw new Error(found.kind);
  return eventStream({
    log,
    after: found.place,
    filter: ALL,
    signal: hangUp.signal,
    failed: (error) => {
      throw error;
    },
  });
}

/** Takes so many events from a stream. */
async function take(stream: Readable, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  let text = '';
  stream.setEncoding('utf8');
  for await (const part of stream) {
    const blocks = (text + String(part)).split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data !== undefined) ids.push((JSON.parse(data) as { id: string }).id);
      if (ids.length === count) return ids;
    }
  }
  return ids;
}

describe('a stream of events', () => {
  it('holds next to nothing for a reader that takes nothing, whatever comes meanwhile, and then gives it all in order', async () => {
    const first = await append(1);
    const [slow, live] = [await open(), await open()];
    slow.read(0);
    const taken = take(live, EVENTS + 1);
    const rest: string[] = [];
    for (let left = EVENTS; left > 0; left -= 1_000) rest.push(...(await append(Math.min(left, 1_000))));
    expect(await taken).toEqual([...first, ...rest]);
    expect(slow.readableLength).toBeLessThan(3 * STREAM_CHUNK);
    // It fell behind what is in memory, and reads the log.
    expect(await take(slow, EVENTS + 1)).toEqual([...first, ...rest]);
  });

  it('reads the past once for readers who follow it together', async () => {
    const ids = await append(2_000);
    const streams = await Promise.all(Array.from({ length: 20 }, () => open()));
    const all = await Promise.all(streams.map((stream) => take(stream, ids.length)));
    for (const taken of all) expect(taken).toEqual(ids);
    expect(reads).toBeLessThan((3 * ids.length) / READ_AT_ONCE);
  });

  it('ends when it is told to, also while its reader takes nothing', async () => {
    await append(2_000);
    const stream = await open();
    stream.read(0);
    await nextTurn();
    hangUp.abort();
    const ended = new Promise((resolve) => stream.once('end', resolve));
    stream.resume();
    await ended;
  });
});
