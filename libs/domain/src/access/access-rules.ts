import { assertedAccess, EXTENSION_APPLICATIONS_KEY, normaliseRole } from '@luciq/entitlement';
import type { Attributes, Json } from '@luciq/events';
import type { Company } from '../company/company-state.ts';
import type { RoleAttribute, UserRefusal } from '../refusal.ts';

/** What a decision about a user needs to know of the company, and all that commands carry of it. */
export interface CompanyPolicy {
  /** The catalogue; while it is empty every application name is accepted. */
  readonly applications: readonly string[];
  readonly owners: readonly string[];
  /**
   * True for a member who would have the role admin in effect if active, however it is given; false for one who would not. Asked for
   * where it matters (`rights-needed`), because it takes more than the company's own state.
   */
  readonly administers?: boolean;
  /** So that no whole company passes for a policy: digests and certificates are nothing for a command. */
  readonly tokens?: never;
}

/** What commands to users carry of a company. */
export const policyOf = ({ applications, owners }: Pick<Company, 'applications' | 'owners'>): CompanyPolicy => ({
  applications,
  owners,
});

/** A change of what is asserted about a member. Only what is new in `after` is judged; what was accepted once stays. */
export interface AccessChange {
  readonly before: Attributes;
  readonly after: Attributes;
  readonly isOwner: boolean;
  readonly policy: CompanyPolicy;
}

const strings = (value: Json | undefined): readonly string[] => {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) return [];
  return value.flatMap((element: Json) => {
    if (typeof element === 'string') return [element];
    const inner = element !== null && typeof element === 'object' && 'value' in element ? element.value : undefined;
    return typeof inner === 'string' ? [inner] : [];
  });
};

function newlyAsserted(change: AccessChange, key: string): readonly string[] {
  const old = new Set(strings(change.before[key]));
  return strings(change.after[key]).filter((value) => value !== '' && !old.has(value));
}

/** The asserted role that counts, and the attribute that says it. */
interface DecidingRole {
  readonly attribute: RoleAttribute;
  readonly value: string;
}

/** The role that counts of all that are asserted; null for none. The others may be anything: they give nothing. */
export function decidingRole(attributes: Attributes): DecidingRole | null {
  const { extensionRole, scimRole } = assertedAccess(attributes);
  if (extensionRole !== undefined) return { attribute: 'instabugRole', value: extensionRole };
  return scimRole === undefined ? null : { attribute: 'roles', value: scimRole };
}

/** Judges the role that counts when it comes to count, be it that it was sent, or that what stood before it went. */
function refuseRole({ before, after, isOwner }: AccessChange): UserRefusal | null {
  const deciding = decidingRole(after);
  if (deciding === null || deciding.value === decidingRole(before)?.value) return null;
  const role = normaliseRole(deciding.value);
  if (role === null) return { kind: 'unknown-role', attribute: deciding.attribute };
  if (role === 'owner') return { kind: 'ownership-not-assignable', attribute: deciding.attribute };
  return isOwner ? { kind: 'owner-protected', change: 'role' } : null;
}

/** Why this change of access is not allowed, null if it is. */
export function refuseAccess(change: AccessChange): UserRefusal | null {
  const refusal = refuseRole(change);
  if (refusal) return refusal;
  const known = change.policy.applications;
  if (known.length === 0) return null;
  const unknown = newlyAsserted(change, EXTENSION_APPLICATIONS_KEY).filter((name) => !known.includes(name));
  return unknown.length > 0 ? { kind: 'unknown-application', names: unknown } : null;
}
