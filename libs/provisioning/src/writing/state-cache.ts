import { LRUCache } from 'lru-cache';
import { isPublished } from '@luciq/events';
import type { ClaimFenced, DomainEvent, EventRecord, Position, StreamName } from '@luciq/events';
import type { Decider } from '@luciq/domain';
import type { EventStore } from '@luciq/event-store';

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

/**
 * Folded states, so that a long stream is not folded again for each request. Never trusted by itself: `newest` always
 * reads what was appended since.
 */
export class StateCache<State, Event extends DomainEvent> {
  private readonly states: LRUCache<StreamName, Versioned<State>>;

  constructor(
    private readonly store: EventStore,
    private readonly decider: Pick<Decider<State, never, Event, unknown>, 'initial' | 'evolve'>,
    private readonly options: { readonly weight?: StateWeight<State>; readonly keeping?: StateKeeping<State> } = {},
  ) {
    const { weight } = options;
    const sized = weight && { maxSize: weight.most, sizeCalculation: ({ state }: Versioned<State>) => Math.max(1, weight.of(state)) };
    this.states = new LRUCache<StreamName, Versioned<State>>({ max: MAX_CACHED_STATES, ...sized });
  }

  /** The state with everything in it that is in the stream now. */
  async newest(stream: StreamName): Promise<Versioned<State>> {
    const known = this.states.get(stream) ?? (await this.options.keeping?.load(stream)) ?? this.nothing();
    const records = await this.store.readStream(stream, known.revision);
    if (records.length === 0) return known;
    return this.keep(stream, this.fold(known, records));
  }

  /** The same, folded from the first record on, whatever is known already: for a decision that takes something from somebody else. */
  async fromStart(stream: StreamName): Promise<Versioned<State>> {
    return this.keep(stream, this.fold(this.nothing(), await this.store.readStream(stream)));
  }

  /** Takes in the state that an append of this process came to: it was folded for the decision, and is not folded again. */
  appended(stream: StreamName, before: Versioned<State>, after: { readonly state: State; readonly records: readonly EventRecord[] }): Versioned<State> {
    const { state, records } = after;
    const versioned = this.keep(stream, { ...newestOf(before, records), state });
    const last = records.at(-1);
    if (last) this.options.keeping?.written(stream, versioned, last);
    return versioned;
  }

  private nothing(): Versioned<State> {
    return { state: this.decider.initial, revision: -1, published: null };
  }

  private fold(from: Versioned<State>, records: readonly EventRecord[]): Versioned<State> {
    // Besides ClaimFenced, a stream holds events of its own decider only: the stream's name says which.
    const own = records as readonly EventRecord<Event | ClaimFenced>[];
    const state = own.reduce((folded, record) => this.decider.evolve(folded, record), from.state);
    return { ...newestOf(from, own), state };
  }

  private keep(stream: StreamName, versioned: Versioned<State>): Versioned<State> {
    const cached = this.states.get(stream);
    if (!cached || cached.revision <= versioned.revision) this.states.set(stream, versioned);
    return versioned;
  }
}

/** Revision and published position after these records. */
const newestOf = ({ revision, published }: Versioned<unknown>, records: readonly EventRecord[]): Omit<Versioned<unknown>, 'state'> => ({
  revision: records.at(-1)?.revision ?? revision,
  published: records.findLast(({ event }) => isPublished(event.type))?.position ?? published,
});
