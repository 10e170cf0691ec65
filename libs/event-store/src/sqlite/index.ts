import { LOG_START } from '@luciq/events';
import type { EventStore } from '../port.ts';
import type { DatabaseOptions } from './database.ts';
import { openDatabase } from './database.ts';
import type { StoreOptions } from './store.ts';
import { SqliteEventStore } from './store.ts';

export { EventStoreFileUnusable } from './file-unusable.ts';
export * from './folder-lock.ts';
export { KEY_SUFFIX } from './record-key.ts';
export type { Commit } from './store.ts';

/** Name of the file under a data folder. */
export const EVENT_STORE_FILE = 'events.sqlite';

/**
 * Opens the event store in a file, and makes it if missing. Several processes may hold the same file open. Throws
 * EventStoreFileUnusable for a file of a newer schema, of another product, or that can't be opened, and
 * EventStoreUnavailable when another process holds it.
 */
export function openSqliteEventStore(options: DatabaseOptions & StoreOptions): EventStore {
  return new SqliteEventStore(openDatabase(options), options);
}

/** Identity of a log in a file: the id of its first record; null while it is empty. Throws what the store throws. */
export async function sqliteLogId(store: Pick<EventStore, 'readLog'>): Promise<string | null> {
  const { records } = await store.readLog({ after: LOG_START, limit: 1 });
  return records[0]?.id ?? null;
}
