import type { Kysely } from 'kysely';
import type { Position } from '@luciq/events';
import { readLogId } from '../applying/checkpoints.ts';
import { ForeignLog } from '../applying/errors.ts';
import type { Tables } from '../tables/tables.ts';
import { LOG_SOURCE, PROJECTION_VERSION } from '../tables/tables.ts';
import type { Comparison } from './compare-with-live.ts';
import { appliedPositions, compareWithLive } from './compare-with-live.ts';
import type { FoldOptions, RowLag } from './fold-log.ts';
import { CountedLag, foldToEnd } from './fold-log.ts';
import type { FreshGeneration } from './generations.ts';

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
    await foldToEnd(options, fresh);
    await fresh.complete();
    // What was appended while the indexes were made; only then are readers sent to the fresh rows.
    const position = await foldToEnd(options, fresh);
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

async function readOtherCheckpoints(
  db: Kysely<Tables>,
): Promise<readonly { readonly source: string; readonly position: bigint }[]> {
  const rows = await db.selectFrom('checkpoint').selectAll().where('source', '<>', LOG_SOURCE).execute();
  return rows.map(({ source, position }) => ({ source, position: BigInt(position) }));
}
