import { expect, it } from '@jest/globals';
import type { EventRecord } from '@luciq/events';
import type { FailurePolicy, Sink } from '@luciq/pump';
import { ItemRefused, startPump } from '@luciq/pump';
import { ForeignLog } from '../applying/errors.ts';
import type { PartitionItem } from '../applying/row-sink.ts';
import { NO_COMPANY, partitionSink, recordSink } from '../applying/row-sink.ts';
import type { FixtureModel } from '../contract/fixture.ts';
import { failure, follow, idsOf, listing, registered } from '../contract/fixture.ts';
import type { MemoryLog } from '../contract/histories.ts';
import { describeRows } from '../contract/on-each-engine.ts';
import { checksum } from '../generations/compare.ts';
import { rebuild } from '../generations/rebuild.ts';
import { LOG_SOURCE, partitionSource } from '../tables/tables.ts';
import type { CompanyLog } from './parked.ts';

const parking: FailurePolicy = { ...failure, attempts: 10, parkAfter: 2 };

/** A log in memory as an event store is read for one company. */
const companyLog = (log: MemoryLog): CompanyLog => ({
  readLog: async ({ after, limit, companyId }) => {
    const records = log.records
      .filter((record) => record.companyId === companyId && record.position > after)
      .slice(0, limit);
    return { records, through: records.length === limit ? (records.at(-1)?.position ?? after) : await log.head() };
  },
  head: async (companyId) => log.records.findLast((record) => record.companyId === companyId)?.position ?? 0n,
});

/** Two companies with members, their records mixed. */
function mixed(members: number): MemoryLog {
  const log = registered();
  log.append('globex', null, {
    type: 'CompanyRegistered',
    data: { name: 'Globex', applications: [], defaults: { role: 'viewer', applications: [] } },
  });
  for (let n = 0; n < members; n += 1)
    for (const company of ['acme', 'globex']) log.provision(company, `u${n}`, { userName: `user${n}` });
  return log;
}

/** The log as a topic of one partition: a record at offset n is message n + 1. */
const messages = (log: MemoryLog, logId = 'log-1'): PartitionItem[] =>
  log.records.map((record, index) => ({ position: BigInt(index + 1), message: { kind: 'record', record, logId } }));

const withoutSequence = (record: EventRecord): EventRecord => ({ ...record, companySequence: null });

/** Pumps a list of items, positions from 1. */
async function pumpAll<Item extends { position: bigint }>(
  items: readonly Item[],
  sink: Sink<Item>,
  policy: FailurePolicy,
  batchItems = 500,
): Promise<void> {
  const source = {
    read: async ({ after, limit }: { after: bigint; limit: number }) => {
      const some = items.filter(({ position }) => position > after).slice(0, limit);
      return { items: some, through: some.at(-1)?.position ?? after };
    },
    wait: () => Promise.resolve(),
  };
  await startPump({ source, sink, failure: policy, until: items.at(-1)?.position ?? 0n, batchItems }).done;
}

/** Breaks the record of one member so that no projection can take it. */
const broken = (record: EventRecord): EventRecord =>
  ({ ...record, event: { ...record.event, personal: undefined } }) as unknown as EventRecord;

const userIds = async (model: FixtureModel, companyId: string): Promise<readonly string[]> =>
  idsOf(await model.queries.listUsers({ ...listing, companyId }));

