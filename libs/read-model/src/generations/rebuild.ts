import type { Kysely } from 'kysely';
import type { EventRecord, Position } from '@luciq/events';
import { isPublished, LOG_START } from '@luciq/events';
import type { FailurePolicy, Source } from '@luciq/pump';
import { startPump } from '@luciq/pump';
import { readCheckpoint, readLogId } from '../applying/checkpoints.ts';
import { ForeignLog } from '../applying/errors.ts';
import type { Tables } from '../tables/tables.ts';
import { LOG_SOURCE, PROJECTION_VERSION } from '../tables/tables.ts';
import type { Difference } from './compare.ts';
import { checksum, differences } from './compare.ts';
import type { FreshGeneration, Generations } from './generations.ts';

/** Records in one batch of a rebuild: large ones cost fewer commits, and no request waits for their rows. */
export const BATCH_RECORDS = 2_000;

/** Differences named in a report; the rest are counted. */
export const MOST_NAMED = 100;

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

/** The live rows against rows folded from the log, company by company at equal state; `position` is the last that any of them shows. */
export interface Comparison {
  readonly position: Position;
  /** Checksums of the live rows and of the folded ones. */
  readonly live: string;
  readonly folded: string;
  readonly differing: number;
  /** The first of them. */
  readonly differences: readonly Difference[];
}

/** How far rows are behind the log: published records that they do not show, and the time of the first, RFC 3339; null for none. */
export interface RowLag {
  readonly records: number;
  readonly since: string | null;
}

/** `overtaken`: another rebuild has switched to a newer generation meanwhile; nothing was changed. */
export type RebuildOutcome =
  | {
      readonly kind: 'switched';
      readonly generation: number;
      readonly position: Position;
      readonly comparison: Comparison | null;
    }
  | { readonly kind: 'overtaken'; readonly live: number };

/** `outdated`: the live generation is of another projection version, so that there is nothing to compare; 0 where there is none. */
export type VerifyOutcome =
  | { readonly kind: 'compared'; readonly comparison: Comparison; readonly behind: RowLag }
  | { readonly kind: 'outdated'; readonly version: number };

/**
 * Folds the log into a fresh generation, compares it with the live one, catches up and switches. The fold is right by
 * definition, so it also switches where rows differ; the outcome names them. `comparison` is null where there is no live
 * generation of this projection version and this log. Readers and projectors go on meanwhile. Of the older generations all
 * but the former live one are removed. Throws what the failure policy gave up on.
 */
export async function rebuild(options: FoldOptions): Promise<RebuildOutcome> {
  const { generations } = options;
  const fresh = await generations.create('successor');
  try {
    const comparison = await comparisonIfAny(options, fresh);
    await catchUp(options, fresh);
    await fresh.complete();
    const position = await catchUp(options, fresh);
    const outcome = await generations.switchTo(fresh);
    return outcome.kind === 'overtaken'
      ? outcome
      : { kind: 'switched', generation: fresh.number, position, comparison };
  } finally {
    await fresh.close();
  }
}

/** Folds the log into a generation of its own, compares the live rows with it, and removes it; throws CheckpointBeyondLog and ForeignLog. */
export async function verify(options: FoldOptions): Promise<VerifyOutcome> {
  const live = await options.generations.live();
  if (live?.version !== PROJECTION_VERSION) return { kind: 'outdated', version: live?.version ?? 0 };
  await requireSameLog(options, live.number);
  const fresh = await options.generations.create('scratch');
  try {
    const counted = new CountedLag();
    const comparison = await compareWithLive(options, fresh, live.number, counted);
    await counted.addTail(options.source, comparison.position);
    return { kind: 'compared', comparison, behind: counted.lag };
  } finally {
    await fresh.close();
  }
}

/** The live rows were made from another log than this one, or from a newer state of it. */
export class CheckpointBeyondLog extends Error {
  override readonly name = 'CheckpointBeyondLog';
  constructor(position: Position) {
    super(`the read model is at position ${position}, which the log does not have: it was made from another log`);
  }
}

/** Null where the live rows are of another projection version, or were not made from this log. */
async function comparisonIfAny(options: FoldOptions, fresh: FreshGeneration): Promise<Comparison | null> {
  const live = await options.generations.live();
  if (live?.version !== PROJECTION_VERSION) return null;
  try {
    await requireSameLog(options, live.number);
  } catch (error) {
    if (error instanceof CheckpointBeyondLog || error instanceof ForeignLog) return null;
    throw error;
  }
  // Taken before the fold begins, so that projectors of the fresh rows come by everything that the fold does not see.
  if (!options.topicFromStart)
    await fresh.setCheckpoints(await options.generations.snapshot(live.number, readOtherCheckpoints));
  return compareWithLive(options, fresh, live.number);
}

