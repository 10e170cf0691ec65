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

/** A revision that was read for a request counts as the newest for so long, in milliseconds. */
export const SEEN_WITHIN_MS = 1_000;

/** A state that is kept. */
interface Kept<State> {
  readonly versioned: Versioned<State>;
  /** Reading of the clock at which nothing newer was in the stream. */
  confirmedAt: number;
}

/** How states are kept. */
export interface StateCacheOptions<State> {
  /** States in memory; MAX_CACHED_STATES unless given. */
  readonly max?: number;
  readonly weight?: StateWeight<State>;
  readonly keeping?: StateKeeping<State>;
  /** Milliseconds that never go back; the system's unless given. */
  readonly monotonic?: () => number;
}

/**
 * Folded states, so that a long stream is not folded again for each request. A caller says how old a state may be: without
 * that, what was appended since is read.
 */
export class StateCache<State, Event extends DomainEvent> {
  /** Reading of the clock. */
  readonly now: () => number;
  private readonly states: LRUCache<StreamName, Kept<State>>;

  constructor(
    private readonly store: EventStore,
    private readonly decider: Pick<Decider<State, never, Event, unknown>, 'initial' | 'evolve'>,
    private readonly options: StateCacheOptions<State> = {},
  ) {
    const { weight, max = MAX_CACHED_STATES, monotonic = () => performance.now() } = options;
    const sized = weight && {
      maxSize: weight.most,
      sizeCalculation: ({ versioned }: Kept<State>) => Math.max(1, weight.of(versioned.state)),
    };
    this.now = monotonic;
    this.states = new LRUCache<StreamName, Kept<State>>({ max, ...sized });
  }

  /** The state with everything in it that is in the stream now. */
  async newest(stream: StreamName): Promise<Versioned<State>> {
    return this.read(stream, this.states.get(stream));
  }

  /** The state as it was at most `maxAgeMs` ago, and whether it was read just now. */
  async within(
    stream: StreamName,
    maxAgeMs: number,
  ): Promise<{ readonly versioned: Versioned<State>; readonly isFresh: boolean }> {
    const kept = this.states.get(stream);
    if (kept && this.now() - kept.confirmedAt < maxAgeMs) return { versioned: kept.versioned, isFresh: false };
    return { versioned: await this.read(stream, kept), isFresh: true };
  }

  /** The state of a stream that is not there. */
  nothing(): Versioned<State> {
    return { state: this.decider.initial, revision: -1, published: null };
  }

  /** The newest state, without reading where `revision` was read for the same request: nothing older than that is answered. */
  async since(stream: StreamName, revision: number | undefined): Promise<Versioned<State>> {
    const kept = this.states.get(stream);
    const isSeen =
      kept !== undefined &&
      revision !== undefined &&
      kept.versioned.revision >= revision &&
      this.now() - kept.confirmedAt < SEEN_WITHIN_MS;
    return isSeen ? kept.versioned : this.read(stream, kept);
  }

  /** The same, folded from the first record on, whatever is known already: for a decision that takes something from another stream. */
  async fromStart(stream: StreamName): Promise<Versioned<State>> {
    const at = this.now();
    return this.keep(stream, this.fold(this.nothing(), await this.store.readStream(stream)), at);
  }

  /** Takes in the state that an append of this process came to, sent at `at`: it was folded for the decision, and is not folded again. */
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

  private async read(stream: StreamName, kept: Kept<State> | undefined): Promise<Versioned<State>> {
    const at = this.now();
    const known = kept?.versioned ?? (await this.options.keeping?.load(stream)) ?? this.nothing();
    const records = await this.store.readStream(stream, known.revision);
    if (records.length > 0) return this.keep(stream, this.fold(known, records), at);
    if (kept) kept.confirmedAt = Math.max(kept.confirmedAt, at);
    return known;
  }

  private fold(from: Versioned<State>, records: readonly EventRecord[]): Versioned<State> {
    // Besides ClaimFenced, a stream holds events of its own decider only: the stream's name says which.
    const own = records as readonly EventRecord<Event | ClaimFenced>[];
    const state = own.reduce((folded, record) => this.decider.evolve(folded, record), from.state);
    return { ...newestOf(from, own), state };
  }

  private keep(stream: StreamName, versioned: Versioned<State>, at: number): Versioned<State> {
    const kept = this.states.get(stream);
    if (!kept || kept.versioned.revision < versioned.revision) this.states.set(stream, { versioned, confirmedAt: at });
    else if (kept.versioned.revision === versioned.revision) kept.confirmedAt = Math.max(kept.confirmedAt, at);
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
