import type { Position } from '@luciq/events';
import type { Positioned, Source } from './pump.ts';

/** The part of an event store that a pump reads. */
export interface ReadableLog<Item extends Positioned> {
  readLog(query: {
    readonly after: Position;
    readonly limit: number;
  }): Promise<{ readonly records: readonly Item[]; readonly through: Position }>;
  waitForRecords(after: Position, signal: AbortSignal): Promise<void>;
}

/** The log itself, every company's, as what a pump moves. Throws what the log throws. */
export const logSource = <Item extends Positioned>(log: ReadableLog<Item>): Source<Item> => ({
  read: async (request) => {
    const { records, through } = await log.readLog(request);
    return { items: records, through };
  },
  wait: (after, signal) => log.waitForRecords(after, signal),
});
