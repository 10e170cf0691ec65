import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EXTENSION_ROLE_KEY, ROLES } from '@luciq/entitlement';
import type { UserResource } from '@luciq/scim';
import { foldPart } from '@luciq/scim';
import { follow, registered } from '../contract/fixture.ts';
import type { MemoryLog } from '../contract/histories.ts';
import { histories } from '../contract/histories.ts';
import { describeRows } from '../contract/on-each-engine.ts';
import type { ReadModelQueries } from '../queries.ts';
import { MAX_SEARCH_PAGE, MAX_SEARCH_WORDS } from './search-request.ts';
import type { UserPage, UserSearch } from './user-search.ts';
import { MAX_SEARCHED } from './user-search.ts';

type Wanted = Partial<Omit<UserSearch, 'companyId' | 'passed' | 'timeoutMs'>>;

const NOW = { companyId: 'acme', passed: 0n, timeoutMs: 0, count: 100 } as const;

async function page(queries: ReadModelQueries, wanted: Wanted): Promise<UserPage> {
  const found = await queries.searchUsers({ ...NOW, ...wanted });
  if (found.kind === 'behind') throw new Error('the rows are behind');
  return found;
}

const idsOf = ({ users }: UserPage): readonly string[] => users.map(({ user }) => user.id);

const search = async (queries: ReadModelQueries, wanted: Wanted): Promise<readonly string[]> =>
  idsOf(await page(queries, wanted));

/** Ids of all pages, and the pages. */
async function walk(
  queries: ReadModelQueries,
  wanted: Wanted,
): Promise<{ readonly ids: readonly string[]; readonly pages: readonly UserPage[] }> {
  const pages: UserPage[] = [];
  for (let after: string | null = null; ;) {
    const next: UserPage = await page(queries, { ...wanted, after });
    pages.push(next);
    if (next.next === null) return { ids: pages.flatMap(idsOf), pages };
    after = next.next;
  }
}

/** Three users, one of them in another company too. */
function people(): MemoryLog {
  const log = registered();
  log.provision('acme', 'ada', {
    userName: 'countess@x.example',
    displayName: 'Ada King',
    name: { givenName: 'Augusta', familyName: 'Lovelace' },
    emails: [{ value: 'a@x' }, { value: 'Math@Y.example' }],
  });
  log.provision('acme', 'bo', {
    userName: 'bo@x.example',
    displayName: '100% "Žofie"',
    [EXTENSION_ROLE_KEY]: 'adminstrator',
  });
  log.provision('acme', 'cy', { userName: 'cy@x.example', name: { formatted: 'Cy von Example' } });
  log.provision('globex', 'ada', { userName: 'countess@x.example' });
  return log;
}

