import { ACCESS_KEYS } from '@luciq/entitlement';
import type { AttributeChange, Attributes, Origin, UserEvent } from '@luciq/events';
import { plain } from '@luciq/events';
import type { PatchOperation, UserResource } from '@luciq/scim';
import { applyChange, applyPatch, diffAttributes, sameAttributes, userNameOf, userResourceType } from '@luciq/scim';
import type { CompanyPolicy } from '../access/access-rules.ts';
import { refuseAccess } from '../access/access-rules.ts';
import type { CommandContext } from '../command-context.ts';
import { keepIssuer } from '../company/token-issuer.ts';
import type { Applied, Decider, Decision } from '../decider.ts';
import { events, refuse, unknownCommand } from '../decider.ts';
import { refuseUserNames } from '../name-rules.ts';
import type { UserRefusal } from '../refusal.ts';
import { refuseSize } from '../resource-size.ts';
import type { KnownUser } from './sign-in-name.ts';
import { CONFIRMED_NAME, decideRename, isCalled, namesOf, nextSignIn, userNameClaims } from './sign-in-name.ts';

// ---- State ----------------------------------------------------------------------------------------------------------

/** A member: never known, known (active or not), or deleted for good. */
export type UserState =
  { readonly kind: 'absent' } | ({ readonly kind: 'known' } & KnownUser) | { readonly kind: 'deleted' };

type UserDecider = Decider<UserState, UserCommand, UserEvent, UserRefusal>;

// ---- Evolve ---------------------------------------------------------------------------------------------------------

function nextUser(
  user: UserResource,
  event: Exclude<UserEvent, { type: 'UserProvisioned' | 'UserDeleted' }>,
): UserResource {
  switch (event.type) {
    case 'ProfileUpdated':
      return { ...user, attributes: applyChange(user.attributes, event.personal.body) };
    case 'AccessChanged':
      return { ...user, attributes: applyChange(user.attributes, event.data) };
    case 'UserDeactivated':
      return { ...user, active: false };
    case 'UserReactivated':
      return { ...user, active: true };
    case 'SignInNameHeld':
    case 'SignInNameSettled':
      return user;
  }
}

const evolve: UserDecider['evolve'] = (state, applied) => {
  const { event, time, revision } = applied;
  if (event.type === 'ClaimFenced') return state;
  if (event.type === 'UserDeleted') return { kind: 'deleted' };
  if (event.type === 'UserProvisioned') {
    const { userId } = event.data;
    const attributes = event.personal.body;
    const user: UserResource = { id: userId, active: true, attributes, created: time, lastModified: time, revision };
    return { kind: 'known', user, signIn: { waiting: null, namedAt: revision } };
  }
  if (state.kind !== 'known') return state;
  const signIn = nextSignIn(state, { ...applied, event } satisfies Applied<UserEvent>);
  return { kind: 'known', user: { ...nextUser(state.user, event), lastModified: time, revision }, signIn };
};

// ---- Commands -------------------------------------------------------------------------------------------------------

/** What every command to a user says. */
export interface UserCommandBase {
  readonly context: CommandContext;
  readonly userId: string;
  readonly policy: CompanyPolicy;
}

/** Make a user of these attributes; one that was deactivated comes back under the old id. */
export interface ProvisionUser extends UserCommandBase {
  readonly type: 'ProvisionUser';
  readonly attributes: Attributes;
  readonly origin: Origin;
}

/** Give the user exactly these attributes; without `active` the state stays (RFC 7644 section 3.5.1). */
export interface ReplaceUser extends UserCommandBase {
  readonly type: 'ReplaceUser';
  readonly attributes: Attributes;
}

/** Apply these operations in order, all or none (RFC 7644 section 3.5.2). */
export interface PatchUser extends UserCommandBase {
  readonly type: 'PatchUser';
  readonly operations: readonly PatchOperation[];
}

/** Remove the user for good (RFC 7644 section 3.6). */
export interface DeleteUser extends UserCommandBase {
  readonly type: 'DeleteUser';
}

/** Let the user's userName sign in, in place of the former one. Never over SCIM: only someone with at least the user's rights confirms it. */
export interface ConfirmSignInName extends UserCommandBase {
  readonly type: 'ConfirmSignInName';
  /** The new name as it was shown to the person who confirms it: a later one is not confirmed with it. */
  readonly userName: string;
}

