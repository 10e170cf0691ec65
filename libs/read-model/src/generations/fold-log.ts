import type { EventRecord, Position } from '@luciq/events';
import { isPublished, LOG_START } from '@luciq/events';
import type { FailurePolicy, Source } from '@luciq/pump';
import { startPump } from '@luciq/pump';
import type { FreshGeneration, Generations } from './generations.ts';

/** Records in one batch of a rebuild: large ones cost fewer commits, and no request waits for their rows. */
export const BATCH_RECORDS = 2_000;

/** How a rebuild stands: everything up to `position` of `head` has been applied. */
export interface RebuildProgress {
  readonly position: Position;
  readonly head: Position;
}

/** What to fold, into what, and whom to tell. */
export interface FoldOptions {
  readonly generations: Generations;
  /** The log, from its start. */
  readonly source: Source<EventRecord>;
  /** Position of the newest record of the log. */
  readonly head: () => Promise<Position>;
  /** Identity of the log, where it has one; rows of another log are not compared. */
  readonly logId?: string | null;
  /**
   * Projectors read the topic from its start instead of going on where they are: for a topic that was made anew, or that no
   * longer has what comes next.
   */
  readonly topicFromStart?: boolean;
  /** With `parkAfter`, a company that cannot be folded is parked in the fresh generation. */
  readonly failure: FailurePolicy;
  readonly onProgress?: (progress: RebuildProgress) => void;
}

/** How far rows are behind the log: published records that they do not show, and the time of the first, RFC 3339; null for none. */
export interface RowLag {
  readonly records: number;
  readonly since: string | null;
}

/** How far rows have been applied: each company by itself, and the last position of all. */
export interface AppliedPositions {
  readonly companies: ReadonlyMap<string, Position>;
  readonly position: Position;
}

/** Counts published records that rows do not show. */
export class CountedLag {
  lag: RowLag = { records: 0, since: null };

  add({ time }: EventRecord): void {
    this.lag = { records: this.lag.records + 1, since: this.lag.since ?? time };
  }

  /** Adds what stands in the log after a position. */
  async addTail(source: Source<EventRecord>, position: Position): Promise<void> {
    for (let after = position; ;) {
      const { items, through } = await source.read({ after, limit: BATCH_RECORDS });
      for (const record of items) if (isPublished(record.event.type)) this.add(record);
      if (through === after) return;
      after = through;
    }
  }
}

/**
 * Folds each company exactly as far as the live rows show it, which differs from company to company: one may be parked, or its
 * partition of the topic may be behind. Records beyond that are skipped and counted in `lag`. Afterwards the checkpoint stands
 * before the first skipped record, so that the next fold reads it again.
 */
export async function foldAsFarAs(
  live: AppliedPositions,
  options: FoldOptions,
  fresh: FreshGeneration,
  lag = new CountedLag(),
): Promise<void> {
  const skipped: { before: Position | null } = { before: null };
  const isShown = (record: EventRecord): boolean =>
    !isPublished(record.event.type) || record.position <= (live.companies.get(record.companyId) ?? LOG_START);
  const withoutSkipped = (records: readonly EventRecord[]): readonly EventRecord[] =>
    records.filter((record) => {
      // The pump itself ends at the last position that any company shows.
      if (record.position > live.position || isShown(record)) return true;
      skipped.before ??= record.position - 1n;
      lag.add(record);
      return false;
    });
  const source: Source<EventRecord> = {
    read: async (request) => {
      const { items, through } = await options.source.read(request);
      return { items: withoutSkipped(items), through };
    },
    wait: (after, signal) => options.source.wait(after, signal),
  };
  await fold({ ...options, source }, fresh, live.position);
  if (skipped.before !== null) await fresh.sink.rewind(skipped.before);
}

/** Folds everything that is in the log, and what is appended meanwhile. Gives the position of the last record. */
export async function foldToEnd(options: FoldOptions, fresh: FreshGeneration): Promise<Position> {
  for (;;) {
    const head = await options.head();
    if ((await fresh.sink.checkpoint()) >= head) return head;
    await fold(options, fresh, head);
  }
}

/** Folds the log up to a position. */
async function fold(
  { source, head, failure, onProgress }: FoldOptions,
  { sink }: FreshGeneration,
  until: Position,
): Promise<void> {
  if (until === LOG_START) return;
  const end = await head();
  const onBatch = ({ position }: { readonly position: Position }): void => onProgress?.({ position, head: end });
  await startPump({ source, sink, failure, until, batchItems: BATCH_RECORDS, onProgress: onBatch }).done;
}
