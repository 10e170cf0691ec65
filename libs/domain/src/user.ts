import type { AttributeChange, Attributes, Claim, Origin, UserEvent } from '@luciq/events';
import { plain } from '@luciq/events';
import { ACCESS_KEYS } from '@luciq/entitlement';
import { applyChange, applyPatch, diffAttributes, sameAttributes, userResourceType } from '@luciq/scim';
import type { PatchOperation, UserResource } from '@luciq/scim';
import { refuseAccess } from './access-rules.ts';
import type { CompanyPolicy } from './access-rules.ts';
import type { CommandContext, Decider, Decision } from './decider.ts';
import { events, refuse } from './decider.ts';
import { nameClaims } from './name-claims.ts';
import type { UserRefusal } from './refusal.ts';
import { refuseSize } from './resource-size.ts';

// ---- State ----------------------------------------------------------------------------------------------------------

/** A member: never known, known (active or not), or deleted for good. */
export type UserState =
  | { readonly kind: 'absent' }
  | { readonly kind: 'known'; readonly user: UserResource }
  | { readonly kind: 'deleted' };

type UserDecider = Decider<UserState, UserCommand, UserEvent, UserRefusal>;

// ---- Evolve ---------------------------------------------------------------------------------------------------------

function nextUser(user: UserResource, event: Exclude<UserEvent, { type: 'UserProvisioned' | 'UserDeleted' }>): UserResource {
  switch (event.type) {
    case 'ProfileUpdated':
      return { ...user, attributes: applyChange(user.attributes, event.personal.body) };
    case 'AccessChanged':
      return { ...user, attributes: applyChange(user.attributes, event.data) };
    case 'UserDeactivated':
      return { ...user, active: false };
    case 'UserReactivated':
      return { ...user, active: true };
  }
}

const evolve: UserDecider['evolve'] = (state, { event, time, revision }) => {
  if (event.type === 'ClaimFenced') return state;
  if (event.type === 'UserDeleted') return { kind: 'deleted' };
  if (event.type === 'UserProvisioned') {
    const { userId } = event.data;
    const attributes = event.personal.body;
    return { kind: 'known', user: { id: userId, active: true, attributes, created: time, lastModified: time, revision } };
  }
  if (state.kind !== 'known') return state;
  return { kind: 'known', user: { ...nextUser(state.user, event), lastModified: time, revision } };
};

// ---- Commands -------------------------------------------------------------------------------------------------------

/** What every command to a member says. */
export interface UserCommandBase {
  readonly context: CommandContext;
  readonly userId: string;
  readonly policy: CompanyPolicy;
}

/** Anything that can be asked of one member. */
export abstract class UserCommand implements UserCommandBase {
  readonly context: CommandContext;
  readonly userId: string;
  readonly policy: CompanyPolicy;
  constructor(base: UserCommandBase) {
    this.context = base.context;
    this.userId = base.userId;
    this.policy = base.policy;
  }
}

/** Make a member of these attributes; one that was deactivated comes back under the old id. */
export class ProvisionUser extends UserCommand {
  constructor(
    base: UserCommandBase,
    readonly attributes: Attributes,
    readonly origin: Origin,
  ) {
    super(base);
  }
}

/** Give the member exactly these attributes; without `active` the state stays (RFC 7644 section 3.5.1). */
export class ReplaceUser extends UserCommand {
  constructor(
    base: UserCommandBase,
    readonly attributes: Attributes,
  ) {
    super(base);
  }
}

/** Apply these operations in order, all or none (RFC 7644 section 3.5.2). */
export class PatchUser extends UserCommand {
  constructor(
    base: UserCommandBase,
    readonly operations: readonly PatchOperation[],
  ) {
    super(base);
  }
}