/** Anything that can be done to one user. */
export type UserCommand = ProvisionUser | ReplaceUser | PatchUser | DeleteUser | ConfirmSignInName;

// ---- Decide ---------------------------------------------------------------------------------------------------------

/** Splits what SCIM sends into the state that has events of its own (`active`) and everything else. */
function splitActive(sent: Attributes): { readonly active: boolean | undefined; readonly attributes: Attributes } {
  if (!Object.hasOwn(sent, 'active')) return { active: undefined, attributes: sent };
  const { active, ...attributes } = sent;
  return { active: active === true, attributes };
}

const isAccess = (key: string): boolean => ACCESS_KEYS.includes(key);

const part = (change: AttributeChange, wanted: (key: string) => boolean): AttributeChange => ({
  set: Object.fromEntries(Object.entries(change.set).filter(([key]) => wanted(key))),
  unset: change.unset.filter(wanted),
});

const changes = (change: AttributeChange): readonly string[] => [...Object.keys(change.set), ...change.unset];

/** The events that turn `before` into the given attributes and state. */
function changeEvents(
  before: UserResource,
  after: { readonly active: boolean; readonly attributes: Attributes },
): UserEvent[] {
  const userId = before.id;
  const list: UserEvent[] = [];
  if (after.active && !before.active) list.push({ type: 'UserReactivated', data: { userId } });
  if (!sameAttributes(before.attributes, after.attributes)) {
    const change = diffAttributes(before.attributes, after.attributes);
    const profile = part(change, (key) => !isAccess(key));
    const access = part(change, isAccess);
    const changed = changes(profile);
    if (changed.length > 0) list.push({ type: 'ProfileUpdated', data: { userId, changed }, personal: plain(profile) });
    if (changes(access).length > 0) list.push({ type: 'AccessChanged', data: { userId, ...access } });
  }
  if (!after.active && before.active) list.push({ type: 'UserDeactivated', data: { userId } });
  return list;
}

/** The attributes with the access of others. */
function withAccessOf(access: Attributes, attributes: Attributes): Attributes {
  const profile = Object.entries(attributes).filter(([key]) => !isAccess(key));
  return Object.fromEntries([...profile, ...Object.entries(access).filter(([key]) => isAccess(key))]);
}

/** Gives a known member these attributes and state, if the rules of access and ownership let it. */
function change(known: KnownUser, sent: Attributes, policy: CompanyPolicy): Decision<UserEvent, UserRefusal> {
  const before = known.user;
  const { active = before.active, attributes: wanted } = splitActive(sent);
  const isOwner = policy.owners.includes(before.id);
  if (isOwner && before.active && !active)
    return refuse<UserRefusal>({ kind: 'owner-protected', change: 'deactivate' });
  const refusal = refuseAccess({ before: before.attributes, after: wanted, isOwner, policy });
  // A leaver loses access whatever role or application comes with it: these stay as they were, which gives nothing any more.
  const isLeaving = before.active && !active;
  if (refusal && !isLeaving) return refuse(refusal);
  const attributes = refusal ? withAccessOf(before.attributes, wanted) : wanted;
  const wrongName = refuseUserNames(before.attributes, attributes);
  if (wrongName) return refuse<UserRefusal>({ kind: 'problem', problem: wrongName });
  const list = changeEvents(before, { active, attributes });
  const tooLarge = list.length > 0 ? refuseSize(attributes) : null;
  if (tooLarge) return refuse<UserRefusal>({ kind: 'problem', problem: tooLarge });
  const renamed = decideRename(known, attributes, policy);
  return renamed.kind === 'renamed'
    ? events(...renamed.before, ...list, ...renamed.after)
    : refuse<UserRefusal>(renamed);
}

