import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { EventRecord, Position } from '@luciq/events';
import type { Positioned, Sink } from '@luciq/pump';
import { ItemRefused } from '@luciq/pump';
import type { Tables } from '../tables/tables.ts';
import { LOG_SOURCE } from '../tables/tables.ts';
import { applyUnlessParked } from './apply-records.ts';
import { moveCheckpoint, readCheckpoint, requireLog } from './checkpoints.ts';
import type { Incoming } from './errors.ts';
import { asError, MOST_PARKED, refusal, RowRefused, TooManyParked } from './errors.ts';
import type { RowEngine, RowStatements } from './row-engine.ts';

/** What comes from one partition of the topic: `position` is the next Kafka offset to read. */
export interface PartitionItem extends Positioned {
  readonly message:
    | { readonly kind: 'record'; readonly record: EventRecord; readonly logId: string }
    | { readonly kind: 'unreadable'; readonly key: string | null; readonly reason: string };
}

/**
 * Stands for the company of a message that names none. It is parked like a company, so that an operator sees it; the company that
 * the message was about is found by the gap that it leaves.
 */
export const NO_COMPANY = '';

/** A sink that can also park, and move its checkpoint back. */
export interface RowSink<Item extends Positioned> extends Sink<Item> {
  park(refused: ItemRefused, attempts: number): Promise<void>;
  /** For a fold that has read further than it has applied. */
  rewind(position: Position): Promise<void>;
}

/** What a sink writes to, from where, and whom it tells. */
export interface RowSinkOptions {
  readonly db: Kysely<Tables>;
  readonly engine: RowEngine;
  /** Called after each commit. */
  readonly onCommit?: () => void;
  /** Gives the time at which a company is parked. */
  readonly now?: () => Date;
}

/** The rows as a sink for records of the log; they are bound to the log of that id where one is given. `source` is LOG_SOURCE unless set. */
export function recordSink({
  logId = null,
  source = LOG_SOURCE,
  ...options
}: RowSinkOptions & { readonly logId?: string | null; readonly source?: string }): RowSink<EventRecord> {
  const logIds = logId === null ? [] : [logId];
  return new SourceSink<EventRecord>(options, { name: source, incomingOf: incomingRecord, logIdsOf: () => logIds });
}

/** A record of the log as it comes in. */
export const incomingRecord = (record: EventRecord): Incoming => ({
  item: record,
  companyId: record.companyId,
  record,
  reason: '',
});

/**
 * The rows as a sink for one partition of the topic; `source` names it. A message that cannot be read is refused when its
 * turn comes, so that its company is parked and the others go on.
 */
export function partitionSink({
  source,
  ...options
}: RowSinkOptions & { readonly source: string }): RowSink<PartitionItem> {
  return new SourceSink<PartitionItem>(options, {
    name: source,
    incomingOf: (item) => {
      const { message } = item;
      if (message.kind === 'record')
        return { item, companyId: message.record.companyId, record: message.record, reason: '' };
      return { item, companyId: message.key ?? NO_COMPANY, record: null, reason: message.reason };
    },
    logIdsOf: (items) => [...new Set(items.flatMap(({ message }) => (message.kind === 'record' ? message.logId : [])))],
  });
}

/** Where a sink's items come from. */
interface RowSource<Item extends Positioned> {
  /** Name of the checkpoint. */
  readonly name: string;
  incomingOf(item: Item): Incoming;
  logIdsOf(items: readonly Item[]): readonly string[];
}

/** One transaction a batch: the checkpoint moves from exactly where this sink left it, and what came in is applied. */
class SourceSink<Item extends Positioned> implements RowSink<Item> {
  private readonly options: RowSinkOptions;
  private readonly source: RowSource<Item>;
  private readonly statements: RowStatements;
  /** Null when it has to be read: at first and after a failure. */
  private known: Position | null = null;
  /** The log that the rows are known to be made from. */
  private knownLog: string | null = null;

