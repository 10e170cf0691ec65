import { assertedAccess, effectiveAccess } from '@luciq/entitlement';
import type { EffectiveAccess, Provenance, Said } from '@luciq/entitlement';
import type { Attributes } from '@luciq/events';
import type { Company } from '../company/company-state.ts';

/** Which event said something does not matter here. */
const SOMETIME: Provenance = { eventId: '', time: '' };
const said = <T>(value: T): Said<T> => ({ value, ...SOMETIME });

/** What decides about access besides the member. */
export type AccessRules = Pick<Company, 'defaults' | 'groupMappings'>;

/** What a member may do while active, ownership aside: as asserted, as groups give, or as the company gives by default. */
export function accessInCompany({ defaults, groupMappings }: AccessRules, attributes: Attributes, groupIds: readonly string[]): EffectiveAccess {
  const { extensionRole, scimRole } = assertedAccess(attributes);
  return effectiveAccess({
    owner: null,
    status: said('active'),
    asserted: { ...(extensionRole === undefined ? {} : { extensionRole: said(extensionRole) }), ...(scimRole === undefined ? {} : { scimRole: said(scimRole) }) },
    groupMappings: groupIds.flatMap((groupId) => {
      const mapping = groupMappings.get(groupId);
      return mapping ? [{ ...SOMETIME, groupId, ...mapping }] : [];
    }),
    defaults: said(defaults),
  });
}
