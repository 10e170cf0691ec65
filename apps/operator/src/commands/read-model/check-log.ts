import type { EventStore } from '@luciq/event-store';
import { DamagedLog } from '@luciq/event-store';
import type { StreamName } from '@luciq/events';
import { LOG_START } from '@luciq/events';

/** Records that are checked at a time. */
export const CHECKED_AT_A_TIME = 2_000;

/**
 * Reads the whole log, which checks each record's form and code, and sees to it that no stream has a gap. Remembers the newest revision of each stream: some
 * 100 bytes each. Answers how many records there are. Throws DamagedLog for the first that is not as it was written.
 */
export async function checkLog(
  store: Pick<EventStore, 'readLog'>,
  onProgress: (position: bigint) => void = () => undefined,
): Promise<number> {
  const newest = new Map<StreamName, number>();
  let records = 0;
  for (let after = LOG_START; ;) {
    const slice = await store.readLog({ after, limit: CHECKED_AT_A_TIME });
    for (const { stream, revision } of slice.records) {
      const expected = (newest.get(stream) ?? -1) + 1;
      if (revision !== expected) throw new DamagedLog(`revision ${expected} of ${stream}`, 'the record is missing');
      newest.set(stream, revision);
    }
    records += slice.records.length;
    onProgress(slice.through);
    if (slice.through === after) return records;
    after = slice.through;
  }
}
