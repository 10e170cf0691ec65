import { describe, expect, it } from '@jest/globals';
import type { Attributes } from '@luciq/events';
import {
  MAX_ELEMENTS,
  MAX_PATCH_COMPARISONS,
  MAX_PATCH_OPERATIONS,
  MAX_PATH_KEYS,
  MAX_PATH_LENGTH,
} from '../limits.ts';
import { attribute, complex } from '../schema/attribute.ts';
import type { ResourceTypeDefinition } from '../schema/definition.ts';
import { userResourceType } from '../schema/user-type.ts';
import { ENTERPRISE_USER_URN, LUCIQ_USER_URN, PATCH_OP_URN, USER_URN } from '../urns.ts';
import { applyPatch } from './apply.ts';
import { parsePatch } from './parse.ts';

const DEPARTMENT = `${ENTERPRISE_USER_URN}:department`;
const MANAGER = `${ENTERPRISE_USER_URN}:manager`;
const APPLICATIONS = `${LUCIQ_USER_URN}:instabugApplications`;

const user: Attributes = {
  userName: 'a@b',
  active: true,
  title: 'T',
  name: { givenName: 'G', familyName: 'F' },
  emails: [
    { value: 'w@b', type: 'work', primary: true },
    { value: 'h@b', type: 'home' },
  ],
  roles: [{ value: 'admin' }],
  [DEPARTMENT]: 'D',
  [APPLICATIONS]: ['One', 'Two'],
};

function patch(operations: unknown, from: Attributes = user, type: ResourceTypeDefinition = userResourceType) {
  const parsed = parsePatch(type, { schemas: [PATCH_OP_URN], Operations: operations });
  return parsed.ok ? applyPatch(type, from, parsed.value) : parsed;
}

function changed(operations: unknown, from: Attributes = user) {
  const result = patch(operations, from);
  if (!result.ok) throw new Error(`${result.problem.scimType}: ${result.problem.detail}`);
  return result.value;
}

const refusal = (operations: unknown, from: Attributes = user) => {
  const result = patch(operations, from);
  return result.ok ? null : result.problem.scimType;
};

describe('Okta forms', () => {
  it('deactivates and reactivates without a path', () => {
    const inactive = changed([{ op: 'replace', value: { active: false } }]);
    expect(inactive).toEqual({ ...user, active: false });
    expect(changed([{ op: 'replace', value: { active: true } }], inactive)).toEqual(user);
  });

  it('accepts and drops a password, with and without a path', () => {
    expect(changed([{ op: 'replace', value: { password: 'TkdFNVdIVkxhM2c9' } }])).toBe(user);
    expect(changed([{ op: 'replace', path: 'password', value: 'TkdFNVdIVkxhM2c9' }])).toBe(user);
  });

  it('merges a partial profile with a nested name and extension and ignores read-only and unknown keys', () => {
    const value = {
      id: 'x',
      schemas: [USER_URN],
      meta: { version: 'y' },
      groups: [{ value: 'g' }],
      shoeSize: 1,
      name: { givenName: 'X' },
      [ENTERPRISE_USER_URN]: { department: 'E', unknown: 1 },
    };
    expect(changed([{ op: 'replace', value }])).toEqual({
      ...user,
      name: { givenName: 'X', familyName: 'F' },
      [DEPARTMENT]: 'E',
    });
  });

  it('are read with keys in any case', () => {
    const parsed = parsePatch(userResourceType, {
      Schemas: [PATCH_OP_URN.toUpperCase()],
      operations: [{ OP: 'REPLACE', Path: 'title', Value: 'U' }],
    });
    expect(parsed.ok && applyPatch(userResourceType, user, parsed.value)).toEqual({
      ok: true,
      value: { ...user, title: 'U' },
    });
  });

  it('may have nothing but attributes that are not kept', () => {
    expect(changed([{ op: 'replace', value: { shoeSize: 1 } }])).toBe(user);
    expect(changed([{ op: 'replace', value: { [ENTERPRISE_USER_URN]: {} } }])).toBe(user);
  });

  it('gives back the same object when nothing changes', () => {
    expect(
      changed([{ op: 'replace', value: { active: true, name: { familyName: 'F' }, emails: user['emails'] } }]),
    ).toBe(user);
    expect(
      changed([
        { op: 'replace', path: 'title', value: 'U' },
        { op: 'replace', path: 'title', value: 'T' },
      ]),
    ).toBe(user);
  });
});

