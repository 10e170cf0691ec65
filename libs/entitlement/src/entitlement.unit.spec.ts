import { describe, expect, it } from '@jest/globals';
import type { AssertedAccess } from './asserted-access.ts';
import {
  ACCESS_KEYS,
  ASSERTED_KEYS,
  assertedAccess,
  EXTENSION_APPLICATIONS_KEY,
  EXTENSION_ROLE_KEY,
} from './asserted-access.ts';
import type { AccessInput, Sourced } from './effective-access.ts';
import { effectiveAccess } from './effective-access.ts';
import { normaliseRole, ROLES } from './roles.ts';

const sourced = <T>(value: T, eventId: string): Sourced<T> => ({ value, eventId, time: '2025-01-01T00:00:00.000Z' });
const mapping = (role: string | null, precedence: number, applications: readonly string[] = [], groupId = 'g1') => ({
  groupId,
  role,
  precedence,
  applications,
  eventId: `mapping-${precedence}`,
  time: '2025-01-01T00:00:00.000Z',
});

const ordinary: AccessInput = {
  owner: null,
  status: sourced('active', 'provisioned'),
  asserted: {},
  groupMappings: [],
  defaults: sourced({ role: 'viewer', applications: ['Shop'] }, 'registered'),
};

const roleOf = (input: Partial<AccessInput>) => {
  const { role, roleBecause } = effectiveAccess({ ...ordinary, ...input });
  return [role, roleBecause.source, roleBecause.eventId];
};

const applicationsOf = (input: Partial<AccessInput>) =>
  effectiveAccess({ ...ordinary, ...input }).applications.map(
    ({ name, because }) => `${name} by ${because.source} ${because.eventId}`,
  );

describe('the effective role', () => {
  const everything = {
    owner: { eventId: 'granted', time: '2025-01-01T00:00:00.000Z' },
    asserted: { extensionRole: sourced('adminstrator', 'access-1'), scimRole: sourced('associate', 'access-2') },
    groupMappings: [mapping('observer', 1)],
  };

  it('is owner by ownership, before everything else', () => {
    expect(roleOf(everything)).toEqual(['owner', 'ownership', 'granted']);
  });

  it("is next the role of Luciq's extension", () => {
    expect(roleOf({ ...everything, owner: null })).toEqual(['admin', 'extension', 'access-1']);
  });

  it('is next the SCIM role', () => {
    const { scimRole } = everything.asserted;
    expect(roleOf({ ...everything, owner: null, asserted: { scimRole } })).toEqual([
      'associate',
      'scim-roles',
      'access-2',
    ]);
  });

  it('is next the mapping of the highest precedence that has a role', () => {
    const groupMappings = [mapping('observer', 1), mapping('admin', 5), mapping(null, 9)];
    expect(roleOf({ groupMappings })).toEqual(['admin', 'group-mapping', 'mapping-5']);
  });

  it('is, of mappings with the same precedence, that of the lowest group id, in whatever order they come', () => {
    const mappings = [mapping('observer', 5, [], 'g2'), mapping('admin', 5, [], 'g1'), mapping('viewer', 4, [], 'g0')];
    for (const groupMappings of [mappings, mappings.toReversed()]) {
      expect(effectiveAccess({ ...ordinary, groupMappings })).toMatchObject({
        role: 'admin',
        roleBecause: { source: 'group-mapping', groupId: 'g1' },
      });
    }
  });

  it('passes over a mapping to a role that nobody knows, or to ownership', () => {
    expect(roleOf({ groupMappings: [mapping('wizard', 9), mapping('owner', 8), mapping('observer', 1)] })).toEqual([
      'observer',
      'group-mapping',
      'mapping-1',
    ]);
  });

  it("is last the company's default", () => {
    expect(roleOf({})).toEqual(['viewer', 'company-default', 'registered']);
  });

  it('passes over a role that nobody knows and over an asserted owner', () => {
    expect(roleOf({ asserted: { extensionRole: sourced('wizard', 'a'), scimRole: sourced('Owner', 'b') } })[1]).toBe(
      'company-default',
    );
  });

  it('is member where the default is no role', () => {
    expect(roleOf({ defaults: sourced({ role: '', applications: [] }, 'registered') })[0]).toBe('member');
  });

  it('is none for a deactivated member, who has no applications either [RFC7643 4.1.1 active-decides]', () => {
    const access = effectiveAccess({ ...ordinary, ...everything, status: sourced('inactive', 'deactivated') });
    expect(access).toEqual({
      role: null,
      roleBecause: { source: 'deactivated', eventId: 'deactivated', time: '2025-01-01T00:00:00.000Z' },
      applications: [],
    });
  });
});

