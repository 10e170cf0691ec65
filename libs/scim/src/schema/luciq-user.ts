import { ROLE_SPELLINGS } from '@luciq/entitlement';
import { LUCIQ_USER_URN } from '../urns.ts';
import { attribute, DECIDES } from './attribute.ts';
import type { SchemaDefinition } from './definition.ts';

/** Luciq's extension of User: what the identity provider asserts about access. */
export const luciqUserSchema: SchemaDefinition = {
  id: LUCIQ_USER_URN,
  name: 'LuciqUser',
  description: 'Role and applications of a Luciq member',
  attributes: [
    attribute('instabugRole', 'Role of the member; adminstrator, administrator and admin are the same role.', {
      canonicalValues: ROLE_SPELLINGS,
      ...DECIDES,
    }),
    attribute('instabugApplications', 'Exact names of the applications the member has access to.', {
      multiValued: true,
      caseExact: true,
      ...DECIDES,
    }),
  ],
};
