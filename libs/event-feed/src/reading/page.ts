import type { Entry } from './entry.ts';
import type { FeedLog, Place } from './feed-log.ts';
import { READ_AT_ONCE } from './feed-log.ts';

/** Records that one request looks through for events that pass its filter. */
export const MAX_SCANNED = 5_000;
/** A page ends after the event with which it has so many characters. */
export const MAX_PAGE_CHARACTERS = 4_194_304;

/** Which events a reader wants: null stands for all. */
export interface Filter {
  readonly companies: ReadonlySet<string> | null;
  readonly types: ReadonlySet<string> | null;
}

/** True for an event that leaves the log and passes the filter. */
export const passes = ({ type, companyId }: Entry, { companies, types }: Filter): boolean =>
  type !== null && (companies === null || companies.has(companyId)) && (types === null || types.has(type));

/** Part of the feed. */
export interface Page {
  /** Events in the JSON format of CloudEvents. */
  readonly events: readonly string[];
  /** Where to go on; behind the last record that was looked at, whether it passed the filter or not. */
  readonly next: Place;
  /** True where the same request will always have the same answer: the page is full, and the log before its end never changes. */
  readonly isFull: boolean;
  /** True where the log ended here when it was read. */
  readonly isAtEnd: boolean;
}

/** The events after a place that pass a filter, at most `limit`. Throws what the store throws. */
export async function readPage(
  log: FeedLog,
  { after, limit, filter }: { readonly after: Place; readonly limit: number; readonly filter: Filter },
): Promise<Page> {
  const events: string[] = [];
  let characters = 0;
  let next = after;
  for (let scanned = 0; scanned < MAX_SCANNED;) {
    const wanted = filter.companies === null && filter.types === null ? limit - events.length : READ_AT_ONCE;
    const entries = await log.read(next.position, wanted);
    if (entries.length === 0) return { events, next, isFull: false, isAtEnd: true };
    for (const entry of entries) {
      next = entry;
      scanned += 1;
      if (!passes(entry, filter)) continue;
      events.push(entry.text);
      characters += entry.text.length;
      if (events.length >= limit || characters >= MAX_PAGE_CHARACTERS)
        return { events, next: log.placeOf(entry), isFull: true, isAtEnd: false };
    }
    const last = entries.at(-1);
    if (last) log.placeOf(last);
  }
  return { events, next, isFull: false, isAtEnd: false };
}
