import { describe, expect, it } from '@jest/globals';
import type { Json } from '@luciq/events';
import { MAX_ELEMENTS, MAX_STRING_LENGTH, MAX_USER_NAME_LENGTH } from '../limits.ts';
import { userResourceType } from '../schema/user-type.ts';
import { ENTERPRISE_USER_URN, LUCIQ_USER_URN, USER_URN } from '../urns.ts';
import { parseResource } from './parse.ts';

const parse = (body: unknown) => parseResource(userResourceType, body);
const kept = (extra: Record<string, unknown>) => {
  const result = parse({ userName: 'a', ...extra });
  if (!result.ok) throw new Error(result.problem.detail);
  const { userName, ...rest } = result.value;
  expect(userName).toBe('a');
  return rest;
};
const refusal = (body: unknown) => {
  const result = parse(body);
  return result.ok ? null : result.problem;
};

describe('parseResource', () => {
  it('keeps what Okta creates a user with and drops groups and password', () => {
    const body = {
      schemas: [USER_URN],
      userName: 'test.user@okta.local',
      name: { givenName: 'Test', familyName: 'User' },
      emails: [{ primary: true, value: 'test.user@okta.local', type: 'work' }],
      displayName: 'Test User',
      locale: 'en-US',
      externalId: '00ujl29u0le5T6Aj10h7',
      groups: [],
      password: '1mz050nq',
      active: true,
    };
    const { schemas, groups, password, ...expected } = body;
    expect([schemas, groups, password]).toBeDefined();
    expect(parse(body)).toEqual({ ok: true, value: expected });
  });

  it('ignores id, meta, groups and unknown attributes of the body that Okta echoes', () => {
    expect(
      kept({
        id: 'x',
        meta: { resourceType: 'User' },
        groups: [{ value: 'g' }],
        shoeSize: 42,
        [`${ENTERPRISE_USER_URN}x`]: {},
      }),
    ).toEqual({});
  });

  it('takes names and URNs in any case and keeps them as the schema spells them', () => {
    expect(
      parse({
        USERNAME: 'A b ',
        Name: { GIVENNAME: ' x ' },
        [ENTERPRISE_USER_URN.toUpperCase()]: { Department: 'D' },
        [LUCIQ_USER_URN]: { instabugrole: 'adminstrator', InstabugApplications: ['One', 'two'] },
      }),
    ).toEqual({
      ok: true,
      value: {
        userName: 'A b ',
        name: { givenName: ' x ' },
        [`${ENTERPRISE_USER_URN}:department`]: 'D',
        [`${LUCIQ_USER_URN}:instabugRole`]: 'adminstrator',
        [`${LUCIQ_USER_URN}:instabugApplications`]: ['One', 'two'],
      },
    });
  });

  it.each<[string, Record<string, unknown>, Record<string, Json>]>([
    ['null as absent', { title: null, emails: null, name: null }, {}],
    ['an empty list as absent', { emails: [], title: [] }, {}],
    ['an empty string as a value', { title: '' }, { title: '' }],
    ['a complex value with nothing known in it as absent', { name: { x: 1 }, emails: [{ x: 1 }] }, {}],
    ['one object for a list', { emails: { value: 'a@b' } }, { emails: [{ value: 'a@b' }] }],
    ['plain strings for roles', { roles: ['admin', 'x'] }, { roles: [{ value: 'admin' }, { value: 'x' }] }],
    [
      'a bare string for a list of strings',
      { [LUCIQ_USER_URN]: { instabugApplications: 'One' } },
      { [`${LUCIQ_USER_URN}:instabugApplications`]: ['One'] },
    ],
    [
      'a bare string for the manager',
      { [ENTERPRISE_USER_URN]: { manager: '7' } },
      { [`${ENTERPRISE_USER_URN}:manager`]: { value: '7' } },
    ],
    ['an empty manager as absent', { [ENTERPRISE_USER_URN]: { manager: '' } }, {}],
    [
      'the read-only display name of a manager as sent',
      { [ENTERPRISE_USER_URN]: { manager: { value: '7', displayName: 'B' } } },
      { [`${ENTERPRISE_USER_URN}:manager`]: { value: '7', displayName: 'B' } },
    ],
    [
      'the strings that Entra sends for booleans',
      { active: 'False', emails: [{ value: 'x', primary: 'true' }] },
      { active: false, emails: [{ value: 'x', primary: true }] },
    ],
    ['an extension that is null as absent', { [ENTERPRISE_USER_URN]: null }, {}],
    ['schemas that is null as absent', { schemas: null }, {}],
  ])('takes %s', (_, body, expected) => {
    expect(kept(body)).toEqual(expected);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a number for a string', { externalId: 4711 }, 'externalId must be a string, not a number.'],
    ['an object for a string', { externalId: {} }, 'externalId must be a string, not an object.'],
    ['a number for a boolean', { active: 1 }, 'active must be true or false, not a number.'],
    ['another string for a boolean', { active: 'yes' }, 'active must be true or false, not a string.'],
    ['a number in a list', { emails: [4711] }, 'emails must be an object, not a number.'],
    ['a wrong sub-attribute', { emails: [{ value: 4711 }] }, 'emails.value must be a string, not a number.'],
    [
      'two primary roles',
      {
        roles: [
          { value: 'admin', primary: true },
          { value: 'viewer', primary: true },
        ],
      },
      'roles must not have more than one value with primary true.',
    ],
    [
      'two primary values',
      {
        emails: [
          { value: 'a', primary: true },
          { value: 'b', primary: true },
        ],
      },
      'emails must not have more than one value with primary true.',
    ],
    ['an extension that is no object', { [LUCIQ_USER_URN]: 'x' }, `${LUCIQ_USER_URN} must be an object, not a string.`],
    ['schemas that is no list', { schemas: USER_URN }, 'schemas must be a list of strings.'],
    ['schemas with a number', { schemas: [4711] }, 'schemas must be a list of strings.'],
    ['an attribute given twice', { title: 'a', TITLE: 'b' }, 'title is given more than once.'],
    [
      'text with NUL',
      { externalId: 'a\u0000b' },
      'externalId must be well-formed Unicode text without NUL characters.',
    ],
    [
      'half a surrogate pair',
      { externalId: '\ud800' },
      'externalId must be well-formed Unicode text without NUL characters.',
    ],
    [
      'a long string',
      { externalId: 'x'.repeat(MAX_STRING_LENGTH + 1) },
      `externalId must not be longer than ${MAX_STRING_LENGTH} characters.`,
    ],
    [
      'too many values',
      { roles: Array.from({ length: MAX_ELEMENTS + 1 }, () => 'r') },
      `roles must not have more than ${MAX_ELEMENTS} values.`,
    ],
  ])('refuses %s with a sentence that does not repeat it', (_, extra, detail) => {
    expect(refusal({ userName: 'a', ...extra })).toEqual({ scimType: 'invalidValue', detail });
  });

  it.each<[string, Record<string, unknown>, Record<string, Json>, readonly string[]]>([
    ['a profileUrl that is no URL', { profileUrl: 'not a url' }, { profileUrl: 'not a url' }, []],
    [
      'photos and certificates that are neither',
      { photos: [{ value: 'a photo' }], x509Certificates: [{ value: '%%%' }] },
      { photos: [{ value: 'a photo' }], x509Certificates: [{ value: '%%%' }] },
      [],
    ],
    [
      'locale, timezone and language as they are called there',
      { locale: 'English', timezone: 'Berlin', preferredLanguage: '!' },
      { locale: 'English', timezone: 'Berlin', preferredLanguage: '!' },
      [],
    ],
    [
      'a phone number of words, and of a type of its own',
      { phoneNumbers: [{ value: 'ask', type: 'desk' }] },
      { phoneNumbers: [{ value: 'ask', type: 'desk' }] },
      [],
    ],
    ['a number for a title', { title: 4711 }, {}, ['title']],
    ['a text for a name', { name: 'Test User' }, {}, ['name']],
    [
      'a name with one part of the wrong type',
      { name: { givenName: 7, familyName: 'User' } },
      { name: { familyName: 'User' } },
      [],
    ],
    [
      'one of several phone numbers that is a number',
      { phoneNumbers: [4711, { value: '1' }] },
      { phoneNumbers: [{ value: '1' }] },
      [],
    ],
    ['addresses that are numbers', { addresses: [1, 2] }, {}, ['addresses']],
    [
      'a type of an e-mail address that is a number',
      { emails: [{ value: 'a@b', type: 1 }] },
      { emails: [{ value: 'a@b' }] },
      [],
    ],
    ['a title that is too long', { title: 'x'.repeat(MAX_STRING_LENGTH + 1) }, {}, ['title']],
    [
      'several primary phone numbers',
      {
        phoneNumbers: [
          { value: '1', primary: true },
          { value: '2', primary: true },
        ],
      },
      {
        phoneNumbers: [
          { value: '1', primary: true },
          { value: '2', primary: false },
        ],
      },
      [],
    ],
    ['an enterprise extension that is a text', { [ENTERPRISE_USER_URN]: 'x' }, {}, [ENTERPRISE_USER_URN]],
    [
      'an employee number that is a number',
      { [ENTERPRISE_USER_URN]: { employeeNumber: 7, department: 'D' } },
      { [`${ENTERPRISE_USER_URN}:department`]: 'D' },
      [`${ENTERPRISE_USER_URN}:employeeNumber`],
    ],
  ])('refuses nobody for what decides nothing: %s', (_, body, expected, names) => {
    const ignored: string[] = [];
    expect(parseResource(userResourceType, { userName: 'a', ...body }, ignored)).toEqual({
      ok: true,
      value: { userName: 'a', ...expected },
    });
    expect(ignored).toEqual(names);
  });

  it('makes values one that have the same type and value [RFC7643 2.4 no-duplicates]', () => {
    const same = { value: 'a', type: 'work' };
    for (const key of ['emails', 'phoneNumbers', 'ims', 'photos', 'entitlements', 'x509Certificates', 'roles']) {
      expect(kept({ [key]: [same, { ...same, display: 'A' }, { value: 'a', type: 'home' }] })).toEqual({
        [key]: [
          { ...same, display: 'A' },
          { value: 'a', type: 'home' },
        ],
      });
    }
    expect(
      kept({ roles: [{ value: 'viewer' }, { value: 'admin', primary: true }, { value: 'admin', primary: false }] }),
    ).toEqual({ roles: [{ value: 'viewer' }, { value: 'admin', primary: true }] });
    expect(kept({ [LUCIQ_USER_URN]: { instabugApplications: ['One', 'Two', 'One'] } })).toEqual({
      [`${LUCIQ_USER_URN}:instabugApplications`]: ['One', 'Two'],
    });
    const address = { type: 'work', locality: 'Paris' };
    expect(kept({ addresses: [address, { ...address }, { ...address, locality: 'Rome' }] })).toEqual({
      addresses: [address, { ...address, locality: 'Rome' }],
    });
  });

  it.each([[{}], [{ userName: null }], [{ userName: '' }], [{ userName: ' \t' }]])(
    'requires a userName: %j',
    (body) => {
      expect(refusal(body)).toEqual({
        scimType: 'invalidValue',
        detail: 'userName is required and must not be empty.',
      });
    },
  );

  it('limits the userName', () => {
    expect(parse({ userName: 'x'.repeat(MAX_USER_NAME_LENGTH) }).ok).toBe(true);
    expect(refusal({ userName: 'x'.repeat(MAX_USER_NAME_LENGTH + 1) })?.detail).toContain(String(MAX_USER_NAME_LENGTH));
  });

  it.each([[null], [undefined], ['x'], [1], [[]], [[{ userName: 'a' }]]])(
    'refuses a body that is no object: %j',
    (body) => {
      expect(refusal(body)?.scimType).toBe('invalidSyntax');
    },
  );

  it('is not harmed by __proto__ and constructor', () => {
    const body: unknown = JSON.parse(
      '{"userName":"a","__proto__":{"title":"x"},"constructor":{"prototype":{"y":1}},"name":{"__proto__":{"givenName":"x"}}}',
    );
    expect(parse(body)).toEqual({ ok: true, value: { userName: 'a' } });
    expect(Object.hasOwn(Object.prototype, 'y')).toBe(false);
  });
});
