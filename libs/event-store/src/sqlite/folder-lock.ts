import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { keepPrivate } from '@luciq/service';
import { reasonOf, sqliteCode } from './database.ts';
import { EventStoreFileUnusable } from './file-unusable.ts';

/** Name of the file under a data folder that the running service has locked. It holds nothing, and stays. */
export const LOCK_FILE = 'lock.sqlite';

/** How long a start waits for the service before it, in milliseconds: one that was just killed may still be ending. The thread stands still meanwhile. */
export const LOCK_WAIT_MS = 2_000;

/** SQLITE_BUSY of https://www.sqlite.org/rescode.html. */
const BUSY = 5;

/** Another service runs on the data folder; the message is a sentence for the operator. */
export class DataFolderInUse extends Error {
  override readonly name = 'DataFolderInUse';
  constructor(folder: string) {
    super(
      `Another service is running on the data folder ${folder}. Stop it first, or name another folder: two services on one folder would not know of each other.`,
    );
  }
}

/** A lock on a data folder; it ends with the process, however that ends. */
export interface FolderLock {
  release(): void;
}

/**
 * Takes a data folder for this process alone among those that ask for it. Readers and writers of the files in it do not ask, so that operator commands go on
 * working. The lock is the operating system's, on a file that SQLite opens, so that a killed process leaves nothing behind. Throws DataFolderInUse, and
 * EventStoreFileUnusable where the file cannot be opened.
 */
export function lockDataFolder(folder: string, waitMs = LOCK_WAIT_MS): FolderLock {
  const file = join(folder, LOCK_FILE);
  let database: DatabaseSync | undefined;
  try {
    keepPrivate(file);
    database = new DatabaseSync(file, { timeout: waitMs });
    database.exec('BEGIN EXCLUSIVE');
    const held = database;
    return { release: () => held.close() };
  } catch (error) {
    database?.close();
    if (sqliteCode(error) === BUSY) throw new DataFolderInUse(folder);
    throw new EventStoreFileUnusable(`The file ${file} can't be opened: ${reasonOf(error)}.`, { cause: error });
  }
}
