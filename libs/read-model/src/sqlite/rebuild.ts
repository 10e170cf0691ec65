import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { EventRecord, Position } from '@luciq/events';
import { LOG_START } from '@luciq/events';
import type { Kysely } from 'kysely';
import { startPump, type FailurePolicy, type Source } from '@luciq/pump';
import { checksum, differences, type Difference } from '../compare.ts';
import { readCheckpoint, type RowSink } from '../row-sink.ts';
import { PROJECTION_VERSION, type Tables } from '../tables.ts';
import { connect } from './database.ts';
import { generationFile, generations, liveGeneration, pointTo, removeDatabase, removeGeneration, reserveGeneration } from './generation-files.ts';
import { OpenGeneration, createGeneration, projectionVersion } from './generation.ts';

/** Records in one batch of a rebuild: large ones cost fewer commits, and nobody waits for their rows. */
const BATCH_RECORDS = 2_000;

/** Differences named in a report; the rest are counted. */
const MOST_NAMED = 100;

/** How a rebuild stands: everything up to `position` of `head` has been applied. */
export interface RebuildProgress {
  readonly position: Position;
  readonly head: Position;
}

/** What to fold, from where, and whom to tell. */
export interface FoldOptions {
  /** Folder of the read model. */
  readonly folder: string;
  /** The log, from its start. */
  readonly source: Source<EventRecord>;
  /** Position of the newest record of the log. */
  readonly head: () => Promise<Position>;
  readonly failure: FailurePolicy;
  readonly onProgress?: (progress: RebuildProgress) => void;
}

/** The live rows against rows folded from the log, both at `position`. */
export interface Comparison {
  readonly position: Position;
  /** Checksums of the live rows and of the folded ones. */
  readonly live: string;
  readonly folded: string;
  readonly differing: number;
  /** The first of them. */
  readonly differences: readonly Difference[];
}

/** `overtaken`: another rebuild has switched to a newer generation meanwhile; nothing was changed. */
export type RebuildOutcome =
  | { readonly kind: 'switched'; readonly generation: number; readonly position: Position; readonly comparison: Comparison | null }
  | { readonly kind: 'overtaken'; readonly live: number };

/** `outdated`: the live generation is of another projection version, so that there is nothing to compare. */
export type VerifyOutcome = { readonly kind: 'compared'; readonly comparison: Comparison } | { readonly kind: 'outdated'; readonly version: number };

/**
 * Folds the log into a fresh generation, compares it with the live one at one position, catches up and switches. The fold
 * is right by definition, so it also switches where rows differ; the outcome names them. `comparison` is null where there
 * is no live generation of this projection version and this log. Readers and the projector of a running service go on meanwhile. Of
 * the older generations all but the former live one are removed. Throws what the failure policy gave up on.
 */
export async function rebuild(options: FoldOptions): Promise<RebuildOutcome> {
  const { folder } = options;
  const generation = reserveGeneration(folder);
  const file = generationFile(folder, generation);
  let switched = false;
  try {
    await createGeneration(file);
    const fresh = new OpenGeneration(file, { fill: true });
    try {
      const comparison = await comparisonIfAny(options, fresh);
      await catchUp(options, fresh.sink);
      await fresh.complete();
      const position = await catchUp(options, fresh.sink);
      const now = liveGeneration(folder);
      if (now !== null && (now > generation || !existsSync(file))) return { kind: 'overtaken', live: now };
      pointTo(folder, generation);
      switched = true;
      for (const old of generations(folder)) if (old < generation && old !== now) removeGeneration(folder, old);
      return { kind: 'switched', generation, position, comparison };
    } finally {
      fresh.close();
    }
  } finally {
    if (!switched) removeGeneration(folder, generation);
  }
}

/** Folds the log into a file of its own, compares the live rows with it at one position, and removes the file; throws CheckpointBeyondLog. */
export async function verify(options: FoldOptions): Promise<VerifyOutcome> {
  const { folder } = options;
  const number = liveGeneration(folder);
  const live = liveFile(folder);
  if (live === null) return { kind: 'outdated', version: number === null ? 0 : projectionVersion(generationFile(folder, number)) };
  const file = join(folder, `verify-${process.pid}.sqlite`);
  removeDatabase(file);
  try {
    await createGeneration(file);
    const fresh = new OpenGeneration(file, { fill: true });
    try {
      return { kind: 'compared', comparison: await compareWithLive(options, fresh, live) };
    } finally {
      fresh.close();
    }
  } finally {
    removeDatabase(file);
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
async function comparisonIfAny(options: FoldOptions, fresh: OpenGeneration): Promise<Comparison | null> {
  const live = liveFile(options.folder);
  if (live === null) return null;
  try {
    return await compareWithLive(options, fresh, live);
  } catch (error) {
    if (error instanceof CheckpointBeyondLog) return null;
    throw error;
  }
}

/** The live generation's file, if it is of this projection version. */
function liveFile(folder: string): string | null {
  const number = liveGeneration(folder);
  if (number === null) return null;
  const file = generationFile(folder, number);
  return projectionVersion(file) === PROJECTION_VERSION ? file : null;
}

/** The long way is done before the live rows are held still, because a snapshot that is held makes their WAL grow. */
async function compareWithLive(options: FoldOptions, fresh: OpenGeneration, live: string): Promise<Comparison> {
  const { db, database } = connect(live, 'read');
  try {
    const before = await readCheckpoint(db);
    if (before > (await options.head())) throw new CheckpointBeyondLog(before);
    await fold(options, fresh.sink, before);
    database.exec('BEGIN');
    const position = await readCheckpoint(db);
    await fold(options, fresh.sink, position);
    return await fresh.read(async (folded) => {
      const sums = { live: await checksum(db), folded: await checksum(folded) };
      return { position, ...sums, ...(sums.live === sums.folded ? NO_DIFFERENCE : await named(db, folded)) };
    });
  } finally {
    database.close();
  }
}

const NO_DIFFERENCE: Pick<Comparison, 'differing' | 'differences'> = { differing: 0, differences: [] };

async function named(live: Kysely<Tables>, folded: Kysely<Tables>): Promise<Pick<Comparison, 'differing' | 'differences'>> {
  const first: Difference[] = [];
  let differing = 0;
  for await (const difference of differences(live, folded)) {
    differing += 1;
    if (first.length < MOST_NAMED) first.push(difference);
  }
  return { differing, differences: first };
}

/** Follows the log until there is nothing new. */
async function catchUp(options: FoldOptions, sink: RowSink): Promise<Position> {
  for (;;) {
    const head = await options.head();
    if ((await sink.checkpoint()) >= head) return head;
    await fold(options, sink, head);
  }
}

async function fold({ source, head, failure, onProgress }: FoldOptions, sink: RowSink, until: Position): Promise<void> {
  if (until === LOG_START) return;
  const end = await head();
  await startPump({ source, sink, failure, until, batchItems: BATCH_RECORDS, onProgress: ({ position }) => onProgress?.({ position, head: end }) }).done;
}