describe('the effective applications', () => {
  it("are the company's default where nothing else is said", () => {
    expect(applicationsOf({})).toEqual(['Shop by company-default registered']);
  });

  it('are those of groups alone where none is asserted', () => {
    const groupMappings = [mapping(null, 1, ['Maps']), mapping('viewer', 2, ['Chat', 'Maps'])];
    expect(applicationsOf({ groupMappings })).toEqual([
      'Chat by group-mapping mapping-2',
      'Maps by group-mapping mapping-2',
    ]);
  });

  it('are the asserted ones together with those of groups, each once', () => {
    const asserted = { extensionApplications: sourced(['Shop', 'Chat'], 'access') };
    const groupMappings = [mapping(null, 1, ['Chat', 'Maps'])];
    expect(applicationsOf({ asserted, groupMappings })).toEqual([
      'Shop by extension access',
      'Chat by extension access',
      'Maps by group-mapping mapping-1',
    ]);
  });
});

describe("a role's spelling", () => {
  it.each(['adminstrator', 'administrator', 'admin', 'ADMIN', 'Adminstrator'])('%s means admin', (value) => {
    expect(normaliseRole(value)).toBe('admin');
  });

  it('is known for every role and for nothing else', () => {
    expect(ROLES.map(normaliseRole)).toEqual(ROLES);
    expect(['', ' admin', 'wizard', 'constructor'].map(normaliseRole)).toEqual([null, null, null, null]);
  });
});

describe('what attributes assert', () => {
  it('is nothing for empty values', () => {
    expect(
      assertedAccess({
        [EXTENSION_ROLE_KEY]: '',
        [EXTENSION_APPLICATIONS_KEY]: [],
        roles: [{ value: '' }],
        userName: 'a',
      }),
    ).toEqual({});
  });

  it('is the role and the applications of the extension as they were spelt', () => {
    expect(assertedAccess({ [EXTENSION_ROLE_KEY]: 'adminstrator', [EXTENSION_APPLICATIONS_KEY]: ['B', 'A'] })).toEqual({
      extensionRole: 'adminstrator',
      extensionApplications: ['B', 'A'],
    });
  });

  it('is the primary SCIM role, else the first', () => {
    expect(assertedAccess({ roles: [{ value: 'viewer' }, { value: 'admin', primary: true }] })).toEqual({
      scimRole: 'admin',
    });
    expect(assertedAccess({ roles: [{ value: 'viewer' }, { value: 'admin', primary: false }] })).toEqual({
      scimRole: 'viewer',
    });
    expect(assertedAccess({ roles: ['observer'] })).toEqual({ scimRole: 'observer' });
  });

  it('comes from keys that are all access keys', () => {
    for (const key of ['roles', 'entitlements', EXTENSION_ROLE_KEY, EXTENSION_APPLICATIONS_KEY])
      expect(ACCESS_KEYS).toContain(key);
  });
});

describe('every part that an identity provider can assert', () => {
  const samples: Required<AssertedAccess> = {
    extensionRole: 'admin',
    scimRole: 'admin',
    extensionApplications: ['Board'],
  };
  it.each(Object.keys(ASSERTED_KEYS) as (keyof AssertedAccess)[])('%s changes what is in effect', (part) => {
    const asserted = { [part]: sourced(samples[part], 'access-1') };
    const { role, applications } = effectiveAccess({ ...ordinary, asserted });
    const usual = effectiveAccess(ordinary);
    expect({ role, applications }).not.toEqual({ role: usual.role, applications: usual.applications });
  });
});
