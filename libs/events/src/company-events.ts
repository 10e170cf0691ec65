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
  readonly data: {
    readonly userId: string;
    /** Revision of the member's own stream at which the ownership was given: a name taken later is not the owner's. Older events have none. */
    readonly userRevision?: number;
  };
}

/** A member owns the company no longer; another one does. */
export interface OwnershipRevoked {
  readonly type: 'OwnershipRevoked';
  readonly data: { readonly userId: string };
}

/** What the company has to offer to its members, in place of what it had before. */
export interface ApplicationsChanged {
  readonly type: 'ApplicationsChanged';
  readonly data: { readonly applications: readonly string[] };
}

/** What members have who are asserted nothing else, in place of what they had before. */
export interface DefaultAccessChanged {
  readonly type: 'DefaultAccessChanged';
  readonly data: { readonly defaults: AccessDefaults };
}

/** How the company's identity provider is reached and known. */
export interface SamlSettings {
  /** Where members are sent to sign in. */
  readonly entryPoint: string;
  /** Entity ID of the provider, which assertions have to name; null where the company was configured before it was asked for. */
  readonly issuer: string | null;
  /** PEM of what the provider signs with, several while one takes the place of another; none where the fingerprint stands for it. */
  readonly certificates: readonly string[];
  /** SHA-1 of the certificate, 40 hexadecimal digits in lower case; null where the certificate itself was given. */
  readonly fingerprint: string | null;
}

/** The company said how its identity provider is reached, in place of what it said before. */
export interface SamlConfigured {
  readonly type: 'SamlConfigured';
  readonly data: SamlSettings;
}

/** A key pair for which the company's identity provider may encrypt assertions. */
export interface SamlEncryption {
  /** PEM, for the identity provider. */
  readonly certificate: string;
  /** The private key, encrypted with the key of the environment. */
  readonly sealedKey: string;
}

/** The company offers its identity provider a certificate to encrypt assertions with. */
export interface SamlEncryptionOffered {
  readonly type: 'SamlEncryptionOffered';
  readonly data: SamlEncryption;
}

/** The company offers it no longer: what was encrypted with it is not read any more. */
export interface SamlEncryptionWithdrawn {
  readonly type: 'SamlEncryptionWithdrawn';
  readonly data: Readonly<Record<never, never>>;
}

/** Members sign in through the company's identity provider. */
export interface SamlEnabled {
  readonly type: 'SamlEnabled';
  readonly data: Readonly<Record<never, never>>;
}

/** Members no longer sign in through the company's identity provider. */
export interface SamlDisabled {
  readonly type: 'SamlDisabled';
  readonly data: Readonly<Record<never, never>>;
}

/** SCIM requests of the company are answered. */
export interface ScimEnabled {
  readonly type: 'ScimEnabled';
  readonly data: Readonly<Record<never, never>>;
}

/** SCIM reads of the company are answered, its writes are held back. */
export interface ScimPaused {
  readonly type: 'ScimPaused';
  readonly data: Readonly<Record<never, never>>;
}

/** SCIM writes of the company are done again. */
export interface ScimResumed {
  readonly type: 'ScimResumed';
  readonly data: Readonly<Record<never, never>>;
}

/** SCIM requests of the company are not answered any more, and no token that it had is ever good again. */
export interface ScimDisabled {
  readonly type: 'ScimDisabled';
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
    /** What people call it. Null, or absent in older records, for a token without a name. */
    readonly label?: string | null;
  };
}

/** A token cannot speak for the company any more. */
export interface TokenRevoked {
  readonly type: 'TokenRevoked';
  readonly data: { readonly tokenId: string };
}

/** A token that a member issued is the company's own from now on, and does not end when the member leaves. */
export interface TokenHandedOver {
  readonly type: 'TokenHandedOver';
  readonly data: { readonly tokenId: string };
}

/** Anyone who has this link can set the company up, once. Holds the SHA-256 of the secret in hexadecimal, never the secret. */
export interface SetupLinkIssued {
  readonly type: 'SetupLinkIssued';
  readonly data: {
    readonly linkId: string;
    readonly digest: string;
    readonly expiresAt: string;
    /** SHA-256 of the credential that it was issued with, name and digest; null, or absent in older records, where it was none. */
    readonly credential?: string | null;
  };
}

/** A set-up link was used and is good for nothing any more. */
export interface SetupLinkUsed {
  readonly type: 'SetupLinkUsed';
  readonly data: { readonly linkId: string };
}

/** A set-up link was taken back, and so was the session of the one who had used it. */
export interface SetupLinkWithdrawn {
  readonly type: 'SetupLinkWithdrawn';
  readonly data: { readonly linkId: string };
}

/** Everybody who is signed in to the company's console, or one member, has to sign in again; links that were not used yet are dead. */
export interface SessionsEnded {
  readonly type: 'SessionsEnded';
  readonly data: { readonly userId: string | null };
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
export type CompanyEvent =
  | CompanyRegistered
  | ApplicationsChanged
  | DefaultAccessChanged
  | OwnershipGranted
  | OwnershipRevoked
  | SamlConfigured
  | SamlEncryptionOffered
  | SamlEncryptionWithdrawn
  | SamlEnabled
  | SamlDisabled
  | ScimEnabled
  | ScimPaused
  | ScimResumed
  | ScimDisabled
  | TokenIssued
  | TokenRevoked
  | TokenHandedOver
  | SetupLinkIssued
  | SetupLinkUsed
  | SetupLinkWithdrawn
  | SessionsEnded
  | GroupMappingSet
  | GroupMappingRemoved;
