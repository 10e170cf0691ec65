import { describe, expect, it } from '@jest/globals';
import { ENTERPRISE_USER_URN, LUCIQ_USER_URN, USER_URN } from '../urns.ts';
import { resolveAttribute, resolveSchema } from './lookup.ts';
import { userResourceType } from './user-type.ts';

const resolve = (path: string) => {
  const found = resolveAttribute(userResourceType, path);
  return found && { key: found.key, sub: found.sub?.name };
};

describe('resolveAttribute', () => {
  it.each([
    ['userName', 'userName', undefined],
    ['USERNAME', 'userName', undefined],
    ['name.givenname', 'name', 'givenName'],
    [`${USER_URN}:userName`, 'userName', undefined],
    [`${USER_URN.toUpperCase()}:NAME.FAMILYNAME`, 'name', 'familyName'],
    [`${ENTERPRISE_USER_URN}:department`, `${ENTERPRISE_USER_URN}:department`, undefined],
    [`${ENTERPRISE_USER_URN.toLowerCase()}:Manager.displayName`, `${ENTERPRISE_USER_URN}:manager`, 'displayName'],
    [`${LUCIQ_USER_URN}:instabugrole`, `${LUCIQ_USER_URN}:instabugRole`, undefined],
    ['meta.lastModified', 'meta', 'lastModified'],
    ['externalID', 'externalId', undefined],
  ])('finds %s', (path, key, sub) => {
    expect(resolve(path)).toEqual({ key, sub });
  });

  it.each([
    '',
    '.',
    'department',
    'userName.x',
    'name.givenName.x',
    'urn:x:userName',
    `${USER_URN}:department`,
    USER_URN,
    '__proto__',
    'constructor',
  ])('knows no %j', (path) => {
    expect(resolve(path)).toBeNull();
  });
});

describe('resolveSchema', () => {
  it('finds a schema by its URN in any case', () => {
    expect(resolveSchema(userResourceType, ENTERPRISE_USER_URN.toUpperCase())?.definition.id).toBe(ENTERPRISE_USER_URN);
    expect(resolveSchema(userResourceType, 'urn:none')).toBeUndefined();
  });
});
