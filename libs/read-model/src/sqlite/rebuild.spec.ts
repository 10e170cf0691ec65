import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openSqliteEventStore } from '@luciq/event-store/sqlite';
import { startPump } from '@luciq/pump';
import fc from 'fast-check';
import { differences, type Difference } from '../compare.ts';
import { histories } from '../contract/histories.ts';
import { Scratch, failure, follow, idsOf, listing, registered } from '../contract/scratch.ts';
import { PROJECTION_VERSION } from '../tables.ts';
import { connect } from './database.ts';
import { generationFile, generations, liveGeneration, pointTo, reserveGeneration } from './generation-files.ts';
import { openReadModel } from './read-model.ts';
import { CheckpointBeyondLog, rebuild, verify } from './rebuild.ts';

let scratch: Scratch;
beforeEach(() => {
  scratch = new Scratch();
});
afterEach(() => scratch.remove());

/** Changes rows behind the back of the projector. */
function tamper(statement: string): void {
  const { database } = connect(generationFile(scratch.folder, liveGeneration(scratch.folder) ?? 0), 'write');
  database.exec(statement);
  database.close();
}

function peopled() {
  const log = registered();
  for (const id of ['u1', 'u2', 'u3']) log.provision('acme', id, { userName: id });
  return log;
}

describe('a rebuild', () => {
  it('finds nothing that differs from rows that followed, whatever happened', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.integer({ min: 1, max: 5 }), async (log, batchItems) => {
        await follow(log, await scratch.open(), batchItems);
        const outcome = await rebuild(scratch.options(log));
        expect(outcome).toMatchObject({ kind: 'switched', comparison: { differing: 0, position: await log.head() } });
        const again = new Scratch();
        scratch.remove();
        scratch = again;
      }),
      { numRuns: 15 },
    );
  });

  it('reads the real event store, ends where it ends and tells how far it is', async () => {
    const store = openSqliteEventStore({ file: join(scratch.folder, 'events.sqlite') });
    const log = peopled();
    for (const { stream, event, id, time, cause } of log.records) await store.append({ stream, expected: 'any', events: [{ id, event }], time, cause });
    const source = {
      read: async (query: { after: bigint; limit: number }) => {
        const { records, through } = await store.readLog(query);
        return { items: records, through };
      },
      wait: (after: bigint, signal: AbortSignal) => store.waitForRecords(after, signal),
    };
    const model = await scratch.open();
    await startPump({ source, sink: model.sink, failure, until: await store.head() }).done;
    const seen: bigint[] = [];
    const head = await store.head();
    const outcome = await rebuild({ folder: scratch.folder, source, head: () => store.head(), failure, onProgress: ({ position }) => seen.push(position) });
    await store.close();
    expect(outcome).toMatchObject({ kind: 'switched', position: head, comparison: { differing: 0 } });
    expect(seen.at(-1)).toBe(head);
  });

  it('repairs rows that are wrong and names them, but no values', async () => {
    const log = peopled();
    await follow(log, await scratch.open());
    scratch.closeAll();
    tamper(`UPDATE users SET attributes = '{"userName":"evil"}', active = 0 WHERE user_id = 'u1'; DELETE FROM users WHERE user_id = 'u2'`);
    const outcome = await rebuild(scratch.options(log));
    expect(outcome).toMatchObject({
      comparison: {
        differing: 2,
        differences: [
          { table: 'users', key: 'acme/u1', kind: 'different', columns: ['active', 'attributes'] },
          { table: 'users', key: 'acme/u2', kind: 'missing', columns: [] },
        ],
      },
    });
    expect(idsOf(await (await scratch.open()).queries.listUsers(listing))).toEqual(['u1', 'u2', 'u3']);
  });

  it('catches up with what the live rows had not applied yet', async () => {
    const log = peopled();
    const model = await scratch.open();
    await follow(log, model);
    log.provision('acme', 'u4', { userName: 'u4' });
    expect(await rebuild(scratch.options(log))).toMatchObject({ position: await log.head(), comparison: { position: 28n, differing: 0 } });
    expect(idsOf(await (await scratch.open()).queries.listUsers(listing))).toEqual(['u1', 'u2', 'u3', 'u4']);
  });

  it('does not compare with rows of another projection version or of another log', async () => {
    const log = peopled();
    await follow(log, await scratch.open());
    scratch.closeAll();
    expect(await rebuild(scratch.options(registered()))).toMatchObject({ kind: 'switched', comparison: null });
    tamper(`PRAGMA user_version = ${PROJECTION_VERSION + 1}`);
    expect(await openReadModel({ folder: scratch.folder })).toEqual({ kind: 'outdated', generation: 2, version: PROJECTION_VERSION + 1 });
    expect(await verify(scratch.options(log))).toEqual({ kind: 'outdated', version: PROJECTION_VERSION + 1 });
    expect(await rebuild(scratch.options(log))).toMatchObject({ kind: 'switched', generation: 3, comparison: null });
    expect(await openReadModel({ folder: scratch.folder }).then(({ kind }) => kind)).toBe('ready');
  });

  it('keeps the former generation, and removes those before it', async () => {
    const log = peopled();
    await follow(log, await scratch.open());
    for (let times = 0; times < 3; times += 1) await rebuild(scratch.options(log));
    expect([generations(scratch.folder), liveGeneration(scratch.folder)]).toEqual([[3, 4], 4]);
  });

  it('changes nothing when a newer generation has become the live one meanwhile', async () => {
    const log = peopled();
    await follow(log, await scratch.open());
    const overtake = { ...scratch.options(log), onProgress: () => liveGeneration(scratch.folder) === 1 && pointTo(scratch.folder, reserveGeneration(scratch.folder)) };
    expect(await rebuild({ ...overtake, onProgress: () => void overtake.onProgress() })).toEqual({ kind: 'overtaken', live: 3 });
    expect(liveGeneration(scratch.folder)).toBe(3);
    expect(existsSync(generationFile(scratch.folder, 2))).toBe(false);
  });

  it('leaves no trace when the log can not be read', async () => {
    const log = peopled();
    await follow(log, await scratch.open());
    const before = readdirSync(scratch.folder).toSorted();
    const source = { read: () => Promise.reject(new Error('away')), wait: () => Promise.resolve() };
    await expect(rebuild({ ...scratch.options(log), source })).rejects.toThrow('away');
    expect(readdirSync(scratch.folder).toSorted()).toEqual(before);
  });
});

