import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AttributeDefinition, Filter } from '@luciq/scim';
import { evaluateFilter, groupResourceType, parseFilter, userResourceType } from '@luciq/scim';
import { expectedGroups, expectedUsers } from '../contract/expected-resources.ts';
import type { FixtureGeneration } from '../contract/fixture.ts';
import { BASE_URL, follow, idsOf, listing, parsedFilter, registered } from '../contract/fixture.ts';
import { histories } from '../contract/histories.ts';
import { describeRows } from '../contract/on-each-engine.ts';
import { GROUPS } from './filter-subjects.ts';
import { filterToSql } from './filter-to-sql.ts';
import type { SqlDialect } from './sql-dialect.ts';

const FILTERS = [
  'userName eq "ada@X.example"',
  'userName ne "bo@x.example"',
  'userName co "X.EX"',
  'userName sw "ADA"',
  'userName ew ".example"',
  'userName gt "b"',
  'userName le "bo@x.example"',
  'userName pr',
  'userName sw ""',
  'userName eq "Ž"',
  'userName co "žof"',
  'externalId eq "00u1"',
  'externalId ne "00u1"',
  'externalId pr',
  'not (externalId pr)',
  'externalId eq null',
  'externalId sw "00U"',
  'id eq "u1"',
  'id ne "u1"',
  'id gt "u2"',
  'id pr',
  'active eq true',
  'active ne true',
  'active pr',
  'not (active eq false)',
  'title eq ""',
  'title eq "ENGINEER"',
  'title ne "engineer"',
  'title pr',
  'title co "\\""',
  'not (title co "e")',
  'title lt "F"',
  'name.familyName eq "LOVELACE"',
  'name.familyName ne "å"',
  'name pr',
  'name.familyName pr',
  'name.givenName pr',
  'emails eq "b@X"',
  'emails ne "a@x"',
  'emails.type eq "HOME"',
  'emails pr',
  'emails.primary eq true',
  'emails.primary ne true',
  'emails.value pr',
  'emails.display pr',
  'emails.type eq "HOME" or emails.value co "a@" or emails[primary eq true and type eq "work"] or title pr',
  'groups.display co "TEAM" or groups.$ref ew "/g1" or groups.value eq "g2"',
  'emails[type eq "work" and value ne "a@x"]',
  'emails[not (primary eq true)]',
  'emails[value pr]',
  'not (emails[type pr])',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "R&D"',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department ne "R&D"',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value pr',
  'roles.value eq "admin"',
  'roles[value eq "viewer" and primary eq true]',
  'urn:ietf:params:scim:schemas:extension:instabug:2.0:User:instabugRole eq "viewer"',
  'urn:ietf:params:scim:schemas:extension:instabug:2.0:User:instabugRole pr',
  'urn:ietf:params:scim:schemas:extension:instabug:2.0:User:instabugApplications eq "Shop"',
  'urn:ietf:params:scim:schemas:extension:instabug:2.0:User:instabugApplications ne "Shop"',
  'urn:ietf:params:scim:schemas:extension:instabug:2.0:User:instabugApplications pr',
  'meta.created ge "2025-01-01T02:00:05+02:00"',
  'meta.lastModified lt "2025-01-01T00:00:10.000Z"',
  'meta.created eq "2025-01-01T00:00:03Z"',
  'meta.created ne "2025-01-01T00:00:03Z"',
  'meta.version eq "W/\\"0\\""',
  'meta.resourceType eq "User"',
  'meta pr',
  'meta.location ew "/u2"',
  'schemas pr',
  'emails.value eq "B@x"',
  'not (emails.value eq "a@x")',
  'emails[value eq "a@x"]',
  'emails[value eq "a@x" and type eq "home"]',
  'emails[value eq "a@x" or type eq "home"]',
  'groups.value eq "g1"',
  'groups eq "g2"',
  'groups.value ne "g1"',
  'groups pr',
  'not (groups pr)',
  'groups.display co "TEAM"',
  'groups[value eq "g1" and display sw "a"]',
  'groups.type eq "direct"',
  'groups.$ref ew "/g1"',
  'groups[display pr]',
  'emails[type eq "work"].value eq "B@x"',
  'emails[type eq "work"].value ne "a@x"',
  'emails[primary eq true or type eq "home"].value sw "a"',
  'emails[type eq "home"].display pr',
  'not (emails[type eq "work"].value eq "a@x")',
  'groups[type eq "direct"].value eq "g1"',
  'roles[primary eq true].value eq "ADMIN"',
  'urn:ietf:params:scim:schemas:extension:instabug:2.0:User:instabugApplications[value sw "S"].value eq "Shop"',
  'userName eq "Zofie\u030c"',
  'userName eq "z\u030cOFIE "',
  'userName sw "\uff42o"',
  'name.familyName eq "A\u030a"',
  'emails eq " b@X"',
  'title ew " "',
  'nosuch eq "x"',
  'nosuch ne "x"',
  'not (nosuch pr)',
  '(title pr or externalId pr) and not (active eq false and id eq "u3")',
] as const;

