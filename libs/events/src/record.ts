import type { ClaimFenced } from './claim.ts';
import type { CompanyEvent } from './company-events.ts';
import type { EventCredentialEvent } from './event-credential-events.ts';
import type { GroupEvent } from './group-events.ts';
import type { StreamName } from './stream.ts';
import type { UserEvent } from './user-events.ts';

/** What was decided. `ClaimFenced` may stand in any stream. */
export type DomainEvent = UserEvent | GroupEvent | CompanyEvent | EventCredentialEvent | ClaimFenced;

/** The name of an event type. */
export type EventType = DomainEvent['type'];

/** Place of a record in the log: strictly increasing, not contiguous. 0 is before the first record. */
export type Position = bigint;

/** Before the first record of any log. */
export const LOG_START: Position = 0n;

/** Anyone who can ask for a change. */
export const ACTOR_KINDS = ['idp', 'operator', 'system', 'member', 'service', 'setup-link'] as const;

/**
 * Who asked: an identity provider by its token, an operator by system user name or credential, this product itself, a
 * member in the console by id, Luciq's back end by credential, or anyone who used a set-up link by the link's id.
 */
export interface Actor {
  readonly kind: (typeof ACTOR_KINDS)[number];
  readonly id: string;
}

/** Why a record exists. `commandId` is the seed of its event ids; `tokenId` is null where no token was used. */
export interface Cause {
  readonly commandId: string;
  readonly requestId: string;
  readonly actor: Actor;
  readonly tokenId: string | null;
}

/** An event with its place and time in the log. */
export interface EventRecord<E extends DomainEvent = DomainEvent> {
  readonly position: Position;
  readonly stream: StreamName;
  /** Place in the stream, from 0 without a gap. */
  readonly revision: number;
  /** NO_COMPANY for a stream that belongs to none. */
  readonly companyId: string;
  /** Place among the company's published records, from 1 without a gap; null for an internal record, and where the relay counts. */
  readonly companySequence: number | null;
  /** RFC 3339, UTC, milliseconds. */
  readonly time: string;
  /** UUID; the same for an append that is repeated. */
  readonly id: string;
  readonly event: E;
  readonly cause: Cause;
}
