import { setTimeout as delay } from 'node:timers/promises';
import type { Decider } from '@luciq/domain';
import type { EventStore, FormerOwner } from '@luciq/event-store';
import type { Claim, DomainEvent, StreamName } from '@luciq/events';
import { parseStream } from '@luciq/events';
import type { StateCache } from './state-cache.ts';

/** Times a command looks for the holder of a claim anew because it changed hands meanwhile. */
export const MAX_CLAIM_ROUNDS = 5;

/** Between the two looks at a claim that seems stale, in milliseconds: at least, and at most. */
export const STALE_PAUSE_MIN_MS = 100;
export const STALE_PAUSE_MAX_MS = 300;

/** True if both are the same claim. */
export const sameClaim = (a: Claim, b: Claim): boolean =>
  a.kind === b.kind && a.value === b.value && a.scope === b.scope;

/** Where claims and the states of their owners are. */
export interface ClaimedStates<State, Event extends DomainEvent> {
  readonly decider: Pick<Decider<State, never, Event, unknown>, 'claims'>;
  readonly store: EventStore;
  readonly states: StateCache<State, Event>;
}

/** A claim and the stream that holds it. */
export interface HeldClaim {
  readonly claim: Claim;
  readonly owner: StreamName;
}

/** The first of these claims that a stream holds, and that stream; null where none is held. Throws EventStoreUnavailable. */
export async function claimHolder(store: EventStore, claims: readonly Claim[]): Promise<HeldClaim | null> {
  for (const claim of claims) {
    const owner = await store.claimOwner(claim);
    if (owner !== null) return { claim, owner };
  }
  return null;
}

/** True if the state of the owner has the value that the claim is on: a claim alone may be stale. */
export function holds<State, Event extends DomainEvent>(
  { decider }: Pick<ClaimedStates<State, Event>, 'decider'>,
  owner: StreamName,
  state: State,
  claim: Claim,
): boolean {
  return decider.claims(state, parseStream(owner).companyId).some((held) => sameClaim(held, claim));
}

/**
 * Looks a second time, after a short pause of random length, at a claim whose owner was seen without the value. An owner
 * that is just about to append takes its claim first: without the pause, creates at the same time would take turns in
 * fencing each other. Answers the former owner if it still holds the claim without the value; null if anything has changed.
 */
export async function formerOwner<State, Event extends DomainEvent>(
  where: ClaimedStates<State, Event>,
  claim: Claim,
  owner: StreamName,
): Promise<FormerOwner | null> {
  await delay(STALE_PAUSE_MIN_MS + Math.random() * (STALE_PAUSE_MAX_MS - STALE_PAUSE_MIN_MS));
  if ((await where.store.claimOwner(claim)) !== owner) return null;
  // A claim is taken away only after a read of the whole stream: no cached state counts here.
  const { state, revision } = await where.states.readFromStart(owner);
  return holds(where, owner, state, claim) ? null : { stream: owner, revision };
}
