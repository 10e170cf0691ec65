import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
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
import { groupResourceType, parseSort, userResourceType } from '@luciq/scim';
import { CommitNotifier } from '../applying/commit-notifier.ts';
import { groupIdsOf, idsOf, listing, parsedFilter } from '../contract/fixture.ts';
import { SqliteFixture } from '../contract/sqlite-fixture.ts';
import { ROWS_PER_SCAN } from '../lists/list-scan.ts';
import { ReadModelQueries } from '../queries.ts';
import type { Tables } from '../tables/tables.ts';
import { USERS_IN_A_CHUNK } from '../tables/tables.ts';
import { sqliteDialect } from './dialect.ts';
import type { OpenGeneration } from './generation.ts';
import { addTexts } from './user-places.ts';

const MEMBERS = 100_000;

/** Fills tables with one company, without a log: `users` by the hundred thousand, and a hundred groups. */
async function fill(db: Kysely<Tables>): Promise<void> {
  await sql`insert into companies values ('acme', 'A', 'off', 'off', '[]', 'null', '{}', ${MEMBERS}, 0, 700000, 700, 'e')`.execute(
    db,
  );
  await sql`
    with recursive counted(n) as (select 1 union all select n + 1 from counted where n < ${MEMBERS})
    insert into users select 'acme', 'id' || n, n, 'user' || n, 'ext' || n, 'mail' || n, 'name' || n, 'family' || (n % 997), 1,
      '{"userName":"User' || n || '","displayName":"Name' || n || '","name":{"familyName":"Family' || (n % 997) || '"},"externalId":"ext' || n || '","title":"T' || (n % 7) || '","emails":[{"value":"Mail' || n || '","type":"work"}]}', '{}', null, null, 'e', 't',
      '2025-01-01T00:00:00.000Z', '2025-01-01T00:00:00.000Z', 0 from counted`.execute(db);
  await sql`
    insert into user_chunks select 'acme', created_position, ${USERS_IN_A_CHUNK} from users where created_position % ${USERS_IN_A_CHUNK} = 1`.execute(
    db,
  );
  const { rows } = await sql<{
    readonly position: number;
    readonly text: string;
  }>`select created_position as position, user_name_folded || ' ' || external_id || ' ' || email_folded || ' ' || display_name_folded || ' ' || family_name_folded as text from users`.execute(
    db,
  );
  await addTexts(
    db,
    rows.map(({ position, text }) => ({ companyId: 'acme', position: BigInt(position), text })),
  );
  await sql`insert into user_emails values ('acme', 'id7', 1, 'other7')`.execute(db);
  await sql`
    with recursive counted(n) as (select 1 union all select n + 1 from counted where n < 100)
    insert into groups select 'acme', 'g' || n, n, 'Team ' || n, 'team ' || n, 'x' || n, 1000, '2025-01-01T00:00:00.000Z', '2025-01-01T00:00:00.000Z', 0 from counted`.execute(
    db,
  );
  await sql`insert into group_members select 'acme', 'g' || (1 + created_position % 100), user_id from users`.execute(
    db,
  );
}

/** Steps of plans that look at all users of a company. */
const whole = (plans: readonly string[]): readonly string[] =>
  plans.filter((detail) => /^(SCAN users\b|SEARCH users\b.*\(company_id=\?\))/.test(detail));

/** Keeps the queries that go through it. */
class Recorder implements KyselyPlugin {
  readonly nodes: RootOperationNode[] = [];

  transformQuery({ node }: PluginTransformQueryArgs): RootOperationNode {
    this.nodes.push(node);
    return node;
  }

  async transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return result;
  }
}