describe('add', () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['sets a simple attribute', { path: 'nickName', value: 'N' }, { nickName: 'N' }],
    ['replaces a simple attribute', { path: 'title', value: 'U' }, { title: 'U' }],
    [
      'merges a complex attribute',
      { path: 'name', value: { middleName: 'M' } },
      { name: { givenName: 'G', familyName: 'F', middleName: 'M' } },
    ],
    [
      'sets a sub-attribute',
      { path: 'name.middleName', value: 'M' },
      { name: { givenName: 'G', familyName: 'F', middleName: 'M' } },
    ],
    ['makes a missing parent', { path: `${MANAGER}.value`, value: '7' }, { [MANAGER]: { value: '7' } }],
    ['appends to a list', { path: 'roles', value: [{ value: 'x' }] }, { roles: [{ value: 'admin' }, { value: 'x' }] }],
    [
      'appends plain strings',
      { path: APPLICATIONS, value: ['Two', 'Three'] },
      { [APPLICATIONS]: ['One', 'Two', 'Three'] },
    ],
    ['appends without a path', { value: { roles: ['x'] } }, { roles: [{ value: 'admin' }, { value: 'x' }] }],
    [
      'merges into the element that is there already',
      { path: 'roles', value: [{ value: 'admin', display: 'A' }] },
      { roles: [{ value: 'admin', display: 'A' }] },
    ],
    [
      'gives a type to the element that has none',
      {
        path: 'roles',
        value: [
          { value: 'admin', type: 'x' },
          { value: 'admin', type: 'y' },
        ],
      },
      {
        roles: [
          { value: 'admin', type: 'x' },
          { value: 'admin', type: 'y' },
        ],
      },
    ],
    [
      'keeps the same value of another type apart',
      { path: 'emails', value: [{ value: 'h@b', type: 'other' }] },
      { emails: [...[user['emails']].flat(), { value: 'h@b', type: 'other' }] },
    ],
    [
      'adds what is new to matching elements',
      { path: 'emails[type eq "home"]', value: { display: 'H' } },
      {
        emails: [
          { value: 'w@b', type: 'work', primary: true },
          { value: 'h@b', type: 'home', display: 'H' },
        ],
      },
    ],
  ])('%s', (_, operation, expected) => {
    expect(changed([{ op: 'add', ...operation }])).toEqual({ ...user, ...expected });
  });

  it.each<[string, unknown]>([
    ['roles', [{ value: 'admin' }]],
    ['emails', [{ value: 'h@b' }]],
    ['emails', []],
    ['emails', null],
    [APPLICATIONS, ['One', 'Two']],
    ['title', 'T'],
  ])('changes nothing for %s %j that is there already', (path, value) => {
    expect(changed([{ op: 'add', path, value }])).toBe(user);
  });

  it('of a primary value takes primary from the others', () => {
    expect(changed([{ op: 'add', path: 'emails', value: { value: 'n@b', primary: true } }])['emails']).toEqual([
      { value: 'w@b', type: 'work', primary: false },
      { value: 'h@b', type: 'home' },
      { value: 'n@b', primary: true },
    ]);
  });

  it('is limited', () => {
    const full = Array.from({ length: MAX_ELEMENTS }, (_, at) => ({ value: `r${at}` }));
    expect(refusal([{ op: 'add', path: 'roles', value: full }])).toBe('invalidValue');
    expect(changed([{ op: 'replace', path: 'roles', value: full }])['roles']).toHaveLength(MAX_ELEMENTS);
  });
});

