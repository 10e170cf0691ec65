import type { AccessInput, EffectiveRole, Provenance, Sourced } from '@luciq/entitlement';
import { assertedAccess, effectiveRole } from '@luciq/entitlement';
import type { UserResource } from '@luciq/scim';
import type { Company } from '../company/company-state.ts';

/** Which event a value comes from does not matter here. */
const SOMETIME: Provenance = { eventId: '', time: '' };
const sourced = <T>(value: T): Sourced<T> => ({ value, ...SOMETIME });

/** What decides about a role besides the member. */
export type RoleRules = Pick<Company, 'owners' | 'defaults' | 'groupMappings'>;

type Member = Pick<UserResource, 'id' | 'active' | 'attributes'>;

/** The role of a member, by the same rule as that of the read side. `groupIds`: the groups that the member is in. */
export function roleInCompany(
  { owners, defaults, groupMappings }: RoleRules,
  { id, active, attributes }: Member,
  groupIds: readonly string[],
): EffectiveRole {
  const asserted = Object.entries(assertedAccess(attributes)).map(([part, value]) => [part, sourced(value)]);
  return effectiveRole({
    owner: owners.includes(id) ? SOMETIME : null,
    status: sourced(active ? 'active' : 'inactive'),
    asserted: Object.fromEntries(asserted) as AccessInput['asserted'],
    groupMappings: groupIds.flatMap((groupId) => {
      const mapping = groupMappings.get(groupId);
      return mapping ? [{ ...SOMETIME, groupId, ...mapping }] : [];
    }),
    defaults: sourced(defaults),
  });
}
