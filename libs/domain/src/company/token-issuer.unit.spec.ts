import { describe, expect, it } from '@jest/globals';
import { EXTENSION_ROLE_KEY } from '@luciq/entitlement';
import type { UserEvent } from '@luciq/events';
import { plain } from '@luciq/events';
import type { UserResource } from '@luciq/scim';
import type { CommandContext } from '../command-context.ts';
import { keepIssuer, keepIssuerOut } from './token-issuer.ts';

const user = (role: string | null): UserResource => ({
  id: 'u1',
  active: true,
  attributes: role === null ? {} : { [EXTENSION_ROLE_KEY]: role },
  created: '2026-01-01T00:00:00.000Z',
  lastModified: '2026-01-01T00:00:00.000Z',
  revision: 0,
});
const by = (isOwner = false, userId = 'u1'): CommandContext => ({
  companyId: 'acme',
  commandId: '1',
  requestId: '1',
  actor: { kind: 'idp', id: 't1' },
  tokenId: 't1',
  now: '2026-01-10T00:00:00.000Z',
  issuer: {
    userId,
    isOwner,
    groupMappings: new Map([
      ['g1', { role: 'admin', applications: [], precedence: 1 }],
      ['g2', { role: null, applications: ['Shop'], precedence: 1 }],
    ]),
  },
});
const changed = (role: string | null): UserEvent => ({
  type: 'AccessChanged',
  data: {
    userId: 'u1',
    set: role === null ? {} : { [EXTENSION_ROLE_KEY]: role },
    unset: role === null ? [EXTENSION_ROLE_KEY] : [],
  },
});
const kindOf = (decision: { readonly kind: string }): string => decision.kind;

describe('a token', () => {
  it.each<[from: string | null, to: string | null, kind: string]>([
    ['viewer', 'admin', 'refused'],
    ['viewer', 'adminstrator', 'refused'],
    ['viewer', null, 'refused'],
    [null, 'member', 'refused'],
    ['viewer', 'observer', 'events'],
    ['admin', 'viewer', 'events'],
    ['admin', 'Administrator', 'events'],
    ['admin', null, 'events'],
    [null, 'observer', 'events'],
  ])('changes the role of its issuer from %s to %s: %s', (from, to, kind) => {
    expect(kindOf(keepIssuer(user(from), by(), { kind: 'events', events: [changed(to)] }))).toBe(kind);
    for (const other of [by(true), by(false, 'u2')])
      expect(kindOf(keepIssuer(user(from), other, { kind: 'events', events: [changed(to)] }))).toBe('events');
  });

  it('deactivates its issuer and makes nobody active again but others', () => {
    const [off, on] = (['UserDeactivated', 'UserReactivated'] as const).map((type): UserEvent => ({
      type,
      data: { userId: 'u1' },
    }));
    expect(off && kindOf(keepIssuer(user(null), by(), { kind: 'events', events: [off] }))).toBe('events');
    expect(on && kindOf(keepIssuer(user(null), by(), { kind: 'events', events: [on] }))).toBe('refused');
    expect(on && kindOf(keepIssuer(user(null), by(false, 'u2'), { kind: 'events', events: [on] }))).toBe('events');
  });

  it('neither deletes nor renames its issuer, whose name a new user could have then', () => {
    const known = { ...user('admin'), attributes: { userName: 'ada@acme.example' } };
    const renamed = (userName: string): UserEvent => ({
      type: 'ProfileUpdated',
      data: { userId: 'u1', changed: ['userName'] },
      personal: plain({ set: { userName }, unset: [] }),
    });
    const deleted: UserEvent = { type: 'UserDeleted', data: { userId: 'u1' } };
    const kinds = (context: CommandContext) =>
      [deleted, renamed('away@acme.example'), renamed('ADA@acme.example')].map((event) =>
        kindOf(keepIssuer(known, context, { kind: 'events', events: [event] })),
      );
    expect(kinds(by())).toEqual(['refused', 'refused', 'events']);
    expect(kinds(by(false, 'u2'))).toEqual(['events', 'events', 'events']);
  });

  it.each<[group: string, members: readonly string[], kind: string]>([
    ['g1', ['u2', 'u1'], 'refused'],
    ['g1', ['u2'], 'events'],
    ['g2', ['u1'], 'events'],
    ['g3', ['u1'], 'events'],
  ])('puts into %s the members %j: %s', (groupId, memberIds, kind) => {
    expect(
      kindOf(
        keepIssuerOut(groupId, by(), {
          kind: 'events',
          events: [{ type: 'GroupMembersAdded', data: { groupId, memberIds } }],
        }),
      ),
    ).toBe(kind);
  });
});
