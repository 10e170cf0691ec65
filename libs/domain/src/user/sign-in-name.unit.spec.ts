import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EXTENSION_ROLE_KEY } from '@luciq/entitlement';
import type { Attributes, UserEvent } from '@luciq/events';
import { plain } from '@luciq/events';
import type { CompanyPolicy } from '../access/access-rules.ts';
import { idpContext as context, specOf } from '../contract/given-when-then.ts';
import type { KnownUser } from './sign-in-name.ts';
import { isNamedLater, signsInAs } from './sign-in-name.ts';
import type { ConfirmSignInName, ProvisionUser, ReplaceUser, UserCommand, UserCommandBase, UserState } from './user.ts';
import { userDecider } from './user.ts';

const MEMBER: CompanyPolicy = { applications: [], owners: [], administers: false };
const ADMIN: CompanyPolicy = { ...MEMBER, administers: true };
const OWNER: CompanyPolicy = { applications: [], owners: ['u1'] };
const base = (policy: CompanyPolicy): UserCommandBase => ({ context, userId: 'u1', policy });

const { given } = specOf(userDecider);
const provisioned: UserEvent = {
  type: 'UserProvisioned',
  data: { userId: 'u1', origin: 'scim' },
  personal: plain({ userName: 'ann@acme.example' }),
};
const renamed = (userName: string): UserEvent => ({
  type: 'ProfileUpdated',
  data: { userId: 'u1', changed: ['userName'] },
  personal: plain({ set: { userName }, unset: [] }),
});
const held: UserEvent = {
  type: 'SignInNameHeld',
  data: { userId: 'u1' },
  personal: plain({ signInName: 'ann@acme.example' }),
};
const settled = (how: 'confirmed' | 'taken-back'): UserEvent => ({
  type: 'SignInNameSettled',
  data: { userId: 'u1', how },
});
const deactivated: UserEvent = { type: 'UserDeactivated', data: { userId: 'u1' } };
const reactivated: UserEvent = { type: 'UserReactivated', data: { userId: 'u1' } };
const to = (userName: string, policy: CompanyPolicy): ReplaceUser => ({
  type: 'ReplaceUser',
  ...base(policy),
  attributes: { userName },
});
const confirm = (userName: string): ConfirmSignInName => ({ type: 'ConfirmSignInName', ...base(MEMBER), userName });

const namesThatSignIn = (state: UserState): readonly string[] =>
  ['ann@acme.example', 'bea@acme.example', 'cid@acme.example'].filter(
    (name) => state.kind === 'known' && signsInAs(state, name),
  );
const claimed = (state: UserState): readonly string[] => userDecider.claims(state, 'acme').map(({ value }) => value);

describe('a rename', () => {
  it('of an owner or administrator leaves the former name the one that signs in, and both are claimed', () => {
    for (const policy of [OWNER, ADMIN, { ...OWNER, administers: false }])
      given(provisioned).when(to('bea@acme.example', policy)).then(held, renamed('bea@acme.example'));
    const { state } = given(provisioned, held, renamed('bea@acme.example'));
    expect([namesThatSignIn(state), claimed(state)]).toEqual([
      ['ann@acme.example'],
      ['bea@acme.example', 'ann@acme.example'],
    ]);
    expect(state).toMatchObject({
      user: { attributes: { userName: 'bea@acme.example' } },
      signIn: { waiting: { signInName: 'ann@acme.example', by: { kind: 'system', id: 'given' } } },
    });
  });

  it('of anybody else signs in by the new name at once', () => {
    given(provisioned).when(to('bea@acme.example', MEMBER)).then(renamed('bea@acme.example'));
    const { state } = given(provisioned, renamed('bea@acme.example'));
    expect([namesThatSignIn(state), claimed(state)]).toEqual([['bea@acme.example'], ['bea@acme.example']]);
  });

  it('is not decided before it is known whether the member administers the company', () => {
    given(provisioned)
      .when(to('bea@acme.example', { applications: [], owners: [] }))
      .thenRefused({ kind: 'rights-needed' });
    given(provisioned)
      .when(to('ANN@acme.example', { applications: [], owners: [] }))
      .then(renamed('ANN@acme.example'));
  });

  it('is the same name in another case, and waits for nobody', () => {
    given(provisioned).when(to('Ann@ACME.example', OWNER)).then(renamed('Ann@ACME.example'));
    expect(given(provisioned, renamed('Ann@ACME.example')).state).toMatchObject({
      signIn: { waiting: null, namedAt: 0 },
    });
  });

  it('that follows another one leaves the first name, and only the newest one claimed beside it', () => {
    for (const policy of [OWNER, MEMBER])
      given(provisioned, held, renamed('bea@acme.example'))
        .when(to('cid@acme.example', policy))
        .then(renamed('cid@acme.example'));
    const { state } = given(provisioned, held, renamed('bea@acme.example'), renamed('cid@acme.example'));
    expect([namesThatSignIn(state), claimed(state)]).toEqual([
      ['ann@acme.example'],
      ['cid@acme.example', 'ann@acme.example'],
    ]);
  });

  it('back to the name that signs in is nothing to confirm any more', () => {
    given(provisioned, held, renamed('bea@acme.example'))
      .when(to('Ann@acme.example', ADMIN))
      .then(renamed('Ann@acme.example'), settled('taken-back'));
    const { state } = given(
      provisioned,
      held,
      renamed('bea@acme.example'),
      renamed('Ann@acme.example'),
      settled('taken-back'),
    );
    expect([namesThatSignIn(state), claimed(state), state]).toEqual([
      ['ann@acme.example'],
      ['ann@acme.example'],
      expect.objectContaining({ signIn: { waiting: null, namedAt: 0 } }),
    ]);
  });

  it('waits through a deactivation and a rehire under either name', () => {
    const left = [provisioned, held, renamed('bea@acme.example'), deactivated];
    const rehired = (userName: string): ProvisionUser => ({
      type: 'ProvisionUser',
      ...base(MEMBER),
      attributes: { userName },
      origin: 'scim',
    });
    given(...left)
      .when(rehired('bea@acme.example'))
      .thenOnce({ kind: 'user-name-taken' }, reactivated);
    given(...left)
      .when(rehired('ann@acme.example'))
      .thenOnce({ kind: 'user-name-taken' }, reactivated, renamed('ann@acme.example'), settled('taken-back'));
  });

  it('of a deactivated administrator waits as well', () => {
    given(provisioned, deactivated).when(to('bea@acme.example', ADMIN)).then(held, renamed('bea@acme.example'));
  });

  it('keeps the former name from a create, which is told that it is reserved', () => {
    const state = given(provisioned, held, renamed('bea@acme.example'));
    state
      .when({ type: 'ProvisionUser', ...base(MEMBER), attributes: { userName: 'ann@acme.example' }, origin: 'scim' })
      .thenRefused({ kind: 'user-name-reserved' });
    state
      .when({ type: 'ProvisionUser', ...base(MEMBER), attributes: { userName: 'bea@acme.example' }, origin: 'scim' })
      .thenRefused({ kind: 'user-name-taken' });
  });
});

