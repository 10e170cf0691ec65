import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  assertedAccess,
  ASSIGNABLE_ROLES,
  effectiveAccess,
  EXTENSION_APPLICATIONS_KEY,
  EXTENSION_ROLE_KEY,
  normaliseRole,
} from '@luciq/entitlement';
import type { Attributes, UserEvent } from '@luciq/events';
import { plain } from '@luciq/events';
import { LUCIQ_USER_URN, parsePatch, parseResource, resolveAttribute, userResourceType } from '@luciq/scim';
import type { CommandContext } from '../command-context.ts';
import type { Decision } from '../decider.ts';
import type { UserRefusal } from '../refusal.ts';
import type { PatchUser, UserCommand, UserState } from '../user/user.ts';
import { userDecider } from '../user/user.ts';
import { decidingRole } from './access-rules.ts';

const context: CommandContext = {
  companyId: 'acme',
  commandId: '00000000-0000-4000-8000-000000000001',
  requestId: 'r',
  actor: { kind: 'idp', id: 't1' },
  tokenId: 't1',
  now: '2026-01-01T00:00:00.000Z',
};
const base = (owners: readonly string[] = []) => ({
  context,
  userId: 'u1',
  policy: { applications: ['Shop'], owners },
});

const apply = (state: UserState, events: readonly UserEvent[]): UserState =>
  events.reduce(
    (before, event, index) =>
      userDecider.evolve(before, {
        event,
        companyId: 'acme',
        time: context.now,
        revision: index,
        cause: { ...context },
      }),
    state,
  );
const start = (attributes: Attributes, ...events: readonly UserEvent[]): UserState =>
  apply(userDecider.initial, [
    {
      type: 'UserProvisioned',
      data: { userId: 'u1', origin: 'scim' },
      personal: plain({ userName: 'a', ...attributes }),
    },
    ...events,
  ]);
const body = (more: object): Attributes => {
  const parsed = parseResource(userResourceType, { userName: 'a', ...more });
  if (!parsed.ok) throw new Error(parsed.problem.detail);
  return parsed.value;
};
const patching = (...operations: readonly object[]): PatchUser => {
  const parsed = parsePatch(userResourceType, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: operations,
  });
  if (!parsed.ok) throw new Error(parsed.problem.detail);
  return { type: 'PatchUser', ...base(), operations: parsed.value };
};
const outcome = (decision: Decision<UserEvent, UserRefusal>): string =>
  decision.kind === 'events' ? 'done' : decision.refusal.kind;
const decided = (state: UserState, command: UserCommand): string => outcome(userDecider.decide(state, command));

/** The same roles by every way in. */
const ways = (roles: unknown): readonly (readonly [string, UserState, UserCommand])[] => [
  ['POST', userDecider.initial, { type: 'ProvisionUser', ...base(), attributes: body({ roles }), origin: 'scim' }],
  ['PUT', start({}), { type: 'ReplaceUser', ...base(), attributes: body({ roles }) }],
  ['PATCH add', start({}), patching({ op: 'add', path: 'roles', value: roles })],
  ['PATCH replace', start({}), patching({ op: 'replace', path: 'roles', value: roles })],
  ['PATCH without a path', start({}), patching({ op: 'replace', value: { roles } })],
];

