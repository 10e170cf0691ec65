import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Filter, ResourceTypeDefinition, Sort } from '@luciq/scim';
import {
  compareResources,
  evaluateFilter,
  groupResourceType,
  parseFilter,
  parseSort,
  userResourceType,
} from '@luciq/scim';
import type { ExpectedResource } from '../contract/expected-resources.ts';
import { expectedGroups, expectedUsers } from '../contract/expected-resources.ts';
import { follow, groupIdsOf, idsOf, listing, parsedFilter, registered } from '../contract/fixture.ts';
import { histories } from '../contract/histories.ts';
import { describeRows } from '../contract/on-each-engine.ts';
import { rebuild } from '../generations/rebuild.ts';
import type { ListRequest } from './list-request.ts';

const USER_ORDERS = [
  'userName',
  'externalId',
  'id',
  'active',
  'displayName',
  'title',
  'name.familyName',
  'emails',
  'emails.type',
  'emails.primary',
  'meta.created',
  'meta.lastModified',
  'meta.version',
  'meta.location',
  'roles',
  'groups',
  'groups.display',
  'nickName',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department',
];
const GROUP_ORDERS = [
  'displayName',
  'externalId',
  'id',
  'members',
  'members.display',
  'meta.created',
  'meta.lastModified',
];
const USER_FILTERS = [
  null,
  'userName pr',
  'title co "e"',
  'emails.value eq "a@x"',
  'externalId eq "00u1" or userName eq "ada@x.example"',
  'groups.value eq "g1" or id eq "u2"',
  'emails[type eq "work" and value eq "b@x"] or userName eq "žofie"',
  'title pr and (id eq "u1" or id eq "u2")',
  'not (active eq true)',
];
const GROUP_FILTERS = [null, 'displayName sw "t"', 'members.value eq "u1"', 'externalId pr'];

interface Question {
  readonly filter: string | null;
  readonly sortBy: string | undefined;
  readonly sortOrder: 'ascending' | 'descending';
  readonly count: number;
  readonly startIndex: number;
}

const questions = (orders: readonly string[], filters: readonly (string | null)[]): fc.Arbitrary<Question> =>
  fc.record({
    filter: fc.constantFrom(...filters),
    sortBy: fc.option(fc.constantFrom(...orders), { nil: undefined }),
    sortOrder: fc.constantFrom('ascending', 'descending'),
    count: fc.integer({ min: 1, max: 3 }),
    startIndex: fc.integer({ min: 1, max: 5 }),
  });

function read(
  type: ResourceTypeDefinition,
  { filter, sortBy, sortOrder }: Question,
): { readonly filter: Filter | null; readonly sort: Sort | null } {
  const parsed = filter === null ? null : parseFilter(type, filter);
  const sort = parseSort(type, { sortBy, sortOrder });
  if ((parsed && !parsed.ok) || !sort.ok) throw new Error(`${filter} by ${sortBy}`);
  return { filter: parsed && parsed.value, sort: sort.value };
}

/** Ids of the whole list as it has to be. */
function expected(
  all: readonly ExpectedResource[],
  { filter, sort }: { readonly filter: Filter | null; readonly sort: Sort | null },
): readonly string[] {
  const matching = all.filter(({ resource }) => !filter || evaluateFilter(filter, resource));
  return (
    sort ? matching.toSorted((one, other) => compareResources(sort, one.resource, other.resource)) : matching
  ).map(({ id }) => id);
}

type Answered = { readonly ids: readonly string[]; readonly totalResults: number; readonly next: string | null };

/** Ids of all pages, each begun where the one before ended. */
async function walk(list: (request: Partial<ListRequest>) => Promise<Answered>): Promise<readonly string[]> {
  const seen: string[] = [];
  for (let after: string | null = null; ;) {
    const page: Answered = await list({ after });
    seen.push(...page.ids);
    if (page.next === null) return seen;
    after = page.next;
  }
}

