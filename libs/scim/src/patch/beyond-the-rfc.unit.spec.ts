import { describe, expect, it } from '@jest/globals';
import type { Attributes } from '@luciq/events';
import { userResourceType } from '../schema/user-type.ts';
import { ENTERPRISE_USER_URN, LUCIQ_USER_URN, PATCH_OP_URN } from '../urns.ts';
import { applyPatch } from './apply.ts';
import { parsePatch } from './parse.ts';

const user: Attributes = { userName: 'a@b', active: true, roles: [{ value: 'x', primary: true }, { value: 'y' }] };
const MANAGER = `${ENTERPRISE_USER_URN}:manager`;
const APPLICATIONS = `${LUCIQ_USER_URN}:instabugApplications`;

function patch(operations: unknown[], from: Attributes = user) {
  const parsed = parsePatch(userResourceType, { schemas: [PATCH_OP_URN], Operations: operations });
  const result = parsed.ok ? applyPatch(userResourceType, from, parsed.value) : parsed;
  if (!result.ok) throw new Error(`${result.problem.scimType}: ${result.problem.detail}`);
  return result.value;
}

describe('forms that the RFC does not have and Entra sends', () => {
  it('ops with a capital and booleans as strings', () => {
    expect(patch([{ op: 'Replace', path: 'active', value: 'False' }])).toEqual({ ...user, active: false });
  });

  it('path-less values whose keys are paths', () => {
    const value = {
      displayName: 'D',
      'name.givenName': 'X',
      [`${ENTERPRISE_USER_URN}:department`]: 'Y',
      'emails[type eq "work"].value': 'w@b',
      'meta.version': 'ignored',
      'shoe.size': 'ignored',
    };
    expect(patch([{ op: 'Add', value }])).toEqual({
      ...user,
      displayName: 'D',
      name: { givenName: 'X' },
      [`${ENTERPRISE_USER_URN}:department`]: 'Y',
      emails: [{ type: 'work', value: 'w@b' }],
    });
  });

  it.each(['Add', 'Replace'])('%s through a filter that no element matches makes the element', (op) => {
    expect(patch([{ op, path: 'emails[type eq "work"].value', value: 'w@b' }])['emails']).toEqual([
      { type: 'work', value: 'w@b' },
    ]);
    expect(
      patch([{ op, path: 'addresses[type eq "work" and primary eq "True"].locality', value: 'L' }])['addresses'],
    ).toEqual([{ type: 'work', primary: true, locality: 'L' }]);
  });

  it('an empty value through such a filter makes nothing', () => {
    expect(patch([{ op: 'Replace', path: 'emails[type eq "work"].value', value: '' }])).toBe(user);
    expect(patch([{ op: 'Replace', path: 'emails[type eq "work"].value', value: null }])).toBe(user);
  });

  it('a boolean as a string in a filter', () => {
    expect(patch([{ op: 'Replace', path: 'roles[primary eq "True"].value', value: 'z' }])['roles']).toEqual([
      { value: 'z', primary: true },
      { value: 'y' },
    ]);
  });

  it('the manager as a bare string, and as an empty one to remove it', () => {
    const managed = patch([{ op: 'Add', path: MANAGER, value: '7' }]);
    expect(managed).toEqual({ ...user, [MANAGER]: { value: '7' } });
    expect(patch([{ op: 'Replace', path: MANAGER, value: '' }], managed)).toEqual(user);
    expect(patch([{ op: 'Remove', path: MANAGER, value: '7' }], managed)).toEqual(user);
  });

  it('a remove with a list of values', () => {
    expect(patch([{ op: 'Remove', path: 'roles', value: [{ value: 'X' }, { value: 'unknown' }] }])['roles']).toEqual([
      { value: 'y' },
    ]);
    expect(patch([{ op: 'Remove', path: 'roles', value: ['x', 'y'] }])).not.toHaveProperty('roles');
    expect(patch([{ op: 'Remove', path: 'roles', value: [] }])).toBe(user);
    const more = { ...user, [APPLICATIONS]: ['One', 'one'], addresses: [{ locality: 'L' }, { locality: 'M' }] };
    expect(patch([{ op: 'Remove', path: APPLICATIONS, value: ['one'] }], more)[APPLICATIONS]).toEqual(['One']);
    expect(patch([{ op: 'Remove', path: 'addresses', value: { locality: 'L' } }], more)['addresses']).toEqual([
      { locality: 'M' },
    ]);
  });
});
