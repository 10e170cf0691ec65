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

/** Why a command to a company was not carried out. */
export type CompanyRefusal =
  | { readonly kind: 'company-not-found' }
  | { readonly kind: 'company-exists' }
  /** SCIM cannot be enabled while SAML is not. */
  | { readonly kind: 'saml-not-enabled' }
  /** A token of that id exists with another secret. */
  | { readonly kind: 'token-id-taken' };