describe('roles', () => {
  it.each<[string, unknown, string]>([
    [
      'one that is known and primary beside one that is not',
      [{ value: 'member', primary: true }, { value: 'custom' }],
      'done',
    ],
    ['one that is not known after one that is', [{ value: 'viewer' }, { value: 'User' }], 'done'],
    ["Entra's User alone", [{ value: 'User' }], 'unknown-role'],
    ['one that is not known before one that is', [{ value: 'custom' }, { value: 'viewer' }], 'unknown-role'],
    ['one that is not known and primary', [{ value: 'viewer' }, { value: 'custom', primary: true }], 'unknown-role'],
    ['owner first', [{ value: 'owner' }], 'ownership-not-assignable'],
    ['owner as the primary one', [{ value: 'viewer' }, { value: 'OWNER', primary: true }], 'ownership-not-assignable'],
    ['owner where it does not count', [{ value: 'viewer', primary: true }, { value: 'owner' }], 'done'],
  ])('are judged by the one that counts, by every way in: %s', (_, roles, expected) => {
    for (const [way, state, command] of ways(roles)) expect([way, decided(state, command)]).toEqual([way, expected]);
  });

  it('are not judged while instabugRole counts, and are when it goes', () => {
    const sent = { roles: [{ value: 'User' }], [LUCIQ_USER_URN]: { instabugRole: 'viewer' } };
    expect(decided(start({}), { type: 'ReplaceUser', ...base(), attributes: body(sent) })).toBe('done');
    const both = start(body(sent));
    expect(decided(both, patching({ op: 'remove', path: `${LUCIQ_USER_URN}:instabugRole` }))).toBe('unknown-role');
    expect(decided(both, { type: 'ReplaceUser', ...base(), attributes: body({ roles: [{ value: 'User' }] }) })).toBe(
      'unknown-role',
    );
  });

  it.each<[string, object]>([
    ['the primary one is removed', { op: 'remove', path: 'roles[primary eq true]' }],
    ['primary is taken from it', { op: 'replace', path: 'roles[value eq "viewer"].primary', value: false }],
    ['primary is given to the other', { op: 'replace', path: 'roles[value ne "viewer"].primary', value: true }],
    ['its value is changed', { op: 'replace', path: 'roles[primary eq true].value', value: 'custom' }],
  ])('that did not count are judged when they come to: %s', (_, operation) => {
    for (const [other, refusal] of [
      ['custom', 'unknown-role'],
      ['owner', 'ownership-not-assignable'],
    ] as const) {
      const state = start({ roles: [{ value: other }, { value: 'viewer', primary: true }] });
      expect([other, decided(state, patching(operation))]).toEqual([
        other,
        'value' in operation && operation.value === 'custom' ? 'unknown-role' : refusal,
      ]);
    }
  });

  it('that were accepted once are not judged again', () => {
    const state = start({ roles: [{ value: 'custom' }] });
    expect(
      decided(state, {
        type: 'ReplaceUser',
        ...base(),
        attributes: { userName: 'a', title: 'Dr', roles: [{ value: 'custom' }] },
      }),
    ).toBe('done');
  });

  it('never come to count without having been judged, whatever is sent in whatever order', () => {
    const role = fc.record(
      { value: fc.constantFrom('admin', 'viewer', 'owner', 'custom', ''), primary: fc.constantFrom(true, false) },
      { requiredKeys: ['value'] },
    );
    const roles = fc
      .uniqueArray(role, { maxLength: 3, selector: ({ value }) => value })
      .filter((list) => list.filter(({ primary }) => primary).length < 2);
    const operation = fc.oneof(
      roles.map((value) => ({ op: 'replace', path: 'roles', value })),
      roles.filter((value) => value.length > 0).map((value) => ({ op: 'add', path: 'roles', value })),
      fc.constantFrom<object>(
        { op: 'remove', path: 'roles[primary eq true]' },
        { op: 'remove', path: `${LUCIQ_USER_URN}:instabugRole` },
        { op: 'replace', path: 'active', value: false },
        { op: 'replace', path: 'active', value: true },
      ),
      fc
        .constantFrom('viewer', 'owner', 'custom')
        .map((value) => ({ op: 'replace', path: `${LUCIQ_USER_URN}:instabugRole`, value })),
    );
    fc.assert(
      fc.property(fc.array(fc.array(operation, { minLength: 1, maxLength: 3 }), { maxLength: 6 }), (requests) => {
        let state = start({});
        for (const operations of requests) {
          const decision = userDecider.decide(state, patching(...operations));
          if (decision.kind === 'events') state = apply(state, decision.events);
          const attributes = state.kind === 'known' ? state.user.attributes : {};
          const deciding = decidingRole(attributes);
          expect(deciding === null || ASSIGNABLE_ROLES.some((known) => known === normaliseRole(deciding.value))).toBe(
            true,
          );
          const said = { eventId: 'e', time: 't' };
          const { extensionRole, scimRole } = assertedAccess(attributes);
          const { role: effective } = effectiveAccess({
            owner: null,
            status: { ...said, value: 'active' },
            asserted: {
              ...(extensionRole ? { extensionRole: { ...said, value: extensionRole } } : {}),
              ...(scimRole ? { scimRole: { ...said, value: scimRole } } : {}),
            },
            groupMappings: [],
            defaults: { ...said, value: { role: 'member', applications: [] } },
          });
          expect(effective).not.toBe('owner');
        }
      }),
      { numRuns: 500 },
    );
  });

  it('and the role of the extension have their known values in /Schemas, every spelling of each that can be given', () => {
    for (const name of ['roles.value', `${LUCIQ_USER_URN}:instabugRole`]) {
      const path = resolveAttribute(userResourceType, name);
      const values = (path?.sub ?? path?.attribute)?.canonicalValues ?? [];
      expect(new Set(values.map(normaliseRole))).toEqual(new Set(ASSIGNABLE_ROLES));
    }
  });
});

describe('a leaver', () => {
  it.each<[string, object]>([
    ['a role that nobody knows', { roles: [{ value: 'User' }] }],
    ['the role owner', { [LUCIQ_USER_URN]: { instabugRole: 'owner' } }],
    ['an application that the company has not', { [LUCIQ_USER_URN]: { instabugApplications: ['Nothing'] } }],
  ])('leaves, whatever is asserted with it, and that is not kept: %s', (_, sent) => {
    const state = start({ roles: [{ value: 'viewer' }], [EXTENSION_APPLICATIONS_KEY]: ['Shop'] });
    const replacing: UserCommand = { type: 'ReplaceUser', ...base(), attributes: body({ ...sent, active: false }) };
    for (const command of [replacing, patching({ op: 'replace', value: { ...sent, active: false } })]) {
      const decision = userDecider.decide(state, command);
      expect(outcome(decision)).toBe('done');
      const after = decision.kind === 'events' ? apply(state, decision.events) : state;
      expect(after).toMatchObject({
        user: { active: false, attributes: { roles: [{ value: 'viewer' }], [EXTENSION_APPLICATIONS_KEY]: ['Shop'] } },
      });
      expect(after.kind === 'known' && after.user.attributes[EXTENSION_ROLE_KEY]).toBeUndefined();
    }
    expect(decided(start({}), { type: 'ReplaceUser', ...base(), attributes: body(sent) })).not.toBe('done');
  });

  it('is not a reason to let an owner go', () => {
    expect(
      decided(start({}), {
        type: 'ReplaceUser',
        ...base(['u1']),
        attributes: body({ active: false, roles: [{ value: 'User' }] }),
      }),
    ).toBe('owner-protected');
  });
});