describeRows('the company row', (fixture) => {
  it('counts published records where the source has no sequence, and passes over internal ones', async () => {
    const log = mixed(3);
    log.append('acme', null, {
      type: 'TokenIssued',
      data: { tokenId: 't', digest: 'd', lastFour: 'four', expiresAt: null },
    });
    const generation = await fixture.current.generation();
    await generation.sink.write(log.records.map(withoutSequence), await log.head());
    const acme = await generation.read((db) =>
      db.selectFrom('companies').selectAll().where('company_id', '=', 'acme').executeTakeFirstOrThrow(),
    );
    const last = log.records.findLast(({ companyId, event }) => companyId === 'acme' && event.type !== 'TokenIssued');
    expect([acme.applied_sequence, acme.applied_event_id, String(acme.applied_position)]).toEqual([
      4,
      last?.id,
      String(last?.position),
    ]);
  });

  it('lets a list pass a position that an internal record has', async () => {
    const log = registered();
    const { position } = log.append('acme', null, {
      type: 'TokenIssued',
      data: { tokenId: 't', digest: 'd', lastFour: 'four', expiresAt: null },
    });
    const model = await fixture.current.open();
    expect(await model.queries.listUsers({ ...listing, passed: position })).toMatchObject({ kind: 'behind' });
    await follow(log, model);
    expect(await model.queries.listUsers({ ...listing, passed: position })).toEqual({
      kind: 'page',
      totalResults: 0,
      users: [],
      next: null,
    });
  });

  it('refuses a record after a gap, and only the company that has it', async () => {
    const log = mixed(3);
    const generation = await fixture.current.generation();
    const gap = log.records.filter(({ companyId, companySequence }) => companyId !== 'globex' || companySequence !== 2);
    const refused = await generation.sink.write(gap, await log.head()).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ItemRefused);
    expect([refused instanceof ItemRefused && refused.key, String(refused)]).toEqual([
      'globex',
      expect.stringContaining('has sequence 3 where 2 comes next'),
    ]);
  });

  it.each<[string, (record: EventRecord) => EventRecord]>([
    ['a sequence again at a later position', (record) => ({ ...record, position: record.position + 100n })],
    ['another record at the last sequence', (record) => ({ ...record, id: 'another' })],
    ['a later sequence at an applied position', (record) => ({ ...record, companySequence: 99 })],
  ])('stops for %s: the rows were made from another log', async (_, change) => {
    const log = mixed(2);
    const generation = await fixture.current.generation();
    await follow(log, generation);
    const last = log.records.at(-1);
    if (!last) throw new Error('no records');
    await expect(generation.sink.write([change(last)], 1_000n)).rejects.toBeInstanceOf(ForeignLog);
  });

  it('belongs to the log that was named first', async () => {
    const log = mixed(1);
    const { forWriters } = await fixture.current.generation();
    const one = recordSink({ ...forWriters, logId: 'log-1' });
    await one.write(log.records.slice(0, 2), 14n);
    await expect(recordSink({ ...forWriters, logId: 'log-2' }).write(log.records.slice(2), 28n)).rejects.toBeInstanceOf(
      ForeignLog,
    );
    const fromTopic = partitionSink({ ...forWriters, source: partitionSource(0) });
    await expect(fromTopic.write(messages(log, 'log-2'), 4n)).rejects.toBeInstanceOf(ForeignLog);
    await fromTopic.write(messages(log, 'log-1'), 4n);
    expect([
      await fromTopic.checkpoint(),
      await recordSink({ ...forWriters, source: LOG_SOURCE }).checkpoint(),
    ]).toEqual([4n, 14n]);
  });
});

