import type { Actor } from '@luciq/events';

/** The role that a user had when the session was made, and the revisions of the streams that gave it. */
export interface MemberRevisions {
  readonly role: 'owner' | 'admin';
  /** Revision of the user's stream. */
  readonly revision: number;
  /** The group whose mapping gave the role, and the revision of its stream; null where it was none. */
  readonly group: { readonly id: string; readonly revision: number } | null;
}

/** The revisions of the streams at which a session was made. It is valid while none of them says otherwise since. */
export interface SessionRevisions {
  /** Revision of the company's stream. */
  readonly company: number;
  /** Null for the session of a set-up link. */
  readonly member: MemberRevisions | null;
}

/** The user who issued the token of a request: with it, users cannot give rights to themselves. */
export interface TokenIssuer {
  readonly userId: string;
  /** Nothing that SCIM can give is more than an owner has. */
  readonly isOwner: boolean;
  /** By group id, the role that the mapping of the group gives; null for none. */
  readonly groupMappings: ReadonlyMap<string, { readonly role: string | null }>;
}

/** What every command carries besides its own data: who sends it, when, and for which company. */
export interface CommandContext {
  readonly companyId: string;
  /** UUID; the event ids derive from it. */
  readonly commandId: string;
  readonly requestId: string;
  readonly actor: Actor;
  /** The token that was used, null for none. */
  readonly tokenId: string | null;
  /** RFC 3339, UTC, milliseconds; becomes the time of the records. */
  readonly now: string;
  /** Revision of the company's stream that was read for this request; absent where it was not. What is decided on it needs no other read. */
  readonly companyRevision?: number;
  /** The session in which the command is sent; absent for none. A command of a session that ended meanwhile is refused. */
  readonly session?: SessionRevisions;
  /** The member who issued the token that was used; absent where it was none. */
  readonly issuer?: TokenIssuer;
}
