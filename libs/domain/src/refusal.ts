import type { ScimProblem } from '@luciq/scim';

/** Why a command to a member was not carried out. Closed: anyone who renders it handles every kind. */
export type UserRefusal =
  /** The request is wrong by the protocol. */
  | { readonly kind: 'problem'; readonly problem: ScimProblem }
  | { readonly kind: 'user-not-found' }
  | { readonly kind: 'user-name-taken' }
  /** The name still signs in a member whose rename waits to be confirmed. */
  | { readonly kind: 'user-name-reserved' }
  /** Someone confirms another name than the member has by now. */
  | { readonly kind: 'rename-changed' }
  /** The decision needs to know whether the member administers the company: to be decided again with `policy.administers`. */
  | { readonly kind: 'rights-needed' }
  /** An owner would lose access, the role or the record. */
  | { readonly kind: 'owner-protected'; readonly change: 'deactivate' | 'delete' | 'role' }
  /** Someone would become an owner through the identity provider. */
  | { readonly kind: 'ownership-not-assignable'; readonly attribute: RoleAttribute }
  | { readonly kind: 'unknown-role'; readonly attribute: RoleAttribute }
  /** Anyone who issued the token would be given rights by it. */
  | { readonly kind: 'token-issuer'; readonly change: 'active' | 'role' | 'name' | 'delete' }
  | { readonly kind: 'unknown-application'; readonly names: readonly string[] };

/** An attribute that says a role. */
export type RoleAttribute = 'roles' | 'instabugRole';

/** Why a command to a group was not carried out. */
export type GroupRefusal =
  /** The request is wrong by the protocol. */
  | { readonly kind: 'problem'; readonly problem: ScimProblem }
  | { readonly kind: 'group-not-found' }
  | { readonly kind: 'group-name-taken' }
  /** Anyone who issued the token would come into a group that gives a role. */
  | { readonly kind: 'token-issuer'; readonly change: 'group' }
  /** These ids belong to no member of the company; the first MAX_NAMED_MEMBERS of them. */
  | { readonly kind: 'unknown-members'; readonly memberIds: readonly string[] }
  /** This id is that of a group, and a group contains no groups. */
  | { readonly kind: 'group-in-group'; readonly memberId: string };

/** Ids that one refusal names at most. */
export const MAX_NAMED_MEMBERS = 10;

/** Why a command to a company was not carried out. `companySentence` has the words for each. */
export type CompanyRefusal =
  | { readonly kind: 'company-not-found' }
  | { readonly kind: 'company-exists' }
  /** The address of the identity provider is not one over TLS, or holds more than an address. */
  | { readonly kind: 'entry-point-not-https' }
  /** The entity ID of the identity provider is missing, too long or no text. */
  | { readonly kind: 'issuer-missing' }
  /** Both were given, or neither. */
  | { readonly kind: 'certificate-or-fingerprint' }
  | { readonly kind: 'certificate-not-read' }
  /** More than MAX_CERTIFICATES. */
  | { readonly kind: 'too-many-certificates' }
  /** A key that can be broken, or a certificate that anybody could have made. */
  | { readonly kind: 'certificate-weak' }
  /** A private key came in place of a certificate. */
  | { readonly kind: 'private-key-given' }
  | { readonly kind: 'metadata-not-read' }
  /** SAML cannot be enabled before the identity provider is known. */
  | { readonly kind: 'saml-not-configured' }
  /** SAML cannot be enabled while nobody could change it again. */
  | { readonly kind: 'no-owner' }
  /** SCIM cannot be enabled while SAML is not. */
  | { readonly kind: 'saml-not-enabled' }
  /** SAML cannot be disabled while SCIM is enabled or paused. */
  | { readonly kind: 'scim-not-off' }
  /** What is off can be neither paused nor resumed. */
  | { readonly kind: 'scim-off' }
  | { readonly kind: 'token-not-found' }
  /** A token of that id exists with another secret. */
  | { readonly kind: 'token-id-taken' }
  /** A token that was revoked is never good again. */
  | { readonly kind: 'token-revoked' }
  | { readonly kind: 'too-many-tokens' }
  /** A token of a member would be good for ever. */
  | { readonly kind: 'token-without-end' }
  /** A member would make a token of his own good for the time after he left. */
  | { readonly kind: 'own-token' }
  | { readonly kind: 'label-too-long' }
  /** Of a token or a set-up link. */
  | { readonly kind: 'expiry-in-past' }
  | { readonly kind: 'setup-link-unknown' }
  | { readonly kind: 'setup-link-used' }
  | { readonly kind: 'setup-link-expired' }
  /** There is no link of that id to take back. */
  | { readonly kind: 'setup-link-not-found' }
  /** The session in which the command was sent ended before the decision. */
  | { readonly kind: 'session-ended' }
  /** A set-up link of that id exists with another secret. */
  | { readonly kind: 'setup-link-id-taken' }
  | { readonly kind: 'too-many-setup-links' }
  /** The new owner is no member of the company. */
  | { readonly kind: 'member-not-found' }
  /** Only an active member can own a company. */
  | { readonly kind: 'member-inactive' }
  /** Two names are those of the member until the rename is confirmed, so that it is not sure who would be the owner. */
  | { readonly kind: 'member-rename-waits' }
  /** The member has another userName by now than anyone who asks has seen. */
  | { readonly kind: 'member-renamed' }
  /** Only an owner has an ownership to pass on. */
  | { readonly kind: 'not-an-owner' }
  /** The company would be without an owner who is active. */
  | { readonly kind: 'last-owner' }
  | { readonly kind: 'unknown-role' }
  /** Members would become owners for being in a group, or by default. */
  | { readonly kind: 'ownership-not-assignable' }
  | { readonly kind: 'unknown-application'; readonly names: readonly string[] }
  | { readonly kind: 'too-many-applications' }
  /** A name is empty or over MAX_APPLICATION_NAME_LENGTH. */
  | { readonly kind: 'application-name-length' }
  | { readonly kind: 'application-twice'; readonly names: readonly string[] }
  /** A precedence must be a whole number. */
  | { readonly kind: 'precedence-not-whole' };
