/** Roles of a Luciq member, under the names Luciq uses, the most powerful first. */
export const ROLES = ['owner', 'admin', 'member', 'viewer', 'associate', 'observer'] as const;

/** One of Luciq's roles. */
export type Role = (typeof ROLES)[number];

/** Spellings other than Luciq's own. The first is the one Luciq's set-up pages give to administrators. */
const SPELLINGS: ReadonlyMap<string, Role> = new Map([
  ['adminstrator', 'admin'],
  ['administrator', 'admin'],
  ...ROLES.map((role) => [role, role] as const),
]);

/** The role that a client's spelling means, in any case; null for an unknown one and for the empty string. */
export function normaliseRole(value: string): Role | null {
  return SPELLINGS.get(value.toLowerCase()) ?? null;
}

/** What a role may be called that can be given over SCIM: other spellings first, then every role but owner. */
export const ROLE_SPELLINGS: readonly string[] = [...SPELLINGS]
  .filter(([, role]) => role !== 'owner')
  .map(([spelling]) => spelling);

/** Every role that can be given over SCIM: all but owner, which the company alone gives. */
export const ASSIGNABLE_ROLES = ROLES.filter((role) => role !== 'owner');
