import type { Claim, ClaimFenced, DomainEvent, EventRecord } from '@luciq/events';

/** What was decided: the events to append, none if nothing changes, or why not. */
export type Decision<Event extends DomainEvent, Refusal> =
  | { readonly kind: 'events'; readonly events: readonly Event[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** The part of a record from which state is folded. */
export type Applied<Event extends DomainEvent> = Pick<
  EventRecord<Event>,
  'event' | 'companyId' | 'time' | 'revision' | 'cause'
>;

/**
 * The rules of one kind of stream. `decide` is idempotent: after its events were applied, the same command gives none;
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