describeRows('the search for users', (fixture) => {
  it('finds words in userName, displayName, name and emails, in any case', async () => {
    const { queries, sink } = await fixture.current.open();
    await follow(people(), { sink });
    const found = async (text: string): Promise<readonly string[]> => search(queries, { text });
    for (const text of ['COUNTESS', 'king', 'augusta', 'LoveLace', 'math@y', 'a@x'])
      expect([text, await found(text)]).toEqual([text, ['ada']]);
    expect(await found('king  lovelace math')).toEqual(['ada']);
    expect(await found('king bo')).toEqual([]);
    expect(await found('žofie')).toEqual(['bo']);
    expect(await found('% "')).toEqual(['bo']);
    expect(await found('von')).toEqual(['cy']);
    expect(await found(' ')).toEqual(['ada', 'bo', 'cy']);
    for (const nowhere of ['_', 'a\0', 'king \ud800']) expect(await found(nowhere)).toEqual([]);
    expect(await search(queries, { groupId: 'g\0' })).toEqual([]);
    expect(await found(`${'x '.repeat(MAX_SEARCH_WORDS)}nobody`)).toEqual(['ada', 'bo', 'cy']);
  });

  it('finds by the access that a member has in effect, and shows it', async () => {
    const log = people();
    log.append('acme', null, { type: 'OwnershipGranted', data: { userId: 'cy' } });
    log.append('acme', 'ada', { type: 'UserDeactivated', data: { userId: 'ada' } });
    const { queries, sink } = await fixture.current.open();
    await follow(log, { sink });
    expect(await search(queries, { role: 'admin' })).toEqual(['bo']);
    expect(await search(queries, { role: 'owner' })).toEqual(['cy']);
    expect(await search(queries, { role: 'viewer' })).toEqual([]);
    expect(await search(queries, { application: 'Shop' })).toEqual(['bo', 'cy']);
    expect(await search(queries, { active: false })).toEqual(['ada']);
    expect(await search(queries, { active: false, application: 'Shop' })).toEqual([]);
    const { users } = await page(queries, { role: 'admin' });
    expect(users).toEqual([await queries.userAccess('acme', 'bo')]);
  });

  it('shows a company that is not there nobody, and begins nowhere from a place that is none', async () => {
    const { queries, sink } = await fixture.current.open();
    await follow(people(), { sink });
    expect(await queries.searchUsers({ ...NOW, companyId: 'initech' })).toEqual({
      kind: 'page',
      users: [],
      next: null,
      searched: 0,
    });
    expect(await page(queries, { after: 'x; drop table users' })).toEqual({
      kind: 'page',
      users: [],
      next: null,
      searched: 0,
    });
    expect(await queries.searchUsers({ ...NOW, passed: 10_000n })).toEqual({ kind: 'behind' });
    expect(await queries.groupsOverview({ ...NOW, passed: 10_000n })).toEqual({ kind: 'behind' });
  });

  it('finds, page after page, exactly those whom looking at everybody finds', async () => {
    const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
    const wanted = fc.record({
      text: optional(fc.constantFrom('a', 'ADA', 'lovelace', 'b@x', 'žof', 'ada x')),
      active: optional(fc.boolean()),
      role: optional(fc.constantFrom(...ROLES)),
      application: optional(fc.constantFrom('Shop', 'Chat')),
      groupId: optional(fc.constantFrom('g1', 'g2')),
      count: fc.integer({ min: 1, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(histories, fc.array(wanted, { minLength: 6, maxLength: 6 }), async (log, searches) => {
        await fixture.renew();
        const { queries, sink } = await fixture.current.open();
        await follow(log, { sink });
        const everybody = await search(queries, {});
        const groups = await queries.groupsOfUsers('acme', everybody);
        for (const each of searches) {
          const expected: string[] = [];
          for (const id of everybody) {
            const found = await queries.userAccess('acme', id);
            const isIn =
              each.groupId === undefined || (groups.get(id) ?? []).some((group) => group.id === each.groupId);
            const has =
              each.application === undefined ||
              found?.access.applications.some(({ name }) => name === each.application) === true;
            if (
              found &&
              isIn &&
              has &&
              matches(found.user, each.text) &&
              [undefined, found.access.role].includes(each.role) &&
              [undefined, found.user.active].includes(each.active)
            )
              expected.push(id);
          }
          const given = Object.fromEntries(Object.entries(each).filter(([, value]) => value !== undefined)) as Wanted;
          expect([given, (await walk(queries, given)).ids]).toEqual([given, expected]);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('looks at a bounded number of users in one call, and says where to go on', async () => {
    const log = registered();
    const members = MAX_SEARCHED + 700;
    for (let number = 0; number < members; number += 1)
      log.provision('acme', `u${number}`, {
        userName: `user${number}`,
        ...(number === members - 1 ? { [EXTENSION_ROLE_KEY]: 'observer' } : {}),
      });
    const { queries, sink } = await fixture.current.open();
    await follow(log, { sink });
    const { ids, pages } = await walk(queries, { role: 'observer' });
    expect(ids).toEqual([`u${members - 1}`]);
    expect(pages.map(({ searched }) => searched)).toEqual([MAX_SEARCHED, 700]);
    // Two characters have no trigram, and a word that everyone has is looked for user by user.
    expect(await walk(queries, { text: '99 56' })).toMatchObject({ ids, pages: [{ searched: members }] });
    expect(await walk(queries, { text: 'user', active: false })).toMatchObject({
      ids: [],
      pages: [{ searched: members }],
    });
    expect(await walk(queries, { text: `user${members - 1}` })).toMatchObject({ ids, pages: [{ searched: 1 }] });
    expect(await search(queries, { count: MAX_SEARCH_PAGE + 50 })).toHaveLength(MAX_SEARCH_PAGE);
  });
});

/** What a word is looked for in, in memory. */
function matches({ attributes }: UserResource, text: string | undefined): boolean {
  const { userName, displayName, name, emails } = attributes as {
    userName?: string;
    displayName?: string;
    name?: { familyName?: string };
    emails?: { value?: string }[];
  };
  const all = [userName, displayName, name?.familyName, ...(emails ?? []).map(({ value }) => value)].map((value) =>
    foldPart(value ?? ''),
  );
  return foldPart(text ?? '')
    .split(' ')
    .every((word) => all.some((value) => value.includes(word)));
}

describeRows('the overview of groups', (fixture) => {
  it('has members counted and what the company gives, in pages, of one company', async () => {
    const log = people();
    for (const [companyId, groupId, displayName] of [
      ['acme', 'g1', 'Team A'],
      ['acme', 'g2', 'Team "B"'],
      ['acme', 'g3', 'Other'],
      ['globex', 'g1', 'Team X'],
    ] as const) {
      log.appendToGroup(companyId, {
        type: 'GroupCreated',
        data: { groupId, displayName, externalId: null, origin: 'scim' },
      });
    }
    log.appendToGroup('acme', { type: 'GroupMembersAdded', data: { groupId: 'g1', memberIds: ['ada', 'bo'] } });
    const mapping = { role: 'admin', applications: ['Shop'], precedence: 3 };
    const set = log.append('acme', null, { type: 'GroupMappingSet', data: { groupId: 'g1', ...mapping } });
    log.append('globex', null, { type: 'GroupMappingSet', data: { groupId: 'g2', ...mapping } });
    const { queries, sink } = await fixture.current.open();
    await follow(log, { sink });
    const first = await queries.groupsOverview({ ...NOW, count: 2 });
    if (first.kind === 'behind') throw new Error('the rows are behind');
    expect(first.groups).toEqual([
      {
        id: 'g1',
        displayName: 'Team A',
        externalId: null,
        memberCount: 2,
        mapping: { groupId: 'g1', ...mapping, eventId: set.id, time: set.time },
      },
      { id: 'g2', displayName: 'Team "B"', externalId: null, memberCount: 0, mapping: null },
    ]);
    expect(await queries.groupsOverview({ ...NOW, count: 2, after: first.next })).toMatchObject({
      groups: [{ id: 'g3' }],
      next: null,
    });
    expect(await queries.groupsOverview({ ...NOW, text: 'team "b' })).toMatchObject({
      groups: [{ id: 'g2' }],
      next: null,
    });
    expect(await queries.groupsOverview({ ...NOW, groupId: 'g3' })).toMatchObject({
      groups: [{ id: 'g3' }],
      next: null,
    });
    expect(await queries.groupsOverview({ ...NOW, groupId: 'g4' })).toMatchObject({ groups: [], next: null });
  });
});
