import type { Because } from '@luciq/entitlement';

/** The rules that give access, as reports say them. */
export const RULES: Readonly<Record<Because['source'], string>> = {
  ownership: 'owner of the company',
  extension: 'said by an attribute of the Luciq extension',
  'scim-roles': 'said by the SCIM attribute roles',
  'group-mapping': 'given to a group of the member',
  'company-default': 'default of the company',
  deactivated: 'deactivated: no access at all',
};
