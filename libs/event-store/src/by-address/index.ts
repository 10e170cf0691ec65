import { openEventStoreDb } from '../eventstoredb/index.ts';
import type { EventStore } from '../port.ts';
import { openSqliteEventStore, sqliteLogId } from '../sqlite/index.ts';

const SQLITE = 'sqlite:';

/** Where the event store is, and how to use it. */
export interface EventStoreAddress {
  /** `sqlite:` and a file, or the connection string of an EventStoreDB. */
  readonly url: string;
  /** Needed for EventStoreDB. */
  readonly claimKey: string | undefined;
  readonly timeoutMs: number;
  /** What the names of streams on an EventStoreDB begin with; `luciq` unless set. */
  readonly prefix?: string;
  /** For a process that only reads. */
  readonly readOnly?: boolean;
}

/** An event store, and who its log is. */
export interface AddressedEventStore {
  readonly store: EventStore;
  /**
   * Identity of the log, which no other log has; null while the embedded log is empty. Call it at the start: it
   * finds out whether the store can be used. Throws what the store throws.
   */
  logId(): Promise<string | null>;
}

/** An event store is addressed in a way that it cannot be used; the message is a sentence. */
export class WrongEventStoreAddress extends Error {
  override readonly name = 'WrongEventStoreAddress';
}

/** Opens the event store that an address names, for apps that let their operator choose the engine. Throws what its adapter throws. */
export function openEventStore({
  url,
  claimKey,
  timeoutMs,
  prefix = 'luciq',
  readOnly = false,
}: EventStoreAddress): AddressedEventStore {
  if (url.startsWith(SQLITE)) {
    const store = openSqliteEventStore({ file: url.slice(SQLITE.length), readOnly });
    return { store, logId: () => sqliteLogId(store) };
  }
  if (claimKey === undefined)
    throw new WrongEventStoreAddress(
      'LUCIQ_CLAIM_KEY is not set: EventStoreDB needs it, the same secret in every process.',
    );
  const store = openEventStoreDb({
    connectionString: url,
    claimKey,
    appendTimeoutMs: timeoutMs,
    readTimeoutMs: timeoutMs,
    prefix,
    readOnly,
  });
  return { store, logId: () => store.logId() };
}