const GROUP_FILTERS = [
  'displayName eq "TEAM A"',
  'displayName ne "team a"',
  'displayName co "eam"',
  'displayName sw "T"',
  'displayName gt "a"',
  'displayName pr',
  'externalId eq "x1"',
  'externalId ne "x1"',
  'externalId pr',
  'not (externalId pr)',
  'id eq "g1"',
  'id ne "g1"',
  'id pr',
  'members eq "u1"',
  'members.value eq "u2"',
  'members.value ne "u1"',
  'members pr',
  'not (members pr)',
  'members[value eq "u1" and display co "ada"]',
  'members[value eq "u1" or value eq "u2"]',
  'members[not (display pr)]',
  'members[type eq "User"].value eq "u1"',
  'members[value eq "u1"].display co "ada"',
  'members.type eq "user"',
  'members.type ne "User"',
  'members.$ref ew "/u3"',
  'members.display co "ADA" or members.type eq "x" or members[display sw "b" and value ne "u1"]',
  'members.display eq "ŽOFIE"',
  'members.display ne "x"',
  'members.display pr',
  'meta.created gt "2025-01-01T00:00:05Z"',
  'meta.lastModified pr',
  'meta.version eq "W/\\"1\\""',
  'meta.resourceType eq "Group"',
  'meta.location ew "/g2"',
  'schemas eq "urn:ietf:params:scim:schemas:core:2.0:Group"',
  '(members.value eq "u1" or displayName eq "team b") and externalId pr',
] as const;

/** Where it is counted what was found at all, the histories are always the same ones. */
const COUNTED_SEED = 7_643;

const text = fc.constantFrom(
  '',
  'a',
  'A',
  'x',
  'work',
  'ada@x.example',
  'engineer',
  '%',
  "'",
  'Ž',
  '00u1',
  'viewer',
  'Shop',
);
const literal = fc.oneof(
  text.map((value) => JSON.stringify(value)),
  fc.constantFrom('true', 'false', 'null', '1'),
);
const path = fc.constantFrom(
  'userName',
  'externalId',
  'id',
  'active',
  'title',
  'name.familyName',
  'emails',
  'emails.type',
  'emails.primary',
  'roles',
  'roles.primary',
  'meta.created',
  'urn:ietf:params:scim:schemas:extension:instabug:2.0:User:instabugApplications',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department',
);
const operator = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le');
const inner = fc.tuple(fc.constantFrom('type', 'value', 'primary'), operator, literal).map((parts) => parts.join(' '));
const leaf = fc.oneof(
  fc.tuple(path, operator, literal).map((parts) => parts.join(' ')),
  path.map((name) => `${name} pr`),
  fc.tuple(inner, fc.constantFrom(' and ', ' or '), inner).map((parts) => `emails[${parts.join('')}]`),
  fc.tuple(inner, inner).map(([one, other]) => `emails[${one}].${other}`),
);
const filterText = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.tuple(tie('filter'), fc.constantFrom('and', 'or'), tie('filter')).map(([a, by, b]) => `(${a} ${by} ${b})`),
    tie('filter').map((one) => `not (${one})`),
  ),
})).filter;

