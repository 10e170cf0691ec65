import { describe, expect, it } from '@jest/globals';
import type { Json } from '@luciq/events';
import { evaluateFilter } from '../filter/evaluate.ts';
import { parseFilter } from '../filter/parse.ts';
import { cursorResponse, listResponse, parsePaging } from '../query/list.ts';
import { parseListQuery, parseSearchRequest } from '../query/list-query.ts';
import { compareResources, parseSort } from '../query/sort.ts';
import { parseSelection } from '../resource/selection.ts';
import { groupResourceType } from '../schema/group-type.ts';
import { userResourceType } from '../schema/user-type.ts';
import { ENTERPRISE_USER_URN, SEARCH_REQUEST_URN, USER_URN } from '../urns.ts';

const limits = { defaultCount: 100, maxCount: 1_000 };
const resource: Record<string, Json> = {
  id: 'Id-1',
  userName: 'Ann',
  active: true,
  title: '',
  name: { givenName: 'Zoë', familyName: 'User' },
  meta: { created: '2026-01-01T12:00:00.000Z' },
  emails: [
    { value: 'w@x.com', type: 'work' },
    { value: 'h@y.com', type: 'home' },
  ],
  x509Certificates: [{ value: 'QUJD' }],
};
const holds = (text: string, of: Record<string, Json> = resource): boolean => {
  const filter = parseFilter(userResourceType, text);
  if (!filter.ok) throw new Error(`${text}: ${filter.problem.detail}`);
  return evaluateFilter(filter.value, of);
};
const refusal = (text: string) => {
  const filter = parseFilter(userResourceType, text);
  return filter.ok ? null : filter.problem.scimType;
};