async function requireSameLog({ generations, head, logId }: FoldOptions, live: number): Promise<void> {
  const { position, madeFrom } = await generations.snapshot(live, async (db) => ({
    ...(await appliedPositions(db)),
    madeFrom: await readLogId(db),
  }));
  if (logId && madeFrom !== null && madeFrom !== logId)
    throw new ForeignLog(`the read model belongs to log ${madeFrom}, and log ${logId} is being read`);
  if (position > (await head())) throw new CheckpointBeyondLog(position);
}

/** The long way is done before the live rows are held still, because a snapshot that is held keeps what it sees from being cleaned up. */
async function compareWithLive(
  options: FoldOptions,
  fresh: FreshGeneration,
  live: number,
  lag = new CountedLag(),
): Promise<Comparison> {
  const { generations } = options;
  const before = await generations.snapshot(live, appliedPositions);
  const leftOut = await foldBounded(options, fresh, before);
  return generations.snapshot(live, async (db) => {
    const now = await appliedPositions(db);
    if (leftOut !== null) await fresh.sink.rewind(leftOut);
    const stillLeftOut = await foldBounded(options, fresh, now, lag);
    const comparison = await fresh.read(async (folded) => {
      const sums = { live: await checksum(db), folded: await checksum(folded) };
      return {
        position: now.position,
        ...sums,
        ...(sums.live === sums.folded ? NO_DIFFERENCE : await named(db, folded)),
      };
    });
    if (stillLeftOut !== null) await fresh.sink.rewind(stillLeftOut);
    return comparison;
  });
}

const NO_DIFFERENCE: Pick<Comparison, 'differing' | 'differences'> = { differing: 0, differences: [] };

async function named(
  live: Kysely<Tables>,
  folded: Kysely<Tables>,
): Promise<Pick<Comparison, 'differing' | 'differences'>> {
  const first: Difference[] = [];
  let differing = 0;
  for await (const difference of differences(live, folded)) {
    differing += 1;
    if (first.length < MOST_NAMED) first.push(difference);
  }
  return { differing, differences: first };
}

/** How far rows have been applied: each company by itself, and the last position of all. */
interface AppliedPositions {
  readonly companies: ReadonlyMap<string, Position>;
  readonly position: Position;
}

async function appliedPositions(db: Kysely<Tables>): Promise<AppliedPositions> {
  const rows = await db.selectFrom('companies').select(['company_id', 'applied_position']).execute();
  const companies = new Map(rows.map((row) => [row.company_id, BigInt(row.applied_position)]));
  let position = await readCheckpoint(db);
  for (const applied of companies.values()) if (applied > position) position = applied;
  return { companies, position };
}

async function readOtherCheckpoints(
  db: Kysely<Tables>,
): Promise<readonly { readonly source: string; readonly position: bigint }[]> {
  const rows = await db.selectFrom('checkpoint').selectAll().where('source', '<>', LOG_SOURCE).execute();
  return rows.map(({ source, position }) => ({ source, position: BigInt(position) }));
}

/** Counts published records that rows do not show. */
class CountedLag {
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

/** Folds each company to where the rows stand. Gives the position before the first record that this left out; null for none. */
async function foldBounded(
  options: FoldOptions,
  fresh: FreshGeneration,
  { companies, position }: AppliedPositions,
  lag = new CountedLag(),
): Promise<Position | null> {
  let leftOut: Position | null = null;
  const isWithin = (record: EventRecord): boolean => {
    if (!isPublished(record.event.type) || record.position <= (companies.get(record.companyId) ?? LOG_START))
      return true;
    leftOut ??= record.position - 1n;
    lag.add(record);
    return false;
  };
  const source: Source<EventRecord> = {
    read: async (request) => {
      const { items, through } = await options.source.read(request);
      return { items: items.filter((record) => record.position > position || isWithin(record)), through };
    },
    wait: (after, signal) => options.source.wait(after, signal),
  };
  await fold({ ...options, source }, fresh, position);
  return leftOut;
}

/** Follows the log until there is nothing new. */
async function catchUp(options: FoldOptions, fresh: FreshGeneration): Promise<Position> {
  for (;;) {
    const head = await options.head();
    if ((await fresh.sink.checkpoint()) >= head) return head;
    await fold(options, fresh, head);
  }
}

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
