import type { Position } from '@luciq/events';

/** Revision at which a stream has to stand for an append; -1 for no stream. */
export type At = number;

/** What became of a single append. `position` is that of its last event, null where the server did not tell. */
export type SentAppend =
  | { readonly kind: 'appended'; readonly revision: number; readonly position: Position | null }
  | { readonly kind: 'conflict'; readonly actual: number | null };
