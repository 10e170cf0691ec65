import { assertedAccess, ASSIGNABLE_ROLES, normaliseRole } from '@luciq/entitlement';
import type { Attributes, GroupEvent, UserEvent } from '@luciq/events';
import type { UserResource } from '@luciq/scim';
import { applyChange, foldCase, userNameOf } from '@luciq/scim';
import type { CommandContext } from '../command-context.ts';
import type { Decision } from '../decider.ts';
import { refuse } from '../decider.ts';
import type { GroupRefusal, UserRefusal } from '../refusal.ts';

/** The role that is asserted, under Luciq's own name; null where none is. Ownership is asserted to nobody. */
export function assertedRole(attributes: Attributes): string | null {
  const { extensionRole = '', scimRole = '' } = assertedAccess(attributes);
  const [role = null] = [extensionRole, scimRole]
    .map(normaliseRole)
    .filter((known) => known !== null && known !== 'owner');
  return role;
}

/** Place of a role among those that can be given, 0 for the most powerful. */
const rank = (role: string): number => ASSIGNABLE_ROLES.findIndex((known) => known === role);

/** True for a change of the asserted role that may give more. Without one it is groups or the company's default that count, which may give everything or nothing. */
function mayRaise(before: string | null, after: string | null): boolean {
  if (before === after) return false;
  if (after === null) return before !== ASSIGNABLE_ROLES[0];
  return rank(after) < (before === null ? ASSIGNABLE_ROLES.length - 1 : rank(before));
}

const renames = ({ attributes }: UserResource, event: UserEvent): boolean => {
  if (event.type !== 'ProfileUpdated') return false;
  const [before, after] = [userNameOf(attributes), userNameOf(applyChange(attributes, event.personal.body))];
  return before === null || after === null ? before !== after : foldCase(before) !== foldCase(after);
};

/** The decision about a member, unless it gives the issuer of the token back what he lost, or more than he has. */
export function keepIssuer(
  user: UserResource | null,
  { issuer }: CommandContext,
  decision: Decision<UserEvent, UserRefusal>,
): Decision<UserEvent, UserRefusal> {
  if (!issuer || issuer.isOwner || user?.id !== issuer.userId || decision.kind === 'refused') return decision;
  if (decision.events.some(({ type }) => type === 'UserReactivated'))
    return refuse<UserRefusal>({ kind: 'token-issuer', change: 'active' });
  // A name that is free again could be given to a new user with more rights, whom the issuer would sign in as.
  if (decision.events.some(({ type }) => type === 'UserDeleted'))
    return refuse<UserRefusal>({ kind: 'token-issuer', change: 'delete' });
  if (decision.events.some((event) => renames(user, event)))
    return refuse<UserRefusal>({ kind: 'token-issuer', change: 'name' });
  const raises = decision.events.some(
    (event) =>
      event.type === 'AccessChanged' &&
      mayRaise(assertedRole(user.attributes), assertedRole(applyChange(user.attributes, event.data))),
  );
  return raises ? refuse<UserRefusal>({ kind: 'token-issuer', change: 'role' }) : decision;
}

/** The decision about a group, unless it puts the issuer of the token into a group that gives a role. */
export function keepIssuerOut(
  groupId: string,
  { issuer }: CommandContext,
  decision: Decision<GroupEvent, GroupRefusal>,
): Decision<GroupEvent, GroupRefusal> {
  if (
    !issuer ||
    issuer.isOwner ||
    decision.kind === 'refused' ||
    (issuer.groupMappings.get(groupId)?.role ?? null) === null
  )
    return decision;
  const joins = decision.events.some(
    (event) => event.type === 'GroupMembersAdded' && event.data.memberIds.includes(issuer.userId),
  );
  return joins ? refuse<GroupRefusal>({ kind: 'token-issuer', change: 'group' }) : decision;
}