function provisionNew(command: ProvisionUser): Decision<UserEvent, UserRefusal> {
  const { userId, origin, policy } = command;
  const { active = true, attributes } = splitActive(command.attributes);
  const refusal = refuseAccess({ before: {}, after: attributes, isOwner: false, policy });
  if (refusal) return refuse(refusal);
  const wrong = refuseUserNames({}, attributes) ?? refuseSize(attributes);
  if (wrong) return refuse<UserRefusal>({ kind: 'problem', problem: wrong });
  const all: AttributeChange = { set: attributes, unset: [] };
  const profile = part(all, (key) => !isAccess(key)).set;
  const access = part(all, isAccess);
  const list: UserEvent[] = [{ type: 'UserProvisioned', data: { userId, origin }, personal: plain(profile) }];
  if (changes(access).length > 0) list.push({ type: 'AccessChanged', data: { userId, ...access } });
  if (!active) list.push({ type: 'UserDeactivated', data: { userId } });
  return events(...list);
}

/** A create that meets a deactivated member is a rehire: the profile just sent, access as before unless sent. */
function rehire(before: KnownUser, command: ProvisionUser): Decision<UserEvent, UserRefusal> {
  const kept = Object.entries(before.user.attributes).filter(([key]) => isAccess(key));
  return change(before, { ...Object.fromEntries(kept), active: true, ...command.attributes }, command.policy);
}

function provision(state: UserState, command: ProvisionUser): Decision<UserEvent, UserRefusal> {
  if (state.kind === 'absent') return provisionNew(command);
  if (state.kind === 'deleted') return refuse<UserRefusal>({ kind: 'user-not-found' });
  if (command.origin === 'import') return events();
  if (!state.user.active) return rehire(state, command);
  const userName = userNameOf(command.attributes);
  return refuse<UserRefusal>({
    kind: userName !== null && !isCalled(state, userName) ? 'user-name-reserved' : 'user-name-taken',
  });
}

/** A repeat finds the name confirmed, and changes nothing. */
function confirm(known: KnownUser, { userName }: ConfirmSignInName): Decision<UserEvent, UserRefusal> {
  if (!isCalled(known, userName)) return refuse<UserRefusal>({ kind: 'rename-changed' });
  const { waiting, namedAt } = known.signIn;
  const isConfirmed = waiting === null && namedAt === CONFIRMED_NAME;
  return isConfirmed
    ? events()
    : events({ type: 'SignInNameSettled', data: { userId: known.user.id, how: 'confirmed' } });
}

function remove({ user }: KnownUser, { policy }: DeleteUser): Decision<UserEvent, UserRefusal> {
  if (policy.owners.includes(user.id)) return refuse<UserRefusal>({ kind: 'owner-protected', change: 'delete' });
  return events({ type: 'UserDeleted', data: { userId: user.id } });
}

const activeStays = {
  scimType: 'mutability',
  detail: "active always has a value and can't be removed. Replace it by false to deactivate the user.",
} as const;

function patch(before: KnownUser, command: PatchUser): Decision<UserEvent, UserRefusal> {
  const { attributes, active } = before.user;
  const patched = applyPatch(userResourceType, { ...attributes, active }, command.operations);
  if (!patched.ok) return refuse<UserRefusal>({ kind: 'problem', problem: patched.problem });
  // Without a value it would stay as it is, and a leaver would keep access behind a 200.
  if (!Object.hasOwn(patched.value, 'active')) return refuse<UserRefusal>({ kind: 'problem', problem: activeStays });
  return change(before, patched.value, command.policy);
}

const decide: UserDecider['decide'] = (state, command) => {
  if (command.type === 'ProvisionUser') return provision(state, command);
  if (state.kind !== 'known') return refuse<UserRefusal>({ kind: 'user-not-found' });
  switch (command.type) {
    case 'ReplaceUser':
      return change(state, command.attributes, command.policy);
    case 'PatchUser':
      return patch(state, command);
    case 'ConfirmSignInName':
      return confirm(state, command);
    case 'DeleteUser':
      return remove(state, command);
    default:
      return unknownCommand(command);
  }
};

// ---- Claims ---------------------------------------------------------------------------------------------------------

const claims: UserDecider['claims'] = (state, companyId) =>
  state.kind === 'known' ? namesOf(state).flatMap((name) => userNameClaims(companyId, name)) : [];

/** The rules of a member's stream. */
export const userDecider: UserDecider = {
  initial: { kind: 'absent' },
  evolve,
  decide: (state, command) =>
    keepIssuer(state.kind === 'known' ? state.user : null, command.context, decide(state, command)),
  claims,
};
