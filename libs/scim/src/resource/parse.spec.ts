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
    expect(kept({ id: 'x', meta: { resourceType: 'User' }, groups: [{ value: 'g' }], shoeSize: 42, [`${ENTERPRISE_USER_URN}x`]: {} })).toEqual({});
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
    ['a bare string for a list of strings', { [LUCIQ_USER_URN]: { instabugApplications: 'One' } }, { [`${LUCIQ_USER_URN}:instabugApplications`]: ['One'] }],
    ['a bare string for the manager', { [ENTERPRISE_USER_URN]: { manager: '7' } }, { [`${ENTERPRISE_USER_URN}:manager`]: { value: '7' } }],
    ['an empty manager as absent', { [ENTERPRISE_USER_URN]: { manager: '' } }, {}],
    ['the read-only display name of a manager as sent', { [ENTERPRISE_USER_URN]: { manager: { value: '7', displayName: 'B' } } }, { [`${ENTERPRISE_USER_URN}:manager`]: { value: '7', displayName: 'B' } }],
    ['the strings that Entra sends for booleans', { active: 'False', emails: [{ value: 'x', primary: 'true' }] }, { active: false, emails: [{ value: 'x', primary: true }] }],
    ['an extension that is null as absent', { [ENTERPRISE_USER_URN]: null }, {}],
    ['schemas that is null as absent', { schemas: null }, {}],
  ])('takes %s', (_, body, expected) => {
    expect(kept(body)).toEqual(expected);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a number for a string', { title: 4711 }, 'title must be a string.'],
    ['an object for a string', { title: {} }, 'title must be a string.'],
    ['a number for a boolean', { active: 1 }, 'active must be true or false.'],
    ['another string for a boolean', { active: 'yes' }, 'active must be true or false.'],
    ['a string for a name', { name: 'Test User' }, 'name must be an object.'],
    ['a number in a list', { emails: [4711] }, 'emails must be an object.'],
    ['a wrong sub-attribute', { emails: [{ value: 4711 }] }, 'emails.value must be a string.'],
    ['a URI with a space', { profileUrl: 'not a uri' }, 'profileUrl must be a URI.'],
    ['a certificate that is not base64', { x509Certificates: [{ value: '%%%' }] }, 'x509Certificates.value must be a base64 string.'],
    ['two primary values', { emails: [{ value: 'a', primary: true }, { value: 'b', primary: true }] }, 'emails must not have more than one value with primary true.'],
    ['an extension that is no object', { [LUCIQ_USER_URN]: 'x' }, `${LUCIQ_USER_URN} must be an object.`],
    ['schemas that is no list', { schemas: USER_URN }, 'schemas must be a list of strings.'],
    ['schemas with a number', { schemas: [4711] }, 'schemas must be a list of strings.'],
    ['an attribute given twice', { title: 'a', TITLE: 'b' }, 'title is given more than once.'],
    ['text with NUL', { title: 'a\u0000b' }, 'title must be well-formed Unicode text without NUL characters.'],
    ['half a surrogate pair', { title: '\ud800' }, 'title must be well-formed Unicode text without NUL characters.'],
    ['a long string', { title: 'x'.repeat(MAX_STRING_LENGTH + 1) }, `title must not be longer than ${MAX_STRING_LENGTH} characters.`],
    ['too many values', { roles: Array.from({ length: MAX_ELEMENTS + 1 }, () => 'r') }, `roles must not have more than ${MAX_ELEMENTS} values.`],
  ])('refuses %s with a sentence that does not repeat it', (_, extra, detail) => {
    expect(refusal({ userName: 'a', ...extra })).toEqual({ scimType: 'invalidValue', detail });
  });

  it.each([[{}], [{ userName: null }], [{ userName: '' }], [{ userName: ' \t' }]])('requires a userName: %j', (body) => {
    expect(refusal(body)).toEqual({ scimType: 'invalidValue', detail: 'userName is required and must not be empty.' });
  });

  it('limits the userName', () => {
    expect(parse({ userName: 'x'.repeat(MAX_USER_NAME_LENGTH) }).ok).toBe(true);
    expect(refusal({ userName: 'x'.repeat(MAX_USER_NAME_LENGTH + 1) })?.detail).toContain(String(MAX_USER_NAME_LENGTH));
  });

  it.each([[null], [undefined], ['x'], [1], [[]], [[{ userName: 'a' }]]])('refuses a body that is no object: %j', (body) => {
    expect(refusal(body)?.scimType).toBe('invalidSyntax');
  });

  it('is not harmed by __proto__ and constructor', () => {
    const body: unknown = JSON.parse('{"userName":"a","__proto__":{"title":"x"},"constructor":{"prototype":{"y":1}},"name":{"__proto__":{"givenName":"x"}}}');
    expect(parse(body)).toEqual({ ok: true, value: { userName: 'a' } });
    expect(Object.hasOwn(Object.prototype, 'y')).toBe(false);
  });
});