describe('the comparisons of all paths', () => {
  it('are limited together', () => {
    const path = `roles[${Array.from({ length: 50 }, () => 'value eq "x"').join(' or ')}]`;
    const operations = (count: number) => Array.from({ length: count }, () => ({ op: 'remove', path }));
    expect(changed(operations(MAX_PATCH_COMPARISONS / 50))).toBe(user);
    expect(refusal(operations(MAX_PATCH_COMPARISONS / 50 + 1))).toBe('invalidValue');
  });
});

describe('replace', () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['of a missing attribute adds it', { path: 'nickName', value: 'N' }, { nickName: 'N' }],
    [
      'of a list replaces the whole of it',
      { path: 'emails', value: [{ value: 'n@b' }] },
      { emails: [{ value: 'n@b' }] },
    ],
    [
      'of a sub-attribute with a qualified path',
      { path: `${USER_URN}:name.givenName`, value: 'X' },
      { name: { givenName: 'X', familyName: 'F' } },
    ],
    ['of an extension attribute', { path: DEPARTMENT.toLowerCase(), value: 'E' }, { [DEPARTMENT]: 'E' }],
    [
      'of a bare extension URN merges its attributes',
      { path: ENTERPRISE_USER_URN, value: { division: 'V' } },
      { [`${ENTERPRISE_USER_URN}:division`]: 'V' },
    ],
    [
      'of a matching element replaces it whole',
      { path: 'emails[type eq "home"]', value: { value: 'n@b', type: 'other' } },
      {
        emails: [
          { value: 'w@b', type: 'work', primary: true },
          { value: 'n@b', type: 'other' },
        ],
      },
    ],
    [
      'of a sub-attribute of matching elements',
      { path: 'emails[value ew "@b"].display', value: 'X' },
      {
        emails: [
          { value: 'w@b', type: 'work', primary: true, display: 'X' },
          { value: 'h@b', type: 'home', display: 'X' },
        ],
      },
    ],
    [
      'of primary through a filter takes it from the others',
      { path: 'emails[type eq "home"].primary', value: true },
      {
        emails: [
          { value: 'w@b', type: 'work', primary: false },
          { value: 'h@b', type: 'home', primary: true },
        ],
      },
    ],
    [
      'of the sub-attribute of an only element',
      { path: 'roles.value', value: 'viewer' },
      { roles: [{ value: 'viewer' }] },
    ],
    [
      'of a plain string that a filter finds',
      { path: `${APPLICATIONS}[value eq "One"]`, value: 'Uno' },
      { [APPLICATIONS]: ['Uno', 'Two'] },
    ],
    ['with an empty string keeps it', { path: 'title', value: '' }, { title: '' }],
  ])('%s', (_, operation, expected) => {
    expect(changed([{ op: 'replace', ...operation }])).toEqual({ ...user, ...expected });
  });

  it.each<[string, unknown]>([
    ['title', null],
    ['name', null],
    ['emails', []],
    [ENTERPRISE_USER_URN, null],
  ])('of %s with %j removes it', (path, value) => {
    const key = path === ENTERPRISE_USER_URN ? DEPARTMENT : path;
    expect(changed([{ op: 'replace', path, value }])).not.toHaveProperty([key]);
  });

  it('with null for a sub-attribute removes that one', () => {
    expect(changed([{ op: 'replace', value: { name: { givenName: null } } }])['name']).toEqual({ familyName: 'F' });
  });
});

