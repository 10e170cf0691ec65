import type { Entries } from './entry.ts';

/** A credential can read the feed of events. Holds the SHA-256 of the secret in hexadecimal, never the secret. */
export interface EventCredentialIssued {
  readonly type: 'EventCredentialIssued';
  readonly data: {
    readonly credentialId: string;
    /** The service that has it, as people call it. */
    readonly name: string;
    readonly digest: string;
    /** Ids of the companies whose events it can read; null for every company, also those to come. */
    readonly companies: readonly string[] | null;
    readonly expiresAt: string;
  };
}

/** A credential cannot read the feed of events any more. */
export interface EventCredentialRevoked {
  readonly type: 'EventCredentialRevoked';
  readonly data: { readonly credentialId: string };
}

/** Every event about who reads the feed. */
export type EventCredentialEvent = EventCredentialIssued | EventCredentialRevoked;

/** Every event type about who reads the feed. */
export const eventCredentialEvents = {
  EventCredentialIssued: {
    visibility: 'internal',
    title: 'Event credential issued',
    effect: 'begins',
    meaning: 'A credential was issued with which a service can read the feed of events.',
  },
  EventCredentialRevoked: {
    visibility: 'internal',
    title: 'Event credential revoked',
    effect: 'ends',
    meaning: 'A credential can no longer read the feed of events.',
  },
} as const satisfies Entries<EventCredentialEvent>;