/** Remove the member for good (RFC 7644 section 3.6). */
export class DeleteUser extends UserCommand {}

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
function changeEvents(before: UserResource, after: { readonly active: boolean; readonly attributes: Attributes }): UserEvent[] {
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

/** Gives a known member these attributes and state, if the rules of access and ownership let it. */
function change(before: UserResource, sent: Attributes, policy: CompanyPolicy): Decision<UserEvent, UserRefusal> {
  const { active = before.active, attributes } = splitActive(sent);
  const isOwner = policy.owners.includes(before.id);
  if (isOwner && before.active && !active) return refuse<UserRefusal>({ kind: 'owner-protected', change: 'deactivate' });
  const refusal = refuseAccess({ before: before.attributes, after: attributes, isOwner, policy });
  if (refusal) return refuse(refusal);
  const list = changeEvents(before, { active, attributes });
  const tooLarge = list.length > 0 ? refuseSize(attributes) : null;
  return tooLarge ? refuse<UserRefusal>({ kind: 'problem', problem: tooLarge }) : events(...list);
}

function provisionNew(command: ProvisionUser): Decision<UserEvent, UserRefusal> {
  const { userId, origin, policy } = command;
  const { active = true, attributes } = splitActive(command.attributes);
  const refusal = refuseAccess({ before: {}, after: attributes, isOwner: false, policy });
  if (refusal) return refuse(refusal);
  const tooLarge = refuseSize(attributes);
  if (tooLarge) return refuse<UserRefusal>({ kind: 'problem', problem: tooLarge });
  const all: AttributeChange = { set: attributes, unset: [] };
  const profile = part(all, (key) => !isAccess(key)).set;
  const access = part(all, isAccess);
  const list: UserEvent[] = [{ type: 'UserProvisioned', data: { userId, origin }, personal: plain(profile) }];
  if (changes(access).length > 0) list.push({ type: 'AccessChanged', data: { userId, ...access } });
  if (!active) list.push({ type: 'UserDeactivated', data: { userId } });
  return events(...list);
}

/** A create that meets a deactivated member is a rehire: the profile just sent, access as before unless sent. */
function rehire(before: UserResource, command: ProvisionUser): Decision<UserEvent, UserRefusal> {
  const kept = Object.entries(before.attributes).filter(([key]) => isAccess(key));
  return change(before, { ...Object.fromEntries(kept), active: true, ...command.attributes }, command.policy);
}

function provision(state: UserState, command: ProvisionUser): Decision<UserEvent, UserRefusal> {
  if (state.kind === 'absent') return provisionNew(command);
  if (state.kind === 'deleted') return refuse<UserRefusal>({ kind: 'user-not-found' });
  if (command.origin === 'import') return events();
  return state.user.active ? refuse<UserRefusal>({ kind: 'user-name-taken' }) : rehire(state.user, command);
}

const activeStays = { scimType: 'mutability', detail: 'active always has a value and can\'t be removed. Replace it by false to deactivate the user.' } as const;

function patch(before: UserResource, command: PatchUser): Decision<UserEvent, UserRefusal> {
  const patched = applyPatch(userResourceType, { ...before.attributes, active: before.active }, command.operations);
  if (!patched.ok) return refuse<UserRefusal>({ kind: 'problem', problem: patched.problem });
  // Without a value it would stay as it is, and a leaver would keep access behind a 200.
  if (!Object.hasOwn(patched.value, 'active')) return refuse<UserRefusal>({ kind: 'problem', problem: activeStays });
  return change(before, patched.value, command.policy);
}

const decide: UserDecider['decide'] = (state, command) => {
  if (command instanceof ProvisionUser) return provision(state, command);
  if (state.kind !== 'known') return refuse<UserRefusal>({ kind: 'user-not-found' });
  const { user } = state;
  if (command instanceof ReplaceUser) return change(user, command.attributes, command.policy);
  if (command instanceof PatchUser) return patch(user, command);
  if (command instanceof DeleteUser) {
    if (command.policy.owners.includes(user.id)) return refuse<UserRefusal>({ kind: 'owner-protected', change: 'delete' });
    return events({ type: 'UserDeleted', data: { userId: user.id } });
  }
  throw new TypeError(`no decision is known for ${command.constructor.name}`);
};

// ---- Claims ---------------------------------------------------------------------------------------------------------

/** The claims on a userName: unique per company in the form in which names are compared (RFC 7643 section 4.1.1). */
export const userNameClaims = (companyId: string, userName: string): readonly Claim[] => nameClaims(companyId, 'userName', userName);

const claims: UserDecider['claims'] = (state, companyId) => {
  if (state.kind !== 'known') return [];
  const { userName } = state.user.attributes;
  return typeof userName === 'string' ? userNameClaims(companyId, userName) : [];
};

/** The rules of a member's stream. */
export const userDecider: UserDecider = { initial: { kind: 'absent' }, evolve, decide, claims };