describe('remove', () => {
  it.each<[string, string, Record<string, unknown>]>([
    ['a simple attribute', 'title', { title: undefined }],
    ['a sub-attribute', 'name.givenName', { name: { familyName: 'F' } }],
    ['matching elements', 'emails[type eq "home"]', { emails: [{ value: 'w@b', type: 'work', primary: true }] }],
    [
      'elements that a filter finds by another case',
      'emails[VALUE EQ "H@B"]',
      { emails: [{ value: 'w@b', type: 'work', primary: true }] },
    ],
    ['all elements', 'emails[value pr]', { emails: undefined }],
    [
      'a sub-attribute of matching elements',
      'emails[type eq "work"].primary',
      {
        emails: [
          { value: 'w@b', type: 'work' },
          { value: 'h@b', type: 'home' },
        ],
      },
    ],
    [
      'the element with its value',
      'emails[type eq "home"].value',
      { emails: [{ value: 'w@b', type: 'work', primary: true }] },
    ],
    ['an extension', ENTERPRISE_USER_URN, { [DEPARTMENT]: undefined }],
    ['a plain string that a filter finds', `${APPLICATIONS}[value eq "One"]`, { [APPLICATIONS]: ['Two'] }],
  ])('takes away %s', (_, path, expected) => {
    const result = changed([{ op: 'remove', path }]);
    const wanted = Object.fromEntries(
      Object.entries({ ...user, ...expected }).filter(([, value]) => value !== undefined),
    );
    expect(result).toEqual(wanted);
    expect(Object.keys(result)).toHaveLength(Object.keys(wanted).length);
  });

  it.each(['nickName', 'name.middleName', 'emails[type eq "none"]', MANAGER, `${MANAGER}.value`])(
    'of %s that is not there changes nothing',
    (path) => {
      expect(changed([{ op: 'remove', path }])).toBe(user);
    },
  );
});

describe('refusals', () => {
  it.each<[string, unknown, string]>([
    ['a remove without a path', { op: 'remove' }, 'noTarget'],
    ['a remove of userName', { op: 'remove', path: 'userName' }, 'mutability'],
    ['a remove of the core schema', { op: 'remove', path: USER_URN }, 'mutability'],
    ['an empty userName', { op: 'replace', path: 'userName', value: ' ' }, 'invalidValue'],
    ['a userName of null', { op: 'replace', value: { userName: null } }, 'invalidValue'],
    ['a read-only path', { op: 'replace', path: 'id', value: 'x' }, 'mutability'],
    ['a path to groups', { op: 'add', path: 'groups', value: [{ value: 'x' }] }, 'mutability'],
    ['a path into meta', { op: 'replace', path: 'meta.version', value: 'x' }, 'mutability'],
    ['a read-only sub-attribute', { op: 'replace', path: `${MANAGER}.displayName`, value: 'x' }, 'mutability'],
    ['a filter without a match', { op: 'replace', path: 'emails[value eq "x"]', value: { value: 'y' } }, 'noTarget'],
    [
      'a filter that says no element to make',
      { op: 'replace', path: 'emails[type ne "work" and type ne "home"].value', value: 'y' },
      'noTarget',
    ],
    ['a sub-attribute of several elements', { op: 'replace', path: 'emails.value', value: 'x' }, 'noTarget'],
    ['an unknown attribute', { op: 'add', path: 'shoeSize', value: 1 }, 'invalidPath'],
    ['an unknown sub-attribute', { op: 'add', path: 'emails[type eq "work"].x', value: 1 }, 'invalidPath'],
    ['a path on the prototype', { op: 'add', path: '__proto__.x', value: 1 }, 'invalidPath'],
    ['a path of spaces', { op: 'add', path: '  ', value: 1 }, 'invalidPath'],
    ['an unclosed filter', { op: 'add', path: 'emails[type eq "work"', value: 1 }, 'invalidPath'],
    ['a filter that is no filter', { op: 'add', path: 'emails[type]', value: 1 }, 'invalidPath'],
    ['a filter on a single attribute', { op: 'add', path: 'name[givenName eq "x"]', value: 1 }, 'invalidPath'],
    ['something after the filter', { op: 'add', path: 'emails[type eq "work"]value', value: 1 }, 'invalidPath'],
    ['a filter with a wrong literal', { op: 'add', path: 'emails[type eq 1]', value: 1 }, 'invalidFilter'],
    ['a path that is no string', { op: 'add', path: 1, value: 1 }, 'invalidPath'],
    ['a path that is too long', { op: 'add', path: 'x'.repeat(MAX_PATH_LENGTH + 1), value: 1 }, 'invalidPath'],
    ['an unknown op', { op: 'move', path: 'title' }, 'invalidSyntax'],
    ['no op', { path: 'title' }, 'invalidSyntax'],
    ['an operation that is no object', 'add', 'invalidSyntax'],
    ['an add without a path of nothing', { op: 'add', value: {} }, 'invalidSyntax'],
    ['a replace without a path of nothing', { op: 'Replace', path: null, value: {} }, 'invalidSyntax'],
    ['no value', { op: 'add', path: 'title' }, 'invalidValue'],
    ['a value without a path that is no object', { op: 'add', value: 'x' }, 'invalidValue'],
    ['a value of the wrong type', { op: 'replace', path: 'active', value: 'yes' }, 'invalidValue'],
    ['a list for a single attribute', { op: 'replace', path: 'userName', value: ['x'] }, 'invalidValue'],
    [
      'two primary values',
      {
        op: 'add',
        path: 'emails',
        value: [
          { value: 'x', primary: true },
          { value: 'y', primary: true },
        ],
      },
      'invalidValue',
    ],
    ['primary for several matches', { op: 'replace', path: 'emails[value pr].primary', value: true }, 'invalidValue'],
  ])('%s', (_, operation, scimType) => {
    expect(refusal([operation])).toBe(scimType);
  });

  it('are for the whole request: nothing of it is done', () => {
    const before = structuredClone(user);
    expect(
      refusal([
        { op: 'replace', path: 'title', value: 'U' },
        { op: 'remove', path: 'userName' },
      ]),
    ).toBe('mutability');
    expect(user).toEqual(before);
  });

  it.each<[string, unknown, string]>([
    ['no object', [], 'invalidSyntax'],
    ['another URN', { schemas: [USER_URN], Operations: [{ op: 'remove', path: 'title' }] }, 'invalidSyntax'],
    ['no operation in Operations', { schemas: [PATCH_OP_URN], Operations: [] }, 'invalidSyntax'],
    ['no Operations', { schemas: [PATCH_OP_URN] }, 'invalidSyntax'],
    ['Operations that is no list', { schemas: [PATCH_OP_URN], Operations: {} }, 'invalidSyntax'],
    [
      'too many operations',
      {
        schemas: [PATCH_OP_URN],
        Operations: Array.from({ length: MAX_PATCH_OPERATIONS + 1 }, () => ({ op: 'remove', path: 'title' })),
      },
      'invalidValue',
    ],
    [
      'too many keys that are paths',
      {
        schemas: [PATCH_OP_URN],
        Operations: [
          {
            op: 'add',
            value: Object.fromEntries(Array.from({ length: MAX_PATH_KEYS + 1 }, (_each, at) => [`no.such${at}`, 'x'])),
          },
        ],
      },
      'invalidValue',
    ],
  ])('a body with %s', (_, body, scimType) => {
    expect(parsePatch(userResourceType, body)).toMatchObject({ ok: false, problem: { scimType } });
  });
});

