import type { EventStore } from '@luciq/event-store';
import { openSqliteEventStore } from '@luciq/event-store/sqlite';
import { LOG_START } from '@luciq/events';
import type { EventStoreSettings } from '@luciq/settings';

const SQLITE = 'sqlite:';

/** The log to relay from. */
export interface Log {
  readonly engine: string;
  readonly store: EventStore;
  /** Who the log is, for ever: a UUID. Throws what the store throws, and waits for as long as the log has no identity yet. */
  id(signal: AbortSignal): Promise<string | null>;
}

/** The embedded log is known by its first record, whose id no other log has. Null when aborted. */
async function firstRecordId(store: EventStore, signal: AbortSignal): Promise<string | null> {
  while (!signal.aborted) {
    const { records: [first] } = await store.readLog({ after: LOG_START, limit: 1 });
    if (first) return first.id;
    await store.waitForRecords(LOG_START, signal);
  }
  return null;
}

/** Opens the log that the settings name. */
export async function openLog({ LUCIQ_EVENT_STORE_URL: url }: EventStoreSettings): Promise<Log> {
  const store = openSqliteEventStore({ file: url.slice(SQLITE.length), readOnly: true });
  return { engine: 'event-store', store, id: (signal) => firstRecordId(store, signal) };
}
