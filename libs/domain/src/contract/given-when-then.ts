import { deepStrictEqual } from 'node:assert/strict';
import type { Cause, DomainEvent } from '@luciq/events';
import type { CommandContext } from '../command-context.ts';
import type { Applied, Decider, Decision } from '../decider.ts';

/** Time of the first given event; each later one is a second after the one before. */
const FIRST_EVENT_MS = Date.UTC(2026, 0, 1);

/** Why the given events are there. */
const CAUSE: Cause = { commandId: 'given', requestId: 'given', actor: { kind: 'system', id: 'given' }, tokenId: null };

/** What a command of an identity provider carries where nothing else matters. */
export const idpContext: CommandContext = {
  companyId: 'acme',
  commandId: '00000000-0000-4000-8000-000000000001',
  requestId: '00000000-0000-4000-8000-000000000001',
  actor: { kind: 'idp', id: 't1' },
  tokenId: 't1',
  now: '2026-01-01T00:00:00.000Z',
};

/** What a decider made of its history and a command. */
export interface When<Event extends DomainEvent, Refusal> {
  readonly decision: Decision<Event, Refusal>;
  /** Passes when exactly these events were decided; none means that nothing changes. Throws AssertionError. */
  then(...events: readonly Event[]): void;
  /** The same of a command that can be done once: decided again, it is refused in exactly this way. Throws AssertionError. */
  thenOnce(refusal: Refusal, ...events: readonly Event[]): void;
  /** Passes when the command was refused in exactly this way. Throws AssertionError. */
  thenRefused(refusal: Refusal): void;
}

/** A history to which a command is given. */
export interface Given<State, Command, Event extends DomainEvent, Refusal> {
  readonly state: State;
  when(command: Command): When<Event, Refusal>;
}

const applied = <Event extends DomainEvent>(event: Event, revision: number): Applied<Event> => ({
  event,
  companyId: 'acme',
  revision,
  cause: CAUSE,
  time: new Date(FIRST_EVENT_MS + revision * 1_000).toISOString(),
});

/** Where a rule begins to be told. */
export interface Spec<State, Command, Event extends DomainEvent, Refusal> {
  given(...history: readonly Event[]): Given<State, Command, Event, Refusal>;
}

/**
 * Rules told as history, command and outcome: `specOf(userDecider).given(...events).when(command).then(...events)`.
 * Every accepted command is also decided a second time, which must give nothing.
 */
export function specOf<State, Command, Event extends DomainEvent, Refusal>(
  decider: Pick<Decider<State, Command, Event, Refusal>, 'initial' | 'evolve' | 'decide'>,
): Spec<State, Command, Event, Refusal> {
  return {
    given: (...history) => {
      const fold = (events: readonly Event[]): State =>
        events.reduce((state, event, revision) => decider.evolve(state, applied(event, revision)), decider.initial);
      const state = fold(history);
      return {
        state,
        when: (command) => {
          const decision = decider.decide(state, command);
          return {
            decision,
            then: (...events) => {
              deepStrictEqual(decision, { kind: 'events', events });
              deepStrictEqual(
                decider.decide(fold([...history, ...events]), command),
                { kind: 'events', events: [] },
                'decided again, the command gives nothing',
              );
            },
            thenOnce: (refusal, ...events) => {
              deepStrictEqual(decision, { kind: 'events', events });
              deepStrictEqual(
                decider.decide(fold([...history, ...events]), command),
                { kind: 'refused', refusal },
                'decided again, the command is refused',
              );
            },
            thenRefused: (refusal) => deepStrictEqual(decision, { kind: 'refused', refusal }),
          };
        },
      };
    },
  };
}
