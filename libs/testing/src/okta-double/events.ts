import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EVENT_STORE_FILE, openSqliteEventStore } from '@luciq/event-store/sqlite';
import type { EventRecord } from '@luciq/events';

/** Events that requests caused, read beside a running service. */
export interface CausedEvents {
  /** Records appended since the last call that this request caused. */
  of(requestId: string): Promise<readonly EventRecord[]>;
  close(): Promise<void>;
}

/** Records read at a time. */
const SLICE = 500;

/** Opens the event store of a data folder for reading, from its present end on; null where there is none. */
export async function openCausedEvents(folder: string): Promise<CausedEvents | null> {
  const file = join(folder, EVENT_STORE_FILE);
  if (!existsSync(file)) return null;
  const store = openSqliteEventStore({ file, readOnly: true });
  let after = await store.head();
  return {
    of: async (requestId) => {
      const found: EventRecord[] = [];
      for (let more = true; more;) {
        const { records, through } = await store.readLog({ after, limit: SLICE });
        found.push(...records.filter(({ cause }) => cause.requestId === requestId));
        after = through;
        more = records.length === SLICE;
      }
      return found;
    },
    close: () => store.close(),
  };
}
