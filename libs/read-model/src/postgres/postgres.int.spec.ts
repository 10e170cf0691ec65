import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type {
  Kysely,
  KyselyPlugin,
  PluginTransformQueryArgs,
  PluginTransformResultArgs,
  QueryResult,
  RootOperationNode,
  UnknownRow,
} from 'kysely';
import { CompiledQuery, sql } from 'kysely';
import pg from 'pg';
import { ItemRefused, startPump } from '@luciq/pump';
import { foldCase, parseSort, userResourceType } from '@luciq/scim';
import { describeOn, engine } from '@luciq/test-engines';
import { CommitNotifier } from '../applying/commit-notifier.ts';
import type { PartitionItem } from '../applying/row-sink.ts';
import type { FixtureGeneration } from '../contract/fixture.ts';
import { failure, follow, idsOf, listing, parsedFilter, registered } from '../contract/fixture.ts';
import { MemoryLog } from '../contract/histories.ts';
import { PostgresFixture } from '../contract/postgres-fixture.ts';
import { rebuild, verify } from '../generations/rebuild.ts';
import type { ListRequest } from '../lists/list-request.ts';
import { SWITCH_CHECK_MS } from '../live-model.ts';
import { ReadModelQueries } from '../queries.ts';
import type { Tables } from '../tables/tables.ts';
import { USERS_IN_A_CHUNK } from '../tables/tables.ts';
import { ReadModelUnavailable } from '../unavailable.ts';
import { postgresDialect } from './dialect.ts';
import { openPostgresReadModel } from './read-model.ts';

const MEMBERS = 100_000;
const postgres = await engine('postgres');