describe(`lists in SQLite at ${MEMBERS} users`, () => {
  let fixture: SqliteFixture;
  let generation: OpenGeneration;
  const recorder = new Recorder();
  const read = <T>(query: (db: Kysely<Tables>) => Promise<T>): Promise<T> =>
    generation.read((db) => query(db.withPlugin(recorder)));
  const queries = new ReadModelQueries({
    dialect: sqliteDialect,
    commits: new CommitNotifier(),
    scansInBatches: true,
    read,
    snapshot: read,
  });

  beforeEach(async () => {
    recorder.nodes.length = 0;
    fixture = new SqliteFixture();
    generation = await fixture.generation();
    await generation.read(fill);
    await generation.complete();
  });
  afterEach(() => fixture.remove());

  /** What the statements since the last time look at. */
  async function plans(): Promise<readonly string[]> {
    const nodes = recorder.nodes.splice(0);
    const found = await Promise.all(
      nodes.map((node) =>
        generation.read(async (db) => {
          const { sql: text, parameters } = db.getExecutor().compileQuery(node, { queryId: 'plan' });
          const { rows } = await db.executeQuery<{ detail: string }>(
            CompiledQuery.raw(`explain query plan ${text}`, [...parameters]),
          );
          return rows.map(({ detail }) => detail);
        }),
      ),
    );
    return found.flat();
  }

  it('find by index who has or had a name, and which groups someone was ever in', async () => {
    expect((await queries.bearersOf('acme', 'USER7')).map(({ userId }) => userId)).toEqual(['id7']);
    await queries.formerNamesOf('acme', ['id7']);
    expect(await queries.groupsEver('acme', 'id7')).toEqual(['g8']);
    const looked = await plans();
    expect(whole(looked)).toEqual([]);
    expect(
      looked.filter((detail) => /SCAN (former|group)_|SEARCH former_\w+ .*\(company_id=\?\)$/.test(detail)),
    ).toEqual([]);
  });

  it('find by index what providers look up', async () => {
    const looked = [
      ['userName eq "USER7"', ['id7']],
      ['externalId eq "ext7"', ['id7']],
      ['id eq "id7"', ['id7']],
      ['emails.value eq "MAIL7"', ['id7']],
      ['emails eq "other7"', ['id7']],
      ['emails[type eq "work" and value eq "mail7"]', ['id7']],
      ['emails[type eq "work"].value eq "mail7"', ['id7']],
      ['userName eq "\uff35ser7 "', ['id7']],
      ['userName eq "user7" and active eq true', ['id7']],
      ['userName eq "user7" or emails eq "mail8" or id eq "id9"', ['id7', 'id8', 'id9']],
    ] as const;
    for (const [text, ids] of looked) {
      expect([text, idsOf(await queries.listUsers({ ...listing, filter: parsedFilter(text) }))]).toEqual([text, ids]);
      const whole = (await plans()).filter(
        (detail) => /\busers\b/.test(detail) && !/company_id=\? AND \w+=\?/.test(detail),
      );
      expect([text, whole]).toEqual([text, []]);
    }
    for (const text of [
      'displayName eq "TEAM 8"',
      'externalId eq "x8"',
      'id eq "g8"',
      'members.value eq "id7"',
      'members[value eq "id7" and type eq "User"]',
      'members[type eq "User"].value eq "id7"',
    ]) {
      expect([
        text,
        groupIdsOf(
          await queries.listGroups({ ...listing, withMembers: false, filter: parsedFilter(text, groupResourceType) }),
        ),
      ]).toEqual([text, ['g8']]);
      const whole = (await plans()).filter(
        (detail) => /\b(groups|membership)\b/.test(detail) && !/company_id=\? AND \w+=\?/.test(detail),
      );
      expect([text, whole]).toEqual([text, []]);
    }
  });

  it('find by prefix and by part what the console and providers look for, and read few rows for it', async () => {
    for (const [text, ids] of [
      ['userName sw "USER9999"', 11],
      ['externalId sw "ext9999"', 11],
      ['displayName sw "name9999"', 11],
      ['name.familyName sw "family29" and userName sw "user9999"', 11],
      ['emails.value sw "MAIL9999"', 11],
      ['emails[type eq "work" and value sw "mail9999"]', 11],
      ['userName co "ER9999"', 11],
      ['externalId co "xt9999"', 11],
      ['displayName co "AME9999"', 11],
      ['emails.value co "ail9999"', 11],
      ['emails co "ther7"', 0],
      ['userName ew "99999"', 1],
      ['name.familyName co "mily29" and emails co "ail9999"', 11],
      ['userName co "er9999" or displayName co "me9999"', 11],
    ] as const) {
      const page = await queries.listUsers({ ...listing, filter: parsedFilter(text) });
      expect([text, page.kind === 'page' && page.totalResults]).toEqual([text, ids]);
      expect([text, whole(await plans())]).toEqual([text, []]);
    }
    const found = await queries.searchUsers({
      companyId: 'acme',
      passed: 0n,
      timeoutMs: 0,
      count: 20,
      text: 'ame9999 ER99999',
    });
    expect(found).toMatchObject({ searched: 1, next: null });
    expect(whole(await plans())).toEqual([]);
  });

  it('go to any page, and in the order of a name, without a sort and without reading what is before', async () => {
    const last = { startIndex: MEMBERS - 9, count: 10 };
    expect(idsOf(await queries.listUsers({ ...listing, ...last }))).toEqual(
      Array.from({ length: 10 }, (_, n) => `id${MEMBERS - 9 + n}`),
    );
    const ofPage = await plans();
    expect(ofPage.filter((detail) => /\busers\b/.test(detail))).toEqual([
      'SEARCH users USING INDEX users_created (company_id=? AND created_position>?)',
      'SEARCH users USING COVERING INDEX users_created (company_id=? AND created_position>?)',
    ]);
    for (const sortBy of ['userName', 'displayName', 'externalId', 'name.familyName'])
      for (const sortOrder of ['ascending', 'descending'])
        for (const startIndex of [1, MEMBERS - 50]) {
          const sort = parseSort(userResourceType, { sortBy, sortOrder });
          if (!sort.ok) throw new Error('no order');
          const page = await queries.listUsers({ ...listing, sort: sort.value, startIndex, count: 10 });
          expect([sortBy, idsOf(page).length, page.kind === 'page' && page.totalResults]).toEqual([
            sortBy,
            10,
            MEMBERS,
          ]);
          const found = await plans();
          expect([
            sortBy,
            sortOrder,
            whole(found),
            found.filter((detail) => /B-TREE FOR ORDER BY/.test(detail)),
          ]).toEqual([sortBy, sortOrder, [], []]);
        }
  });

  it('look at all rows in batches, and let other work go on in between', async () => {
    const sort = parseSort(userResourceType, { sortBy: 'title', sortOrder: 'descending' });
    if (!sort.ok) throw new Error('no order');
    let [turns, isOver] = [0, false];
    const ticking = (async () => {
      for (; !isOver; turns += 1) await new Promise(setImmediate);
    })();
    const page = await queries.listUsers({
      ...listing,
      count: 2,
      filter: parsedFilter('emails.value co "ail1"'),
      sort: sort.value,
    });
    isOver = true;
    await ticking;
    expect([idsOf(page), page.kind === 'page' && page.totalResults]).toEqual([['id13', 'id104'], 11_112]);
    expect(turns).toBeGreaterThanOrEqual(MEMBERS / ROWS_PER_SCAN);
    const ofUsers = (await plans()).filter((detail) => /\busers\b/.test(detail));
    expect(ofUsers.filter((detail) => !/users_created|autoindex/.test(detail))).toEqual([]);
  });

  it('look at the values of an attribute once, however many conditions an `or` has for them, and at fewer rows at a time for many conditions', async () => {
    const asked = Array.from({ length: 60 }, (_, n) => `emails.value co "x${n}"`).join(' or ');
    let [turns, isOver] = [0, false];
    const ticking = (async () => {
      for (; !isOver; turns += 1) await new Promise(setImmediate);
    })();
    expect(idsOf(await queries.listUsers({ ...listing, filter: parsedFilter(asked) }))).toEqual([]);
    isOver = true;
    await ticking;
    expect(turns).toBeGreaterThanOrEqual((5 * MEMBERS) / ROWS_PER_SCAN);
    const looks = (await plans()).filter((detail) => /VIRTUAL TABLE/.test(detail)).length;
    await queries.listUsers({ ...listing, filter: parsedFilter('emails.value co "x0" or title eq "none"') });
    expect(looks).toBeGreaterThan(0);
    // As many in each statement as one condition needs; there are more statements.
    const one = (await plans()).filter((detail) => /VIRTUAL TABLE/.test(detail)).length;
    expect(looks / one).toBeLessThan(60);
  }, 60_000);

  it('know a hundred thousand ids, and the members of a group, by their keys', async () => {
    const ids = Array.from({ length: MEMBERS + 5 }, (_, n) => `id${n + 1}`);
    expect((await queries.knownUsers('acme', ids)).size).toBe(MEMBERS);
    expect(await queries.membersOf('acme', 'g8')).toHaveLength(1_000);
    expect(await queries.groupsOfUsers('acme', ['id7'])).toEqual(new Map([['id7', [{ id: 'g8', display: 'Team 8' }]]]));
    expect((await plans()).filter((detail) => /^SCAN (users|groups|group_members)/.test(detail))).toEqual([]);
  });
});
