import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openSqliteEventStore } from '@luciq/event-store/sqlite';
import { startPump } from '@luciq/pump';
import { failure, follow, idsOf, listing, registered } from '../contract/fixture.ts';
import { histories } from '../contract/histories.ts';
import { describeRows } from '../contract/on-each-engine.ts';
import { PROJECTION_VERSION } from '../tables/tables.ts';
import type { Difference } from './compare.ts';
import { differences } from './compare.ts';
import { CheckpointBeyondLog, rebuild, verify } from './rebuild.ts';

function peopled() {
  const log = registered();
  for (const id of ['u1', 'u2', 'u3']) log.provision('acme', id, { userName: id });
  return log;
}

describeRows('a rebuild', (fixture) => {
  it('finds nothing that differs from rows that followed, whatever happened', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.integer({ min: 1, max: 5 }), async (log, batchItems) => {
        await follow(log, await fixture.current.open(), batchItems);
        const outcome = await rebuild(fixture.current.options(log));
        expect(outcome).toMatchObject({ kind: 'switched', comparison: { differing: 0, position: await log.head() } });
        await fixture.renew();
      }),
      { numRuns: 15 },
    );
  });

  it('reads the real event store, ends where it ends and tells how far it is', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rebuild-'));
    const store = openSqliteEventStore({ file: join(folder, 'events.sqlite') });
    const log = peopled();
    for (const { stream, event, id, time, cause } of log.records)
      await store.append({ stream, expected: 'any', events: [{ id, event }], time, cause });
    const source = {
      read: async (query: { after: bigint; limit: number }) => {
        const { records, through } = await store.readLog(query);
        return { items: records, through };
      },
      wait: (after: bigint, signal: AbortSignal) => store.waitForRecords(after, signal),
    };
    const model = await fixture.current.open();
    await startPump({ source, sink: model.sink, failure, until: await store.head() }).done;
    const seen: bigint[] = [];
    const head = await store.head();
    const outcome = await rebuild({
      ...fixture.current.options(log),
      source,
      head: () => store.head(),
      onProgress: ({ position }) => seen.push(position),
    });
    await store.close();
    rmSync(folder, { recursive: true });
    expect(outcome).toMatchObject({ kind: 'switched', position: head, comparison: { differing: 0 } });
    expect(seen.at(-1)).toBe(head);
  });

  it('repairs rows that are wrong and names them, but no values', async () => {
    const log = peopled();
    await follow(log, await fixture.current.open());
    await fixture.current.closeAll();
    await fixture.current.tamper(
      `UPDATE users SET attributes = '{"userName":"evil"}', active = 0 WHERE user_id = 'u1'`,
      `DELETE FROM users WHERE user_id = 'u2'`,
    );
    const outcome = await rebuild(fixture.current.options(log));
    expect(outcome).toMatchObject({
      comparison: {
        differing: 2,
        differences: [
          { table: 'users', key: 'acme/u1', kind: 'different', columns: ['active', 'attributes'] },
          { table: 'users', key: 'acme/u2', kind: 'missing', columns: [] },
        ],
      },
    });
    expect(idsOf(await (await fixture.current.open()).queries.listUsers(listing))).toEqual(['u1', 'u2', 'u3']);
  });

  it('catches up with what the live rows had not applied yet', async () => {
    const log = peopled();
    const model = await fixture.current.open();
    await follow(log, model);
    log.provision('acme', 'u4', { userName: 'u4' });
    expect(await rebuild(fixture.current.options(log))).toMatchObject({
      position: await log.head(),
      comparison: { position: 28n, differing: 0 },
    });
    expect(idsOf(await (await fixture.current.open()).queries.listUsers(listing))).toEqual(['u1', 'u2', 'u3', 'u4']);
  });

  it('does not compare with rows of another projection version or of another log', async () => {
    const log = peopled();
    await follow(log, await fixture.current.open());
    await fixture.current.closeAll();
    expect(await rebuild(fixture.current.options(registered()))).toMatchObject({ kind: 'switched', comparison: null });
    await fixture.current.setVersion(PROJECTION_VERSION + 1);
    expect(await verify(fixture.current.options(log))).toEqual({ kind: 'outdated', version: PROJECTION_VERSION + 1 });
    expect(await rebuild(fixture.current.options(log))).toMatchObject({
      kind: 'switched',
      generation: 3,
      comparison: null,
    });
    expect(await (await fixture.current.open()).generation()).toBe(3);
  });

  it('keeps the former generation, and removes those before it', async () => {
    const log = peopled();
    await follow(log, await fixture.current.open());
    for (let times = 0; times < 3; times += 1) await rebuild(fixture.current.options(log));
    expect([
      await fixture.current.generations(),
      (await fixture.current.options(log).generations.live())?.number,
    ]).toEqual([[3, 4], 4]);
  });

  it('changes nothing when a newer generation has become the live one meanwhile', async () => {
    const log = peopled();
    await follow(log, await fixture.current.open());
    const options = fixture.current.options(log);
    const others = options.generations;
    const source = {
      read: async (request: { after: bigint; limit: number }) => {
        if ((await others.live())?.number === 1) await rebuild(fixture.current.options(log));
        return log.read(request);
      },
      wait: () => log.wait(),
    };
    expect(await rebuild({ ...options, source })).toEqual({ kind: 'overtaken', live: 3 });
    expect((await others.live())?.number).toBe(3);
    expect(await fixture.current.generations()).toEqual([1, 3]);
  });

  it('leaves no trace when the log can not be read', async () => {
    const log = peopled();
    await follow(log, await fixture.current.open());
    const before = await fixture.current.generations();
    const source = { read: () => Promise.reject(new Error('away')), wait: () => Promise.resolve() };
    await expect(rebuild({ ...fixture.current.options(log), source })).rejects.toThrow('away');
    expect(await fixture.current.generations()).toEqual(before);
  });
});

