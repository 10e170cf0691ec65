import type { Kysely } from 'kysely';
import type { EventRecord } from '@luciq/events';
import type { RowSink, RowSinkOptions } from '../applying/row-sink.ts';
import { recordSink } from '../applying/row-sink.ts';
import { createIndexes, createTables } from '../tables/create-tables.ts';
import type { Tables } from '../tables/tables.ts';
import { PROJECTION_VERSION } from '../tables/tables.ts';
import type { Connection } from './database.ts';
import { connect, makeDurable } from './database.ts';
import { sqliteEngine, sqliteTables } from './engine.ts';
import { SnapshotConnections } from './snapshots.ts';

/** Makes the tables in a new file, without indexes: an empty generation to be filled from the log. */
export async function createGeneration(file: string): Promise<void> {
  const { database, db } = connect(file, 'fill');
  try {
    database.exec('BEGIN IMMEDIATE');
    await createTables(db, sqliteTables);
    database.exec(`PRAGMA user_version = ${PROJECTION_VERSION}`);
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}

/** The projection version that a file was made for; 0 for a file without tables. */
export function projectionVersion(file: string): number {
  const { database } = connect(file, 'read');
  try {
    return Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  } finally {
    database.close();
  }
}

/** Long reads at a time, each on a connection of its own; more of them wait. */
export const SNAPSHOTS_AT_ONCE = 4;

/** How a generation is used: `fill` for one that is not relied on before `complete`. */
export interface GenerationOptions {
  readonly fill?: boolean;
  readonly onCommit?: () => void;
  /** Identity of the log that the rows are made from, where it has one. */
  readonly logId?: string | null;
}

/**
 * An open generation: one connection that writes and one that reads, so that no read sees half a batch. One that is being
 * filled has a single connection.
 */
export class OpenGeneration {
  readonly sink: RowSink<EventRecord>;
  /** What further writers of the rows need. */
  readonly forWriters: RowSinkOptions;
  private readonly writer: Connection;
  private readonly reader: Connection;
  private readonly file: string;
  private readonly snapshots: SnapshotConnections;
  private users = 0;
  private closing = false;

  constructor(file: string, { fill = false, onCommit, logId = null }: GenerationOptions = {}) {
    this.file = file;
    this.writer = connect(file, fill ? 'fill' : 'write');
    this.reader = fill ? this.writer : connect(file, 'read');
    this.snapshots = new SnapshotConnections(file, SNAPSHOTS_AT_ONCE);
    this.forWriters = { db: this.writer.db, engine: sqliteEngine, ...(onCommit && { onCommit }) };
    this.sink = recordSink({ ...this.forWriters, logId });
  }

  /** Runs a query; the files stay open until it is answered. */
  read<T>(query: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
    return this.use(() => query(this.reader.db));
  }

  /** Runs statements that all see one moment, on a connection of their own, so that no other query waits for them or sees what they see. */
  snapshot<T>(query: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
    return this.use(() => this.snapshots.run(query));
  }

  /** Runs anything that uses the connections; they stay open meanwhile. */
  async use<T>(work: () => Promise<T>): Promise<T> {
    this.users += 1;
    try {
      return await work();
    } finally {
      this.users -= 1;
      this.closeIfUnused();
    }
  }

  /** Makes the indexes, and brings everything written so far onto the disk: from here on it can be the live one. */
  async complete(): Promise<void> {
    await createIndexes(this.writer.db, sqliteTables);
    makeDurable(this.writer.database, this.file);
  }

  /** Closes the files as soon as nothing uses them. */
  close(): void {
    this.closing = true;
    this.closeIfUnused();
  }

  private closeIfUnused(): void {
    if (!this.closing || this.users > 0) return;
    this.snapshots.close();
    for (const { database } of [this.reader, this.writer]) if (database.isOpen) database.close();
  }
}