describeRows('a list in an order', (fixture) => {
  it('has users and groups as they are in memory, by index and from place to place', async () => {
    const asked = fc.tuple(
      fc.array(questions(USER_ORDERS, USER_FILTERS), { minLength: 8, maxLength: 8 }),
      fc.array(questions(GROUP_ORDERS, GROUP_FILTERS), { minLength: 4, maxLength: 4 }),
    );
    await fc.assert(
      fc.asyncProperty(histories, asked, async (log, [ofUsers, ofGroups]) => {
        const model = await fixture.current.open();
        await follow(log, model);
        const generation = await fixture.current.generation();
        await follow(log, generation);
        const check = async (
          type: ResourceTypeDefinition,
          question: Question,
          all: readonly ExpectedResource[],
          list: (request: ListRequest) => Promise<Answered>,
        ): Promise<void> => {
          const parsed = read(type, question);
          const whole = expected(all, parsed);
          const request = { ...listing, ...parsed, count: question.count };
          const page = await list({ ...request, startIndex: question.startIndex });
          expect([question, page.ids, page.totalResults]).toEqual([
            question,
            whole.slice(question.startIndex - 1, question.startIndex - 1 + question.count),
            whole.length,
          ]);
          expect([question, await walk((more) => list({ ...request, ...more }))]).toEqual([question, whole]);
        };
        const users = await expectedUsers(generation, fixture.current.dialect);
        const groups = await expectedGroups(generation, fixture.current.dialect);
        for (const question of ofUsers) {
          await check(userResourceType, question, users, async (request) => {
            const outcome = await model.queries.listUsers(request);
            if (outcome.kind !== 'page') throw new Error(outcome.kind);
            return { ...outcome, ids: idsOf(outcome) };
          });
        }
        for (const question of ofGroups) {
          await check(groupResourceType, question, groups, async (request) => {
            const outcome = await model.queries.listGroups({ ...request, withMembers: true });
            if (outcome.kind !== 'page') throw new Error(outcome.kind);
            return { ...outcome, ids: groupIdsOf(outcome) };
          });
        }
        await fixture.renew();
      }),
      { numRuns: 20 },
    );
  });

  it('goes on by value where someone came in between, and says so where the place is gone', async () => {
    const log = registered();
    for (const [id, userName] of [
      ['u1', 'd'],
      ['u2', 'b'],
      ['u3', 'f'],
    ] as const)
      log.provision('acme', id, { userName });
    const model = await fixture.current.open();
    await follow(log, model);
    const sort = read(userResourceType, {
      filter: null,
      sortBy: 'userName',
      sortOrder: 'ascending',
      count: 1,
      startIndex: 1,
    }).sort;
    const first = await model.queries.listUsers({ ...listing, sort, count: 2 });
    if (first.kind !== 'page') throw new Error(first.kind);
    log.provision('acme', 'u4', { userName: 'a' });
    log.provision('acme', 'u5', { userName: 'e' });
    await follow(log, model);
    expect([idsOf(first), idsOf(await model.queries.listUsers({ ...listing, sort, after: first.next }))]).toEqual([
      ['u2', 'u1'],
      ['u5', 'u3'],
    ]);
    log.append('acme', 'u1', { type: 'UserDeleted', data: { userId: 'u1' } });
    await follow(log, model);
    expect(await model.queries.listUsers({ ...listing, sort, after: first.next })).toEqual({ kind: 'cursor-expired' });
    expect(idsOf(await model.queries.listUsers({ ...listing, after: first.next }))).toEqual(['u2', 'u3', 'u4', 'u5']);
    expect(await model.queries.listUsers({ ...listing, after: 'x' })).toEqual({ kind: 'cursor-expired' });
  });
});

describeRows('groups', (fixture) => {
  const created = (groupId: string, displayName = groupId) =>
    ({ type: 'GroupCreated', data: { groupId, displayName, externalId: null, origin: 'scim' } }) as const;

  it('have members of whom those are gone who were deleted, also where they were added after that', async () => {
    const log = registered();
    for (const id of ['u1', 'u2', 'u3'])
      log.provision('acme', id, { userName: id, displayName: id === 'u2' ? 'Bo' : '' });
    for (const id of ['g1', 'g2']) log.appendToGroup('acme', created(id));
    log.appendToGroup('acme', {
      type: 'GroupMembersAdded',
      data: { groupId: 'g1', memberIds: ['u1', 'u2', 'nobody'] },
    });
    log.append('acme', 'u1', { type: 'UserDeleted', data: { userId: 'u1' } });
    log.appendToGroup('acme', { type: 'GroupMembersAdded', data: { groupId: 'g2', memberIds: ['u1', 'u2', 'u3'] } });
    log.appendToGroup('acme', { type: 'GroupMembersRemoved', data: { groupId: 'g2', memberIds: ['u3', 'u9'] } });
    for (const batchItems of [1, 3, 500]) {
      const model = await fixture.current.open();
      await follow(log, model, batchItems);
      expect(await model.queries.membersOf('acme', 'g1')).toEqual([{ id: 'u2', display: 'Bo' }]);
      expect(await model.queries.groupsOfUsers('acme', ['u1', 'u2', 'u3'])).toEqual(
        new Map([
          [
            'u2',
            [
              { id: 'g1', display: 'g1' },
              { id: 'g2', display: 'g2' },
            ],
          ],
        ]),
      );
      expect(await model.queries.knownUsers('acme', ['u1', 'u2', 'u3', 'x'])).toEqual(new Set(['u2', 'u3']));
      const page = await model.queries.listGroups({ ...listing, withMembers: true });
      expect(page).toMatchObject({
        kind: 'page',
        totalResults: 2,
        next: null,
        groups: [{ group: { id: 'g1', revision: 1 }, members: [{ id: 'u2' }] }, { group: { id: 'g2', revision: 2 } }],
      });
      expect(await rebuild(fixture.current.options(log))).toMatchObject({ comparison: { differing: 0 } });
      await fixture.renew();
    }
  });

  it('that are large are written by batches and listed on a page of their own', async () => {
    const log = registered();
    const ids = Array.from({ length: 2_500 }, (_, n) => `u${n}`);
    for (const id of ids) log.provision('acme', id, { userName: id });
    for (const id of ['g1', 'g2', 'g3']) log.appendToGroup('acme', created(id));
    for (let times = 0; times < 60; times += 1) {
      const type = times % 2 === 0 ? 'GroupMembersAdded' : 'GroupMembersRemoved';
      for (const groupId of ['g1', 'g2'])
        log.appendToGroup('acme', { type, data: { groupId, memberIds: ids.slice(0, 1_000) } });
    }
    log.appendToGroup('acme', { type: 'GroupMembersAdded', data: { groupId: 'g1', memberIds: ids.slice(1_000) } });
    const model = await fixture.current.open();
    await follow(log, model, 3_000);
    expect((await model.queries.membersOf('acme', 'g1')).map(({ id }) => id)).toEqual(ids.slice(1_000).toSorted());
    const outcome = await model.queries.listGroups({
      ...listing,
      withMembers: true,
      filter: parsedFilter('members.value eq "u2000"', groupResourceType),
    });
    expect(outcome.kind === 'page' && outcome.groups.map(({ group, members }) => [group.id, members?.length])).toEqual([
      ['g1', 1_500],
    ]);
    await fixture.current.closeAll();
    await fixture.current.tamper(
      `UPDATE groups SET member_count = 100000 WHERE group_id <> 'g3'`,
      `DELETE FROM group_members WHERE user_id = 'u1001'`,
    );
    const again = await fixture.current.open();
    const [first, second] = [
      await again.queries.listGroups({ ...listing, withMembers: true }),
      await again.queries.listGroups({ ...listing, withMembers: true, startIndex: 2 }),
    ];
    expect([groupIdsOf(first), groupIdsOf(second), first.kind === 'page' && first.next !== null]).toEqual([
      ['g1'],
      ['g2', 'g3'],
      true,
    ]);
    await fixture.current.closeAll();
    expect(await rebuild(fixture.current.options(log))).toMatchObject({ comparison: { differing: 3 } });
  });
});

