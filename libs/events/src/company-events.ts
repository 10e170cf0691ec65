/** What a member has who is asserted nothing else. */
export interface AccessDefaults {
  readonly role: string;
  readonly applications: readonly string[];
}

/** A company exists. `applications` is its catalogue; an empty one means that none was given yet. */
export interface CompanyRegistered {
  readonly type: 'CompanyRegistered';
  readonly data: { readonly name: string; readonly applications: readonly string[]; readonly defaults: AccessDefaults };
}

/** A member owns the company: the role `owner`, whatever the identity provider asserts. */
export interface OwnershipGranted {
  readonly type: 'OwnershipGranted';
  readonly data: { readonly userId: string };
}

/** Members sign in through the company's identity provider. */
export interface SamlEnabled {
  readonly type: 'SamlEnabled';
  readonly data: Readonly<Record<never, never>>;
}

/** SCIM requests of the company are answered. */
export interface ScimEnabled {
  readonly type: 'ScimEnabled';
  readonly data: Readonly<Record<never, never>>;
}

/** A token can speak for the company. Holds the SHA-256 of the secret in hexadecimal, never the secret. */
export interface TokenIssued {
  readonly type: 'TokenIssued';
  readonly data: {
    readonly tokenId: string;
    readonly digest: string;
    readonly lastFour: string;
    readonly expiresAt: string | null;
  };
}

/**
 * What the company gives to the members of one group, in place of what it gave before. Of several mappings with a role the
 * one of the highest `precedence` decides; applications of all of them count.
 */
export interface GroupMappingSet {
  readonly type: 'GroupMappingSet';
  readonly data: {
    readonly groupId: string;
    readonly role: string | null;
    readonly applications: readonly string[];
    readonly precedence: number;
  };
}

/** The company gives nothing to the members of this group any more. */
export interface GroupMappingRemoved {
  readonly type: 'GroupMappingRemoved';
  readonly data: { readonly groupId: string };
}

/** Every event of a company stream. */
export type CompanyEvent = CompanyRegistered | OwnershipGranted | SamlEnabled | ScimEnabled | TokenIssued | GroupMappingSet | GroupMappingRemoved;
