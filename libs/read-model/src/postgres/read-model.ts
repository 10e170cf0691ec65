import type { Kysely } from 'kysely';
import type { EventRecord } from '@luciq/events';
import type { Positioned, Sink } from '@luciq/pump';
import { readLogId } from '../applying/checkpoints.ts';
import { CommitNotifier } from '../applying/commit-notifier.ts';
import type { PartitionItem, RowSink, RowSinkOptions } from '../applying/row-sink.ts';
import { partitionSink, recordSink } from '../applying/row-sink.ts';
import type { LiveModel, ParkedCompanies } from '../live-model.ts';
import { GenerationOfOtherBuild, SWITCH_CHECK_MS } from '../live-model.ts';
import { inspectParked, listParked, resumeParked } from '../parking/parked.ts';
import { ReadModelQueries } from '../queries.ts';
import type { Tables } from '../tables/tables.ts';
import { partitionSource, PROJECTION_VERSION } from '../tables/tables.ts';
import { Bookkeeping } from './bookkeeping.ts';
import { PostgresConnections } from './database.ts';
import { postgresDialect } from './dialect.ts';
import { asReaderSees, isBeingRemoved, postgresEngine } from './engine.ts';
import type { PostgresSettings } from './settings.ts';

/** The live generation of a database. */
export interface PostgresReadModel extends LiveModel {
  /** The sink for one partition of the topic; it follows switches as `sink` does. */
  partitionSink(partition: number): Sink<PartitionItem>;
  /** Number of the live generation; makes a first, empty one where there is none. Throws GenerationOfOtherBuild. */
  generation(): Promise<number>;
  /** Identity of the log that the live rows were made from; null where it is not known yet. */
  logId(): Promise<string | null>;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  /** Lets go of the connections as soon as the queries in flight are answered. */
  close(): Promise<void>;
}

/** What a read model is opened with. `logId` binds `sink` to the log of that identity. */
export type PostgresReadModelOptions = PostgresSettings & { readonly logId?: string | null };

/** Opens the read model of a database. It does not connect yet: the database may be away, and come back, at any time. */
export const openPostgresReadModel = (options: PostgresReadModelOptions): PostgresReadModel =>
  new LivePostgresModel(options);

interface LiveRows {
  readonly number: number;
  readonly db: Kysely<Tables>;
}

class LivePostgresModel implements PostgresReadModel {
  readonly queries: ReadModelQueries;
  readonly sink: Sink<EventRecord>;
  readonly parked: ParkedCompanies;
  private readonly connections: PostgresConnections;
  private readonly bookkeeping: Bookkeeping;
  private readonly commits = new CommitNotifier();
  private live: LiveRows | null = null;
  private checkedAt = Number.NEGATIVE_INFINITY;
  private checking: Promise<LiveRows> | null = null;

  constructor({ logId = null, ...settings }: PostgresReadModelOptions) {
    this.connections = new PostgresConnections(settings);
    this.bookkeeping = new Bookkeeping(this.connections);
    this.queries = new ReadModelQueries({
      dialect: postgresDialect,
      commits: this.commits,
      scansInBatches: false,
      read: (query) => this.read(query),
      snapshot: (query) =>
        this.read((db) =>
          db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(query),
        ),
    });
    this.sink = this.following((rows) => recordSink({ ...rows, logId }));
    this.parked = {
      list: () => this.read(listParked),
      inspect: (companyId) => this.read((db) => inspectParked(db, companyId)),
      resume: async (request) => resumeParked({ ...this.forWriters(await this.current()), ...request }),
    };
  }

  partitionSink(partition: number): Sink<PartitionItem> {
    return this.following((rows) => partitionSink({ ...rows, source: partitionSource(partition) }));
  }

  async generation(): Promise<number> {
    return (await this.current()).number;
  }

  logId(): Promise<string | null> {
    return this.read(readLogId);
  }

  async ping(): Promise<void> {
    await this.connections.pool.query('select 1');
  }

  close(): Promise<void> {
    return this.connections.close();
  }

  private async read<T>(query: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
    const ask = async (): Promise<T> => query((await this.current()).db);
    try {
      return await ask().catch((error: unknown) => {
        if (!isBeingRemoved(error)) throw error;
        // The generation was removed under the query; the live one is looked up again, and the query repeated once.
        this.checkedAt = Number.NEGATIVE_INFINITY;
        return ask();
      });
    } catch (error) {
      throw asReaderSees(error);
    }
  }

  private forWriters({ db }: LiveRows): RowSinkOptions {
    return { db, engine: postgresEngine, onCommit: () => this.commits.notify() };
  }

  /** A sink on the live generation. It changes only where the pump asks for the checkpoint, so that it goes on from there. */
  private following<Item extends Positioned>(open: (rows: RowSinkOptions) => RowSink<Item>): Sink<Item> {
    let current: { readonly number: number; readonly sink: RowSink<Item> } | null = null;
    const sink = async (): Promise<RowSink<Item>> => {
      const rows = await this.current();
      if (current?.number !== rows.number) current = { number: rows.number, sink: open(this.forWriters(rows)) };
      return current.sink;
    };
    return {
      checkpoint: async () => (await sink()).checkpoint(),
      write: async (items, through) => (current?.sink ?? (await sink())).write(items, through),
      park: async (refused, attempts) => (current?.sink ?? (await sink())).park(refused, attempts),
    };
  }

  /** The live generation, looked up again when that was too long ago; all who ask meanwhile share one look. */
  private async current(): Promise<LiveRows> {
    if (this.live && performance.now() - this.checkedAt < SWITCH_CHECK_MS) return this.live;
    this.checking ??= this.look().finally(() => (this.checking = null));
    return this.checking;
  }

  private async look(): Promise<LiveRows> {
    const startedAt = performance.now();
    const { number, version } = await this.bookkeeping.liveOrFirst();
    if (version !== PROJECTION_VERSION) throw new GenerationOfOtherBuild(number, version);
    const before = this.live;
    if (before?.number !== number) this.live = { number, db: this.connections.generation(number) };
    this.checkedAt = startedAt;
    if (before && before.number !== number) this.commits.notify();
    return this.live ?? { number, db: this.connections.generation(number) };
  }
}
