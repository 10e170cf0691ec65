import { LRUCache } from 'lru-cache';
import type { Decider } from '@luciq/domain';
import type { EventStore } from '@luciq/event-store';
import type { ClaimFenced, DomainEvent, EventRecord, Position, StreamName } from '@luciq/events';
import { isPublished } from '@luciq/events';

/** States kept in memory, least recently used dropped first. */
export const MAX_CACHED_STATES = 5_000;

/** The state of a stream at a revision; -1 where there is no stream. */
export interface Versioned<State> {
  readonly state: State;
  readonly revision: number;
  /** Position of the newest published record in it, null for none: internal ones reach no row. */
  readonly published: Position | null;
}

/** Where a state that is not in memory begins, and what is done with one that was written. */
export interface StateKeeping<State> {
  /** A folded state of the past to go on from; null for none. */
  load(stream: StreamName): Promise<Versioned<State> | null>;
  /** Told after each append of this process, with the state that came of it. Must not throw. */
  written(stream: StreamName, versioned: Versioned<State>, record: EventRecord): void;
}

/** How much of the memory a state takes, in a unit of its own, and how much all of them may. */
export interface StateWeight<State> {
  of(state: State): number;
  readonly most: number;
}

/** How long after a read of the log `readAtLeast` may answer from memory, in milliseconds. */
export const SEEN_WITHIN_MS = 1_000;

/** A state in memory. */
interface Cached<State> {
  readonly versioned: Versioned<State>;
  /** When the log was read last, by `now`: the state was the newest then. */
  confirmedAt: number;
}

/** How many states are cached, and where else they are stored. */
export interface StateCacheOptions<State> {
  /** States in memory; MAX_CACHED_STATES unless given. */
  readonly max?: number;
  readonly weight?: StateWeight<State>;
  readonly keeping?: StateKeeping<State>;
  /** Milliseconds that never go back; the system's unless given. */
  readonly monotonic?: () => number;
}

/**
 * Folded states of streams in memory, so that a request folds only the records that were appended since the last one. Four reads,
 * from the cheapest to the dearest: `readWithin` (a state of up to that age, without the log), `readAtLeast` (one that has a revision),
 * `readNewest` (always asks the log for newer records), `readFromStart` (trusts nothing in memory).
 */
export class StateCache<State, Event extends DomainEvent> {
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  private readonly states: LRUCache<StreamName, Cached<State>>;

  constructor(
    private readonly store: EventStore,
    private readonly decider: Pick<Decider<State, never, Event, unknown>, 'initial' | 'evolve'>,
    private readonly options: StateCacheOptions<State> = {},
  ) {
    const { weight, max = MAX_CACHED_STATES, monotonic = () => performance.now() } = options;
    const sized = weight && {
      maxSize: weight.most,
      sizeCalculation: ({ versioned }: Cached<State>) => Math.max(1, weight.of(versioned.state)),
    };
    this.now = monotonic;
    this.states = new LRUCache<StreamName, Cached<State>>({ max, ...sized });
  }

  /** The state of a stream that does not exist; reads nothing. */
  noStream(): Versioned<State> {
    return { state: this.decider.initial, revision: -1, published: null };
  }

  /** The newest state: records that are not in memory are read from the log. */
  async readNewest(stream: StreamName): Promise<Versioned<State>> {
    return this.update(stream, this.states.get(stream));
  }

  /** The state in memory if the log was read less than `maxAgeMs` ago, else the newest. `isFresh` says that the log was read now. */
  async readWithin(
    stream: StreamName,
    maxAgeMs: number,
  ): Promise<{ readonly versioned: Versioned<State>; readonly isFresh: boolean }> {
    const cached = this.states.get(stream);
    if (cached && this.now() - cached.confirmedAt < maxAgeMs) return { versioned: cached.versioned, isFresh: false };
    return { versioned: await this.update(stream, cached), isFresh: true };
  }

  /**
   * The state in memory if it has `revision`, which was read for the same request, and is not older than SEEN_WITHIN_MS; else, or
   * without a revision, the newest.
   */
  async readAtLeast(stream: StreamName, revision: number | undefined): Promise<Versioned<State>> {
    const cached = this.states.get(stream);
    const isEnough =
      cached !== undefined &&
      revision !== undefined &&
      cached.versioned.revision >= revision &&
      this.now() - cached.confirmedAt < SEEN_WITHIN_MS;
    return isEnough ? cached.versioned : this.update(stream, cached);
  }

  /** The newest state, folded from the first record on: for a decision that takes a claim away from the stream's owner. */
  async readFromStart(stream: StreamName): Promise<Versioned<State>> {
    const at = this.now();
    return this.keep(stream, this.fold(this.noStream(), await this.store.readStream(stream)), at);
  }

  /** Stores the state after an append of this process that was sent at `at`: the decision folded it already. */
  appended(
    stream: StreamName,
    before: Versioned<State>,
    after: { readonly state: State; readonly records: readonly EventRecord[]; readonly at: number },
  ): Versioned<State> {
    const { state, records, at } = after;
    const versioned = this.keep(stream, { ...newestOf(before, records), state }, at);
    const last = records.at(-1);
    if (last) this.options.keeping?.written(stream, versioned, last);
    return versioned;
  }

  private async update(stream: StreamName, cached: Cached<State> | undefined): Promise<Versioned<State>> {
    const at = this.now();
    const known = cached?.versioned ?? (await this.options.keeping?.load(stream)) ?? this.noStream();
    const records = await this.store.readStream(stream, known.revision);
    if (records.length > 0) return this.keep(stream, this.fold(known, records), at);
    if (cached) cached.confirmedAt = Math.max(cached.confirmedAt, at);
    return known;
  }

  private fold(from: Versioned<State>, records: readonly EventRecord[]): Versioned<State> {
    // Besides ClaimFenced, a stream holds events of its own decider only: the stream's name says which.
    const own = records as readonly EventRecord<Event | ClaimFenced>[];
    const state = own.reduce((folded, record) => this.decider.evolve(folded, record), from.state);
    return { ...newestOf(from, own), state };
  }

  private keep(stream: StreamName, versioned: Versioned<State>, at: number): Versioned<State> {
    const cached = this.states.get(stream);
    if (!cached || cached.versioned.revision < versioned.revision)
      this.states.set(stream, { versioned, confirmedAt: at });
    else if (cached.versioned.revision === versioned.revision) cached.confirmedAt = Math.max(cached.confirmedAt, at);
    return versioned;
  }
}

/** Revision and published position after these records. */
const newestOf = (
  { revision, published }: Versioned<unknown>,
  records: readonly EventRecord[],
): Omit<Versioned<unknown>, 'state'> => ({
  revision: records.at(-1)?.revision ?? revision,
  published: records.findLast(({ event }) => isPublished(event.type))?.position ?? published,
});