describe('a switch by another process', () => {
  it('is followed by queries and sink together, while queries go on', async () => {
    const log = peopled();
    const model = await scratch.open();
    await follow(log, model);
    const pump = startPump({ source: { read: (query) => log.read(query), wait: () => new Promise(setImmediate) }, sink: model.sink, failure });
    await rebuild(scratch.options(log));
    while (model.generation() === 1) {
      expect(idsOf(await model.queries.listUsers(listing))).toEqual(['u1', 'u2', 'u3']);
      await new Promise(setImmediate);
    }
    const { position } = log.provision('acme', 'u4', { userName: 'u4' });
    expect(idsOf(await model.queries.listUsers({ ...listing, passed: position, timeoutMs: 30_000 }))).toEqual(['u1', 'u2', 'u3', 'u4']);
    await pump.drain();
    await pump.done;
    expect(await verify(scratch.options(log))).toMatchObject({ kind: 'compared', comparison: { differing: 0, position } });
  });

  it('goes back to where the new generation stands', async () => {
    const log = peopled();
    const model = await scratch.open();
    await rebuild(scratch.options(log));
    log.provision('acme', 'u4', { userName: 'u4' });
    await follow(log, model);
    const pump = startPump({ source: { read: (query) => log.read(query), wait: () => new Promise(setImmediate) }, sink: model.sink, failure });
    while (model.generation() === 1) await new Promise(setImmediate);
    expect(idsOf(await model.queries.listUsers({ ...listing, passed: 35n, timeoutMs: 30_000 }))).toContain('u4');
    await pump.drain();
  });
});

describe('the pointer', () => {
  it('names one generation, and one that names none is refused', async () => {
    await scratch.open();
    const pointer = join(scratch.folder, 'live');
    expect(readFileSync(pointer, 'utf8')).toBe('generation-000001.sqlite\n');
    writeFileSync(pointer, '../elsewhere.sqlite');
    await expect(openReadModel({ folder: scratch.folder })).rejects.toThrow('does not name a generation');
  });
});

describe('a verification', () => {
  it('changes nothing and leaves nothing behind', async () => {
    const log = peopled();
    await follow(log, await scratch.open());
    scratch.closeAll();
    const before = readdirSync(scratch.folder);
    const outcome = await verify(scratch.options(log));
    expect(outcome).toMatchObject({ kind: 'compared', comparison: { position: 28n, differing: 0, differences: [] } });
    expect(readdirSync(scratch.folder)).toEqual(before);
  });

  it('says that the rows were made from another log', async () => {
    const log = peopled();
    await follow(log, await scratch.open());
    await expect(verify(scratch.options(registered()))).rejects.toBeInstanceOf(CheckpointBeyondLog);
  });

  it('names rows by key and columns by name, wherever they are', async () => {
    const log = peopled();
    const [one, other] = [await scratch.generation(), await scratch.generation()];
    await follow(log, one);
    log.provision('acme', 'u9', { userName: 'u9' });
    await follow(log, other);
    const found: Difference[] = [];
    await one.read((a) => other.read(async (b) => { for await (const difference of differences(a, b)) found.push(difference); }));
    expect(found).toEqual([
      { table: 'checkpoint', key: '1', kind: 'different', columns: ['position'] },
      { table: 'companies', key: 'acme', kind: 'different', columns: ['member_count', 'applied_position', 'applied_sequence', 'applied_event_id'] },
      { table: 'users', key: 'acme/u9', kind: 'missing', columns: [] },
    ]);
  });
});
