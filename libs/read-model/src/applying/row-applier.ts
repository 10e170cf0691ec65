import { isPublished, type EventRecord } from '@luciq/events';
import { ItemRefused, type Positioned } from '@luciq/pump';
import { sql, type Kysely } from 'kysely';
import { placeOf, type Applied } from './company-order.ts';
import type { CompanyRow } from '../projections/companies.ts';
import type { RowEngine } from './row-engine.ts';
import { RowBatch } from './row-batch.ts';
import type { RowStatements } from './row-statements.ts';
import { RowsInHand } from './rows-in-hand.ts';
import { toCompanyRow } from '../tables/stored-rows.ts';
import { COMPANY_COLUMNS, type Tables } from '../tables/tables.ts';

/** Member ids that come and go in one piece of a batch, over all groups; a single record may have more. */
const MOST_MEMBER_CHANGES = 50_000;

/** Something for the rows that came from a source: a record, or what could not be read as one. */
export interface Arrival {
  readonly item: Positioned;
  readonly companyId: string;
  /** Null for what could not be read; `reason` then says why, without personal data. */
  readonly record: EventRecord | null;
  readonly reason: string;
}

/** A record as an arrival. */
export const recordArrival = (record: EventRecord): Arrival => ({ item: record, companyId: record.companyId, record, reason: '' });

/**
 * Folds arrivals into the rows of one generation, inside the caller's transaction. The rows that they are about are loaded,
 * folded in memory and written. Internal records are passed over: they never reach the topic, so no row may depend on them.
 */
export class RowApplier {
  private readonly engine: RowEngine;
  private readonly statements: RowStatements;

  constructor(db: Kysely<Tables>, engine: RowEngine) {
    this.engine = engine;
    this.statements = engine.statements(db);
  }

  /** Passes over what was applied and what belongs to a parked company. Throws ItemRefused, ForeignLog, and what the engine throws. */
  async apply(trx: Kysely<Tables>, arrivals: readonly Arrival[]): Promise<void> {
    const published = arrivals.filter(({ record }) => record === null || isPublished(record.event.type));
    if (published.length === 0) return;
    const ids = [...new Set(published.map(({ companyId }) => companyId))];
    const parked = await this.parkedAmong(trx, ids);
    await this.fold(trx, parked.size === 0 ? published : published.filter(({ companyId }) => !parked.has(companyId)));
  }

  /** As `apply`, for companies that the caller itself holds parked. */
  async fold(trx: Kysely<Tables>, arrivals: readonly Arrival[]): Promise<void> {
    const published = arrivals.filter(({ record }) => record === null || isPublished(record.event.type));
    if (published.length === 0) return;
    const companies = await loadCompanies(trx, published);
    const fresh = freshRecords(companies, published);
    if (fresh.length === 0) return;
    for (const piece of pieces(fresh)) await this.foldPiece(trx, companies, piece);
  }

  /** Loads the rows that the records are about, folds these into them and writes what changed. */
  private async foldPiece(trx: Kysely<Tables>, companies: Map<string, CompanyRow>, piece: readonly FreshArrival[]): Promise<void> {
    const rows = new RowsInHand(companies);
    const batch = new RowBatch(trx, this.statements, rows);
    await batch.load(piece.map(({ record }) => record));
    for (const arrival of piece) foldRecord(rows, arrival);
    await batch.write(new Set(piece.map(({ companyId }) => companyId)));
  }

  /**
   * The first arrival of the one company to blame for an error of the engine: each company is applied by itself, the first
   * that fails record by record. Null where all of them go through. The caller rolls back whatever this wrote.
   */
  async blame(trx: Kysely<Tables>, arrivals: readonly Arrival[]): Promise<ItemRefused | null> {
    for (const ofCompany of Map.groupBy(arrivals, ({ companyId }) => companyId).values()) {
      if ((await this.attempt(trx, ofCompany)) === null) continue;
      for (const arrival of ofCompany) {
        const error = await this.attempt(trx, [arrival]);
        if (error !== null) return error instanceof ItemRefused ? error : refusal(arrival, 'cannot be written to the rows', error);
      }
    }
    return null;
  }

