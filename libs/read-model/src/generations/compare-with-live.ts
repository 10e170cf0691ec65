import type { Kysely } from 'kysely';
import type { Position } from '@luciq/events';
import { readCheckpoint } from '../applying/checkpoints.ts';
import type { Tables } from '../tables/tables.ts';
import type { Difference } from './compare.ts';
import { checksum, differences } from './compare.ts';
import type { AppliedPositions, FoldOptions } from './fold-log.ts';
import { CountedLag, foldAsFarAs } from './fold-log.ts';
import type { FreshGeneration } from './generations.ts';

/** Differences named in a report; the rest are counted. */
export const MOST_NAMED = 100;

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

/**
 * Folds a fresh generation as far as the live rows are, and compares the two. The live rows are applied to meanwhile, so most
 * of the fold is done first; then they are held still on a snapshot for the rest of it and for the comparison. A snapshot is
 * held as shortly as possible, because the database cannot clean up what it sees.
 */
export async function compareWithLive(
  options: FoldOptions,
  fresh: FreshGeneration,
  live: number,
  lag = new CountedLag(),
): Promise<Comparison> {
  const { generations } = options;
  await foldAsFarAs(await generations.snapshot(live, appliedPositions), options, fresh);
  return generations.snapshot(live, async (db) => {
    const now = await appliedPositions(db);
    await foldAsFarAs(now, options, fresh, lag);
    return fresh.read(async (folded) => {
      const sums = { live: await checksum(db), folded: await checksum(folded) };
      const found = sums.live === sums.folded ? NO_DIFFERENCE : await named(db, folded);
      return { position: now.position, ...sums, ...found };
    });
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

/** How far the rows of each company have been applied. */
export async function appliedPositions(db: Kysely<Tables>): Promise<AppliedPositions> {
  const rows = await db.selectFrom('companies').select(['company_id', 'applied_position']).execute();
  const companies = new Map(rows.map((row) => [row.company_id, BigInt(row.applied_position)]));
  let position = await readCheckpoint(db);
  for (const applied of companies.values()) if (applied > position) position = applied;
  return { companies, position };
}
