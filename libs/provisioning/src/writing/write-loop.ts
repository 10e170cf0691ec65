import { setTimeout as delay } from 'node:timers/promises';
import { v5 as uuidV5 } from 'uuid';
import type { CommandContext, Decider } from '@luciq/domain';
import type { AppendOutcome, AppendRequest, ClaimChange, EventStore, FormerOwner } from '@luciq/event-store';
import { EventStoreContended, EventStoreUnavailable } from '@luciq/event-store';
import type { Cause, Claim, DomainEvent, EventRecord, Position, StreamName } from '@luciq/events';
import { sameClaim } from './stale-claims.ts';
import type { StateCache, Versioned } from './state-cache.ts';

/** Times a decision is taken anew because someone else wrote to the stream first. */
export const MAX_DECISIONS = 60;
/** Longest pause before a decision is taken anew, in milliseconds; it is random, and the first ones are shorter. */
export const MAX_CONFLICT_PAUSE_MS = 32;
/** Times one append is sent, with the same event ids, while its outcome is not known. */
export const MAX_SENDS = 3;

/** A command on its way to the stream it concerns. `takeFrom` is an owner whose stale claims may be taken over. */
export interface Write<Command> {
  readonly stream: StreamName;
  readonly command: Command;
  /** A revision of the stream that was read for the same request: the first decision is made on it without reading again. */
  readonly seen?: number | undefined;
  /** True for an id that was made for this request: the first decision is made without reading, and the append at `no-stream` asks whether that was right. */
  readonly isNew?: boolean;
  readonly takeFrom?: FormerOwner;
}

/**
 * What became of a command. `records` is empty where nothing had to change. `published` is the position to acknowledge,
 * also of a change that an earlier try, never answered, had made already; null for none.
 */
export type WriteOutcome<State, Refusal> =
  | {
      readonly kind: 'written';
      readonly state: State;
      readonly records: readonly EventRecord[];
      readonly published: Position | null;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'claimed'; readonly claim: Claim; readonly owner: StreamName };

/** Id of the event that a command puts at a place: the same for the same place, so that a repeat is recognised there. */
export const eventId = (commandId: string, stream: StreamName, revision: number): string =>
  uuidV5(`${stream}@${revision}`, commandId);

/**
 * What an append does to claims that a stream held before it and is to hold after it; `from` is whose stale ones may be taken
 * over. Who gives up one form of a name takes every form of the new one, also one that the state had before: of two that had
 * the same name when names were compared by case alone, only one holds it (docs/decisions/0040).
 */
export function claimChanges(before: readonly Claim[], after: readonly Claim[], from?: FormerOwner): ClaimChange[] {
  const released = before.filter((claim) => !after.some((kept) => sameClaim(kept, claim)));
  const isRenamed = ({ kind }: Claim): boolean => kind !== 'token' && released.some((claim) => claim.kind === kind);
  const taken = after.filter((claim) => isRenamed(claim) || !before.some((had) => sameClaim(had, claim)));
  return [
    ...released.map((claim): ClaimChange => ({ action: 'release', claim })),
    ...taken.map((claim): ClaimChange => ({ action: 'take', claim, ...(from === undefined ? {} : { from }) })),
  ];
}

/** Sends an append again while it is not known whether it happened: the store recognises the ids. */
async function settle(store: EventStore, request: AppendRequest): Promise<AppendOutcome> {
  for (let sends = 1; ; sends += 1) {
    try {
      return await store.append(request);
    } catch (error) {
      if (!(error instanceof EventStoreUnavailable) || sends >= MAX_SENDS) throw error;
    }
  }
}

/**
 * Two processes that write to one stream without a break fall into step, and one of them always comes second: a pause of
 * random length lets it come first.
 */
const conflictPause = (conflicts: number): Promise<void> =>
  delay(Math.random() * Math.min(MAX_CONFLICT_PAUSE_MS, 2 ** conflicts));

/**
 * The one loop for writing: newest state, decide, append at that revision with the claims, and once more from the start
 * if someone else was faster. Throws EventStoreUnavailable; a repeat of the whole command is then safe.
 */
export async function decideAndAppend<
  State,
  Command extends { readonly context: CommandContext },
  Event extends DomainEvent,
  Refusal,
>(
  decider: Decider<State, Command, Event, Refusal>,
  write: Write<Command>,
  { store, states }: { readonly store: EventStore; readonly states: StateCache<State, Event> },
): Promise<WriteOutcome<State, Refusal>> {
  const { stream, command, seen, isNew, takeFrom } = write;
  const { companyId, commandId, requestId, actor, tokenId, now } = command.context;
  const cause: Cause = { commandId, requestId, actor, tokenId };
  for (let decisions = 0; decisions < MAX_DECISIONS; decisions += 1) {
    const isFirst = decisions === 0;
    const current: Versioned<State> =
      isFirst && isNew
        ? states.noStream()
        : await (isFirst ? states.readAtLeast(stream, seen) : states.readNewest(stream));
    const decision = decider.decide(current.state, command);
    if (decision.kind === 'refused') return decision;
    if (decision.events.length === 0)
      return { kind: 'written', state: current.state, records: [], published: current.published };
    const after = decision.events.reduce(
      (state, event, index) =>
        decider.evolve(state, { event, companyId, time: now, revision: current.revision + 1 + index, cause }),
      current.state,
    );
    const sentAt = states.now();
    const outcome = await settle(store, {
      stream,
      expected: current.revision < 0 ? 'no-stream' : current.revision,
      events: decision.events.map((event, index) => ({
        id: eventId(commandId, stream, current.revision + 1 + index),
        event,
      })),
      time: now,
      cause,
      claims: claimChanges(decider.claims(current.state, companyId), decider.claims(after, companyId), takeFrom),
    });
    if (outcome.kind === 'claimed') return outcome;
    if (outcome.kind === 'appended') {
      const { state, published } = states.appended(stream, current, {
        state: after,
        records: outcome.records,
        at: sentAt,
      });
      return { kind: 'written', state, records: outcome.records, published };
    }
    await conflictPause(decisions);
  }
  throw new EventStoreContended(`${MAX_DECISIONS} other writers were faster on one stream`);
}
