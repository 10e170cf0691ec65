import type { Entries } from './entry.ts';

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

/** Every event of a company stream that is about SCIM, tokens, set-up links or sessions. */
export type CredentialEvent =
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
  | SessionsEnded;

/** Every event type of a company stream that is about SCIM, tokens, set-up links or sessions. */
export const credentialEvents = {
  ScimEnabled: {
    visibility: 'published',
    title: 'SCIM enabled',
    effect: 'begins',
    meaning: 'SCIM requests of the company are answered.',
  },
  ScimPaused: {
    visibility: 'published',
    title: 'SCIM paused',
    effect: 'ends',
    meaning: 'SCIM reads of the company are answered, its writes are held back.',
  },
  ScimResumed: {
    visibility: 'published',
    title: 'SCIM resumed',
    effect: 'begins',
    meaning: 'SCIM writes of the company are accepted again.',
  },
  ScimDisabled: {
    visibility: 'published',
    title: 'SCIM disabled',
    effect: 'ends',
    meaning: 'SCIM requests of the company are refused; all its tokens are revoked.',
  },
  TokenIssued: {
    visibility: 'internal',
    title: 'Token issued',
    effect: 'begins',
    meaning: 'A token was issued for the company.',
  },
  TokenRevoked: {
    visibility: 'internal',
    title: 'Token revoked',
    effect: 'ends',
    meaning: 'A token of the company was revoked.',
  },
  TokenHandedOver: {
    visibility: 'internal',
    title: 'Token handed over',
    effect: 'changes',
    meaning: 'A token that a user issued now belongs to the company.',
  },
  SetupLinkIssued: {
    visibility: 'internal',
    title: 'Set-up link issued',
    effect: 'begins',
    meaning: 'A link was issued with which the company can be set up once.',
  },
  SetupLinkUsed: {
    visibility: 'internal',
    title: 'Set-up link used',
    effect: 'changes',
    meaning: 'A set-up link was used and is no longer valid.',
  },
  SetupLinkWithdrawn: {
    visibility: 'internal',
    title: 'Set-up link withdrawn',
    effect: 'ends',
    meaning: 'A set-up link was withdrawn, and its session ended.',
  },
  SessionsEnded: {
    visibility: 'internal',
    title: 'Sessions ended',
    effect: 'ends',
    meaning: "All users of the company's console, or one user, must sign in again.",
  },
} as const satisfies Entries<CredentialEvent>;
