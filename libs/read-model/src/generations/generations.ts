import type { Kysely } from 'kysely';
import type { EventRecord } from '@luciq/events';
import type { RowSink } from '../applying/row-sink.ts';
import type { Tables } from '../tables/tables.ts';

/** A generation by number, and the projection version that it was made for. */
export interface GenerationName {
  readonly number: number;
  readonly version: number;
}

/** An empty generation that is filled from the log; it is not read before it is the live one. */
export interface FreshGeneration {
  readonly number: number;
  /** Its source is the log. */
  readonly sink: RowSink<EventRecord>;
  read<T>(query: (db: Kysely<Tables>) => Promise<T>): Promise<T>;
  /** Lets the projectors go on from these checkpoints of other sources than the log. */
  setCheckpoints(checkpoints: readonly { readonly source: string; readonly position: bigint }[]): Promise<void>;
  /** Makes the indexes, and all that was written durable: from here on it can be the live one. */
  complete(): Promise<void>;
  /** Lets go of it, and removes it unless it has become the live one. */
  close(): Promise<void>;
}

/** `overtaken`: a newer generation is live, or this one was removed; nothing was changed. */
export type SwitchOutcome = { readonly kind: 'switched' } | { readonly kind: 'overtaken'; readonly live: number };

/** Where the generations of a read model are kept. */
export interface Generations {
  /** The live generation; null where there is none yet. */
  live(): Promise<GenerationName | null>;
  /** Runs queries on one generation, held still meanwhile: all of them see one moment. */
  snapshot<T>(generation: number, work: (db: Kysely<Tables>) => Promise<T>): Promise<T>;
  /** Makes an empty generation: `successor` has a number above every other and may become the live one, `scratch` is only compared with. */
  create(use: 'successor' | 'scratch'): Promise<FreshGeneration>;
  /** Makes a complete generation the live one, and removes those that are older than the former live one. */
  switchTo(fresh: FreshGeneration): Promise<SwitchOutcome>;
}