describeRows('a poisoned company', (fixture) => {
  it('is set aside while the others go on, and its lists say that they are behind', async () => {
    const log = mixed(5);
    const model = await fixture.current.open();
    const items = log.records.map((record, index) => (index === 5 ? broken(record) : record));
    await pumpAll(items, model.sink, parking, 3);
    const bad = log.records[5];
    expect(await userIds(model, 'acme')).toHaveLength(5);
    expect(await userIds(model, 'globex')).toEqual([]);
    expect(await model.parked.list()).toEqual([
      {
        companyId: 'globex',
        source: 'log',
        position: bad?.position,
        sequence: bad?.companySequence,
        eventId: bad?.id,
        attempts: 2,
        reason: `UserProvisioned at position ${bad?.position} cannot be folded into the rows (TypeError)`,
        parkedAt: expect.stringMatching(/^\d{4}-.*Z$/),
        appliedPosition: log.records[1]?.position,
      },
    ]);
    expect(await model.parked.inspect('acme')).toBeNull();
    const passed = (await log.head()) + 0n;
    expect(await model.queries.listUsers({ ...listing, companyId: 'globex', passed, timeoutMs: 60_000 })).toMatchObject(
      { kind: 'behind' },
    );
    expect(await model.queries.listUsers({ ...listing, companyId: 'acme', passed })).toMatchObject({ kind: 'page' });
  });

  it('is one of which a message cannot be read', async () => {
    const log = mixed(2);
    const generation = await fixture.current.generation();
    const items = messages(log);
    items[3] = { position: 4n, message: { kind: 'unreadable', key: 'globex', reason: 'ce_type is missing' } };
    const sink = partitionSink({ ...generation.forWriters, source: partitionSource(7) });
    await pumpAll(items, sink, parking);
    const parked = await generation.read((db) => db.selectFrom('parked').selectAll().executeTakeFirstOrThrow());
    expect({ ...parked, position: String(parked.position) }).toMatchObject({
      company_id: 'globex',
      source: 'kafka:7',
      position: '4',
      sequence: null,
      reason: 'a message that cannot be read: ce_type is missing',
    });
    expect(await sink.checkpoint()).toBe(6n);
  });

  it('is found by its gap where a message names no company', async () => {
    const log = mixed(3);
    const generation = await fixture.current.generation();
    const items = messages(log);
    items[3] = { position: 4n, message: { kind: 'unreadable', key: null, reason: 'there is no key' } };
    await pumpAll(items, partitionSink({ ...generation.forWriters, source: partitionSource(0) }), parking, 1);
    const parked = await generation.read((db) =>
      db.selectFrom('parked').select(['company_id', 'position']).orderBy('company_id').execute(),
    );
    expect(parked.map(({ company_id, position }) => [company_id, Number(position)])).toEqual([
      [NO_COMPANY, 4],
      ['globex', 6],
    ]);
  });

  it('goes on after an operator resumes it, with rows as if nothing had happened', async () => {
    const log = mixed(9);
    const model = await fixture.current.open();
    await pumpAll(
      log.records.map((record, index) => (index === 5 ? broken(record) : record)),
      model.sink,
      parking,
      4,
    );
    expect(await model.parked.resume({ companyId: 'acme', log: companyLog(log) })).toEqual({ kind: 'not-parked' });
    expect(await model.parked.resume({ companyId: 'globex', log: companyLog(log), batchRecords: 3 })).toEqual({
      kind: 'resumed',
      position: log.records.at(-1)?.position,
      records: 8,
    });
    expect(await model.parked.list()).toEqual([]);
    log.provision('globex', 'late', { userName: 'late' });
    await follow(log, model);
    expect(await userIds(model, 'globex')).toHaveLength(10);
    expect(await rebuild(fixture.current.options(log))).toMatchObject({ comparison: { differing: 0 } });
  });

  it('stays parked where the log has the same poison, and is parked in a rebuild too', async () => {
    const log = mixed(4);
    log.records.splice(5, 1, broken(log.records[5] ?? log.provision('globex', 'x', {})));
    const model = await fixture.current.open();
    await pumpAll(log.records, model.sink, parking);
    expect(await model.parked.resume({ companyId: 'globex', log: companyLog(log) })).toMatchObject({
      kind: 'refused',
      records: 0,
    });
    expect(await model.parked.inspect('globex')).toMatchObject({ attempts: 3 });
    const outcome = await rebuild({ ...fixture.current.options(log), failure: parking });
    expect(outcome).toMatchObject({ kind: 'switched', comparison: { differing: 0 } });
    expect(await (await fixture.current.open()).parked.list()).toHaveLength(1);
    await expect(rebuild(fixture.current.options(log))).rejects.toBeInstanceOf(ItemRefused);
  });

  it('misses nothing when it is resumed while a sink goes on writing', async () => {
    for (let round = 0; round < 8; round += 1) {
      const log = mixed(60);
      const model = await fixture.current.open();
      const end = await log.head();
      const items = log.records.map((record, index) => (index === 5 ? broken(record) : record));
      const visible = { until: 0n };
      const source = {
        read: async ({ after, limit }: { after: bigint; limit: number }) => {
          const some = items.filter(({ position }) => position > after).slice(0, limit);
          visible.until = some.at(-1)?.position ?? visible.until;
          return { items: some, through: some.at(-1)?.position ?? after };
        },
        wait: () => Promise.resolve(),
      };
      const pump = startPump({ source, sink: model.sink, failure: parking, until: end, batchItems: 3 });
      while ((await model.parked.list()).length === 0) await new Promise(setImmediate);
      // The log as far as the sink may have got: a record that it passed over is there, later ones may not be yet.
      const whole = companyLog(log);
      const soFar: CompanyLog = {
        readLog: whole.readLog,
        head: async () =>
          log.records.findLast(({ companyId, position }) => companyId === 'globex' && position <= visible.until)
            ?.position ?? 0n,
      };
      const limited: CompanyLog = {
        ...soFar,
        readLog: async (query) => {
          const until = await soFar.head('globex');
          const found = (await whole.readLog(query)).records;
          const records = found.filter(({ position }) => position <= until);
          return { records, through: found.length === query.limit ? (records.at(-1)?.position ?? until) : until };
        },
      };
      expect(await model.parked.resume({ companyId: 'globex', log: limited, batchRecords: 1 + round })).toMatchObject({
        kind: 'resumed',
      });
      await pump.done;
      expect([await model.parked.list(), await userIds(model, 'globex')]).toEqual([
        [],
        Array.from({ length: 60 }, (_, n) => `u${n}`),
      ]);
      await fixture.renew();
    }
  });
});

describeRows('rows made from the topic', (fixture) => {
  it('are those made from the log, however often messages come again', async () => {
    const log = mixed(6);
    const [fromLog, fromTopic] = [await fixture.current.generation(), await fixture.current.generation()];
    await follow(log, fromLog);
    const sink = partitionSink({ ...fromTopic.forWriters, source: partitionSource(0) });
    await pumpAll(messages(log).slice(0, 7), sink, failure, 2);
    await sink.rewind(2n);
    await pumpAll(messages(log), sink, failure, 3);
    expect(await fromTopic.read(checksum)).toBe(await fromLog.read(checksum));
  });
});