describe('a filter', () => {
  it('has the operators of the table [RFC7644 3.4.2.2 operators]', () => {
    const yes = [
      'userName eq "ann"',
      'userName ne "bob"',
      'userName co "nn"',
      'userName sw "an"',
      'userName ew "nn"',
      'userName gt "amy"',
      'userName ge "ann"',
      'userName lt "bob"',
      'userName le "ann"',
      'userName pr',
      'nickName ne "x"',
    ];
    const no = [
      'userName eq "bob"',
      'userName ne "ann"',
      'userName co "x"',
      'userName gt "ann"',
      'userName lt "ann"',
      'nickName pr',
      'nickName eq "x"',
      'nickName gt "x"',
    ];
    expect(yes.filter((text) => !holds(text))).toEqual([]);
    expect(no.filter((text) => holds(text))).toEqual([]);
  });

  it('is read in any case and compares by caseExact [RFC7644 3.4.2.2 any-case] [RFC7644 3.4.2.2 case-exact] [RFC7643 2.1 names-any-case] [RFC7643 3.1 id-case-exact]', () => {
    expect([holds('USERNAME EQ "ANN"'), holds('id eq "Id-1"'), holds('id eq "ID-1"')]).toEqual([true, true, false]);
    expect([holds('externalId eq "A"', { externalId: 'a' }), holds('externalId eq "a"', { externalId: 'a' })]).toEqual([
      false,
      true,
    ]);
  });

  it('groups before not, not before and, and before or [RFC7644 3.4.2.2 precedence]', () => {
    expect(holds('userName eq "ann" or userName eq "x" and userName eq "y"')).toBe(true);
    expect(holds('(userName eq "ann" or userName eq "x") and userName eq "y"')).toBe(false);
    expect(holds('not (userName eq "x") and active eq true')).toBe(true);
    expect(holds('not (userName eq "x" or userName eq "ann")')).toBe(false);
  });

  it('has not before a group alone [RFC7644 3.4.2.2 not-grouped]', () => {
    expect(refusal('not userName eq "x"')).toBe('invalidFilter');
    expect(holds('NOT(userName eq "x")')).toBe(true);
  });

  it('matches one element in [ ] and any of them elsewhere [RFC7644 3.4.2.2 same-element] [RFC7644 3.4.2.2 multi-valued-any]', () => {
    expect(holds('emails[type eq "work" and value co "@y"]')).toBe(false);
    expect(holds('emails[type eq "home" and value co "@y"]')).toBe(true);
    expect(holds('emails.type eq "work" and emails.value co "@y"')).toBe(true);
    expect(holds('emails[not (type eq "work")]')).toBe(true);
  });

  it('of a complex attribute means its value, or names a part [RFC7644 3.4.2.2 complex-sub]', () => {
    expect(holds('emails eq "h@y.com"')).toBe(true);
    expect(refusal('name eq "x"')).toBe('invalidFilter');
  });

  it('finds what is there with pr [RFC7644 3.4.2.2 present] [RFC7643 2.5 null-equals-absent]', () => {
    expect(['name pr', 'name.givenName pr', 'emails pr', 'title pr'].every((text) => holds(text))).toBe(true);
    expect(
      ['name pr', 'emails pr', 'userName pr'].some((text) => holds(text, { name: {}, emails: [], userName: null })),
    ).toBe(false);
  });

  it('orders no booleans and no binary values [RFC7644 3.4.2.2 ordering-types]', () => {
    for (const operator of ['gt', 'ge', 'lt', 'le']) {
      expect(refusal(`active ${operator} true`)).toBe('invalidFilter');
      expect(refusal(`x509Certificates.value ${operator} "QUJD"`)).toBe('invalidFilter');
    }
  });

  it('compares dates as times [RFC7644 3.4.2.2 dates] [RFC7643 2.3.5 datetime-chronological]', () => {
    expect(holds('meta.created eq "2026-01-01T13:00:00+01:00"')).toBe(true);
    expect(holds('meta.created lt "2026-01-01T12:00:00.001Z"')).toBe(true);
    expect(refusal('meta.created gt "yesterday"')).toBe('invalidFilter');
  });

  it('that is not understood is refused [RFC7644 3.4.2.2 unknown-operator]', () => {
    for (const text of [
      'userName xx "a"',
      'userName eq',
      'userName',
      '(userName pr',
      'userName pr)',
      'emails[type eq "a"',
      'userName eq "a" and',
      '',
      'emails[emails[type pr]]',
    ])
      expect(refusal(text)).toBe('invalidFilter');
  });

  it('has JSON strings with their escapes [RFC7644 3.4.2.2 escapes]', () => {
    expect(holds('userName eq "\\u0041nn"')).toBe(true);
    expect(holds('userName eq "a\\"\\\\\\n"', { userName: 'a"\\\n' })).toBe(true);
    for (const text of [
      'userName eq "\\x"',
      "userName eq 'a'",
      'userName eq "\\u0000"',
      'userName eq "\\ud800"',
      'emails[value eq "\\u0000"]',
    ])
      expect(refusal(text)).toBe('invalidFilter');
  });

  it('takes names with their URN [RFC7644 3.4.2.2 qualified] [RFC7643 2.1 qualified-names]', () => {
    expect(holds(`${USER_URN}:userName eq "ann"`)).toBe(true);
    expect(holds(`${ENTERPRISE_USER_URN}:department eq "d"`, { [`${ENTERPRISE_USER_URN}:department`]: 'D' })).toBe(
      true,
    );
    expect(holds('department eq "d"', { [`${ENTERPRISE_USER_URN}:department`]: 'D' })).toBe(false);
  });

  it('compares with null, true and false [RFC7644 3.4.2.2 null] [RFC7643 2.3.2 boolean-literal]', () => {
    expect([
      holds('nickName eq null'),
      holds('userName eq null'),
      holds('userName ne null'),
      holds('active eq true'),
      holds('active eq false'),
    ]).toEqual([true, false, true, true, false]);
  });

  it('finds nothing by what is never returned [RFC7643 7 returned-never]', () => {
    expect(holds('password eq "x"', { password: 'x' })).toBe(false);
  });

  it('of schemas finds those that use one', () => {
    const withDepartment = { ...resource, [`${ENTERPRISE_USER_URN}:department`]: 'D' };
    const texts = [
      `schemas eq "${USER_URN}"`,
      `schemas eq "${ENTERPRISE_USER_URN}"`,
      'schemas co "enterprise"',
      'schemas pr',
      'schemas eq null',
      'schemas eq "urn:x"',
      `not (schemas eq "${ENTERPRISE_USER_URN}")`,
    ];
    expect(texts.map((text) => holds(text))).toEqual([true, false, false, true, false, false, true]);
    expect(texts.map((text) => holds(text, withDepartment))).toEqual([true, true, true, true, false, false, false]);
    expect([refusal('schemas eq 1'), refusal('schemas[value eq "x"]'), refusal('schemas gt "urn"')]).toEqual([
      'invalidFilter',
      null,
      null,
    ]);
  });

  it('of groups finds them by name and member', () => {
    const group = { displayName: 'Team', members: [{ value: 'u1', type: 'User' }] };
    const found = [
      'displayName eq "TEAM"',
      'members.value eq "u1"',
      'members eq "u1"',
      'members[value eq "u1" and type eq "user"]',
    ].map((text) => {
      const filter = parseFilter(groupResourceType, text);
      return filter.ok && evaluateFilter(filter.value, group);
    });
    expect(found).toEqual([true, true, true, true]);
  });
});

