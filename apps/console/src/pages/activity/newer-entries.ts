import { counted } from '@luciq/events';
import type { ActivityEntry } from '../../api/types.ts';

/** What a look at the newest page brought that a list does not show yet. */
export interface NewerEntries {
  readonly entries: readonly ActivityEntry[];
  /** None of the newest page is known: there may be more between it and the list. */
  readonly gap: boolean;
}

/** Compares the newest page with what is shown, newest first. Entries older than all that is shown are the list's own business. */
export function newerThan(shown: readonly ActivityEntry[], newest: readonly ActivityEntry[]): NewerEntries {
  const known = new Set(shown.map(({ id }) => id));
  const oldest = shown.at(-1)?.time;
  const entries = newest.filter(({ id, time }) => !known.has(id) && (oldest === undefined || time >= oldest));
  return { entries, gap: entries.length > 0 && entries.length === newest.length && shown.length > 0 };
}

/** "3 new requests", for the button that shows them. */
export const newerLabel = ({ entries, gap }: NewerEntries): string =>
  `Show ${gap ? 'more than ' : ''}${counted(entries.length, 'new request')}`;
