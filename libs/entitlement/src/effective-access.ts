import type { AssertedAccess } from './asserted-access.ts';
import type { Role } from './roles.ts';
import { normaliseRole } from './roles.ts';

/** The event that a value comes from, and when. */
export interface Provenance {
  readonly eventId: string;
  /** RFC 3339. */
  readonly time: string;
}

/** Why a member has what it has: the rule that decided, and the event that the rule went by. */
export interface Because extends Provenance {
  readonly source: 'ownership' | 'extension' | 'scim-roles' | 'group-mapping' | 'company-default' | 'deactivated';
  /** The group whose mapping decided; only for `group-mapping`. */
  readonly groupId?: string;
}

/** A value and the event that it comes from. */
export interface Sourced<T> extends Provenance {
  readonly value: T;
}

/** What a company gives to the members of one group, and the event that set it. */
export interface GroupMapping extends Provenance {
  readonly groupId: string;
  /** Of several mappings with a role, the one of the highest precedence wins; among equals that of the lowest group id. */
  readonly precedence: number;
  readonly role: string | null;
  readonly applications: readonly string[];
}

/** Everything that bears on one member's access. */
export interface AccessInput {
  /** The event that made the member an owner of the company; null for everyone else. */
  readonly owner: Provenance | null;
  /** The event that last made the member active or inactive. */
  readonly status: Sourced<'active' | 'inactive'>;
  readonly asserted: { readonly [K in keyof AssertedAccess]?: Sourced<Required<AssertedAccess>[K]> };
  /** Mappings of the groups that the member is in. */
  readonly groupMappings: readonly GroupMapping[];
  readonly defaults: Sourced<{ readonly role: string; readonly applications: readonly string[] }>;
}

/** An application that a member may use. */
export interface GrantedApplication {
  readonly name: string;
  readonly because: Because;
}

/** A member's role, and why; null for a deactivated member. */
export interface EffectiveRole {
  readonly role: Role | null;
  readonly roleBecause: Because;
}

/** What a member may do, and why. A deactivated member has no applications. */
export interface EffectiveAccess extends EffectiveRole {
  readonly applications: readonly GrantedApplication[];
}

/**
 * What follows from ownership, from what the identity provider asserts, from group mappings and from the company's
 * defaults, in that order. Total: a role that Luciq does not know counts as not asserted, and so does `owner`, because
 * ownership is the company's to give; where the defaults name no known role either, the role is `member`.
 */
export function effectiveAccess(input: AccessInput): EffectiveAccess {
  return {
    ...effectiveRole(input),
    applications: input.status.value === 'inactive' ? [] : effectiveApplications(input),
  };
}

/** The role of `effectiveAccess`, for those who ask for no applications. */
export function effectiveRole({ owner, status, asserted, groupMappings, defaults }: AccessInput): EffectiveRole {
  if (status.value === 'inactive') return { role: null, roleBecause: because('deactivated', status) };
  if (owner) return { role: 'owner', roleBecause: because('ownership', owner) };
  const candidates = [
    ...(asserted.extensionRole ? [{ source: 'extension', sourced: asserted.extensionRole } as const] : []),
    ...(asserted.scimRole ? [{ source: 'scim-roles', sourced: asserted.scimRole } as const] : []),
  ];
  for (const { source, sourced } of candidates) {
    const role = grantable(sourced.value);
    if (role) return { role, roleBecause: because(source, sourced) };
  }
  for (const mapping of groupMappings.toSorted(byPrecedence)) {
    const role = grantable(mapping.role ?? '');
    if (role) return { role, roleBecause: becauseOfGroup(mapping) };
  }
  return { role: grantable(defaults.value.role) ?? 'member', roleBecause: because('company-default', defaults) };
}

function effectiveApplications({ asserted, groupMappings, defaults }: AccessInput): readonly GrantedApplication[] {
  const granted = new Map<string, GrantedApplication>();
  const grant = (names: readonly string[], reason: Because): void => {
    for (const name of names) if (!granted.has(name)) granted.set(name, { name, because: reason });
  };
  const { extensionApplications } = asserted;
  if (extensionApplications) grant(extensionApplications.value, because('extension', extensionApplications));
  for (const mapping of groupMappings.toSorted(byPrecedence)) grant(mapping.applications, becauseOfGroup(mapping));
  if (granted.size === 0) grant(defaults.value.applications, because('company-default', defaults));
  return [...granted.values()];
}

/** A total order, so that the same mappings give the same access however they were found. */
function byPrecedence(one: GroupMapping, other: GroupMapping): number {
  if (one.precedence !== other.precedence) return other.precedence - one.precedence;
  return one.groupId < other.groupId ? -1 : Number(one.groupId > other.groupId);
}

function grantable(value: string): Role | null {
  const role = normaliseRole(value);
  return role === 'owner' ? null : role;
}

const because = (source: Because['source'], { eventId, time }: Provenance): Because => ({ source, eventId, time });

const becauseOfGroup = (mapping: GroupMapping): Because => ({
  ...because('group-mapping', mapping),
  groupId: mapping.groupId,
});
