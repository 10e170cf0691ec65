import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EXTENSION_APPLICATIONS_KEY, EXTENSION_ROLE_KEY } from '@luciq/entitlement';
import type { Attributes, UserEvent } from '@luciq/events';
import { plain } from '@luciq/events';
import { parsePatch, parseResource, renderUser, userResourceType } from '@luciq/scim';
import type { CompanyPolicy } from '../access/access-rules.ts';
import type { CommandContext } from '../command-context.ts';
import { idpContext as context } from '../contract/given-when-then.ts';
import type { Decision } from '../decider.ts';
import type { UserRefusal } from '../refusal.ts';
import { MAX_RESOURCE_BYTES } from '../resource-size.ts';
import type { PatchUser, ReplaceUser, UserCommand, UserState } from './user.ts';
import { userDecider } from './user.ts';

const open: CompanyPolicy = { applications: [], owners: [], administers: false };
const ann: Attributes = { userName: 'Ann@Example.com', name: { givenName: 'Ann', familyName: 'Lee' } };
const base = (policy = open): { context: CommandContext; userId: string; policy: CompanyPolicy } => ({
  context,
  userId: 'u1',
  policy,
});

const provisioned: UserEvent = {
  type: 'UserProvisioned',
  data: { userId: 'u1', origin: 'scim' },
  personal: plain(ann),
};
const deactivated: UserEvent = { type: 'UserDeactivated', data: { userId: 'u1' } };

const apply = (state: UserState, events: readonly UserEvent[]): UserState => {
  const from = state.kind === 'known' ? state.user.revision + 1 : 0;
  return events.reduce(
    (folded, event, index) =>
      userDecider.evolve(folded, {
        event,
        companyId: 'acme',
        time: context.now,
        revision: from + index,
        cause: context,
      }),
    state,
  );
};
const after = (...events: UserEvent[]): UserState => apply(userDecider.initial, events);
const decide = (state: UserState, command: UserCommand): Decision<UserEvent, UserRefusal> =>
  userDecider.decide(state, command);
const events = (...list: UserEvent[]): unknown => ({ kind: 'events', events: list });
const refused = (refusal: UserRefusal): unknown => ({ kind: 'refused', refusal });

const patch = (...Operations: unknown[]): PatchUser => {
  const parsed = parsePatch(userResourceType, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations,
  });
  if (!parsed.ok) throw new Error(parsed.problem.detail);
  return { type: 'PatchUser', ...base(), operations: parsed.value };
};

describe('provisioning a member', () => {
  it('keeps profile and access apart', () => {
    const sent: Attributes = { ...ann, active: true, [EXTENSION_ROLE_KEY]: 'adminstrator' };
    expect(decide(userDecider.initial, { type: 'ProvisionUser', ...base(), attributes: sent, origin: 'scim' })).toEqual(
      events(provisioned, {
        type: 'AccessChanged',
        data: { userId: 'u1', set: { [EXTENSION_ROLE_KEY]: 'adminstrator' }, unset: [] },
      }),
    );
  });

  it('deactivates at once one that comes inactive', () => {
    expect(
      decide(userDecider.initial, {
        type: 'ProvisionUser',
        ...base(),
        attributes: { ...ann, active: false },
        origin: 'scim',
      }),
    ).toEqual(events(provisioned, deactivated));
  });

  it('refuses one that is active, so that a repeated create is answered 409', () => {
    expect(decide(after(provisioned), { type: 'ProvisionUser', ...base(), attributes: ann, origin: 'scim' })).toEqual(
      refused({ kind: 'user-name-taken' }),
    );
  });

  it('brings a deactivated one back with the profile just sent and the access it had', () => {
    const access: UserEvent = {
      type: 'AccessChanged',
      data: { userId: 'u1', set: { [EXTENSION_ROLE_KEY]: 'viewer' }, unset: [] },
    };
    const sent: Attributes = { userName: ann['userName']!, displayName: 'Ann' };
    const state = after(provisioned, access, deactivated);
    const decision = decide(state, { type: 'ProvisionUser', ...base(), attributes: sent, origin: 'scim' });
    expect(decision).toEqual(
      events(
        { type: 'UserReactivated', data: { userId: 'u1' } },
        {
          type: 'ProfileUpdated',
          data: { userId: 'u1', changed: ['displayName', 'name'] },
          personal: plain({ set: { displayName: 'Ann' }, unset: ['name'] }),
        },
      ),
    );
  });

  it('leaves a member alone that an import names again', () => {
    expect(
      decide(after(provisioned), {
        type: 'ProvisionUser',
        ...base(),
        attributes: { ...ann, displayName: 'Other' },
        origin: 'import',
      }),
    ).toEqual(events());
  });
});

