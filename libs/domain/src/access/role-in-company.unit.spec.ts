import { describe, expect, it } from '@jest/globals';
import { EXTENSION_ROLE_KEY } from '@luciq/entitlement';
import type { Attributes } from '@luciq/events';
import type { RoleRules } from './role-in-company.ts';
import { roleInCompany } from './role-in-company.ts';

const company: RoleRules = {
  owners: ['u1'],
  defaults: { role: 'viewer', applications: [] },
  groupMappings: new Map([['g1', { role: 'admin', applications: [], precedence: 1 }]]),
};
const member = { id: 'u2', active: true, attributes: {} as Attributes };
const of = (...[user, groupIds]: [typeof member, string[]]) => {
  const { role, roleBecause } = roleInCompany(company, user, groupIds);
  return [role, roleBecause.source];
};

describe('the role of a member by the state of the company', () => {
  it('is owner by the list of owners, whatever is asserted', () => {
    expect(of({ ...member, id: 'u1', attributes: { [EXTENSION_ROLE_KEY]: 'viewer' } }, [])).toEqual([
      'owner',
      'ownership',
    ]);
  });

  it('is none for one who was deactivated, an owner too', () => {
    expect(of({ ...member, id: 'u1', active: false }, [])).toEqual([null, 'deactivated']);
  });

  it('is asserted, or given by a group that has a mapping, or the default', () => {
    expect(of({ ...member, attributes: { roles: [{ value: 'associate' }] } }, ['g1'])).toEqual([
      'associate',
      'scim-roles',
    ]);
    expect(of(member, ['g0', 'g1'])).toEqual(['admin', 'group-mapping']);
    expect(of(member, ['g0'])).toEqual(['viewer', 'company-default']);
  });
});
