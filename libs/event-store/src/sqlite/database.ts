import { DatabaseSync } from 'node:sqlite';
import { keepPrivate } from '@luciq/service';
import { EventStoreUnavailable } from '../port.ts';
import type { RecordMac } from '../record-mac.ts';
import { recordMac } from '../record-mac.ts';
import { EventStoreFileUnusable } from './file-unusable.ts';
import { recordKey } from './record-key.ts';
import type { Row } from './row.ts';
import { authenticated, COLUMNS } from './row.ts';
import { AFTER_CODES, APPLICATION_ID, BEFORE_CODES, SCHEMA, SCHEMA_VERSION } from './schema.ts';
import { Wal } from './wal.ts';

/** How long a statement waits for another process that is writing, in milliseconds. The thread stands still meanwhile. */
const BUSY_TIMEOUT_MS = 2_000;

/** Memory for pages of the file, in KiB; event ids are random, so that their index is read all over. */
const PAGE_CACHE_KIB = 16_384;

/** Pages in the WAL before they are moved to the file: a page of a random index is then moved once for many commits. */
const WAL_CHECKPOINT_PAGES = 8_000;

/** The WAL is cut back to this size after a burst, in bytes. */
const WAL_SIZE_LIMIT = 64 * 1024 * 1024;

/** Records that are given their codes at a time. */
const CODES_AT_A_TIME = 1_000;

/** SQLite result codes (https://www.sqlite.org/rescode.html) that say that a file can't be used at all. */
const FILE_FAULTS: ReadonlySet<number> = new Set([3, 8, 11, 14, 26]);

/** Which file, and whether it is only read. */
export interface DatabaseOptions {
  /** Path of the file. It is made if missing, unless `readOnly`; its folder must be there. */
  readonly file: string;
  /** Only reads; the file must be an event store already. Works while another process writes to it. */
  readonly readOnly?: boolean;
}

/** The primary SQLite result code of an error, undefined for an error that is not SQLite's. */
export function sqliteCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

/** What an error says, without its name. */
export function reasonOf(error: unknown): string {
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  return String(message);
}

/** A file that was opened, what authenticates its records, and what makes them last. */
export interface OpenedDatabase {
  readonly database: DatabaseSync;
  readonly wal: Pick<Wal, 'failed' | 'lasting' | 'close'>;
  readonly mac: RecordMac;
}

/**
 * Opens an event store file, makes its tables in a new one, and gives records of a former version their codes. Throws EventStoreFileUnusable for a file of
 * a newer schema, of another product, that can't be opened, whose key is missing or that has lost records; EventStoreUnavailable when another process holds it.
 */
export function openDatabase({ file, readOnly = false }: DatabaseOptions): OpenedDatabase {
  let database: DatabaseSync | undefined;
  try {
    if (!readOnly) keepPrivate(file);
    database = new DatabaseSync(file, { readOnly, timeout: BUSY_TIMEOUT_MS });
    const isNew = !readOnly && isEmpty(database);
    if (!isNew) check(database, file);
    if (readOnly && versionOf(database) < SCHEMA_VERSION)
      throw new EventStoreFileUnusable(
        `The event store file ${file} was written by a former version. Start the product once, then repeat this.`,
      );
    const mac = recordMac(recordKey(file, isNew || (!readOnly && versionOf(database) < SCHEMA_VERSION)));
    if (isNew) create(database);
    else if (!readOnly) giveCodes(database, mac);
    check(database, file);
    mustBeWhole(database, file);
    if (!readOnly) database.exec('PRAGMA journal_mode = WAL');
    database.exec(`
      PRAGMA synchronous = NORMAL;
      PRAGMA recursive_triggers = ON;
      PRAGMA cache_size = -${PAGE_CACHE_KIB};
      PRAGMA wal_autocheckpoint = ${WAL_CHECKPOINT_PAGES};
      PRAGMA journal_size_limit = ${WAL_SIZE_LIMIT};
    `);
    return { database, mac, wal: new Wal(file, readOnly) };
  } catch (error) {
    database?.close();
    if (error instanceof EventStoreFileUnusable) throw error;
    const reason = reasonOf(error);
    if (FILE_FAULTS.has(sqliteCode(error) ?? 0)) {
      throw new EventStoreFileUnusable(`The event store file ${file} can't be opened: ${reason}.`, { cause: error });
    }
    throw new EventStoreUnavailable('not-done', `The event store file ${file} could not be opened: ${reason}.`, {
      cause: error,
    });
  }
}

function pragma(database: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}

function isEmpty(database: DatabaseSync): boolean {
  return (
    pragma(database, 'application_id') === 0 && database.prepare('SELECT 1 FROM sqlite_schema').get() === undefined
  );
}

const versionOf = (database: DatabaseSync): number => pragma(database, 'user_version');

/** Records of version 1 have no codes: they are given them once, as they stand. Two processes may come to it at once. */
function giveCodes(database: DatabaseSync, mac: RecordMac): void {
  if (versionOf(database) !== 1) return;
  database.exec('BEGIN IMMEDIATE');
  if (versionOf(database) === 1) {
    database.exec(BEFORE_CODES);
    const records = database.prepare(
      `SELECT ${COLUMNS} FROM events WHERE position > ? ORDER BY position LIMIT ${CODES_AT_A_TIME}`,
    );
    records.setReturnArrays(true);
    const give = database.prepare('UPDATE events SET mac = ? WHERE position = ?');
    for (
      let rows: readonly Row[] = [], after = 0;
      (rows = records.all(after) as unknown as readonly Row[]).length > 0;
      after = Number(rows.at(-1)?.[0])
    ) {
      for (const row of rows) give.run(mac(authenticated(row)), Number(row[0]));
    }
    database.exec(AFTER_CODES);
  }
  database.exec('COMMIT');
}

/** Positions are without a gap from 1 on: fewer records than the newest position means that some were removed. */
function mustBeWhole(database: DatabaseSync, file: string): void {
  const { records, newest } =
    database.prepare('SELECT count(*) AS records, coalesce(max(position), 0) AS newest FROM events').get() ?? {};
  if (records === newest) return;
  throw new EventStoreFileUnusable(
    `The event store file ${file} has ${String(records)} records, and its newest is number ${String(newest)}: records were taken out. ` +
      'Put the file back from a backup; see docs/operate/backup.md.',
  );
}

/** Two processes may come to a new file at once: the second finds it made when its turn to write comes. */
function create(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE');
  if (isEmpty(database)) database.exec(SCHEMA);
  database.exec('COMMIT');
}

function check(database: DatabaseSync, file: string): void {
  if (pragma(database, 'application_id') !== APPLICATION_ID) {
    throw new EventStoreFileUnusable(`The file ${file} is not an event store of this product.`);
  }
  const version = versionOf(database);
  if (version > SCHEMA_VERSION) {
    throw new EventStoreFileUnusable(
      `The event store file ${file} has schema version ${version}, but this build knows only up to ${SCHEMA_VERSION}; use a newer build.`,
    );
  }
}