describe('an order', () => {
  const sorted = (resources: readonly Record<string, Json>[], sortBy: string, sortOrder?: string): readonly Json[] => {
    const sort = parseSort(userResourceType, { sortBy, sortOrder });
    if (!sort.ok || !sort.value) throw new Error('no order');
    const { value } = sort;
    return resources.toSorted((one, other) => compareResources(value, one, other)).map(({ id }) => id ?? null);
  };

  it('is ascending unless it is said to be descending [RFC7644 3.4.2.3 order]', () => {
    const some = [
      { id: 2, userName: 'b' },
      { id: 1, userName: 'a' },
    ];
    expect([
      sorted(some, 'userName'),
      sorted(some, 'userName', 'Ascending'),
      sorted(some, 'USERNAME', 'DESCENDING'),
    ]).toEqual([
      [1, 2],
      [1, 2],
      [2, 1],
    ]);
    expect(parseSort(userResourceType, { sortBy: 'userName', sortOrder: 'up' })).toMatchObject({
      problem: { scimType: 'invalidValue' },
    });
    expect(parseSort(userResourceType, { sortBy: 'shoeSize' })).toEqual({ ok: true, value: null });
  });

  it('is that of the type [RFC7644 3.4.2.3 order-type]', () => {
    expect(
      sorted(
        [
          { id: 1, userName: 'B' },
          { id: 2, userName: 'a' },
        ],
        'userName',
      ),
    ).toEqual([2, 1]);
    expect(
      sorted(
        [
          { id: 2, externalId: 'a' },
          { id: 1, externalId: 'B' },
        ],
        'externalId',
      ),
    ).toEqual([1, 2]);
    expect(
      sorted(
        [
          { id: 1, active: true },
          { id: 2, active: false },
        ],
        'active',
      ),
    ).toEqual([2, 1]);
    expect(
      sorted(
        [
          { id: 1, meta: { created: '2026-01-01T01:00:00Z' } },
          { id: 2, meta: { created: '2026-01-01T01:30:00+01:00' } },
        ],
        'meta.created',
      ),
    ).toEqual([2, 1]);
  });

  it('of several values is by the primary one, else the first [RFC7644 3.4.2.3 order-primary]', () => {
    const one = { id: 1, emails: [{ value: 'a' }, { value: 'z', primary: true }] };
    const other = { id: 2, emails: [{ value: 'm' }, { value: 'a' }] };
    expect(sorted([one, other], 'emails')).toEqual([2, 1]);
  });

  it('has those without a value last, or first when descending [RFC7644 3.4.2.3 order-missing]', () => {
    const some = [{ id: 1 }, { id: 2, title: 'b' }, { id: 3, title: '' }, { id: 4, title: null }];
    expect([sorted(some, 'title'), sorted(some, 'title', 'descending')]).toEqual([
      [3, 2, 1, 4],
      [1, 4, 2, 3],
    ]);
  });

  it('of a complex attribute is by a part of it [RFC7644 3.4.2.3 order-complex]', () => {
    expect(
      sorted(
        [
          { id: 1, name: { familyName: 'b' } },
          { id: 2, name: { familyName: 'A' } },
        ],
        'name.familyName',
      ),
    ).toEqual([2, 1]);
    expect(parseSort(userResourceType, { sortBy: 'name' })).toMatchObject({ problem: { scimType: 'invalidValue' } });
  });
});