describeRows('a switch by another process', (fixture) => {
  it('is followed by queries and sink together, while queries go on', async () => {
    const log = peopled();
    const model = await fixture.current.open();
    await follow(log, model);
    const pump = startPump({
      source: { read: (query) => log.read(query), wait: () => new Promise(setImmediate) },
      sink: model.sink,
      failure,
    });
    await rebuild(fixture.current.options(log));
    while ((await model.generation()) === 1) {
      expect(idsOf(await model.queries.listUsers(listing))).toEqual(['u1', 'u2', 'u3']);
      await new Promise(setImmediate);
    }
    const { position } = log.provision('acme', 'u4', { userName: 'u4' });
    expect(idsOf(await model.queries.listUsers({ ...listing, passed: position, timeoutMs: 30_000 }))).toEqual([
      'u1',
      'u2',
      'u3',
      'u4',
    ]);
    await pump.drain();
    await pump.done;
    expect(await verify(fixture.current.options(log))).toMatchObject({
      kind: 'compared',
      comparison: { differing: 0, position },
    });
  });

  it('goes back to where the new generation stands', async () => {
    const log = peopled();
    const model = await fixture.current.open();
    await rebuild(fixture.current.options(log));
    log.provision('acme', 'u4', { userName: 'u4' });
    await follow(log, model);
    const pump = startPump({
      source: { read: (query) => log.read(query), wait: () => new Promise(setImmediate) },
      sink: model.sink,
      failure,
    });
    while ((await model.generation()) === 1) await new Promise(setImmediate);
    expect(idsOf(await model.queries.listUsers({ ...listing, passed: 35n, timeoutMs: 30_000 }))).toContain('u4');
    await pump.drain();
  });
});

describeRows('a verification', (fixture) => {
  it('changes nothing and leaves nothing behind', async () => {
    const log = peopled();
    await follow(log, await fixture.current.open());
    await fixture.current.closeAll();
    const before = await fixture.current.generations();
    const outcome = await verify(fixture.current.options(log));
    expect(outcome).toMatchObject({ kind: 'compared', comparison: { position: 28n, differing: 0, differences: [] } });
    expect(await fixture.current.generations()).toEqual(before);
  });

  it('counts the published records that rows do not show, and says since when', async () => {
    const log = peopled();
    await follow(log, await fixture.current.open());
    await fixture.current.closeAll();
    expect(await verify(fixture.current.options(log))).toMatchObject({ behind: { records: 0, since: null } });
    log.provision('acme', 'u4', { userName: 'u4' });
    log.provision('acme', 'u5', { userName: 'u5' });
    expect(await verify(fixture.current.options(log))).toMatchObject({
      comparison: { differing: 0, position: 28n },
      behind: { records: 2, since: expect.stringMatching(/^\d{4}-.*Z$/) },
    });
  });

  it('is not content with rows that show nothing of the log', async () => {
    const log = peopled();
    await follow(registered(), await fixture.current.open());
    await fixture.current.closeAll();
    const outcome = await verify(fixture.current.options(log));
    expect(outcome).toMatchObject({ kind: 'compared', behind: { since: expect.any(String) } });
    expect(outcome.kind === 'compared' && outcome.behind.records).toBeGreaterThan(2);
  });

  it('says that the rows were made from another log', async () => {
    const log = peopled();
    await follow(log, await fixture.current.open());
    await expect(verify(fixture.current.options(registered()))).rejects.toBeInstanceOf(CheckpointBeyondLog);
  });

  it('names rows by key and columns by name, wherever they are', async () => {
    const log = peopled();
    const [one, other] = [await fixture.current.generation(), await fixture.current.generation()];
    await follow(log, one);
    log.provision('acme', 'u9', { userName: 'u9' });
    await follow(log, other);
    const found: Difference[] = [];
    await one.read((a) =>
      other.read(async (b) => {
        for await (const difference of differences(a, b)) found.push(difference);
      }),
    );
    expect(found).toEqual([
      {
        table: 'companies',
        key: 'acme',
        kind: 'different',
        columns: ['member_count', 'applied_position', 'applied_sequence', 'applied_event_id'],
      },
      { table: 'user_chunks', key: expect.stringMatching(/^acme\/\d+$/), kind: 'different', columns: ['user_count'] },
      { table: 'users', key: 'acme/u9', kind: 'missing', columns: [] },
    ]);
  });
});