  constructor(options: RowSinkOptions, source: RowSource<Item>) {
    this.options = options;
    this.source = source;
    this.statements = options.engine.statements(options.db);
  }

  async checkpoint(): Promise<Position> {
    this.known ??= await readCheckpoint(this.options.db, this.source.name);
    return this.known;
  }

  /**
   * Throws CheckpointMoved, ItemRefused for the first item that the rows cannot take, ForeignLog where they were made from
   * another log than the items, and what the engine throws.
   */
  async write(items: readonly Item[], through: Position): Promise<void> {
    const { db, engine, onCommit } = this.options;
    const incoming = items.map((item) => this.source.incomingOf(item));
    const logIds = this.source.logIdsOf(items);
    const from = await this.checkpoint();
    this.known = null;
    try {
      await db.transaction().execute(async (trx) => {
        await moveCheckpoint(trx, this.source.name, { from, to: through });
        for (const id of logIds) if (id !== this.knownLog) await requireLog(trx, id);
        await applyUnlessParked({ trx, statements: this.statements }, incoming);
      });
    } catch (error) {
      throw (engine.isDataError(error) && (await this.blame(incoming))) || error;
    }
    this.knownLog = logIds.at(-1) ?? this.knownLog;
    this.known = through;
    onCommit?.();
  }

  /** The position of the item in its source is kept for the operator. Throws TooManyParked. */
  async park(refused: ItemRefused, attempts: number): Promise<void> {
    const { db, now = () => new Date() } = this.options;
    const record = refused instanceof RowRefused ? refused.record : null;
    const { count } = await db
      .selectFrom('parked')
      .select((eb) => eb.fn.countAll().as('count'))
      .executeTakeFirstOrThrow();
    if (Number(count) >= MOST_PARKED) throw new TooManyParked();
    await db
      .insertInto('parked')
      .values({
        company_id: refused.key,
        source: this.source.name,
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

  /** What comes again is passed over by the companies that have applied it. */
  async rewind(position: Position): Promise<void> {
    await this.options.db.updateTable('checkpoint').set({ position }).where('source', '=', this.source.name).execute();
    this.known = null;
  }

  /**
   * The first item of the one company to blame for an error of the engine: each company is applied by itself, the first that
   * fails record by record. Null where all of them go through. Its transaction is always rolled back.
   */
  private async blame(incoming: readonly Incoming[]): Promise<ItemRefused | null> {
    const verdict = new Verdict();
    await this.options.db
      .transaction()
      .execute(async (trx) => {
        verdict.refused = await this.firstRefused(trx, incoming);
        throw verdict;
      })
      .catch((error: unknown) => {
        if (error !== verdict) throw error;
      });
    return verdict.refused;
  }

  private async firstRefused(trx: Kysely<Tables>, incoming: readonly Incoming[]): Promise<ItemRefused | null> {
    for (const ofCompany of Map.groupBy(incoming, ({ companyId }) => companyId).values()) {
      if ((await this.attempt(trx, ofCompany)) === null) continue;
      for (const one of ofCompany) {
        const error = await this.attempt(trx, [one]);
        if (error !== null)
          return error instanceof ItemRefused ? error : refusal(one, 'cannot be written to the rows', error);
      }
    }
    return null;
  }

  /** Null where all can be applied, which they then are. */
  private async attempt(trx: Kysely<Tables>, incoming: readonly Incoming[]): Promise<Error | null> {
    await sql`savepoint attempt`.execute(trx);
    try {
      await applyUnlessParked({ trx, statements: this.statements }, incoming);
    } catch (error) {
      if (!(error instanceof ItemRefused) && !this.options.engine.isDataError(error)) throw error;
      await sql`rollback to savepoint attempt`.execute(trx);
      return asError(error);
    }
    await sql`release savepoint attempt`.execute(trx);
    return null;
  }
}

/** Carries the outcome out of a transaction that must not be committed. */
class Verdict extends Error {
  refused: ItemRefused | null = null;
}
