import { rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { SealedSnapshot, Snapshots } from '../snapshots.ts';
import { openSnapshot, sealSnapshot } from '../snapshots.ts';
import { answered, connect, migrate } from './sqlite-file.ts';

/** Name of the file in the data folder. It may be deleted at any time. */
export const SNAPSHOT_FILE = 'snapshots.sqlite';

/** How long a statement waits for another process that is writing, in milliseconds; then there is no snapshot. */
export const SNAPSHOT_BUSY_MS = 200;

/** Memory for pages of the file, in KiB: a snapshot is read once. */
const PAGE_CACHE_KIB = 512;

/** Files of before they had a version have the table already. */
const STEPS: readonly string[] = [
  `create table if not exists snapshots (
    stream text primary key, reducer text not null, revision integer not null, checksum text not null, body text not null
  ) strict`,
];

/** Snapshots in a SQLite file of their own. */
export interface SqliteSnapshots extends Snapshots {
  close(): void;
}

function openFile(file: string): DatabaseSync {
  // What a power cut takes is folded anew.
  const database = connect(file, { busyMs: SNAPSHOT_BUSY_MS, synchronous: 'NORMAL', cacheKib: PAGE_CACHE_KIB });
  try {
    migrate(database, STEPS, SNAPSHOT_FILE);
    database.prepare('select stream, reducer, revision, checksum, body from snapshots where stream = ?').get('');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** A file that can't be used is made anew: nothing in it is worth keeping. */
function openOrReplace(file: string): DatabaseSync {
  try {
    return openFile(file);
  } catch {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
    return openFile(file);
  }
}

/** Opens the file, and makes it if it is missing or can't be used. */
export function openSqliteSnapshots(file: string): SqliteSnapshots {
  const database = openOrReplace(file);
  const select = database.prepare('select reducer, revision, checksum, body from snapshots where stream = ?');
  const put = database.prepare(
    'insert or replace into snapshots (stream, reducer, revision, checksum, body) values (?, ?, ?, ?, ?)',
  );
  const remove = database.prepare('delete from snapshots where stream = ?');
  return {
    load: (stream, reducer) =>
      answered(() => {
        const row = select.get(stream);
        return row ? openSnapshot(stream, reducer, row as unknown as SealedSnapshot) : null;
      }),
    save: (stream, reducer, snapshot) =>
      answered(() => {
        const { revision, checksum, body } = sealSnapshot(stream, reducer, snapshot);
        put.run(stream, reducer, revision, checksum, body);
      }),
    discard: (stream) =>
      answered(() => {
        remove.run(stream);
      }),
    close: () => database.close(),
  };
}