describe('changing a member', () => {
  it('leaves the state alone in a PUT without active', () => {
    expect(decide(after(provisioned, deactivated), { type: 'ReplaceUser', ...base(), attributes: ann })).toEqual(
      events(),
    );
  });

  it('deactivates and reactivates by one event each', () => {
    expect(decide(after(provisioned), patch({ op: 'replace', value: { active: false } }))).toEqual(events(deactivated));
    expect(decide(after(provisioned, deactivated), patch({ op: 'replace', value: { active: true } }))).toEqual(
      events({ type: 'UserReactivated', data: { userId: 'u1' } }),
    );
  });

  it('refuses to take active away, which would leave a leaver as they are behind a 200', () => {
    for (const operation of [
      { op: 'remove', path: 'active' },
      { op: 'replace', path: 'active', value: null },
      { op: 'replace', value: { active: null } },
    ] as const) {
      expect(decide(after(provisioned), patch(operation))).toMatchObject({
        kind: 'refused',
        refusal: { kind: 'problem', problem: { scimType: 'mutability' } },
      });
    }
  });

  it('names what changed and keeps the values personal', () => {
    expect(decide(after(provisioned), patch({ op: 'replace', path: 'name.givenName', value: 'Anna' }))).toEqual(
      events({
        type: 'ProfileUpdated',
        data: { userId: 'u1', changed: ['name'] },
        personal: plain({ set: { name: { givenName: 'Anna', familyName: 'Lee' } }, unset: [] }),
      }),
    );
  });

  it('finds nobody who was never there or was deleted', () => {
    const deleted: UserEvent = { type: 'UserDeleted', data: { userId: 'u1' } };
    for (const state of [userDecider.initial, after(provisioned, deleted)]) {
      const commands: readonly UserCommand[] = [
        { type: 'ReplaceUser', ...base(), attributes: ann },
        patch({ op: 'remove', path: 'displayName' }),
        { type: 'DeleteUser', ...base() },
      ];
      for (const command of commands) {
        expect(decide(state, command)).toEqual(refused({ kind: 'user-not-found' }));
      }
    }
  });

  it('refuses roles that Luciq does not know, and lists nothing of what was sent', () => {
    const command: UserCommand = {
      type: 'ReplaceUser',
      ...base(),
      attributes: { ...ann, [EXTENSION_ROLE_KEY]: 'emperor' },
    };
    expect(decide(after(provisioned), command)).toEqual(refused({ kind: 'unknown-role', attribute: 'instabugRole' }));
    expect(
      decide(after(provisioned), {
        type: 'ReplaceUser',
        ...base(),
        attributes: { ...ann, roles: [{ value: 'emperor' }] },
      }),
    ).toEqual(refused({ kind: 'unknown-role', attribute: 'roles' }));
  });

  it('judges only application names that are new, and only against a catalogue', () => {
    const had: UserEvent = {
      type: 'AccessChanged',
      data: { userId: 'u1', set: { [EXTENSION_APPLICATIONS_KEY]: ['Old'] }, unset: [] },
    };
    const command = (policy: CompanyPolicy): ReplaceUser => ({
      type: 'ReplaceUser',
      ...base(policy),
      attributes: { ...ann, [EXTENSION_APPLICATIONS_KEY]: ['Old', 'New'] },
    });
    expect(decide(after(provisioned, had), command({ ...open, applications: ['Shop'] }))).toEqual(
      refused({ kind: 'unknown-application', names: ['New'] }),
    );
    expect(decide(after(provisioned, had), command(open)).kind).toBe('events');
  });
});

