import type { Cause, Claim, DomainEvent, EventRecord, Position, StreamName } from '@luciq/events';
import { EngineError } from '@luciq/service';

/** A former owner that may be replaced, and its newest revision (-1: no stream) when it was seen not to hold the value. */
export interface FormerOwner {
  readonly stream: StreamName;
  readonly revision: number;
}

/** A claim that the append takes for its stream, or gives up. */
export type ClaimChange =
  | { readonly action: 'take'; readonly claim: Claim; readonly from?: FormerOwner }
  | { readonly action: 'release'; readonly claim: Claim };

/** What the stream must look like for the append to happen; a number is its newest revision. */
export type ExpectedRevision = number | 'no-stream' | 'stream-exists' | 'any';

/**
 * One change of one stream: all of its events and claims, or nothing. A change too large for one append of the engine is
 * done in chunks, in order; after a crash in between, a repeat completes it.
 */
export interface AppendRequest {
  readonly stream: StreamName;
  readonly expected: ExpectedRevision;
  /** At least one. Ids are UUIDs, unique in the stream; an append repeated in it with the same ids is done once. */
  readonly events: readonly { readonly id: string; readonly event: DomainEvent }[];
  /** RFC 3339, UTC, milliseconds; the time of every record of the append. */
  readonly time: string;
  readonly cause: Cause;
  readonly claims?: readonly ClaimChange[];
}

/** What became of an append. `conflict.actual` is the newest revision, null for no stream. */
export type AppendOutcome =
  | { readonly kind: 'appended'; readonly records: readonly EventRecord[] }
  | { readonly kind: 'conflict'; readonly actual: number | null }
  | { readonly kind: 'claimed'; readonly claim: Claim; readonly owner: StreamName };

/** A slice of the log. Everything up to and including `through` has been read; go on from there. */
export interface LogSlice {
  readonly records: readonly EventRecord[];
  readonly through: Position;
}

/** Part of the log to read: records after a position, at most `limit`, of every company or of one. */
export interface LogQuery {
  readonly after: Position;
  readonly limit: number;
  readonly companyId?: string;
}

/**
 * The log of everything decided. Every method may throw EventStoreUnavailable; reads throw UnknownEvent for a record of a
 * newer build. A request that breaks the rules of this port is a fault of the caller: TypeError or RangeError.
 * A record once returned by `append` is durable, never changes, and is seen by every later read.
 */
export interface EventStore {
  /** Appends durably before it answers. Checks repetition of ids first, then the revision, then the claims. */
  append(request: AppendRequest): Promise<AppendOutcome>;
  /** Records of a stream with a revision above `after` (default: all), in order. Empty for a stream that is not there. */
  readStream(stream: StreamName, after?: number): Promise<readonly EventRecord[]>;
  /** Records by position, in order; never skips a record that becomes visible later at a lower position. */
  readLog(query: LogQuery): Promise<LogSlice>;
  /**
   * Id of the record at exactly that position; null where none is, as after another history was restored. Cheap: no other record is looked at.
   */
  idAt(position: Position): Promise<string | null>;
  /** The stream that holds a claim. It may be stale where claims are taken apart from appends. */
  claimOwner(claim: Claim): Promise<StreamName | null>;
  /** Position of the newest record, of every company or of one; LOG_START for none. */
  head(companyId?: string): Promise<Position>;
  /**
   * Resolves when there may be records after the position, or at the latest after a named poll interval: a hint, not a
   * promise. Resolves at once when the signal is aborted.
   */
  waitForRecords(after: Position, signal: AbortSignal): Promise<void>;
  /** Ends every wait and lets go of the engine. */
  close(): Promise<void>;
}

/**
 * The engine could not be reached or did not answer. `not-done`: nothing was appended. `unknown`: it may have been;
 * repeating the append with the same ids settles it.
 */
export class EventStoreUnavailable extends EngineError {
  override readonly name = 'EventStoreUnavailable';
  override readonly engine = 'event-store';
  override readonly trouble: 'unavailable' | 'contended' | 'unusable' = 'unavailable';
  override readonly sentence: string | null;
  constructor(
    readonly outcome: 'not-done' | 'unknown',
    message: string,
    { sentence = null, ...options }: ErrorOptions & { readonly sentence?: string | null } = {},
  ) {
    super(message, options);
    this.sentence = sentence;
  }
}

/** The event store refuses this user, or is not reached as it is addressed: no repeat helps until an operator has done what the sentence says. */
export class EventStoreUnusable extends EventStoreUnavailable {
  override readonly trouble = 'unusable';
  constructor(sentence: string, options: ErrorOptions = {}) {
    super('not-done', sentence, { ...options, sentence });
  }
}

/** Nothing was appended since others were faster, again and again: the engine is well, and a repeat succeeds once fewer write at once. */
export class EventStoreContended extends EventStoreUnavailable {
  override readonly trouble = 'contended';
  constructor(message: string) {
    super('not-done', message);
  }
}
