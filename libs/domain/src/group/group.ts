import { Set as PersistentSet } from 'immutable';
import type { Claim, GroupEvent, Origin } from '@luciq/events';
import { MAX_MEMBERS_PER_EVENT } from '@luciq/events';
import type { GroupChange, GroupDraft, GroupResource } from '@luciq/scim';
import type { CommandContext } from '../command-context.ts';
import { keepIssuerOut } from '../company/token-issuer.ts';
import type { Decider, Decision } from '../decider.ts';
import { events, refuse, unknownCommand } from '../decider.ts';
import { nameClaims } from '../name-claims.ts';
import { refuseName } from '../name-rules.ts';
import type { GroupRefusal } from '../refusal.ts';
import { MAX_NAMED_MEMBERS } from '../refusal.ts';
import { ChangedMembers } from './changed-members.ts';

// ---- State ----------------------------------------------------------------------------------------------------------

/** The ids of a group's members: adding or removing one costs the same whatever the size, and leaves the old set as it was. */
export type MemberIds = PersistentSet<string>;

/** A group: never known, known, or deleted for good. A member who was deleted since may still be among `members`. */
export type GroupState =
  | { readonly kind: 'absent' }
  | { readonly kind: 'known'; readonly group: GroupResource; readonly members: MemberIds }
  | { readonly kind: 'deleted' };

type GroupDecider = Decider<GroupState, GroupCommand, GroupEvent, GroupRefusal>;
type KnownGroup = Extract<GroupState, { kind: 'known' }>;

// ---- Evolve ---------------------------------------------------------------------------------------------------------

function next(
  { group, members }: KnownGroup,
  event: Exclude<GroupEvent, { type: 'GroupCreated' | 'GroupDeleted' }>,
): Omit<KnownGroup, 'kind'> {
  switch (event.type) {
    case 'GroupRenamed':
      return { group: { ...group, displayName: event.data.displayName }, members };
    case 'GroupExternalIdChanged':
      return { group: { ...group, externalId: event.data.externalId }, members };
    case 'GroupMembersAdded':
      return { group, members: members.union(event.data.memberIds) };
    case 'GroupMembersRemoved':
      // Not `subtract`: it walks the whole set.
      return { group, members: members.withMutations((left) => event.data.memberIds.forEach((id) => left.remove(id))) };
  }
}

const evolve: GroupDecider['evolve'] = (state, { event, time, revision }) => {
  if (event.type === 'ClaimFenced') return state;
  if (event.type === 'GroupDeleted') return { kind: 'deleted' };
  if (event.type === 'GroupCreated') {
    const { groupId, displayName, externalId } = event.data;
    const group = { id: groupId, displayName, externalId, created: time, lastModified: time, revision };
    return { kind: 'known', group, members: PersistentSet<string>() };
  }
  if (state.kind !== 'known') return state;
  const { group, members } = next(state, event);
  return { kind: 'known', group: { ...group, lastModified: time, revision }, members };
};

// ---- Commands -------------------------------------------------------------------------------------------------------

/**
 * What the caller found out about the ids of `memberIdsToCheck(command)`. The decider knows nothing of other streams, so
 * anyone who gives the command looks all of them up beforehand, in one query, and confirms each miss by its stream. An id in
 * neither set belongs to nobody of the company.
 */
export interface CheckedMembers {
  /** Those that are users of the company, active or not, and not deleted. */
  readonly users: ReadonlySet<string>;
  /** Those that are groups of the company; an id is looked for here only if it is no user. */
  readonly groups: ReadonlySet<string>;
}

/** For a command that names nobody. */
export const NOBODY_CHECKED: CheckedMembers = { users: new Set(), groups: new Set() };

/** What every command to a group says. */
export interface GroupCommandBase {
  readonly context: CommandContext;
  readonly groupId: string;
  readonly checked: CheckedMembers;
}

/** Make a group with these members. */
export interface CreateGroup extends GroupCommandBase {
  readonly type: 'CreateGroup';
  readonly draft: GroupDraft;
  readonly origin: Origin;
}

/** Give the group this name and exactly these members; without a list the members stay. */
export interface ReplaceGroup extends GroupCommandBase {
  readonly type: 'ReplaceGroup';
  readonly draft: GroupDraft;
}

/** Do these steps in order, all or none (RFC 7644 section 3.5.2). */
export interface PatchGroup extends GroupCommandBase {
  readonly type: 'PatchGroup';
  readonly changes: readonly GroupChange[];
}

/** Remove the group for good (RFC 7644 section 3.6). */
export interface DeleteGroup extends GroupCommandBase {
  readonly type: 'DeleteGroup';
}

/** Anything that can be done to one group. */
export type GroupCommand = CreateGroup | ReplaceGroup | PatchGroup | DeleteGroup;

function comingIds(change: GroupChange): readonly string[] {
  switch (change.kind) {
    case 'addMembers':
    case 'replaceMembers':
      return change.memberIds;
    case 'exchangeMembers':
      return [change.memberId];
    case 'rename':
    case 'setExternalId':
    case 'removeMembers':
      return [];
  }
}

/** Ids that a request wants in the group, each once: those that must be looked up before the command is given. */
export function memberIdsToCheck(asked: GroupDraft | readonly GroupChange[]): readonly string[] {
  if ('displayName' in asked) return asked.memberIds ?? [];
  const ids = new Set<string>();
  for (const change of asked) for (const id of comingIds(change)) ids.add(id);
  return [...ids];
}

