import type { ScimProblem } from '@luciq/scim';

/** Why a command to a member was not carried out. Closed: whoever renders it handles every kind. */
export type UserRefusal =
  /** What was asked for is wrong by the protocol. */
  | { readonly kind: 'problem'; readonly problem: ScimProblem }
  | { readonly kind: 'user-not-found' }
  | { readonly kind: 'user-name-taken' }
  /** An owner would lose access, the role or the record. */
  | { readonly kind: 'owner-protected'; readonly change: 'deactivate' | 'delete' | 'role' }
  /** Somebody would become an owner through the identity provider. */
  | { readonly kind: 'ownership-not-assignable' }
  | { readonly kind: 'unknown-role' }
  | { readonly kind: 'unknown-application'; readonly names: readonly string[] };

/** Why a command to a group was not carried out. */
export type GroupRefusal =
  /** What was asked for is wrong by the protocol. */
  | { readonly kind: 'problem'; readonly problem: ScimProblem }
  | { readonly kind: 'group-not-found' }
  | { readonly kind: 'group-name-taken' }
  /** These ids belong to no member of the company; the first MAX_NAMED_MEMBERS of them. */
  | { readonly kind: 'unknown-members'; readonly memberIds: readonly string[] }
  /** This id is that of a group, and a group contains no groups. */
  | { readonly kind: 'group-in-group'; readonly memberId: string };

/** Ids that one refusal names at most. */
export const MAX_NAMED_MEMBERS = 10;

/** Why a command to a company was not carried out. */
export type CompanyRefusal =
  | { readonly kind: 'company-not-found' }
  | { readonly kind: 'company-exists' }
  /** SCIM cannot be enabled while SAML is not. */
  | { readonly kind: 'saml-not-enabled' }
  /** A token of that id exists with another secret. */
  | { readonly kind: 'token-id-taken' }
  | { readonly kind: 'unknown-role' }
  /** Members of a group would become owners. */
  | { readonly kind: 'ownership-not-assignable' }
  | { readonly kind: 'unknown-application'; readonly names: readonly string[] }
  /** A precedence must be a whole number. */
  | { readonly kind: 'precedence-not-whole' };