describe('another resource type', () => {
  const immutable = { mutability: 'immutable', caseExact: true } as const;
  const teamType: ResourceTypeDefinition = {
    name: 'Team',
    endpoint: '/Teams',
    description: 'Team',
    schema: {
      id: 'urn:example:Team',
      name: 'Team',
      description: 'Team',
      attributes: [
        attribute('displayName', 'Name.', { required: true }),
        attribute('origin', 'Where it came from.', immutable),
        complex(
          'members',
          'Members.',
          [attribute('value', 'Id.', immutable), attribute('display', 'Name.', { mutability: 'readOnly' })],
          { multiValued: true },
        ),
      ],
    },
    extensions: [],
  };
  const team: Attributes = {
    displayName: 'Test SCIMv2',
    origin: 'okta',
    members: [{ value: '1', display: 'one' }, { value: '2' }],
  };

  it.each<[string, unknown[], Attributes]>([
    [
      'renames with the id in the value',
      [{ op: 'replace', value: { id: 'abf4dd94', displayName: 'New' } }],
      { ...team, displayName: 'New' },
    ],
    [
      'removes one member and adds another',
      [
        { op: 'remove', path: 'members[value eq "1"]' },
        { op: 'add', path: 'members', value: [{ value: '3', display: 'three' }] },
      ],
      { ...team, members: [{ value: '2' }, { value: '3', display: 'three' }] },
    ],
    [
      'sets all members',
      [{ op: 'replace', path: 'members', value: [{ value: '9' }] }],
      { ...team, members: [{ value: '9' }] },
    ],
    [
      'sets all members without a path',
      [{ op: 'replace', value: { members: [{ value: '9' }] } }],
      { ...team, members: [{ value: '9' }] },
    ],
    [
      'empties the members',
      [{ op: 'replace', path: 'members', value: [] }],
      { displayName: 'Test SCIMv2', origin: 'okta' },
    ],
    ['tolerates the removal of a non-member', [{ op: 'remove', path: 'members[value eq "7"]' }], team],
    ['does not add a member twice', [{ op: 'add', path: 'members', value: [{ value: '2' }] }], team],
  ])('%s', (_, operations, expected) => {
    expect(patch(operations, team, teamType)).toEqual({ ok: true, value: expected });
  });

  it('keeps an immutable attribute that has a value', () => {
    expect(patch([{ op: 'replace', path: 'origin', value: 'x' }], team, teamType)).toMatchObject({
      problem: { scimType: 'mutability' },
    });
    expect(patch([{ op: 'add', path: 'origin', value: 'okta' }], team, teamType)).toEqual({ ok: true, value: team });
  });
});

