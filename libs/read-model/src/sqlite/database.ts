import { closeSync, fsyncSync, openSync } from 'node:fs';
import type { SQLInputValue, StatementSync } from 'node:sqlite';
import { DatabaseSync } from 'node:sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';
import { Kysely, SqliteDialect } from 'kysely';
import { LRUCache } from 'lru-cache';
import { keepPrivate } from '@luciq/service';
import type { Tables } from '../tables/tables.ts';
import { registerFunctions } from './dialect.ts';

/** How long a statement waits for another process that is writing, in milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;

/** Prepared statements kept for one connection; filters make ever new ones. */
const KEPT_STATEMENTS = 200;

/** Memory for pages of a file that is written, in KiB: imported histories touch their index all over. */
const WRITER_CACHE_KIB = 8_192;
const READER_CACHE_KIB = 4_096;

/** Pages in the WAL before they are moved into the file: rows are written again and again, and moved once. */
const CHECKPOINT_PAGES = 8_192;

/** The WAL is cut back to this size after a burst, in bytes. */
const WAL_SIZE_LIMIT = 64 * 1024 * 1024;

/** One connection to a generation's file. */
export interface Connection {
  readonly db: Kysely<Tables>;
  readonly database: DatabaseSync;
}

/**
 * `fill` writes a file that is not read or relied on yet: it does not wait for the disk and keeps what a rollback needs
 * in memory. makeDurable ends that.
 */
export type ConnectionMode = 'read' | 'write' | 'fill';

const JOURNAL: Readonly<Record<ConnectionMode, string>> = {
  read: 'PRAGMA journal_mode = WAL; PRAGMA query_only = ON;',
  write: 'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;',
  fill: 'PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;',
};

/** Brings everything that was filled into a file onto the disk, and lets others read and write it from now on. */
export function makeDurable(database: DatabaseSync, file: string): void {
  database.exec(JOURNAL.write);
  const descriptor = openSync(file, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Opens a connection to the file of a generation, and makes the file where it is to be written. A crash may lose the last
 * commits but never tears one apart (synchronous NORMAL): what is lost comes again from the log.
 */
export function connect(file: string, mode: ConnectionMode): Connection {
  keepPrivate(file);
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  database.exec(`
    ${JOURNAL[mode]}
    PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
    PRAGMA journal_size_limit = ${WAL_SIZE_LIMIT};
    PRAGMA cache_size = -${mode === 'read' ? READER_CACHE_KIB : WRITER_CACHE_KIB};
  `);
  registerFunctions(database);
  return {
    database,
    db: new Kysely<Tables>({ dialect: new SqliteDialect({ database: new PreparedDatabase(database) }) }),
  };
}

/** A DatabaseSync in the shape that Kysely knows, with its prepared statements kept. */
class PreparedDatabase implements SqliteDatabase {
  private readonly statements = new LRUCache<string, SqliteStatement>({ max: KEPT_STATEMENTS });
  private readonly database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.database = database;
  }

  prepare(text: string): SqliteStatement {
    const known = this.statements.get(text) ?? new PreparedStatement(this.database.prepare(text));
    this.statements.set(text, known);
    return known;
  }

  close(): void {
    this.database.close();
  }
}

class PreparedStatement implements SqliteStatement {
  readonly reader: boolean;
  private readonly statement: StatementSync;

  constructor(statement: StatementSync) {
    this.statement = statement;
    this.reader = statement.columns().length > 0;
  }

  all(parameters: readonly unknown[]): unknown[] {
    return this.statement.all(...inputs(parameters));
  }

  run(parameters: readonly unknown[]): ReturnType<StatementSync['run']> {
    return this.statement.run(...inputs(parameters));
  }

  iterate(parameters: readonly unknown[]): IterableIterator<unknown> {
    return this.statement.iterate(...inputs(parameters));
  }
}

const isInput = (value: unknown): value is SQLInputValue =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';

const areInputs = (values: readonly unknown[]): values is readonly SQLInputValue[] => values.every(isInput);

function inputs(values: readonly unknown[]): readonly SQLInputValue[] {
  if (!areInputs(values)) throw new TypeError('a parameter is neither text nor a number nor null');
  return values;
}