describeOn(postgres, 'postgres', 'the read model in PostgreSQL', ({ url }) => {
  let fixture: PostgresFixture;
  beforeEach(async () => {
    fixture = await PostgresFixture.on(url);
  });
  afterEach(() => fixture.remove());

  describe('text', () => {
    it('is folded as the SCIM library folds it: every character, whatever its width, sigma wherever it stands, composed or not', async () => {
      const generation = await fixture.generation();
      const fold = async (texts: readonly string[]): Promise<readonly string[]> => {
        const { rows } = await generation.read((db) =>
          sql<{
            folded: string;
          }>`select fold_case(given) as folded from unnest(${[...texts]}::text[]) with ordinality as t(given, n) order by n`.execute(
            db,
          ),
        );
        return rows.map(({ folded }) => folded);
      };
      const all: string[] = [];
      for (let point = 1; point < 0x110000; point += 64) {
        const some = Array.from({ length: 64 }, (_, n) => point + n).filter(
          (one) => one < 0x110000 && (one < 0xd800 || one > 0xdfff),
        );
        // Apart from each other: the server may not know yet in which order the newest combining marks stand.
        const text = some.map((one) => String.fromCodePoint(one)).join('-');
        // Of the many characters without case, one in sixteen is enough.
        if (foldCase(text) !== text || point % 1_024 === 1) all.push(text);
      }
      expect(await fold(all)).toEqual(all.map(foldCase));
      const part = fc.constantFrom(
        'e\u0301',
        '\uff21',
        '\uff76\uff9e',
        '\u3000',
        '\u00a0',
        'Σ',
        'σ',
        'A',
        'ß',
        '.',
        "'",
        ' ',
        '\u0345',
        '\u02b0',
        '\u0300',
        'İ',
        'I',
        'Ž',
        '\u{10400}',
        '中',
        '-',
        '1',
      );
      const texts = fc
        .sample(
          fc.string({ unit: fc.oneof(part, fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })), maxLength: 9 }),
          3_000,
        )
        .filter((text) => !/\0|(?![\u0300\u0301\u0345])\p{M}/u.test(text));
      expect(await fold(texts)).toEqual(texts.map(foldCase));
    });

    it('orders by code point, whatever the locale', async () => {
      const log = registered();
      const names = ['a', 'Z', 'é', 'z', '\u{1f600}', '\uffee'];
      for (const [number, name] of names.entries())
        log.provision('acme', `u${number}`, { userName: name, title: name });
      const model = await fixture.open();
      await follow(log, model);
      expect(idsOf(await model.queries.listUsers({ ...listing, filter: parsedFilter('title gt "\uffee"') }))).toEqual([
        'u4',
      ]);
      expect(idsOf(await model.queries.listUsers({ ...listing, filter: parsedFilter('userName lt "é"') }))).toEqual([
        'u0',
        'u1',
        'u3',
      ]);
    });

    it.each([
      ['U+0000 in an attribute', { userName: 'a', title: 'x\0' }],
      ['U+0000 in the externalId', { userName: 'a', externalId: '\0' }],
      ['half of a surrogate pair', { userName: 'a', name: { familyName: 'x\ud83d' } }],
      ['half of a surrogate pair in the userName', { userName: '\udc00' }],
    ])('with %s cannot be kept: the record is refused, and nothing else', async (_, attributes) => {
      const log = registered();
      log.provision('globex', 'u1', { userName: 'fine', title: '\\u0000 spelt out' });
      const bad = log.provision('acme', 'u1', attributes);
      const model = await fixture.open();
      const refused = await model.sink.write(log.records, bad.position).catch((error: unknown) => error);
      expect(refused instanceof ItemRefused && [refused.key, refused.item]).toEqual(['acme', bad]);
      await startPump({
        source: log,
        sink: model.sink,
        failure: { ...failure, attempts: 5, parkAfter: 1 },
        until: bad.position,
      }).done;
      expect(
        idsOf(
          await model.queries.listUsers({ ...listing, companyId: 'globex', filter: parsedFilter('title co "spelt"') }),
        ),
      ).toEqual(['u1']);
      expect((await model.parked.list()).map(({ companyId, reason }) => [companyId, reason])).toEqual([
        ['acme', `UserProvisioned at position ${bad.position} cannot be written to the rows (UnfitText)`],
      ]);
    });

    it('is found by its whole length where the index holds only its beginning', async () => {
      const log = registered();
      const long = Array.from({ length: 9_000 }, (_, n) => String.fromCodePoint(0x4e00 + ((n * 7919) % 20_000))).join(
        '',
      );
      log.provision('acme', 'u1', { userName: 'a', externalId: `${long}1` });
      log.provision('acme', 'u2', { userName: 'b', externalId: `${long}2` });
      const model = await fixture.open();
      await follow(log, model);
      const filter = parsedFilter('externalId eq "x"');
      if (filter.kind !== 'compare') throw new Error('not a comparison');
      expect(idsOf(await model.queries.listUsers({ ...listing, filter: { ...filter, value: `${long}2` } }))).toEqual([
        'u2',
      ]);
    });
  });

  it('reads times as the SCIM library does, and fails for none', async () => {
    const generation = await fixture.generation();
    const texts = [
      '2025-03-01T01:00:00+01:00',
      '2025-03-01t00:00:00.123456789z',
      '2025-02-30T00:00:00Z',
      '2024-02-29T24:00:00Z',
      '2025-01-01T24:00:01Z',
      '1969-12-31T23:59:59.999-00:30',
      '2025-01-01T00:00:60Z',
      '2025-13-01T00:00:00Z',
      '2025-01-01',
      '',
      'x',
      '9999-12-31T23:59:59Z',
      '2025-01-01T00:00:00+24:00',
    ];
    for (const text of texts) {
      const { rows } = await generation.read((db) =>
        sql<{ seconds: string | null }>`select rfc3339_seconds(${text}) as seconds`.execute(db),
      );
      const expected = text.includes('T') || text.includes('t') ? Date.parse(text) : Number.NaN;
      expect([text, rows[0]?.seconds === null ? Number.NaN : Math.round(Number(rows[0]?.seconds) * 1_000)]).toEqual([
        text,
        expected,
      ]);
    }
  });

  it(`finds, lists and asks for positions by index at ${MEMBERS} users`, async () => {
    const generation = await fixture.generation();
    await generation.read(async (db) => {
      await sql`insert into companies select 'c' || n, 'C', 'off', 'off', '[]', 'null', '{}', ${MEMBERS}::integer, 0, 700000, 700, 'e' from generate_series(0, 4999) as n`.execute(
        db,
      );
      await sql`
        insert into users select case when n % 10 = 0 then 'c' || n % 5000 else 'c7' end, 'id' || n, n, 'user' || n || '@x.example', 'ext' || n, 'user' || n || '@x.example', 'name' || n, 'family' || (n % 997), 1,
          '{"userName":"User' || n || '@x.example","displayName":"Name' || n || '","name":{"familyName":"Family' || (n % 997) || '"},"externalId":"ext' || n || '","title":"Engineer","emails":[{"type":"work","value":"user' || n || '@x.example"}]}', '{}', null, null, 'e', 't', '2025-01-01T00:00:00.000Z', '2025-01-01T00:00:00.000Z', 0
        from generate_series(1, ${MEMBERS}::integer) as n`.execute(db);
      await sql`insert into user_texts select company_id, created_position, user_name_folded || ' ' || external_id || ' ' || display_name_folded from users`.execute(
        db,
      );
      await sql`
        insert into user_chunks select company_id, min(created_position), count(*) from (
          select company_id, created_position, (row_number() over (partition by company_id order by created_position) - 1) / ${USERS_IN_A_CHUNK}::integer as number from users
        ) as numbered group by company_id, number`.execute(db);
    });
    await generation.complete();
    await generation.read((db) => sql`analyze`.execute(db));
    const recorder = new Recorder();
    const queries = readRecorded(generation, recorder);
    const plansOf = async (
      request: Partial<ListRequest>,
    ): Promise<{ ids: readonly string[]; plans: readonly string[] }> => {
      recorder.nodes.length = 0;
      const ids = idsOf(
        await queries.listUsers({ ...listing, companyId: 'c7', count: 10, passed: 700_000n, ...request }),
      );
      return {
        ids,
        plans: await generation.read((db) => Promise.all(recorder.nodes.map((node) => explained(db, node)))),
      };
    };
    const first = await plansOf({});
    const next = await plansOf({ startIndex: 11 });
    expect([first.ids.length, next.ids.length, new Set([...first.ids, ...next.ids]).size]).toEqual([10, 10, 20]);
    const pages = [{ ...next, index: 'users_created' }];
    for (const [text, index] of [
      ['userName eq "USER7@x.example"', 'users_user_name'],
      ['externalId eq "ext7"', 'users_external_id'],
      ['id eq "id7"', 'users_key'],
      ['emails.value eq "USER7@x.example"', 'users_email'],
      ['emails[type eq "work"].value eq "USER7@x.example"', 'users_email'],
    ] as const) {
      const found = await plansOf({ filter: parsedFilter(text) });
      expect(found.ids).toEqual(['id7']);
      pages.push({ ...found, index });
    }
    for (const { plans, index } of pages) {
      for (const plan of plans) expect(plan).not.toMatch(/Seq Scan on (users|companies)/);
      expect(plans[0]).toContain('companies_pkey');
      expect(plans.at(-1)).toContain(index);
    }
    expect(next.plans.at(-1)).toMatch(/Index Cond: .*created_position/);
    for (const [text, index] of [
      ['userName sw "USER9999"', 'users_user_name'],
      ['externalId sw "ext9999"', 'users_external_id'],
      ['displayName sw "NAME9999"', 'users_display_name'],
      ['emails.value sw "USER9999"', 'users_email'],
      ['userName co "ER9999"', 'user_texts_text'],
      ['displayName co "me9999"', 'user_texts_text'],
      ['externalId co "xt9999"', 'user_texts_text'],
      ['emails.value co "er9999"', 'user_texts_text'],
    ] as const) {
      const { ids, plans } = await plansOf({ filter: parsedFilter(text) });
      expect([text, ids.length]).toEqual([text, 10]);
      for (const plan of plans) expect(plan).not.toMatch(/Seq Scan on (users|user_texts|companies)/);
      expect(plans.at(-1)).toContain(index);
    }
    for (const [sortBy, index] of [
      ['userName', 'users_user_name'],
      ['displayName', 'users_display_name'],
      ['name.familyName', 'users_family_name'],
    ] as const)
      for (const sortOrder of ['ascending', 'descending'])
        for (const startIndex of [1, 80_000]) {
          const sort = parseSort(userResourceType, { sortBy, sortOrder });
          if (!sort.ok) throw new Error('no order');
          const { ids, plans } = await plansOf({ sort: sort.value, startIndex });
          expect(ids).toHaveLength(10);
          expect(plans.at(-1)).toContain(index);
          // Where little is left of the order, sorting that is as fast as the index.
          expect(plans.at(-1)).not.toMatch(/^ *(?:-> +)?Sort {2}\(.*rows=\d{3}/m);
          for (const plan of plans) expect(plan).not.toContain('Seq Scan on users');
        }
    const deep = await plansOf({ startIndex: 80_000 });
    expect(deep.ids).toHaveLength(10);
    expect(deep.plans.at(-1)).toMatch(/Index Cond: .*created_position >= /);
  });

  it('lets two projectors, three gateways and two rebuilds at once do their work', async () => {
    const log = new MemoryLog();
    const companies = ['c0', 'c1', 'c2', 'c3'];
    for (const company of companies)
      log.append(company, null, {
        type: 'CompanyRegistered',
        data: { name: company, applications: [], defaults: { role: 'viewer', applications: [] } },
      });
    const partitionOf = (companyId: string): number => companies.indexOf(companyId) % 2;
    const itemsOf = (partition: number): PartitionItem[] =>
      log.records
        .filter(({ companyId }) => partitionOf(companyId) === partition)
        .map((record, index) => ({ position: BigInt(index + 1), message: { kind: 'record', record, logId: 'log-1' } }));
    const pumps = await Promise.all(
      [0, 1].map(async (partition) => {
        const model = await fixture.open();
        return startPump<PartitionItem>({
          source: {
            read: async ({ after, limit }) => {
              const items = itemsOf(partition)
                .filter(({ position }) => position > after)
                .slice(0, limit);
              return { items, through: items.at(-1)?.position ?? after };
            },
            wait: () => new Promise((resolve) => setTimeout(resolve, 1)),
          },
          sink: model.partitionSink(partition),
          failure: { initialDelayMs: 1, maxDelayMs: 5, attempts: 20, onExhausted: 'stop' },
          batchItems: 7,
        });
      }),
    );
    const gateways = await Promise.all([0, 1, 2].map(() => fixture.open()));
    let isOver = false;
    const reading = gateways.map(async (gateway, number) => {
      let lists = 0;
      while (!isOver) {
        const companyId = companies[(number + lists) % companies.length] ?? 'c0';
        const newest = log.records.findLast((record) => record.companyId === companyId);
        const members = log.records.filter(
          (record) => record.companyId === companyId && record.event.type === 'UserProvisioned',
        ).length;
        const outcome = await gateway.queries.listUsers({
          ...listing,
          companyId,
          count: 1_000,
          passed: newest?.position ?? 0n,
          timeoutMs: 30_000,
        });
        expect(outcome.kind === 'page' && outcome.totalResults).toBeGreaterThanOrEqual(members);
        lists += 1;
      }
      return lists;
    });
    const writing = (async () => {
      for (let n = 0; n < 150; n += 1) {
        log.provision(companies[n % companies.length] ?? 'c0', `u${n}`, { userName: `user${n}` });
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    })();
    const others = new PostgresFixtureRebuild(fixture);
    const outcomes = await Promise.all([others.run(log), others.run(log)]);
    await writing;
    outcomes.push(await others.run(log));
    const { position } = log.provision('c0', 'last', { userName: 'last' });
    for (const gateway of gateways) {
      const outcome = await gateway.queries.listUsers({
        ...listing,
        companyId: 'c0',
        passed: position,
        timeoutMs: 30_000,
      });
      expect(idsOf(outcome)).toContain('last');
    }
    isOver = true;
    for (const lists of await Promise.all(reading)) expect(lists).toBeGreaterThan(0);
    for (const pump of pumps) await pump.drain();
    for (const pump of pumps) await pump.done;
    expect(outcomes.filter(({ kind }) => kind === 'switched').length).toBeGreaterThan(0);
    for (const outcome of outcomes) if (outcome.kind === 'switched') expect(outcome.comparison?.differing).toBe(0);
    expect(await verify(fixture.options(log))).toMatchObject({ kind: 'compared', comparison: { differing: 0 } });
    expect((await fixture.generations()).length).toBeLessThanOrEqual(2);
  });

  it('is compared company by company where partitions stand at different places', async () => {
    const log = registered();
    log.append('globex', null, {
      type: 'CompanyRegistered',
      data: { name: 'Globex', applications: [], defaults: { role: 'viewer', applications: [] } },
    });
    for (let n = 0; n < 6; n += 1)
      for (const company of ['acme', 'globex']) log.provision(company, `u${n}`, { userName: `user${n}` });
    const model = await fixture.open();
    for (const [partition, company, count] of [
      [0, 'acme', 7],
      [1, 'globex', 3],
    ] as const) {
      const records = log.records.filter(({ companyId }) => companyId === company).slice(0, count);
      await model.partitionSink(partition).write(
        records.map((record, n) => ({ position: BigInt(n + 1), message: { kind: 'record', record, logId: 'log-1' } })),
        BigInt(count),
      );
    }
    const standing = log.records.findLast(({ companyId }) => companyId === 'acme')?.position;
    expect(await verify(fixture.options(log))).toMatchObject({
      kind: 'compared',
      comparison: { differing: 0, position: standing },
    });
    await expect(verify({ ...fixture.options(log), logId: 'log-2' })).rejects.toThrow('log-2');
    await fixture.tamper(`delete from users where company_id = 'globex' and user_id = 'u0'`);
    expect(await rebuild(fixture.options(log))).toMatchObject({
      comparison: { differing: 1, differences: [{ table: 'users', key: 'globex/u0', kind: 'missing' }] },
    });
    const rebuilt = await fixture.open();
    const passed = await log.head();
    expect(idsOf(await rebuilt.queries.listUsers({ ...listing, companyId: 'globex', passed }))).toHaveLength(6);
    expect([await rebuilt.partitionSink(0).checkpoint(), await rebuilt.partitionSink(1).checkpoint()]).toEqual([
      7n,
      3n,
    ]);
  });

  it('follows a switch without a query that fails, and goes on from the checkpoints of the topic', async () => {
    const log = registered();
    log.provision('acme', 'u1', { userName: 'a' });
    const model = await fixture.open();
    const sink = model.partitionSink(0);
    const items = log.records.map((record, index): PartitionItem => ({
      position: BigInt(index + 1),
      message: { kind: 'record', record, logId: 'log-1' },
    }));
    await sink.write(items, 2n);
    expect(await rebuild(fixture.options(log))).toMatchObject({ kind: 'switched', comparison: { differing: 0 } });
    await new Promise((resolve) => setTimeout(resolve, SWITCH_CHECK_MS));
    expect([await model.generation(), await sink.checkpoint(), idsOf(await model.queries.listUsers(listing))]).toEqual([
      2,
      2n,
      ['u1'],
    ]);
  });

  it('parks nobody where the engine is at fault: a lock that is held, a statement that takes too long', async () => {
    const log = registered();
    const model = openPostgresReadModel({ url: fixture.url, lockTimeoutMs: 50, maxConnections: 2 });
    await follow(log, model);
    log.provision('acme', 'u1', { userName: 'a' });
    const client = new pg.Client({ connectionString: fixture.url });
    await client.connect();
    await client.query('begin; lock table luciq_rows_1.companies in access exclusive mode');
    const failed = await model.sink.write(log.records, await log.head()).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: '55P03' });
    await expect(model.queries.listUsers(listing)).rejects.toBeInstanceOf(ReadModelUnavailable);
    await client.query('rollback');
    await client.end();
    await follow(log, model);
    expect([idsOf(await model.queries.listUsers(listing)), await model.parked.list()]).toEqual([['u1'], []]);
    await model.close();
  });

  it('is unavailable while the database is away, and answers again without being opened anew', async () => {
    const model = await fixture.open();
    const name = new URL(fixture.url).pathname.slice(1);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`alter database ${name} with allow_connections false`);
    await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
    await expect(model.queries.listUsers(listing)).rejects.toBeInstanceOf(ReadModelUnavailable);
    await client.query(`alter database ${name} with allow_connections true`);
    await client.end();
    expect(await model.queries.listUsers(listing)).toMatchObject({ kind: 'page' });
  });

  it('is unavailable, and nothing is parked, where no server listens', async () => {
    const model = openPostgresReadModel({ url: 'postgres://nobody@127.0.0.1:1/nothing', connectTimeoutMs: 500 });
    await expect(model.queries.listUsers(listing)).rejects.toBeInstanceOf(ReadModelUnavailable);
    const failed = await model.sink.checkpoint().catch((error: unknown) => error);
    expect(failed).not.toBeInstanceOf(ItemRefused);
    await model.close();
  });
});