// ---- Decide ---------------------------------------------------------------------------------------------------------

function refuseMembers(ids: readonly string[], { users, groups }: CheckedMembers): GroupRefusal | null {
  const others = ids.filter((id) => !users.has(id));
  const inner = others.find((id) => groups.has(id));
  if (inner !== undefined) return { kind: 'group-in-group', memberId: inner };
  return others.length > 0 ? { kind: 'unknown-members', memberIds: others.slice(0, MAX_NAMED_MEMBERS) } : null;
}

/** As many events as it takes to say all of these ids. */
function membersEvents(
  type: 'GroupMembersAdded' | 'GroupMembersRemoved',
  groupId: string,
  ids: readonly string[],
): readonly GroupEvent[] {
  const chunks = Math.ceil(ids.length / MAX_MEMBERS_PER_EVENT);
  return Array.from({ length: chunks }, (_, chunk): GroupEvent => {
    const memberIds = ids.slice(chunk * MAX_MEMBERS_PER_EVENT, (chunk + 1) * MAX_MEMBERS_PER_EVENT);
    return { type, data: { groupId, memberIds } };
  });
}

function create(state: GroupState, { groupId, draft, origin }: CreateGroup): Decision<GroupEvent, GroupRefusal> {
  if (state.kind === 'deleted') return refuse<GroupRefusal>({ kind: 'group-not-found' });
  if (state.kind === 'known')
    return origin === 'import' ? events() : refuse<GroupRefusal>({ kind: 'group-name-taken' });
  const { displayName, externalId, memberIds } = draft;
  const wrong = refuseName('displayName', displayName, 'title');
  if (wrong) return refuse<GroupRefusal>({ kind: 'problem', problem: wrong });
  return events<GroupEvent>(
    { type: 'GroupCreated', data: { groupId, displayName, externalId, origin } },
    ...membersEvents('GroupMembersAdded', groupId, [...new Set(memberIds)]),
  );
}

/** A PUT as steps of a PATCH. */
const replacement = ({ displayName, externalId, memberIds }: GroupDraft): readonly GroupChange[] => [
  { kind: 'rename', displayName },
  { kind: 'setExternalId', externalId },
  ...(memberIds ? [{ kind: 'replaceMembers', memberIds } as const] : []),
];

const nobodyMatches = (): GroupRefusal => ({
  kind: 'problem',
  problem: { scimType: 'noTarget', detail: 'The group has no member that matches the filter of the path.' },
});

/** Does the steps one after the other and gives the difference between the beginning and the end. */
function change(state: KnownGroup, changes: readonly GroupChange[]): Decision<GroupEvent, GroupRefusal> {
  const { group } = state;
  const inHand = new ChangedMembers(state.members);
  let { displayName, externalId } = group;
  for (const step of changes) {
    if (step.kind === 'rename') displayName = step.displayName;
    else if (step.kind === 'setExternalId') externalId = step.externalId;
    else if (!inHand.apply(step)) return refuse(nobodyMatches());
  }
  const wrong = displayName === group.displayName ? null : refuseName('displayName', displayName, 'title');
  if (wrong) return refuse<GroupRefusal>({ kind: 'problem', problem: wrong });
  const groupId = group.id;
  const { added, removed } = inHand.difference();
  return events<GroupEvent>(
    ...(displayName === group.displayName ? [] : [{ type: 'GroupRenamed', data: { groupId, displayName } } as const]),
    ...(externalId === group.externalId
      ? []
      : [{ type: 'GroupExternalIdChanged', data: { groupId, externalId } } as const]),
    ...membersEvents('GroupMembersRemoved', groupId, removed),
    ...membersEvents('GroupMembersAdded', groupId, added),
  );
}

function changeChecked(
  state: KnownGroup,
  changes: readonly GroupChange[],
  checked: CheckedMembers,
): Decision<GroupEvent, GroupRefusal> {
  const refusal = refuseMembers(memberIdsToCheck(changes), checked);
  return refusal ? refuse(refusal) : change(state, changes);
}

const decide: GroupDecider['decide'] = (state, command) => {
  if (command.type === 'CreateGroup') {
    const refusal = refuseMembers(memberIdsToCheck(command.draft), command.checked);
    return refusal ? refuse(refusal) : create(state, command);
  }
  if (state.kind !== 'known') return refuse<GroupRefusal>({ kind: 'group-not-found' });
  switch (command.type) {
    case 'ReplaceGroup':
      return changeChecked(state, replacement(command.draft), command.checked);
    case 'PatchGroup':
      return changeChecked(state, command.changes, command.checked);
    case 'DeleteGroup':
      return events({ type: 'GroupDeleted', data: { groupId: state.group.id } });
    default:
      return unknownCommand(command);
  }
};

// ---- Claims ---------------------------------------------------------------------------------------------------------

/** The claims on a group's name: unique per company in the form in which names are compared, because Okta links groups by it. */
export const groupNameClaims = (companyId: string, displayName: string): readonly Claim[] =>
  nameClaims(companyId, 'groupName', displayName);

const claims: GroupDecider['claims'] = (state, companyId) =>
  state.kind === 'known' ? groupNameClaims(companyId, state.group.displayName) : [];

/** The rules of a group's stream. */
export const groupDecider: GroupDecider = {
  initial: { kind: 'absent' },
  evolve,
  decide: (state, command) => keepIssuerOut(command.groupId, command.context, decide(state, command)),
  claims,
};