describe('ownership', () => {
  const owned: CompanyPolicy = { applications: [], owners: ['u1'] };
  const state = after(provisioned);

  it('lets the profile of an owner change', () => {
    expect(
      decide(state, { type: 'ReplaceUser', ...base(owned), attributes: { ...ann, displayName: 'Ann' } }).kind,
    ).toBe('events');
  });

  it('refuses to deactivate, delete or demote an owner', () => {
    expect(decide(state, { type: 'ReplaceUser', ...base(owned), attributes: { ...ann, active: false } })).toEqual(
      refused({ kind: 'owner-protected', change: 'deactivate' }),
    );
    expect(decide(state, { type: 'DeleteUser', ...base(owned) })).toEqual(
      refused({ kind: 'owner-protected', change: 'delete' }),
    );
    const demote: UserCommand = {
      type: 'ReplaceUser',
      ...base(owned),
      attributes: { ...ann, [EXTENSION_ROLE_KEY]: 'member' },
    };
    expect(decide(state, demote)).toEqual(refused({ kind: 'owner-protected', change: 'role' }));
  });

  it('refuses the role owner for anyone, in any case and either attribute', () => {
    for (const [attribute, sent] of [
      ['instabugRole', { [EXTENSION_ROLE_KEY]: 'Owner' }],
      ['roles', { roles: [{ value: 'owner' }] }],
    ] as const) {
      expect(decide(state, { type: 'ReplaceUser', ...base(), attributes: { ...ann, ...sent } })).toEqual(
        refused({ kind: 'ownership-not-assignable', attribute }),
      );
      expect(
        decide(userDecider.initial, {
          type: 'ProvisionUser',
          ...base(),
          attributes: { ...ann, ...sent },
          origin: 'scim',
        }),
      ).toEqual(refused({ kind: 'ownership-not-assignable', attribute }));
    }
  });
});

describe('claims', () => {
  it('hold the folded userName while the member is known, active or not', () => {
    const claim = { scope: 'acme', kind: 'userName', value: 'ann@example.com' };
    expect(userDecider.claims(after(provisioned, deactivated), 'acme')).toEqual([claim]);
    expect(userDecider.claims(after(provisioned, { type: 'UserDeleted', data: { userId: 'u1' } }), 'acme')).toEqual([]);
  });
});