  /** Null where the arrivals can be applied, which they then are. */
  private async attempt(trx: Kysely<Tables>, arrivals: readonly Arrival[]): Promise<Error | null> {
    await sql`savepoint attempt`.execute(trx);
    try {
      await this.apply(trx, arrivals);
    } catch (error) {
      if (!(error instanceof ItemRefused) && !this.engine.isDataError(error)) throw error;
      await sql`rollback to savepoint attempt`.execute(trx);
      return asError(error);
    }
    await sql`release savepoint attempt`.execute(trx);
    return null;
  }

  /** Whoever resumes a company holds its row of `parked`; this waits for it, so that no record falls between the two. */
  private async parkedAmong(trx: Kysely<Tables>, companyIds: readonly string[]): Promise<ReadonlySet<string>> {
    const query = trx.selectFrom('parked').select('company_id').where('company_id', 'in', companyIds);
    const rows = await (this.engine.locksRows ? query.forShare() : query).execute();
    return new Set(rows.map(({ company_id }) => company_id));
  }
}

/** An arrival that the rows cannot take; null for the record of what could not be read as one. */
export class RowRefused extends ItemRefused {
  readonly record: EventRecord | null;
  constructor({ item, companyId, record }: Arrival, message: string, options?: ErrorOptions) {
    super(item, companyId, message, options);
    this.record = record;
  }
}

/** A refusal of an arrival that says nothing personal: no message of an error, which may quote a value. */
function refusal(arrival: Arrival, what: string, cause?: unknown): RowRefused {
  const { record, reason } = arrival;
  if (!record) return new RowRefused(arrival, `a message that cannot be read: ${reason}`);
  const because = cause === undefined ? '' : ` (${codeOf(cause)})`;
  return new RowRefused(arrival, `${record.event.type} at position ${record.position} ${what}${because}`, { cause });
}

function codeOf(error: unknown): string {
  const { name } = asError(error);
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? `${name} ${error.code}` : name;
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error('something that is no error was thrown', { cause: error }));

/** A record that has not been applied yet. */
type FreshArrival = Arrival & { readonly record: EventRecord };

const isReadable = (arrival: Arrival): arrival is FreshArrival => arrival.record !== null;

async function loadCompanies(trx: Kysely<Tables>, arrivals: readonly Arrival[]): Promise<Map<string, CompanyRow>> {
  const ids = [...new Set(arrivals.map(({ companyId }) => companyId))];
  const stored = await trx.selectFrom('companies').select(COMPANY_COLUMNS).where('company_id', 'in', ids).execute();
  return new Map(stored.map((row) => [row.company_id, toCompanyRow(row)]));
}

/** The records that have not been applied yet; throws for the first arrival that the rows cannot take. */
function freshRecords(companies: ReadonlyMap<string, CompanyRow>, arrivals: readonly Arrival[]): readonly FreshArrival[] {
  const standing = new Map<string, Applied>(companies);
  const fresh: FreshArrival[] = [];
  for (const arrival of arrivals) {
    if (!isReadable(arrival)) throw refusal(arrival, '');
    const { record, companyId } = arrival;
    const place = placeOf(record, standing.get(companyId));
    if (place.kind === 'applied') continue;
    if (place.kind === 'hole') throw refusal(arrival, `has sequence ${record.companySequence} where ${place.expected} comes next: records are missing`);
    standing.set(companyId, place.applied);
    fresh.push(arrival);
  }
  return fresh;
}

function foldRecord(rows: RowsInHand, arrival: FreshArrival): void {
  try {
    rows.fold(arrival.record);
  } catch (error) {
    throw refusal(arrival, 'cannot be folded into the rows', error);
  }
}

/** Cuts records so that no piece holds too many members of groups in memory. */
function* pieces(arrivals: readonly FreshArrival[]): Generator<readonly FreshArrival[]> {
  let [start, members] = [0, 0];
  for (const [index, { record: { event } }] of arrivals.entries()) {
    const size = event.type === 'GroupMembersAdded' || event.type === 'GroupMembersRemoved' ? event.data.memberIds.length : 0;
    if (index > start && members + size > MOST_MEMBER_CHANGES) {
      yield arrivals.slice(start, index);
      [start, members] = [index, 0];
    }
    members += size;
  }
  if (start < arrivals.length) yield start === 0 ? arrivals : arrivals.slice(start);
}
