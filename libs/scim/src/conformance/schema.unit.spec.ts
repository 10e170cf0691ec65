import { describe, expect, it } from '@jest/globals';
import type { Attributes, Json } from '@luciq/events';
import { errorBody } from '../error.ts';
import { parseResource } from '../resource/parse.ts';
import { groupMeta, renderGroup, renderUser, userMeta } from '../resource/render.ts';
import { renderRole } from '../resource/role.ts';
import { parseSelection, showsAttribute } from '../resource/selection.ts';
import { checkText } from '../resource/text.ts';
import { attribute } from '../schema/attribute.ts';
import type { AttributeDefinition } from '../schema/definition.ts';
import { resourceTypeResources, resourceTypes, schemaResources, serviceProviderConfig } from '../schema/discovery.ts';
import { groupResourceType } from '../schema/group-type.ts';
import { userResourceType } from '../schema/user-type.ts';
import { ENTERPRISE_USER_URN, ERROR_URN, GROUP_URN, LUCIQ_USER_URN, ROLE_URN, USER_URN } from '../urns.ts';
import { expectedRevision, isExpected, precondition, versionOf } from '../version.ts';

const baseUrl = 'https://x/scim/v2';
const parse = (body: unknown) => parseResource(userResourceType, body);
const value = (body: unknown): Attributes => {
  const result = parse(body);
  if (!result.ok) throw new Error(result.problem.detail);
  return result.value;
};
const refusal = (more: object) => {
  const result = parse({ userName: 'a', ...more });
  return result.ok ? null : result.problem.scimType;
};
const user = {
  id: 'u1',
  active: true,
  attributes: { userName: 'Ann' },
  created: '2026-01-01T00:00:00.000Z',
  lastModified: '2026-01-02T00:00:00.000Z',
  revision: 3,
};
const group = {
  id: 'g1',
  displayName: 'Team',
  externalId: null,
  created: user.created,
  lastModified: user.lastModified,
  revision: 0,
};
const selected = (query: { attributes?: string; excludedAttributes?: string }, type = userResourceType) => {
  const selection = parseSelection(type, query);
  if (!selection.ok) throw new Error(selection.problem.detail);
  return selection.value;
};