async function collected<T>(source: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}

describeRows('a mapping', (fixture) => {
  const map = (groupId: string, role: string | null, applications: readonly string[], precedence: number) =>
    ({ type: 'GroupMappingSet', data: { groupId, role, applications, precedence } }) as const;

  it('changes the access of all members of its group by one row, says why, and can be tried out', async () => {
    const log = registered();
    for (const id of ['u1', 'u2', 'u3'])
      log.provision('acme', id, { userName: id, ...(id === 'u2' && { roles: [{ value: 'observer' }] }) });
    for (const groupId of ['g1', 'g2']) {
      log.appendToGroup('acme', {
        type: 'GroupCreated',
        data: { groupId, displayName: groupId, externalId: null, origin: 'scim' },
      });
      log.appendToGroup('acme', {
        type: 'GroupMembersAdded',
        data: { groupId, memberIds: groupId === 'g1' ? ['u1', 'u2'] : ['u1'] },
      });
    }
    const low = log.append('acme', null, map('g1', 'admin', ['Chat'], 1));
    const high = log.append('acme', null, map('g2', 'associate', [], 2));
    const model = await fixture.current.open();
    await follow(log, model);
    const accessOf = async (id: string) => {
      const found = await model.queries.userAccess('acme', id);
      return [
        found?.access.role,
        found?.access.roleBecause.eventId,
        found?.access.applications.map(({ name }) => name),
      ];
    };
    expect(await accessOf('u1')).toEqual(['associate', high.id, ['Chat']]);
    expect([(await model.queries.userAccess('acme', 'u1'))?.access.applications[0]?.because]).toEqual([
      { source: 'group-mapping', groupId: 'g1', eventId: low.id, time: low.time },
    ]);
    const effects = await collected(
      model.queries.previewMapping({
        companyId: 'acme',
        groupId: 'g1',
        mapping: { role: 'admin', applications: ['Maps'], precedence: 9 },
      }),
    );
    expect(effects.map(({ user, role, gained, lost }) => [user.id, role, gained, lost])).toEqual([
      ['u1', { before: 'associate', after: 'admin' }, ['Maps'], ['Chat']],
      ['u2', null, ['Maps'], ['Chat']],
    ]);
    log.append('acme', null, { type: 'GroupMappingRemoved', data: { groupId: 'g2' } });
    await follow(log, model);
    expect(await accessOf('u1')).toEqual(['admin', low.id, ['Chat']]);
    expect((await model.queries.mappings('acme')).map(({ groupId, precedence }) => [groupId, precedence])).toEqual([
      ['g1', 1],
    ]);
    expect(
      await collected(model.queries.previewMapping({ companyId: 'acme', groupId: 'g1', mapping: null })),
    ).toHaveLength(2);
  });
});
