import type { Kysely, Selectable } from 'kysely';
import type { EventRecord, Position } from '@luciq/events';
import { ItemRefused } from '@luciq/pump';
import { applyRecords } from '../applying/apply-records.ts';
import { RowRefused } from '../applying/errors.ts';
import type { RowEngine, RowTarget } from '../applying/row-engine.ts';
import { incomingRecord } from '../applying/row-sink.ts';
import type { ParkedTable, Tables } from '../tables/tables.ts';

/** A company that is set aside, and where its rows stand. */
export interface ParkedCompany {
  readonly companyId: string;
  /** The checkpoint whose source brought the refused item, and the item's place in it. */
  readonly source: string;
  readonly position: Position;
  /** Null where the relay assigned none, or the message could not be read. */
  readonly sequence: number | null;
  readonly eventId: string | null;
  readonly reason: string;
  readonly attempts: number;
  readonly parkedAt: string;
  /** Position of the last record that its rows show; LOG_START where they show none. */
  readonly appliedPosition: Position;
}

/** The part of an event store that a resumption reads. */
export interface CompanyLog {
  readLog(query: {
    readonly after: Position;
    readonly limit: number;
    readonly companyId: string;
  }): Promise<{ readonly records: readonly EventRecord[]; readonly through: Position }>;
  head(companyId: string): Promise<Position>;
}

/** `refused`: the same record or a later one is refused again, and the company stays parked. */
export type ResumeOutcome =
  | { readonly kind: 'resumed'; readonly position: Position; readonly records: number }
  | { readonly kind: 'refused'; readonly reason: string; readonly records: number }
  | { readonly kind: 'not-parked' };

/** Whom to resume, from what, in which rows. */
export interface ResumeOptions {
  readonly db: Kysely<Tables>;
  readonly engine: RowEngine;
  readonly companyId: string;
  readonly log: CompanyLog;
  /** Most records in one transaction; RESUME_RECORDS unless set. */
  readonly batchRecords?: number;
  readonly onCommit?: () => void;
}

/** Records that a resumption applies in one transaction. */
export const RESUME_RECORDS = 500;

/** Every parked company, by id. */
export async function listParked(db: Kysely<Tables>): Promise<readonly ParkedCompany[]> {
  return (await parkedRows(db).orderBy('parked.company_id').execute()).map(toParked);
}

/** One parked company; null where it is not parked. */
export async function inspectParked(db: Kysely<Tables>, companyId: string): Promise<ParkedCompany | null> {
  const row = await parkedRows(db).where('parked.company_id', '=', companyId).executeTakeFirst();
  return row ? toParked(row) : null;
}

/**
 * Reads a parked company from the log from where its rows stand, and lets it go on. The last batch is read and applied
 * while its row of `parked` is held, which projectors wait for: what they passed over before is in the log by then, and what
 * comes after they apply themselves, so that nothing is left out. Throws what the log and the engine throw.
 */
export async function resumeParked(options: ResumeOptions): Promise<ResumeOutcome> {
  const { db, companyId } = options;
  const done = { records: 0 };
  try {
    const position = (await applyMost(options, done)) ? await applyLast(options, done) : null;
    if (position === null) return { kind: 'not-parked' };
    options.onCommit?.();
    return { kind: 'resumed', position, records: done.records };
  } catch (error) {
    if (!(error instanceof ItemRefused)) throw error;
    const why = error instanceof RowRefused ? { reason: error.message } : {};
    await db
      .updateTable('parked')
      .set((eb) => ({ ...why, attempts: eb('attempts', '+', 1) }))
      .where('company_id', '=', companyId)
      .execute();
    return { kind: 'refused', reason: error.message, records: done.records };
  }
}

/** Applies whole batches, each in a transaction of its own; false where the company is not parked any more. */
async function applyMost(options: ResumeOptions, done: { records: number }): Promise<boolean> {
  const { companyId, log, batchRecords = RESUME_RECORDS } = options;
  let after = await appliedPosition(options.db, companyId);
  for (;;) {
    const { records, through } = await readBatch(options, { after, until: await log.head(companyId) });
    if (records.length < batchRecords) return true;
    const applied = await whileHeld(options, (target) => applyRecords(target, records.map(incomingRecord)));
    if (applied === null) return false;
    done.records += records.length;
    after = through;
  }
}

/** Applies the rest and un-parks, in one transaction. Gives the position that the rows then show; null where the company is not parked. */
async function applyLast(options: ResumeOptions, done: { records: number }): Promise<Position | null> {
  const { companyId, log } = options;
  const outcome = await whileHeld(options, async (target) => {
    const { trx } = target;
    const until = await log.head(companyId);
    let after = await appliedPosition(trx, companyId);
    while (after < until) {
      const { records, through } = await readBatch(options, { after, until });
      await applyRecords(target, records.map(incomingRecord));
      done.records += records.length;
      after = through;
    }
    await trx.deleteFrom('parked').where('company_id', '=', companyId).execute();
    return appliedPosition(trx, companyId);
  });
  return outcome && outcome.result;
}

/** Runs work while the company's row of `parked` is locked; null where there is none. Finds the record to blame for an error. */
async function whileHeld<T>(
  { db, engine, companyId }: ResumeOptions,
  work: (target: RowTarget) => Promise<T>,
): Promise<{ readonly result: T } | null> {
  const statements = engine.statements(db);
  try {
    return await db.transaction().execute(async (trx) => {
      // An update locks in every engine, and takes the write lock at once in one that has only that.
      const held = await trx
        .updateTable('parked')
        .set((eb) => ({ attempts: eb.ref('attempts') }))
        .where('company_id', '=', companyId)
        .executeTakeFirst();
      return held.numUpdatedRows === 0n ? null : { result: await work({ trx, statements }) };
    });
  } catch (error) {
    if (!engine.isDataError(error)) throw error;
    throw new ItemRefused({ position: 0n }, companyId, 'a record of the company cannot be written to the rows', {
      cause: error,
    });
  }
}

/** At most a batch of the company's records between two positions, and how far that was read. */
async function readBatch(
  { companyId, log, batchRecords = RESUME_RECORDS }: ResumeOptions,
  { after, until }: { readonly after: Position; readonly until: Position },
): Promise<{ readonly records: readonly EventRecord[]; readonly through: Position }> {
  const found: EventRecord[] = [];
  let through = after;
  while (found.length < batchRecords && through < until) {
    const slice = await log.readLog({ after: through, limit: batchRecords - found.length, companyId });
    found.push(...slice.records);
    if (slice.through <= through) break;
    through = slice.through;
  }
  return { records: found, through: found.length < batchRecords && through < until ? until : through };
}

async function appliedPosition(db: Kysely<Tables>, companyId: string): Promise<Position> {
  const row = await db
    .selectFrom('companies')
    .select('applied_position')
    .where('company_id', '=', companyId)
    .executeTakeFirst();
  return BigInt(row?.applied_position ?? 0);
}

const parkedRows = (db: Kysely<Tables>) =>
  db
    .selectFrom('parked')
    .leftJoin('companies', 'companies.company_id', 'parked.company_id')
    .selectAll('parked')
    .select('companies.applied_position');

function toParked(
  row: Selectable<ParkedTable> & { readonly applied_position: number | bigint | string | null },
): ParkedCompany {
  return {
    companyId: row.company_id,
    source: row.source,
    position: BigInt(row.position),
    sequence: row.sequence,
    eventId: row.event_id,
    reason: row.reason,
    attempts: row.attempts,
    parkedAt: row.parked_at,
    appliedPosition: BigInt(row.applied_position ?? 0),
  };
}