describe('values', () => {
  it('are of the type of their attribute [RFC7643 2.3.1 string-utf8] [RFC7643 2.3.6 binary-base64] [RFC7643 4.1.2 x509-base64] [RFC7643 2.3.7 reference-uri]', () => {
    expect(refusal({ externalId: 1 })).toBe('invalidValue');
    expect(
      value({ userName: 'a', x509Certificates: [{ value: 'MII+/w==' }], profileUrl: 'https://x.example/a' }),
    ).toMatchObject({ profileUrl: 'https://x.example/a' });
    for (const externalId of ['\u0000', 'a\u0000b', '\ud800', '\udfff\ud800'])
      expect(refusal({ externalId })).toBe('invalidValue');
    expect(refusal({ emails: [{ value: '\u0000' }] })).toBe('invalidValue');
  });

  it('are whole numbers, and dates with a time, where an attribute says so [RFC7643 2.3.4 integer-whole] [RFC7643 2.3.5 datetime-form]', () => {
    const level = attribute('level', 'Level.', { type: 'integer', decides: true });
    const since = attribute('since', 'Since.', { type: 'dateTime', decides: true });
    const type = {
      ...userResourceType,
      schema: { ...userResourceType.schema, attributes: [...userResourceType.schema.attributes, level, since] },
    };
    const fits = (more: object) => parseResource(type, { userName: 'a', ...more }).ok;
    expect([fits({ level: 3 }), fits({ level: 3.5 }), fits({ level: '3' }), fits({ level: 1e300 })]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    const dates = [
      '2008-01-23T04:56:22Z',
      '2008-01-23T04:56:22.123+01:00',
      '2008-01-23',
      '2008-13-23T04:56:22Z',
      'yesterday',
      '2008-01-23 04:56:22Z',
    ];
    expect(dates.map((date) => fits({ since: date }))).toEqual([true, true, false, false, false, false]);
  });

  it("of externalId are the client's, kept and compared as they were sent [RFC7643 3.1 external-id-client]", () => {
    expect(value({ userName: 'a', externalId: '00uAbC' })['externalId']).toBe('00uAbC');
  });

  it('are text that can be kept, wherever they stand in a body', () => {
    const deep = Array.from({ length: 100_000 }).reduce<unknown>((inner) => [inner], 'x');
    for (const body of [null, 1, 'é😀', { a: [{ b: 'x' }] }, deep, JSON.parse('{"__proto__":"x"}')])
      expect(checkText(body)).toEqual({ ok: true, value: null });
    for (const body of ['\u0000', ['\ud800'], { a: { b: ['x', '\udc00\ud800'] } }, { 'a\u0000': 1 }])
      expect(checkText(body)).toMatchObject({ ok: false, problem: { scimType: 'invalidValue' } });
  });

  it('say true or false as booleans [RFC7643 2.3.2 boolean-literal]', () => {
    expect([
      value({ userName: 'a', active: 'True' })['active'],
      refusal({ active: 'yes' }),
      refusal({ active: 1 }),
    ]).toEqual([true, 'invalidValue', 'invalidValue']);
  });

  it('that are null, empty lists or absent are the same [RFC7643 2.5 null-equals-absent]', () => {
    expect(value({ userName: 'a', title: null, emails: [], name: null })).toEqual({ userName: 'a' });
  });

  it('are primary once at most, and only if they say so [RFC7643 2.4 one-primary] [RFC7643 2.4 primary-default-false] [RFC7643 2.4 value-or-object]', () => {
    expect(
      refusal({
        emails: [
          { value: 'a', primary: true },
          { value: 'b', primary: true },
        ],
      }),
    ).toBe('invalidValue');
    expect(value({ userName: 'a', emails: [{ value: 'a' }] })['emails']).toEqual([{ value: 'a' }]);
    expect(value({ userName: 'a', [LUCIQ_USER_URN]: { instabugApplications: ['A'] } })).toMatchObject({
      [`${LUCIQ_USER_URN}:instabugApplications`]: ['A'],
    });
  });

  it('keep their case, canonical or not [RFC7643 7 case-exact-preserved] [RFC7643 7 canonical-values]', () => {
    expect(value({ USERNAME: 'ANN', emails: [{ VALUE: 'A@B', TYPE: 'Work' }] })).toEqual({
      userName: 'ANN',
      emails: [{ value: 'A@B', type: 'Work' }],
    });
  });

  it('are there for what is required [RFC7643 4.1.1 username-required] [RFC7643 7 required-enforced] [RFC7644 3.5.1 put-required]', () => {
    for (const userName of [undefined, null, '', ' ']) expect(refusal({ userName })).toBe('invalidValue');
  });

  it('of what is read-only or never kept are left out of a body [RFC7644 3.1 read-only-ignored] [RFC7644 3.5.1 put-read-only] [RFC7643 3.1 id-issued-here] [RFC7643 3.1 meta-read-only] [RFC7643 4.1.1 password-not-clear]', () => {
    expect(
      value({ userName: 'a', id: 'x', meta: { version: 'y' }, groups: [{ value: 'g' }], password: 'secret' }),
    ).toEqual({ userName: 'a' });
  });

  it('of an extension stand under its URN, listed in schemas or not [RFC7643 3 extension-own-key] [RFC7644 3.1 unknown-schemas] [RFC7643 4.3 enterprise-urn]', () => {
    expect(
      value({ schemas: [USER_URN], userName: 'a', [ENTERPRISE_USER_URN]: { department: 'D' }, department: 'E' }),
    ).toEqual({ userName: 'a', [`${ENTERPRISE_USER_URN}:department`]: 'D' });
    expect(refusal({ schemas: 'x' })).toBe('invalidValue');
  });
});

describe('an attribute', () => {
  it('is optional, writable, single and a string unless told otherwise [RFC7643 2.2 default-characteristics]', () => {
    expect(attribute('x', 'X.')).toMatchObject({
      type: 'string',
      multiValued: false,
      required: false,
      caseExact: false,
      mutability: 'readWrite',
      returned: 'default',
      uniqueness: 'none',
    });
  });

  it('of an extension hides none of the core [RFC7643 3 extension-not-in-core]', () => {
    const core = new Set(userResourceType.schema.attributes.map(({ name }) => name.toLowerCase()));
    expect(
      userResourceType.extensions
        .flatMap(({ attributes }) => attributes)
        .filter(({ name }) => core.has(name.toLowerCase())),
    ).toEqual([]);
  });

  it('of a member of a group is immutable [RFC7643 4.2 member-immutable]', () => {
    const members = groupResourceType.schema.attributes.find(({ name }) => name === 'members');
    const of = Object.fromEntries((members?.subAttributes ?? []).map(({ name, mutability }) => [name, mutability]));
    // A client may send a display, but the one that is shown follows from the user.
    expect(of).toEqual({ value: 'immutable', $ref: 'immutable', type: 'immutable', display: 'readOnly' });
    expect(members?.mutability).toBe('readWrite');
  });
});

describe('a resource', () => {
  it('names its schemas, those in use and no others, each once [RFC7643 3 schemas-required] [RFC7643 3 schemas-extensions] [RFC7643 3 schemas-string-list] [RFC7643 3 schemas-of-type]', () => {
    expect(renderUser(user, { baseUrl })).toMatchObject({ schemas: [USER_URN] });
    expect(
      renderUser({ ...user, attributes: { userName: 'a', [`${ENTERPRISE_USER_URN}:division`]: 'D' } }, { baseUrl }),
    ).toMatchObject({ schemas: [USER_URN, ENTERPRISE_USER_URN] });
    const two = {
      userName: 'a',
      [`${ENTERPRISE_USER_URN}:division`]: 'D',
      [`${ENTERPRISE_USER_URN}:department`]: 'E',
      'urn:example:other:x': 'X',
    };
    expect(renderUser({ ...user, attributes: two }, { baseUrl })['schemas']).toEqual([USER_URN, ENTERPRISE_USER_URN]);
    expect(renderGroup(group, null, { baseUrl })).toMatchObject({ schemas: [GROUP_URN] });
    expect(renderRole({ id: 'viewer', displayName: 'Viewer', description: 'The role viewer.' }, baseUrl)).toEqual({
      schemas: [ROLE_URN],
      id: 'viewer',
      displayName: 'Viewer',
      description: 'The role viewer.',
      meta: { resourceType: 'Role', location: `${baseUrl}/Roles/viewer` },
    });
  });

  it('says of itself where it is, when it changed and in which version [RFC7643 3.1 meta-created] [RFC7643 3.1 meta-last-modified] [RFC7643 3.1 meta-version] [RFC7644 3.3.1 resource-type]', () => {
    expect(userMeta(user, baseUrl)).toEqual({
      resourceType: 'User',
      created: user.created,
      lastModified: user.lastModified,
      location: `${baseUrl}/Users/u1`,
      version: 'W/"3"',
    });
    expect(groupMeta(group, baseUrl)).toMatchObject({
      resourceType: 'Group',
      location: `${baseUrl}/Groups/g1`,
      version: 'W/"0"',
    });
  });

  it('that is a group has members with their addresses, if someone looked [RFC7643 4.2 member-value-id]', () => {
    expect(renderGroup(group, [{ id: 'u1', display: 'Ann' }, { id: 'u2' }], { baseUrl })).toEqual({
      schemas: [GROUP_URN],
      id: 'g1',
      displayName: 'Team',
      members: [
        { value: 'u1', $ref: `${baseUrl}/Users/u1`, type: 'User', display: 'Ann' },
        { value: 'u2', $ref: `${baseUrl}/Users/u2`, type: 'User' },
      ],
      meta: groupMeta(group, baseUrl),
    });
    expect(renderGroup({ ...group, externalId: 'x' }, null, { baseUrl })).not.toHaveProperty('members');
    expect(renderGroup({ ...group, externalId: 'x' }, [], { baseUrl })).toMatchObject({ externalId: 'x' });
  });

  it('that is a user says in which groups it is, directly [RFC7643 4.1.2 groups-direct] [RFC7643 4.1.2 groups-value]', () => {
    expect(renderUser(user, { baseUrl, groups: [{ id: 'g1', display: 'Team' }] })).toMatchObject({
      groups: [{ value: 'g1', $ref: `${baseUrl}/Groups/g1`, display: 'Team', type: 'direct' }],
    });
  });

  it('never shows a password [RFC7643 4.1.1 password-never-returned] [RFC7643 7 mutability-write-only] [RFC7643 7 returned-never]', () => {
    expect(value({ userName: 'a', password: 'secret' })).toEqual({ userName: 'a' });
    expect(
      JSON.stringify(renderUser(user, { baseUrl, selection: selected({ attributes: 'password' }) })),
    ).not.toContain('password');
  });
});

describe('a selection', () => {
  const shown = (query: Parameters<typeof selected>[0]): readonly string[] =>
    Object.keys(
      renderUser(
        { ...user, attributes: { userName: 'a', title: 'T', name: { givenName: 'G', familyName: 'F' } } },
        { baseUrl, selection: selected(query) },
      ),
    );

  it('takes what is named, and what is always returned [RFC7644 3.9 attributes] [RFC7643 7 returned-always] [RFC7643 3.1 id-always]', () => {
    expect(shown({ attributes: 'TITLE' })).toEqual(['schemas', 'id', 'title']);
    expect(
      renderUser(
        { ...user, attributes: { name: { givenName: 'G', familyName: 'F' } } },
        { baseUrl, selection: selected({ attributes: `${USER_URN}:name.givenName, meta.version` }) },
      ),
    ).toEqual({ schemas: [USER_URN], id: 'u1', name: { givenName: 'G' }, meta: { version: 'W/"3"' } });
  });

  it('leaves out what is excluded, but not what is always returned [RFC7644 3.9 excluded-attributes] [RFC7644 3.9 exclude-always]', () => {
    expect(shown({ excludedAttributes: 'id,schemas,title,meta,active,name.givenName' })).toEqual([
      'schemas',
      'id',
      'userName',
      'name',
    ]);
  });

  it('tells whether members are requested at all', () => {
    const asks = (query: Parameters<typeof selected>[0]) =>
      showsAttribute(selected(query, groupResourceType), 'members');
    expect([
      asks({}),
      asks({ attributes: 'displayName' }),
      asks({ attributes: 'members.value' }),
      asks({ excludedAttributes: 'members' }),
      asks({ excludedAttributes: 'members.display' }),
    ]).toEqual([true, false, true, false, true]);
    expect(
      renderGroup(group, [{ id: 'u1', display: 'A' }], {
        baseUrl,
        selection: selected({ attributes: 'members.value' }, groupResourceType),
      }),
    ).toMatchObject({ members: [{ value: 'u1' }] });
  });
});

describe('a version', () => {
  const version = versionOf(3);
  const isNamed = (ifMatch: string): boolean => {
    const expected = expectedRevision({ ifMatch });
    return expected !== null && isExpected(expected, 3);
  };
  const isDone = (headers: Parameters<typeof expectedRevision>[0]): boolean => {
    const expected = expectedRevision(headers);
    return expected === null || isExpected(expected, 3);
  };

  it('is that of the header, of a weak kind [RFC7643 3.1 meta-version]', () => {
    expect([version, userMeta(user, baseUrl)['version']]).toEqual(['W/"3"', 'W/"3"']);
  });

  it('is named by itself, in a list, or by a star [RFC7644 3.14 if-match] [RFC7644 3.14 if-none-match]', () => {
    for (const header of ['W/"3"', '"3"', '*', ' * ', '"1", W/"3"', ',W/"3",', 'W/"3" , "x,y"', '"",W/"3"'])
      expect([header, isNamed(header)]).toEqual([header, true]);
    for (const header of ['W/"4"', '', '3', '"3', 'W/3', '"1" W/"3"', '**', 'w/"3"', '"1,3"', 'W/"3"x'])
      expect([header, isNamed(header)]).toEqual([header, false]);
  });

  it('decides whether a request is done [RFC7644 3.14 if-match] [RFC7644 3.14 if-none-match]', () => {
    expect(isDone({})).toBe(true);
    expect(isDone({ ifMatch: 'W/"2"' })).toBe(false);
    expect(isDone({ ifMatch: 'W/"3"' })).toBe(true);
    expect(precondition({ ifMatch: 'W/"2"' }, 3)).toBe('failed');
    expect(precondition({ ifNoneMatch: 'W/"3"' }, 3)).toBe('not-modified');
    expect(isDone({ ifNoneMatch: '*' })).toBe(false);
    expect(isDone({ ifNoneMatch: 'W/"3"' })).toBe(false);
    expect(precondition({ ifNoneMatch: 'W/"2"' }, 3)).toBe('holds');
  });
});

describe('discovery', () => {
  const config = serviceProviderConfig({
    baseUrl,
    maxResults: 1_000,
    sort: true,
    etag: true,
    bulk: { maxOperations: 7, maxPayloadSize: 8 },
    cursor: { defaultPageSize: 100, timeoutSeconds: 3_600 },
  });

  it('says what is supported, and the limits [RFC7643 5 config-features] [RFC7643 5 config-limits] [RFC7643 5 config-authentication] [RFC7644 3.7.4 bulk-limits]', () => {
    expect(config).toMatchObject({
      patch: { supported: true },
      bulk: { supported: true, maxOperations: 7, maxPayloadSize: 8 },
      filter: { supported: true, maxResults: 1_000 },
      changePassword: { supported: false },
      sort: { supported: true },
      etag: { supported: true },
      authenticationSchemes: [{ type: 'oauthbearertoken' }],
    });
    expect(serviceProviderConfig({ baseUrl, maxResults: 1 })).toMatchObject({
      bulk: { supported: false },
      sort: { supported: false },
      etag: { supported: false },
    });
  });

  it('says how pages are cut [RFC9865 4 config-pagination] [RFC9865 4 config-default]', () => {
    expect(config['pagination']).toEqual({
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize: 100,
      maxPageSize: 1_000,
      cursorTimeout: 3_600,
    });
  });

  it('has every schema that a resource type names [RFC7644 4 schemas-of-types] [RFC7643 6 resource-types] [RFC7643 7 schema-id-urn]', () => {
    const ids = new Set(schemaResources(baseUrl).map(({ id }) => id));
    for (const type of resourceTypeResources(baseUrl)) {
      const extensions = type['schemaExtensions'] as unknown as readonly { schema: string; required: boolean }[];
      expect(
        [type['schema'], ...extensions.map(({ schema }) => schema)].filter((urn) => urn === undefined || !ids.has(urn)),
      ).toEqual([]);
      expect(type).toMatchObject({ name: expect.any(String), endpoint: expect.stringMatching(/^\//) });
    }
    expect(resourceTypes.map(({ endpoint }) => endpoint)).toEqual(['/Users', '/Groups', '/Roles']);
    expect([...ids]).toEqual([USER_URN, ENTERPRISE_USER_URN, LUCIQ_USER_URN, GROUP_URN, ROLE_URN]);
  });

  it('describes every attribute with all of its characteristics [RFC7643 7 schema-characteristics]', () => {
    const all = (attributes: readonly AttributeDefinition[]): readonly AttributeDefinition[] =>
      attributes.flatMap((each) => [each, ...all(each.subAttributes ?? [])]);
    const documents = schemaResources(baseUrl).flatMap(({ attributes }) =>
      all(attributes as unknown as readonly AttributeDefinition[]),
    );
    const wanted = [
      'name',
      'type',
      'multiValued',
      'description',
      'required',
      'caseExact',
      'mutability',
      'returned',
      'uniqueness',
    ];
    expect(
      documents.filter((document) => wanted.some((name) => !(name in document)) || document.description === ''),
    ).toEqual([]);
  });
});

describe('an error', () => {
  it('has its status as a string and its kind where there is one [RFC7644 3.12 error-body] [RFC7644 3.12 scim-type]', () => {
    const body: Record<string, Json> = errorBody({ status: 400, scimType: 'invalidValue', detail: 'No.' });
    expect(body).toEqual({ schemas: [ERROR_URN], status: '400', scimType: 'invalidValue', detail: 'No.' });
    expect(errorBody({ status: 404, detail: 'No.' })).not.toHaveProperty('scimType');
  });
});

describe('immutable', () => {
  it('is only what a group says of a member, which a PUT replaces whole [RFC7644 3.5.1 put-immutable]', () => {
    const immutable = resourceTypes.flatMap((type) =>
      [type.schema, ...type.extensions].flatMap(({ attributes }) =>
        attributes.flatMap(({ name, mutability, subAttributes = [] }) => [
          ...(mutability === 'immutable' ? [name] : []),
          ...subAttributes.filter((sub) => sub.mutability === 'immutable').map((sub) => `${name}.${sub.name}`),
        ]),
      ),
    );
    expect(immutable.length).toBeGreaterThan(0);
    expect(immutable.filter((name) => !name.startsWith('members.'))).toEqual([]);
  });
});
