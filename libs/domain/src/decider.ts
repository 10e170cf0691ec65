import type { Actor, Claim, ClaimFenced, DomainEvent, EventRecord } from '@luciq/events';
import type { SessionRevisions } from './company/session-validity.ts';
import type { TokenIssuer } from './company/token-issuer.ts';

/** What was decided: the events to append, none if nothing changes, or why not. */
export type Decision<Event extends DomainEvent, Refusal> =
  | { readonly kind: 'events'; readonly events: readonly Event[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** The part of a record from which state is folded. */
export type Applied<Event extends DomainEvent> = Pick<
  EventRecord<Event>,
  'event' | 'companyId' | 'time' | 'revision' | 'cause'
>;

/** What every command carries besides its own data: who asks, when, and for which company. */
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

/**
 * The rules of one kind of stream. `decide` is idempotent: asked again after its events were applied, it gives none;
 * only UseSetupLink is refused then, since it is good once, and EndSessions ends those that were made since.
 * `evolve` is total; ClaimFenced may stand in every stream and changes nothing. `claims` are the values that the state holds alone in its scope.
 */
export interface Decider<State, Command, Event extends DomainEvent, Refusal> {
  readonly initial: State;
  evolve(state: State, applied: Applied<Event | ClaimFenced>): State;
  decide(state: State, command: Command): Decision<Event, Refusal>;
  claims(state: State, companyId: string): readonly Claim[];
}

/** Events to append. */
export const events = <Event extends DomainEvent>(
  ...list: readonly Event[]
): { readonly kind: 'events'; readonly events: readonly Event[] } => ({ kind: 'events', events: list });

/** A refusal. */
export const refuse = <Refusal>(refusal: Refusal): { readonly kind: 'refused'; readonly refusal: Refusal } => ({
  kind: 'refused',
  refusal,
});

/** Stands in the `default` of a switch over commands: it compiles only while every type of command has a case. */
export function unknownCommand(command: never): never {
  throw new TypeError(`no decision is known for a command of type ${(command as { readonly type: string }).type}`);
}
