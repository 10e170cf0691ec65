import type { Attributes, Json } from '@luciq/events';

const EXTENSION = 'urn:ietf:params:scim:schemas:extension:instabug:2.0:User';

/** Key of SCIM's own `roles` attribute (RFC 7643 section 4.1.2). */
export const SCIM_ROLES_KEY = 'roles';

/** Key of the role in Luciq's extension. */
export const EXTENSION_ROLE_KEY = `${EXTENSION}:instabugRole`;

/** Key of the application names in Luciq's extension. */
export const EXTENSION_APPLICATIONS_KEY = `${EXTENSION}:instabugApplications`;

/** What an identity provider asserts of a member's access, as it was spelt; ASSERTED_KEYS has the attribute of each. An absent key asserts nothing. */
export interface AssertedAccess {
  readonly extensionRole?: string;
  readonly scimRole?: string;
  readonly extensionApplications?: readonly string[];
}

/** The attribute that asserts each part. */
export const ASSERTED_KEYS: Readonly<Record<keyof AssertedAccess, string>> = {
  extensionRole: EXTENSION_ROLE_KEY,
  scimRole: SCIM_ROLES_KEY,
  extensionApplications: EXTENSION_APPLICATIONS_KEY,
};

/** Keys of `Attributes` that are access and not profile: their changes are `AccessChanged` events. `entitlements` is kept and gives nothing. */
export const ACCESS_KEYS: readonly string[] = ['entitlements', ...Object.values(ASSERTED_KEYS)];

/** What a set of attributes asserts. An empty string, an empty list and a value of another type assert nothing. */
export function assertedAccess(attributes: Attributes): AssertedAccess {
  const applications = elements(attributes[EXTENSION_APPLICATIONS_KEY]).flatMap((name) => text(name) ?? []);
  const parts: { readonly [Part in keyof AssertedAccess]-?: AssertedAccess[Part] | null } = {
    extensionRole: text(attributes[EXTENSION_ROLE_KEY]),
    scimRole: primaryRole(attributes[SCIM_ROLES_KEY]),
    extensionApplications: applications.length === 0 ? null : applications,
  };
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== null));
}

/** The primary role, else the first one that has a value. */
function primaryRole(roles: Json | undefined): string | null {
  const named = elements(roles).filter((role) => roleValue(role) !== null);
  const chosen = named.find((role) => subAttribute(role, 'primary') === true) ?? named[0];
  return chosen === undefined ? null : roleValue(chosen);
}

const roleValue = (role: Json): string | null => text(role) ?? text(subAttribute(role, 'value'));

const text = (value: Json | undefined): string | null => (typeof value === 'string' && value !== '' ? value : null);

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

const elements = (value: Json | undefined): readonly Json[] => (isList(value) ? value : []);

function subAttribute(value: Json, name: string): Json | undefined {
  return typeof value === 'object' && value !== null && !isList(value) && Object.hasOwn(value, name)
    ? value[name]
    : undefined;
}