/** Ids found by SQL and by evaluateFilter among the users of a company. */
async function bothWays(
  generation: FixtureGeneration,
  filter: Filter,
  dialect: SqlDialect,
): Promise<{ readonly inSql: readonly string[]; readonly inMemory: readonly string[] }> {
  const users = await expectedUsers(generation, dialect);
  const matched = await generation.read((db) =>
    db
      .selectFrom('users')
      .select('user_id')
      .where('company_id', '=', 'acme')
      .where(filterToSql(filter, { dialect, baseUrl: BASE_URL, companyId: 'acme' }))
      .orderBy('created_position')
      .execute(),
  );
  return {
    inSql: matched.map(({ user_id }) => user_id),
    inMemory: users.filter(({ resource }) => evaluateFilter(filter, resource)).map(({ id }) => id),
  };
}

/** As bothWays, for groups. */
async function groupsBothWays(
  generation: FixtureGeneration,
  filter: Filter,
  dialect: SqlDialect,
): Promise<{ readonly inSql: readonly string[]; readonly inMemory: readonly string[] }> {
  const groups = await expectedGroups(generation, dialect);
  const context = { dialect, baseUrl: BASE_URL, companyId: 'acme', subject: GROUPS };
  const matched = await generation.read((db) =>
    db
      .selectFrom('groups')
      .select('group_id')
      .where('company_id', '=', 'acme')
      .where(filterToSql(filter, context))
      .orderBy('created_position')
      .execute(),
  );
  return {
    inSql: matched.map(({ group_id }) => group_id),
    inMemory: groups.filter(({ resource }) => evaluateFilter(filter, resource)).map(({ id }) => id),
  };
}

