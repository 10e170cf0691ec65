import { sql } from 'kysely';
import type { RowEngine } from '../applying/row-engine.ts';
import { nameOf } from '../applying/row-engine.ts';
import type { TableForms } from '../tables/create-tables.ts';
import { SqliteRowStatements } from './row-statements.ts';
import { createTexts } from './user-places.ts';

/** SQLite compares text by its bytes, and indexes text of any length. */
export const sqliteTables: TableForms = {
  text: sql`text`,
  key: (column) => sql.ref(column),
  byKey: sql`without rowid`,
  createTexts,
  indexTexts: async () => undefined,
};

/** Result codes of SQLite that blame a value: too big, constraint, mismatch, out of range. */
const DATA_ERRORS: ReadonlySet<unknown> = new Set([18, 19, 20, 25]);

/** Thrown by JavaScript for a value that is not what the code expects. */
const VALUE_ERRORS: ReadonlySet<string> = new Set(['TypeError', 'RangeError']);

/** SQLite has one writer at a time, for the whole file. */
export const sqliteEngine: RowEngine = {
  statements: (db) => new SqliteRowStatements(db),
  isDataError: (error) =>
    VALUE_ERRORS.has(nameOf(error) ?? '') ||
    (error instanceof Error &&
      'errcode' in error &&
      typeof error.errcode === 'number' &&
      DATA_ERRORS.has(error.errcode % 256)),
};
