import { LUCIQ_USER_URN } from '../urns.ts';
import { DECIDES, attribute } from './attribute.ts';
import type { SchemaDefinition } from './definition.ts';

/** What a role may be called that counts: every role but owner, which a company gives itself, and other spellings of them. */
export const ROLE_SPELLINGS: readonly string[] = ['adminstrator', 'administrator', 'admin', 'member', 'viewer', 'associate', 'observer'];

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
