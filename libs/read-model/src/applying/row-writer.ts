import { LOG_START, type Position } from '@luciq/events';
import type { ItemRefused } from '@luciq/pump';
import type { Kysely } from 'kysely';
import { ForeignLog } from './foreign-log.ts';
import { RowApplier, RowRefused, type Arrival } from './row-applier.ts';
import type { RowEngine } from './row-engine.ts';
import { LOG_SOURCE, type Tables } from '../tables/tables.ts';

/** Another writer has moved the checkpoint of this source: two projectors read it. */
export class CheckpointMoved extends Error {
  override readonly name = 'CheckpointMoved';
  constructor(source: string, expected: Position) {
    super(`the checkpoint ${source} of the read model is no longer at ${expected}: another process writes to it`);
  }
}

/** Most companies that may be parked: where more are refused, the fault is not with the companies. */
export const MOST_PARKED = 1_000;

/** So many companies are parked that the fault must be another one; no more are set aside. */
export class TooManyParked extends Error {
  override readonly name = 'TooManyParked';
  constructor() {
    super(`${MOST_PARKED} companies are parked: the fault is hardly theirs, and no more are set aside`);
  }
}

/** What a writer writes to, from where, and whom it tells. */
export interface RowWriterOptions {
  readonly db: Kysely<Tables>;
  readonly engine: RowEngine;
  /** Name of the checkpoint: LOG_SOURCE unless set, or partitionSource. */
  readonly source?: string;
  /** Called after each commit. */
  readonly onCommit?: () => void;
  /** Gives the time at which a company is parked. */
  readonly now?: () => Date;
}

/**
 * Writes what comes from one source to the rows of one generation. One transaction a batch: the checkpoint moves from
 * exactly where this writer left it, and the arrivals are applied.
 */
export class RowWriter {
  private readonly options: RowWriterOptions;
  private readonly source: string;
  private readonly applier: RowApplier;
  /** Null when it has to be read: at first and after a failure. */
  private known: Position | null = null;
  /** The log that the rows are known to be made from. */
  private knownLog: string | null = null;

  constructor(options: RowWriterOptions) {
    this.options = options;
    this.source = options.source ?? LOG_SOURCE;
    this.applier = new RowApplier(options.db, options.engine);
  }

  /** Position through which the source has been written. */
  async checkpoint(): Promise<Position> {
    this.known ??= await readCheckpoint(this.options.db, this.source);
    return this.known;
  }

  /**
   * Applies arrivals and moves the checkpoint, both or neither. Throws CheckpointMoved, ItemRefused for the first arrival that
   * the rows cannot take, ForeignLog where they were made from another log than one of `logIds`, and what the engine throws.
   */
  async write(arrivals: readonly Arrival[], through: Position, logIds: readonly string[]): Promise<void> {
    const from = await this.checkpoint();
    this.known = null;
    try {
      await this.options.db.transaction().execute(async (trx) => {
        await this.moveCheckpoint(trx, from, through);
        for (const id of logIds) if (id !== this.knownLog) await requireLog(trx, id);
        await this.applier.apply(trx, arrivals);
      });
    } catch (error) {
      throw (this.options.engine.isDataError(error) && (await this.blame(arrivals))) || error;
    }
    this.knownLog = logIds.at(-1) ?? this.knownLog;
    this.known = through;
    this.options.onCommit?.();
  }

  /** Sets a company aside; the place of its item is kept for the operator. Throws TooManyParked. */
  async park(refused: ItemRefused, attempts: number): Promise<void> {
    const { db, now = () => new Date() } = this.options;
    const record = refused instanceof RowRefused ? refused.record : null;
    const { count } = await db.selectFrom('parked').select((eb) => eb.fn.countAll().as('count')).executeTakeFirstOrThrow();
    if (Number(count) >= MOST_PARKED) throw new TooManyParked();
    await db
      .insertInto('parked')
      .values({
        company_id: refused.key,
        source: this.source,
        position: refused.item.position,
        sequence: record?.companySequence ?? null,
        event_id: record?.id ?? null,
        reason: refused.message,
        attempts,
        parked_at: now().toISOString(),
      })
      .onConflict((conflict) => conflict.column('company_id').doNothing())
      .execute();
  }

  /** Moves the checkpoint back: what comes again is passed over by the companies that have applied it. */
  async rewind(position: Position): Promise<void> {
    await this.options.db.updateTable('checkpoint').set({ position }).where('source', '=', this.source).execute();
    this.known = null;
  }

  private async moveCheckpoint(trx: Kysely<Tables>, from: Position, through: Position): Promise<void> {
    const moved = await trx.updateTable('checkpoint').set({ position: through }).where('source', '=', this.source).where('position', '=', from).executeTakeFirst();
    if (moved.numUpdatedRows > 0n) return;
    if (from !== LOG_START) throw new CheckpointMoved(this.source, from);
    const first = await trx
      .insertInto('checkpoint')
      .values({ source: this.source, position: through })
      .onConflict((conflict) => conflict.column('source').doNothing())
      .executeTakeFirst();
    if (first.numInsertedOrUpdatedRows !== 1n) throw new CheckpointMoved(this.source, from);
  }

  /** Runs in a transaction that is always rolled back. */
  private async blame(arrivals: readonly Arrival[]): Promise<ItemRefused | null> {
    const verdict = new Verdict();
    await this.options.db
      .transaction()
      .execute(async (trx) => {
        verdict.refused = await this.applier.blame(trx, arrivals);
        throw verdict;
      })
      .catch((error: unknown) => {
        if (error !== verdict) throw error;
      });
    return verdict.refused;
  }
}

/** Carries the outcome out of a transaction that must not be committed. */
class Verdict extends Error {
  refused: ItemRefused | null = null;
}

/** The checkpoint of one source of a generation; LOG_START where it was never read. */
export async function readCheckpoint(db: Kysely<Tables>, source: string = LOG_SOURCE): Promise<Position> {
  const row = await db.selectFrom('checkpoint').select('position').where('source', '=', source).executeTakeFirst();
  return BigInt(row?.position ?? LOG_START);
}

/** The identity of the log that the rows were made from; null where nobody has named it yet. */
export async function readLogId(db: Kysely<Tables>): Promise<string | null> {
  const row = await db.selectFrom('log').select('id').executeTakeFirst();
  return row?.id ?? null;
}

async function requireLog(trx: Kysely<Tables>, id: string): Promise<void> {
  await trx.insertInto('log').values({ number: 1, id }).onConflict((conflict) => conflict.column('number').doNothing()).execute();
  const known = await readLogId(trx);
  if (known !== id) throw new ForeignLog(`the read model belongs to log ${known ?? 'none'}, and log ${id} is being read`);
}