const word = fc.string({ minLength: 1, maxLength: 12 });
const body = fc.record(
  {
    userName: word.filter((name) => name.trim() !== ''),
    displayName: word,
    active: fc.boolean(),
    name: fc.record({ givenName: word, familyName: word }, { requiredKeys: [] }),
    emails: fc.uniqueArray(fc.record({ value: word, type: fc.constantFrom('work', 'home') }), {
      selector: ({ value }) => value,
      maxLength: 3,
    }),
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': fc.record(
      { department: word, costCenter: word },
      { requiredKeys: [] },
    ),
    'urn:ietf:params:scim:schemas:extension:instabug:2.0:User': fc.record(
      {
        instabugRole: fc.constantFrom('adminstrator', 'viewer', 'Member', ''),
        instabugApplications: fc.uniqueArray(word, { maxLength: 3 }),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['userName'] },
);
const attributes = body.map((sent): Attributes => {
  const parsed = parseResource(userResourceType, sent);
  if (!parsed.ok) throw new Error(parsed.problem.detail);
  return parsed.value;
});
const command = fc.oneof(
  attributes.map((sent): UserCommand => ({ type: 'ProvisionUser', ...base(), attributes: sent, origin: 'scim' })),
  attributes.map((sent): UserCommand => ({ type: 'ProvisionUser', ...base(), attributes: sent, origin: 'import' })),
  attributes.map((sent): UserCommand => ({ type: 'ReplaceUser', ...base(), attributes: sent })),
  fc.boolean().map((active) => patch({ op: 'replace', value: { active } })),
  word.map((value) => patch({ op: 'Add', path: 'emails[type eq "work"].value', value })),
  word.map((givenName) => patch({ op: 'replace', value: { name: { givenName } } })),
  fc.constant<UserCommand>({ type: 'DeleteUser', ...base() }),
);
const history = fc.array(command, { maxLength: 8 });
const live = (commands: readonly UserCommand[]): UserState =>
  commands.reduce<UserState>((state, asked) => {
    const decision = decide(state, asked);
    return decision.kind === 'events' ? apply(state, decision.events) : state;
  }, userDecider.initial);

describe('whatever happened before', () => {
  it('a command decided a second time gives no event', () => {
    fc.assert(
      fc.property(history, command, (before, asked) => {
        const state = live([...before, asked]);
        const again = decide(state, asked);
        expect(again.kind === 'events' ? again.events : []).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('PUT of what GET answered gives no event', () => {
    fc.assert(
      fc.property(history, (before) => {
        const state = live(before);
        if (state.kind !== 'known') return;
        const shown: unknown = JSON.parse(
          JSON.stringify(renderUser(state.user, { baseUrl: 'https://scim.example.com/scim/v2' })),
        );
        const parsed = parseResource(userResourceType, shown);
        expect(parsed.ok && decide(state, { type: 'ReplaceUser', ...base(), attributes: parsed.value })).toEqual(
          events(),
        );
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a member of too many bytes', () => {
  const sized = (bytes: number): Attributes => {
    const rest = JSON.stringify({ ...ann, title: '' }).length;
    return { ...ann, title: 'x'.repeat(bytes - rest) };
  };
  const tooLarge = refused({
    kind: 'problem',
    problem: {
      scimType: 'invalidValue',
      detail: `A resource must not have more than ${MAX_RESOURCE_BYTES} bytes of attributes.`,
    },
  });

  it('is refused when it is made and when it is changed, and not one byte earlier', () => {
    const [most, over] = [sized(MAX_RESOURCE_BYTES), sized(MAX_RESOURCE_BYTES + 1)];
    expect(
      decide(userDecider.initial, { type: 'ProvisionUser', ...base(), attributes: most, origin: 'scim' }),
    ).toMatchObject({ kind: 'events' });
    expect(decide(userDecider.initial, { type: 'ProvisionUser', ...base(), attributes: over, origin: 'scim' })).toEqual(
      tooLarge,
    );
    expect(decide(after(provisioned), { type: 'ReplaceUser', ...base(), attributes: most })).toMatchObject({
      kind: 'events',
    });
    expect(decide(after(provisioned), { type: 'ReplaceUser', ...base(), attributes: over })).toEqual(tooLarge);
    expect(
      decide(after(provisioned), patch({ op: 'replace', path: 'displayName', value: 'é'.repeat(5_000) })),
    ).toMatchObject({ kind: 'events' });
  });

  it('is measured in bytes, not in characters', () => {
    const accents: Attributes = { ...ann, title: 'é'.repeat(MAX_RESOURCE_BYTES / 2) };
    expect(
      decide(userDecider.initial, { type: 'ProvisionUser', ...base(), attributes: accents, origin: 'scim' }),
    ).toEqual(tooLarge);
  });
});

describe('a claim that someone else took over', () => {
  it('changes nothing about a member, known or not', () => {
    const fenced = { type: 'ClaimFenced', data: { kind: 'userName' } } as const;
    for (const state of [userDecider.initial, after(provisioned)]) {
      expect(
        userDecider.evolve(state, {
          event: fenced,
          companyId: 'acme',
          time: '2027-01-01T00:00:00.000Z',
          revision: 9,
          cause: context,
        }),
      ).toEqual(state);
    }
  });
});