/** Keeps the queries that go through it. */
class Recorder implements KyselyPlugin {
  readonly nodes: RootOperationNode[] = [];

  transformQuery({ node }: PluginTransformQueryArgs): RootOperationNode {
    this.nodes.push(node);
    return node;
  }

  transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return Promise.resolve(result);
  }
}

function readRecorded(generation: FixtureGeneration, recorder: Recorder): ReadModelQueries {
  const read = <T>(query: (db: Kysely<Tables>) => Promise<T>): Promise<T> =>
    generation.read((db) => query(db.withPlugin(recorder)));
  return new ReadModelQueries({
    dialect: postgresDialect,
    commits: new CommitNotifier(),
    scansInBatches: false,
    read,
    snapshot: read,
  });
}

async function explained(db: Kysely<Tables>, node: RootOperationNode): Promise<string> {
  const { sql: text, parameters } = db.getExecutor().compileQuery(node, { queryId: 'explained' });
  const { rows } = await db.executeQuery<{ 'QUERY PLAN': string }>(
    CompiledQuery.raw(`explain ${text}`, [...parameters]),
  );
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

/** Rebuilds as processes of their own do. */
class PostgresFixtureRebuild {
  private readonly fixture: PostgresFixture;
  constructor(fixture: PostgresFixture) {
    this.fixture = fixture;
  }

  async run(log: MemoryLog): Promise<Awaited<ReturnType<typeof rebuild>>> {
    const generations = this.fixture.anotherProcess();
    try {
      return await rebuild({ ...this.fixture.options(log), generations });
    } finally {
      await generations.close();
    }
  }
}