describe('confirming a rename', () => {
  it('lets the new name sign in, and frees the former one', () => {
    given(provisioned, held, renamed('bea@acme.example')).when(confirm('bea@acme.example')).then(settled('confirmed'));
    const { state } = given(provisioned, held, renamed('bea@acme.example'), settled('confirmed'));
    expect([namesThatSignIn(state), claimed(state)]).toEqual([['bea@acme.example'], ['bea@acme.example']]);
  });

  it('is refused for another name than the member has by now', () => {
    given(provisioned, held, renamed('bea@acme.example'), renamed('cid@acme.example'))
      .when(confirm('bea@acme.example'))
      .thenRefused({ kind: 'rename-changed' });
    given().when(confirm('bea@acme.example')).thenRefused({ kind: 'user-not-found' });
  });

  it('of a name that was taken without waiting makes it one that someone stands for', () => {
    given(provisioned, renamed('bea@acme.example')).when(confirm('bea@acme.example')).then(settled('confirmed'));
    expect(given(provisioned, renamed('bea@acme.example'), settled('confirmed')).state).toMatchObject({
      signIn: { namedAt: -1 },
    });
  });
});

describe('the name that signs a member with rights in', () => {
  it('owns nothing where it was taken after the ownership was given, and waited for nobody', () => {
    const known = (...history: UserEvent[]): KnownUser => {
      const { state } = given(provisioned, ...history);
      if (state.kind !== 'known') throw new Error('nobody is there');
      return state;
    };
    const ownership = { ownedSince: new Map([['u1', 0]]) };
    expect(isNamedLater(ownership, known(renamed('bea@acme.example')))).toBe(true);
    expect(isNamedLater({ ownedSince: new Map([['u1', 1]]) }, known(renamed('bea@acme.example')))).toBe(false);
    expect(isNamedLater(ownership, known(renamed('ANN@acme.example')))).toBe(false);
    expect(isNamedLater(ownership, known(renamed('bea@acme.example'), settled('confirmed')))).toBe(false);
    expect(isNamedLater(ownership, known(held, renamed('bea@acme.example')))).toBe(false);
    // Ownerships of before say no revision.
    expect(isNamedLater({ ownedSince: new Map() }, known(renamed('bea@acme.example')))).toBe(false);
  });

  it('stays the same whatever is asked over SCIM', () => {
    const names = ['ann@acme.example', 'ANN@acme.example', 'bea@acme.example', 'cid@acme.example'] as const;
    const asked = fc.record({
      userName: fc.constantFrom(...names),
      active: fc.boolean(),
      role: fc.constantFrom('admin', 'viewer'),
      isCreate: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 12 }), (steps) => {
        let state = given(provisioned).state;
        let revision = 1;
        for (const { userName, active, role, isCreate } of steps) {
          const attributes: Attributes = { userName, active, [EXTENSION_ROLE_KEY]: role };
          const command: UserCommand = isCreate
            ? { type: 'ProvisionUser', ...base(ADMIN), attributes, origin: 'scim' }
            : { type: 'ReplaceUser', ...base(ADMIN), attributes };
          const decision = userDecider.decide(state, command);
          if (decision.kind === 'refused') continue;
          for (const event of decision.events) {
            state = userDecider.evolve(state, {
              event,
              companyId: 'acme',
              time: context.now,
              revision,
              cause: context,
            });
            revision += 1;
            expect(namesThatSignIn(state)).toEqual(['ann@acme.example']);
          }
        }
      }),
    );
  });
});