describeRows('a filter', (fixture) => {
  it('finds in SQL whom it finds in memory, for one of each kind', async () => {
    const found = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(histories, async (log) => {
        const generation = await fixture.current.generation();
        await follow(log, generation);
        for (const one of FILTERS) {
          const { inSql, inMemory } = await bothWays(generation, parsedFilter(one), fixture.current.dialect);
          expect([one, inSql]).toEqual([one, inMemory]);
          found.set(one, (found.get(one) ?? 0) + inSql.length);
        }
      }),
      { numRuns: 25, seed: COUNTED_SEED },
    );
    expect([...found.values()].filter((times) => times > 0).length).toBeGreaterThan(FILTERS.length / 2);
  });

  it('finds in SQL the groups that it finds in memory', async () => {
    const found = new Set<string>();
    await fc.assert(
      fc.asyncProperty(histories, async (log) => {
        const generation = await fixture.current.generation();
        await follow(log, generation);
        for (const one of GROUP_FILTERS) {
          const { inSql, inMemory } = await groupsBothWays(
            generation,
            parsedFilter(one, groupResourceType),
            fixture.current.dialect,
          );
          expect([one, inSql]).toEqual([one, inMemory]);
          if (inSql.length > 0) found.add(one);
        }
      }),
      { numRuns: 25, seed: COUNTED_SEED },
    );
    expect(found.size).toBeGreaterThan(GROUP_FILTERS.length / 2);
  });

  it('finds in SQL whom it finds in memory, however it is put together', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.array(filterText, { minLength: 10, maxLength: 10 }), async (log, texts) => {
        const generation = await fixture.current.generation();
        await follow(log, generation);
        for (const one of texts) {
          const parsed = parseFilter(userResourceType, one);
          if (!parsed.ok) continue;
          const { inSql, inMemory } = await bothWays(generation, parsed.value, fixture.current.dialect);
          expect([one, inSql]).toEqual([one, inMemory]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['userName eq "TWO@x"', ['u2']],
    ['emails[type eq "work" and value eq "b@x"]', ['u2']],
    ['emails[type eq "work"].value eq "b@x"', ['u2']],
    ['emails.type eq "work" and emails.value eq "b@x"', ['u1', 'u2']],
    ['title ne "Chief"', ['u1', 'u3']],
    ['userName eq "\' or 1=1 --"', []],
    ['title eq "50%_"', []],
  ])('%s finds %j', async (one, expected) => {
    const log = registered();
    log.provision('acme', 'u1', {
      userName: 'one@x',
      emails: [
        { value: 'a@x', type: 'work' },
        { value: 'b@x', type: 'home' },
      ],
    });
    log.provision('acme', 'u2', { userName: 'Two@x', title: 'chief', emails: [{ value: 'b@x', type: 'Work' }] });
    log.provision('acme', 'u3', { userName: 'three@x', title: '500_' });
    log.provision('globex', 'u4', { userName: 'two@x' });
    const model = await fixture.current.open();
    await follow(log, model);
    const outcome = await model.queries.listUsers({ ...listing, filter: parsedFilter(one) });
    expect(idsOf(outcome)).toEqual(expected);
    expect(outcome.kind === 'page' && outcome.totalResults).toBe(expected.length);
  });

  it('with an `or` between brackets looks at memberships of the resource alone, never of others or of another company', async () => {
    const generation = await fixture.current.generation();
    const log = registered();
    for (const companyId of ['acme', 'globex']) {
      for (const userId of ['u1', 'u2']) log.provision(companyId, userId, { userName: `${userId}@${companyId}` });
      for (const groupId of ['g1', 'g2']) {
        log.appendToGroup(companyId, {
          type: 'GroupCreated',
          data: { groupId, displayName: `${groupId} of ${companyId}`, externalId: null, origin: 'scim' },
        });
      }
      log.appendToGroup(companyId, { type: 'GroupMembersAdded', data: { groupId: 'g1', memberIds: ['u1'] } });
      log.appendToGroup(companyId, { type: 'GroupMembersAdded', data: { groupId: 'g2', memberIds: ['u2'] } });
    }
    await follow(log, generation);
    const { dialect } = fixture.current;
    const users = async (one: string) => (await bothWays(generation, parsedFilter(one), dialect)).inSql;
    const groups = async (one: string) =>
      (await groupsBothWays(generation, parsedFilter(one, groupResourceType), dialect)).inSql;
    for (const one of [
      'groups[display eq "none" or display co "globex"]',
      'groups.display eq "none" or groups.display co "globex"',
    ])
      expect([one, await users(one)]).toEqual([one, []]);
    expect(await users('groups[display eq "none" or display eq "g2 of acme"]')).toEqual(['u2']);
    for (const one of [
      'members[display eq "none" or display co "globex"]',
      'members.display eq "none" or members.display co "globex"',
    ])
      expect([one, await groups(one)]).toEqual([one, []]);
    expect(await groups('members[value eq "none" or value eq "u2"]')).toEqual(['g2']);
  });

  it('compares dates and numbers in attributes as what they are', async () => {
    const generation = await fixture.current.generation();
    const log = registered();
    log.provision('acme', 'u1', { hired: '2025-03-01T01:00:00+01:00', level: 9 });
    log.provision('acme', 'u2', { hired: '2025-03-01T00:00:01Z', level: 10 });
    await follow(log, generation);
    const attribute = (name: string, type: AttributeDefinition['type']): AttributeDefinition => ({
      name,
      type,
      multiValued: false,
      description: '',
      required: false,
      caseExact: false,
      mutability: 'readWrite',
      returned: 'default',
      uniqueness: 'none',
    });
    const hired: Filter = {
      kind: 'compare',
      path: { key: 'hired', attribute: attribute('hired', 'dateTime') },
      operator: 'le',
      value: '2025-03-01T00:00:00.000Z',
    };
    const level: Filter = {
      kind: 'compare',
      path: { key: 'level', attribute: attribute('level', 'integer') },
      operator: 'gt',
      value: 9,
    };
    expect(await bothWays(generation, hired, fixture.current.dialect)).toEqual({ inSql: ['u1'], inMemory: ['u1'] });
    expect(await bothWays(generation, level, fixture.current.dialect)).toEqual({ inSql: ['u2'], inMemory: ['u2'] });
  });
});
