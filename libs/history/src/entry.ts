import type { Because } from '@luciq/entitlement';
import type { Actor, EventType, Json, Position } from '@luciq/events';

/** What a person may do at one moment; null in its place where the person was not a member. */
export interface AccessThen {
  /** Null for one who is deactivated. */
  readonly role: string | null;
  readonly applications: readonly string[];
}

/** Why a person has a role or an application: the rule, and who made it so. */
export interface AccessReason {
  readonly source: Because['source'];
  readonly groupId: string | null;
  /** The group's name then; null where none is known. */
  readonly groupName: string | null;
  readonly eventId: string;
  /** RFC 3339. */
  readonly time: string;
  readonly actor: Actor | null;
  readonly requestId: string | null;
}

/** What an event did to the effective access of a person. */
export interface AccessChange {
  readonly before: AccessThen | null;
  readonly after: AccessThen | null;
  /** Of what was gained, and of the role where it is another one. */
  readonly because: readonly AccessReason[];
}

/** A token as it stands in an entry: also one that is revoked since. */
export interface NamedToken {
  readonly id: string;
  readonly label: string | null;
  /** RFC 3339; null while it is good. */
  readonly revokedAt: string | null;
}

/** One thing that changed what a person may do, or who the person is. */
export interface HistoryEntry {
  /** Of the event, or of the sign-in. */
  readonly id: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly time: string;
  /** Place in the log; null for a sign-in, which is not in the log. */
  readonly position: Position | null;
  /** `signed-in` and the like for a sign-in. */
  readonly type: EventType | (string & {});
  readonly actor: Actor;
  /** The token that the request came with; null for none. */
  readonly token: NamedToken | null;
  readonly requestId: string;
  /** IP address of a sign-in, and why one was refused; null for all else. */
  readonly address: string | null;
  readonly reason: string | null;
  /** The group that it is about, by its name then. */
  readonly group: { readonly id: string; readonly name: string | null } | null;
  /** The token or set-up link that it is about. */
  readonly about: { readonly id: string; readonly label: string | null } | null;
  /** What is so from then on; `before` is null where it was nothing. */
  readonly changes: readonly { readonly attribute: string; readonly before: Json; readonly value: Json }[];
  /** Null where the effective access stayed. */
  readonly access: AccessChange | null;
}