describe('an operation that asks for what nobody knows', () => {
  const leaves = { op: 'replace', path: 'active', value: false };
  const said = (operations: unknown) => {
    const ignored: string[] = [];
    const parsed = parsePatch(userResourceType, { schemas: [PATCH_OP_URN], Operations: operations }, ignored);
    const result = parsed.ok ? applyPatch(userResourceType, user, parsed.value) : parsed;
    return { ignored, result: result.ok ? result.value : `${result.problem.scimType}: ${result.problem.detail}` };
  };

  it.each<[string, object, string]>([
    ['an unknown attribute', { op: 'add', path: 'shoeSize', value: 1 }, 'shoeSize'],
    ['an unknown attribute to be removed', { op: 'remove', path: 'shoeSize' }, 'shoeSize'],
    ['an unknown attribute without a value', { op: 'replace', path: 'shoeSize' }, 'shoeSize'],
    ['an unknown sub-attribute', { op: 'replace', path: 'name.nick', value: 'x' }, 'name.nick'],
    [
      'an unknown part of a value',
      { op: 'replace', path: 'emails[type eq "secret"].room', value: 'x' },
      'emails[type eq "…"].room',
    ],
    [
      'an attribute of an unknown schema',
      { op: 'add', path: 'urn:example:params:2.0:User:badge', value: 'x' },
      'urn:example:params:2.0:User:badge',
    ],
    [
      'an unknown attribute of a known schema',
      { op: 'add', path: `${LUCIQ_USER_URN}:badge`, value: 'x' },
      `${LUCIQ_USER_URN}:badge`,
    ],
    ['a value that a title cannot have', { op: 'replace', path: 'title', value: 7 }, 'title'],
    ['values that phone numbers cannot have', { op: 'add', path: 'phoneNumbers', value: [7, true] }, 'phoneNumbers'],
    ['a value that a part of the name cannot have', { op: 'add', path: 'name.givenName', value: {} }, 'name.givenName'],
  ])("takes nobody's deactivation down with it: %s", (_, operation, path) => {
    for (const operations of [
      [operation, leaves],
      [leaves, operation],
    ])
      expect(said(operations)).toEqual({ ignored: [path], result: { ...user, active: false } });
  });

  it('is refused where nothing else is asked for, and named with its number', () => {
    expect(said([{ op: 'add', path: 'shoeSize', value: 1 }]).result).toBe(
      'invalidPath: Operation 1: The path shoeSize names no attribute of User. /Schemas lists all that are known.',
    );
    expect(
      said([
        { op: 'add', path: 'name.a', value: 1 },
        { op: 'add', path: 'b', value: 1 },
      ]).result,
    ).toMatch(/^invalidPath: Operation 1: The path name\.a names/);
    expect(said([{ op: 'replace', path: 'title', value: 7 }]).result).toBe(
      'invalidValue: Operation 1: title must be a string, not a number.',
    );
    expect(said([{ op: 'add', path: 'phoneNumbers', value: [7] }]).result).toBe(
      'invalidValue: Operation 1: phoneNumbers must be an object, not a number.',
    );
  });

  it.each<[string, unknown, string]>([
    [
      'a value that decides',
      { op: 'replace', path: 'active', value: 'perhaps' },
      'invalidValue: Operation 2: active must be true or false, not a string.',
    ],
    [
      'a value that decides, without a path',
      { op: 'add', value: { roles: 7 } },
      'invalidValue: Operation 2: roles must be an object, not a number.',
    ],
    [
      'a path that is not well-formed',
      { op: 'replace', path: 'emails[type eq "work"', value: 'x' },
      'invalidPath: Operation 2: The path is not well-formed: it must be like name.givenName or emails[type eq "work"].value.',
    ],
    [
      'a read-only path',
      { op: 'replace', path: 'meta.version', value: 'x' },
      'mutability: Operation 2: meta is read-only.',
    ],
    [
      'a filter that matches nothing',
      { op: 'replace', path: 'emails[value sw "none"].value', value: 'x' },
      'noTarget: Operation 2: emails has no value that matches the filter of the path.',
    ],
    [
      'a filter of the wrong type',
      { op: 'replace', path: 'emails[primary eq 7].value', value: 'x' },
      'invalidFilter: Operation 2: primary must be compared with a value of type boolean, not with a number.',
    ],
    [
      'an op that is none',
      { op: 'move', path: 'title' },
      'invalidSyntax: Operation 2: The op must be add, replace or remove.',
    ],
    ['no operation', 7, 'invalidSyntax: Operation 2: It must be an object, not a number.'],
    ['no value', { op: 'add', path: 'roles' }, 'invalidValue: Operation 2: With op add it needs a value for roles.'],
  ])('is named with its number where it is refused: %s', (_, operation, expected) => {
    expect(said([{ op: 'replace', path: 'title', value: 'x' }, operation])).toEqual({ ignored: [], result: expected });
  });
});

