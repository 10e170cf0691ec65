import { AsyncLocalStorage } from 'node:async_hooks';
import { LRUCache } from 'lru-cache';
import type { EventStore } from '@luciq/event-store';
import type { EventRecord, Position } from '@luciq/events';
import { LOG_START, NO_COMPANY } from '@luciq/events';
import { structuredWriter } from '@luciq/messaging';
import { BEGINNING, cursorAt, digestOfEvent, parseCursor } from './cursor.ts';
import { Entry } from './entry.ts';
import { Lanes } from './lanes.ts';
import { Tail } from './tail.ts';

/** Records that are read at once for readers of the past; other requests are answered in between. */
export const READ_AT_ONCE = 250;
/** Reads of the past at once; others wait. */
export const READS_AT_ONCE = 2;
/** Slices of the past that are kept, for readers who follow each other. */
export const KEPT_SLICES = 4;
/** Places in the log whose cursors were given out or looked up of late: they are good without a look. */
export const KNOWN_PLACES = 10_000;

/** A place in the log: behind the event of that id, or the start of the log. */
export interface Place {
  readonly position: Position;
  readonly cursor: string;
}

/** What a cursor is found to be. `other-log`: another store. `other-history`: this log was put back, and went on otherwise. */
export type Found =
  { readonly kind: 'place'; readonly place: Place } | { readonly kind: 'malformed' | 'other-log' | 'other-history' };

/** What the feed reads of an event store. */
export type FeedStore = Pick<EventStore, 'readLog' | 'idAt' | 'head' | 'waitForRecords'>;

/** What the feed reads, and what it tells. */
export interface FeedLogOptions {
  readonly store: FeedStore;
  /** Identity of the log, a UUID; null while it is empty. */
  readonly logId: () => Promise<string | null>;
  /** Where the gateways answer with schemas. */
  readonly publicUrl: () => string;
  /** Called when the credentials of the feed may have changed. */
  readonly credentialsChanged: () => void;
}

const START: Place = { position: LOG_START, cursor: BEGINNING };

/** The log as readers of the feed see it: its end from memory, its past in slices that they share. */
export class FeedLog {
  private readonly options: FeedLogOptions;
  private readonly tail: Tail;
  private readonly lanes = new Lanes(READS_AT_ONCE);
  private readonly slices = new LRUCache<string, Promise<readonly Entry[]>>({ max: KEPT_SLICES });
  private readonly known = new LRUCache<Position, string>({ max: KNOWN_PLACES });
  /** What is shared by requests must not end with the time of the one that happened to begin it. */
  private readonly ofNoRequest = AsyncLocalStorage.snapshot();
  private identity: string | null = null;
  private write: ((record: EventRecord) => string) | null = null;

  constructor(options: FeedLogOptions) {
    this.options = options;
    this.tail = new Tail({
      store: options.store,
      entries: (records) => this.entries(records),
      came: (entries) => {
        if (entries.length === 0 || entries.some(({ companyId }) => companyId === NO_COMPANY))
          options.credentialsChanged();
      },
    });
  }

  /** At most `limit` entries after a position, from memory or from the log. Throws what the store throws. */
  async read(after: Position, limit: number): Promise<readonly Entry[]> {
    return this.tail.after(after, limit) ?? this.slice(after, Math.min(limit, READ_AT_ONCE));
  }

  /** Resolves when there may be something after a position, at the latest after so long, or on abort. */
  wait(after: Position, ms: number, signal: AbortSignal): Promise<void> {
    return this.ofNoRequest(() => this.tail.wait(after, ms, signal));
  }

  /** The place behind an entry, whose cursor will be known when it comes back. */
  placeOf(entry: Entry): Place {
    this.known.set(entry.position, digestOfEvent(entry.id));
    return entry;
  }

  /** Looks a cursor up. Throws what the store throws. */
  async find(cursor: string): Promise<Found> {
    if (cursor === BEGINNING) return { kind: 'place', place: START };
    const parts = parseCursor(cursor);
    if (!parts) return { kind: 'malformed' };
    const { logId, position, digest } = parts;
    if (logId !== (await this.logId())) return { kind: 'other-log' };
    if (this.known.get(position) === digest) return { kind: 'place', place: { position, cursor } };
    const id = await this.ofNoRequest(() => this.options.store.idAt(position));
    if (id === null || digestOfEvent(id) !== digest) return { kind: 'other-history' };
    this.known.set(position, digest);
    return { kind: 'place', place: { position, cursor } };
  }

  /** The end of the log. Throws what the store throws. */
  async end(): Promise<Place> {
    const { store } = this.options;
    const position = await this.ofNoRequest(() => store.head());
    const id = position === LOG_START ? null : await this.ofNoRequest(() => store.idAt(position));
    const logId = await this.logId();
    if (id === null || logId === null) return START;
    this.known.set(position, digestOfEvent(id));
    return { position, cursor: cursorAt(logId, { position, id }) };
  }

  /** Ends every wait. */
  close(): Promise<void> {
    return this.tail.close();
  }

  private async logId(): Promise<string | null> {
    this.identity ??= await this.ofNoRequest(() => this.options.logId());
    return this.identity;
  }

  private async entries(records: readonly EventRecord[]): Promise<readonly Entry[]> {
    const logId = await this.logId();
    if (logId === null) return [];
    this.write ??= structuredWriter(logId, this.options.publicUrl());
    const { write } = this;
    return records.map((record) => new Entry(record, logId, write));
  }

  /** A slice of the past. Readers who want the same one share it; one at the end of the log is not kept, since it will grow. */
  private slice(after: Position, limit: number): Promise<readonly Entry[]> {
    const key = `${after} ${limit}`;
    const shared = this.slices.get(key);
    if (shared) return shared;
    const forget = (): void => void (this.slices.get(key) === slice && this.slices.delete(key));
    const slice = this.ofNoRequest(() =>
      this.lanes.run(async () => this.entries((await this.options.store.readLog({ after, limit })).records)),
    );
    this.slices.set(key, slice);
    slice.then((entries) => entries.length < limit && forget(), forget);
    return slice;
  }
}
