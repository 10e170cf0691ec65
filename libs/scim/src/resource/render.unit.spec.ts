import { describe, expect, it } from '@jest/globals';
import type { UserResource } from '../resource.ts';
import { userResourceType } from '../schema/user-type.ts';
import { ENTERPRISE_USER_URN, LUCIQ_USER_URN, USER_URN } from '../urns.ts';
import { renderUser } from './render.ts';
import { parseSelection } from './selection.ts';

const baseUrl = 'https://scim.example/scim/v2';
const user: UserResource = {
  id: '42',
  active: false,
  attributes: {
    userName: 'Test.User',
    name: { givenName: 'Test', familyName: 'User' },
    emails: [
      { value: 'a@b', type: 'work' },
      { value: 'c@d', type: 'home' },
    ],
    [`${ENTERPRISE_USER_URN}:department`]: 'D',
    [`${LUCIQ_USER_URN}:instabugApplications`]: ['One'],
  },
  created: '2026-01-01T00:00:00.000Z',
  lastModified: '2026-01-02T00:00:00.000Z',
  revision: 3,
};

function select(query: { attributes?: string; excludedAttributes?: string }) {
  const selection = parseSelection(userResourceType, query);
  if (!selection.ok) throw new Error(selection.problem.detail);
  return renderUser(user, { baseUrl, selection: selection.value });
}

describe('renderUser', () => {
  it('shows everything in its place', () => {
    expect(renderUser(user, { baseUrl })).toEqual({
      schemas: [USER_URN, ENTERPRISE_USER_URN, LUCIQ_USER_URN],
      id: '42',
      userName: 'Test.User',
      name: { givenName: 'Test', familyName: 'User' },
      emails: user.attributes['emails'],
      active: false,
      [ENTERPRISE_USER_URN]: { department: 'D' },
      [LUCIQ_USER_URN]: { instabugApplications: ['One'] },
      meta: {
        resourceType: 'User',
        created: '2026-01-01T00:00:00.000Z',
        lastModified: '2026-01-02T00:00:00.000Z',
        location: `${baseUrl}/Users/42`,
        version: 'W/"3"',
      },
    });
  });

  it('names only schemas in use', () => {
    expect(renderUser({ ...user, attributes: { userName: 'a' } }, { baseUrl })['schemas']).toEqual([USER_URN]);
  });
});

describe('a selection', () => {
  it.each<[string, string, Record<string, unknown>]>([
    ['one attribute in any case', 'USERNAME', { schemas: [USER_URN], id: '42', userName: 'Test.User' }],
    ['a sub-attribute', 'name.givenName', { schemas: [USER_URN], id: '42', name: { givenName: 'Test' } }],
    [
      'a sub-attribute of each element',
      'emails.value',
      { schemas: [USER_URN], id: '42', emails: [{ value: 'a@b' }, { value: 'c@d' }] },
    ],
    [
      'a whole attribute named twice',
      'name,name.givenName',
      { schemas: [USER_URN], id: '42', name: { givenName: 'Test', familyName: 'User' } },
    ],
    [
      'a URN-qualified name',
      `${USER_URN}:active, ${ENTERPRISE_USER_URN}:department`,
      { schemas: [USER_URN, ENTERPRISE_USER_URN], id: '42', active: false, [ENTERPRISE_USER_URN]: { department: 'D' } },
    ],
    [
      'a whole extension',
      LUCIQ_USER_URN,
      { schemas: [USER_URN, LUCIQ_USER_URN], id: '42', [LUCIQ_USER_URN]: { instabugApplications: ['One'] } },
    ],
    ['meta.version', 'meta.version', { schemas: [USER_URN], id: '42', meta: { version: 'W/"3"' } }],
    ['nothing that is known', 'shoeSize,password,__proto__', { schemas: [USER_URN], id: '42' }],
  ])('includes %s', (_, attributes, expected) => {
    expect(select({ attributes })).toEqual(expected);
  });

  it('excludes what is named, but never id and schemas', () => {
    const shown = select({
      excludedAttributes: `id,schemas,emails,name.familyName,meta,active,${ENTERPRISE_USER_URN},groups`,
    });
    expect(shown).toEqual({
      schemas: [USER_URN, LUCIQ_USER_URN],
      id: '42',
      userName: 'Test.User',
      name: { givenName: 'Test' },
      [LUCIQ_USER_URN]: { instabugApplications: ['One'] },
    });
  });

  it('is null where nothing is asked for', () => {
    expect(parseSelection(userResourceType, {})).toEqual({ ok: true, value: null });
    expect(parseSelection(userResourceType, { attributes: '', excludedAttributes: undefined })).toEqual({
      ok: true,
      value: null,
    });
  });

  it('refuses both parameters at once and one that is too long', () => {
    expect(parseSelection(userResourceType, { attributes: 'id', excludedAttributes: 'name' })).toMatchObject({
      ok: false,
      problem: { scimType: 'invalidValue' },
    });
    expect(parseSelection(userResourceType, { attributes: 'x,'.repeat(10_000) })).toMatchObject({
      ok: false,
      problem: { scimType: 'invalidValue' },
    });
  });
});