describe('a value that a filter chooses', () => {
  it.each<[string, object, Attributes[string]]>([
    [
      'keeps the value that a replace does not name',
      { op: 'replace', path: 'roles[value eq "admin"]', value: { display: 'Boss', primary: true } },
      [{ value: 'admin', display: 'Boss', primary: true }],
    ],
    [
      'gets the value that a replace names',
      { op: 'replace', path: 'roles[value eq "admin"]', value: { value: 'viewer' } },
      [{ value: 'viewer' }],
    ],
    [
      'gets a value that is a text',
      { op: 'replace', path: 'roles[value eq "admin"]', value: 'viewer' },
      [{ value: 'viewer' }],
    ],
    [
      'loses what a replace names as null',
      { op: 'replace', path: 'roles[value eq "admin"]', value: [{ value: 'viewer', type: null }] },
      [{ value: 'viewer' }],
    ],
    [
      'goes with its value',
      { op: 'replace', path: 'roles[value eq "admin"]', value: { value: null } },
      undefined as never,
    ],
  ])('%s', (_, operation, expected) => {
    expect(changed([operation])['roles']).toEqual(expected);
  });

  it('becomes one with another that has the same type and value', () => {
    expect(
      changed([{ op: 'replace', path: 'emails[type eq "home"]', value: { value: 'w@b', type: 'work' } }])['emails'],
    ).toEqual([{ value: 'w@b', type: 'work', primary: true }]);
    for (const path of ['emails', 'phoneNumbers']) {
      const value = [
        { value: '1', type: 'work' },
        { value: '1', type: 'work', display: 'One' },
      ];
      expect(changed([{ op: 'replace', path, value }])[path]).toEqual([{ value: '1', type: 'work', display: 'One' }]);
      expect(changed([{ op: 'replace', value: { [path]: value } }])[path]).toEqual([
        { value: '1', type: 'work', display: 'One' },
      ]);
    }
    expect(changed([{ op: 'replace', path: APPLICATIONS, value: ['One', 'One'] }])[APPLICATIONS]).toEqual(['One']);
  });
});