describe('a page', () => {
  it('begins at 1 at least [RFC7644 3.4.2.4 start-index]', () => {
    expect(parsePaging({ startIndex: '-5' }, limits)).toEqual({ ok: true, value: { startIndex: 1, count: 100 } });
    expect(parsePaging({ startIndex: '0' }, limits)).toMatchObject({ value: { startIndex: 1 } });
  });

  it('of a negative count is one of 0, and of 0 has no resources [RFC7644 3.4.2.4 count-negative] [RFC7644 3.4.2.4 count-zero] [RFC7644 3.4.2.4 count-limit]', () => {
    expect(parsePaging({ count: '-1' }, limits)).toMatchObject({ value: { count: 0 } });
    expect(parsePaging({ count: '0' }, limits)).toMatchObject({ value: { count: 0 } });
    expect(parsePaging({ count: '7' }, limits)).toMatchObject({ value: { count: 7 } });
  });

  it('counts what it has, and all that there is [RFC7644 3.4.2.4 items-per-page] [RFC7644 3.4.2 list-response]', () => {
    expect(listResponse({ totalResults: 9, startIndex: 2, resources: [{}] })).toMatchObject({
      totalResults: 9,
      itemsPerPage: 1,
      startIndex: 2,
      Resources: [{}],
    });
  });

  it('tells where the next one begins, unless it is the last [RFC9865 2 next-cursor]', () => {
    expect(cursorResponse({ totalResults: 9, resources: [{}], nextCursor: 'abc' })).toMatchObject({
      itemsPerPage: 1,
      nextCursor: 'abc',
    });
    expect(cursorResponse({ totalResults: 9, resources: [{}], nextCursor: null })).not.toHaveProperty('nextCursor');
  });
});

describe('a query', () => {
  const paging = (parameters: Record<string, string>) => {
    const query = parseListQuery(userResourceType, parameters, limits);
    return query.ok ? query.value.paging : query.problem.scimType;
  };

  it('with an empty cursor asks for the first page by cursor, and without one for pages by index [RFC9865 2 first-page] [RFC9865 2.4 index-kept]', () => {
    expect(paging({ cursor: '' })).toEqual({ kind: 'cursor', cursor: null, count: 100 });
    expect(paging({ cursor: 'abc', count: '5' })).toEqual({ kind: 'cursor', cursor: 'abc', count: 5 });
    expect(paging({})).toEqual({ kind: 'index', startIndex: 1, count: 100 });
  });

  it('by cursor takes a count below 0 as 0, which asks for the total alone [RFC9865 2 count-zero]', () => {
    for (const count of ['0', '-1'])
      expect(paging({ cursor: '', count })).toEqual({ kind: 'cursor', cursor: null, count: 0 });
  });

  it('by cursor has a count within bounds [RFC9865 2.1 invalid-count]', () => {
    for (const count of ['x', '1001', '1.5', '']) expect(paging({ cursor: '', count })).toBe('invalidCount');
  });

  it('has a cursor or an index, not both', () => {
    expect(paging({ cursor: '', startIndex: '1' })).toBe('invalidValue');
  });

  it('takes attributes or excludedAttributes, not both [RFC7644 3.9 exclusive]', () => {
    expect(parseSelection(userResourceType, { attributes: 'userName', excludedAttributes: 'name' })).toMatchObject({
      problem: { scimType: 'invalidValue' },
    });
  });

  it('may come in a body with the parameters of a URL [RFC7644 3.4.3 search-schema] [RFC9865 3 search-cursor]', () => {
    const body = {
      schemas: [SEARCH_REQUEST_URN],
      attributes: ['displayName', 'userName'],
      filter: 'displayName sw "smith"',
      SortBy: 'userName',
      startIndex: 1,
      count: 10,
      excludedAttributes: null,
    };
    expect(parseSearchRequest(body)).toEqual({
      ok: true,
      value: {
        attributes: 'displayName,userName',
        filter: 'displayName sw "smith"',
        sortBy: 'userName',
        startIndex: '1',
        count: '10',
      },
    });
    expect(parseSearchRequest({ schemas: [SEARCH_REQUEST_URN], cursor: '' })).toEqual({
      ok: true,
      value: { cursor: '' },
    });
    for (const wrong of [{ filter: 1 }, { count: true }, { attributes: [1] }, { sortBy: [] }])
      expect(parseSearchRequest({ schemas: [SEARCH_REQUEST_URN], ...wrong })).toMatchObject({
        problem: { scimType: 'invalidValue' },
      });
    expect(parseSearchRequest([])).toMatchObject({ problem: { scimType: 'invalidSyntax' } });
  });

  it('in a body is a search: by its schema, or by a parameter where it has none [RFC7644 3.4.3 search-schema]', () => {
    expect(parseSearchRequest({ schemas: [SEARCH_REQUEST_URN] })).toEqual({ ok: true, value: {} });
    expect(parseSearchRequest({ Filter: 'x' })).toEqual({ ok: true, value: { filter: 'x' } });
    for (const none of [{}, { schemas: [] }, { userName: 'x' }, { schemas: [USER_URN], filter: 'x' }])
      expect(parseSearchRequest(none)).toMatchObject({ problem: { scimType: 'invalidSyntax' } });
  });
});
