import type { Decider } from '@luciq/domain';
import { refuse } from '@luciq/domain';
import type { DomainEvent } from '@luciq/events';
import type { ExpectedRevision } from '@luciq/scim';
import { isExpected } from '@luciq/scim';

/** The resource has another revision than the sender expects of it; nothing was changed. */
export interface UnexpectedRevision {
  readonly kind: 'unexpected-revision';
}

/**
 * The decider for a command that is to be done on some revisions only: they are judged with the decision, so that nothing comes
 * between the two. What it refuses in any case stays refused so. `revisionOf` is null for a resource that is not there.
 */
export function onExpected<State, Command, Event extends DomainEvent, Refusal>(
  decider: Decider<State, Command, Event, Refusal>,
  expected: ExpectedRevision | null,
  revisionOf: (state: State) => number | null,
): Decider<State, Command, Event, Refusal | UnexpectedRevision> {
  if (!expected) return decider;
  return {
    ...decider,
    decide: (state, command) => {
      const decision = decider.decide(state, command);
      const revision = revisionOf(state);
      return decision.kind === 'refused' || revision === null || isExpected(expected, revision)
        ? decision
        : refuse({ kind: 'unexpected-revision' });
    },
  };
}
