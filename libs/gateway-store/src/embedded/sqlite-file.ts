import { DatabaseSync } from 'node:sqlite';
import { keepPrivate } from '@luciq/service';
import { GatewayStoreUnavailable } from '../port.ts';

/** How a file is opened. */
export interface FileOptions {
  /** How long a statement waits for another process that is writing, in milliseconds. */
  readonly busyMs: number;
  /** `FULL` where what was written must outlive a power cut. */
  readonly synchronous: 'FULL' | 'NORMAL';
  /** Memory for pages of the file, in KiB. */
  readonly cacheKib: number;
}

/** A connection to a file that only the running user may read; makes the file if it is missing. */
export function connect(file: string, { busyMs, synchronous, cacheKib }: FileOptions): DatabaseSync {
  keepPrivate(file);
  const database = new DatabaseSync(file, { timeout: busyMs });
  try {
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; PRAGMA cache_size = -${cacheKib}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** The file was written by a newer build. */
export class GatewayFileOfNewerBuild extends Error {
  override readonly name = 'GatewayFileOfNewerBuild';
  constructor(name: string) {
    super(
      `${name} was written by a newer build of this product. Start that one, or move the file away: sessions and activity begin anew then.`,
    );
  }
}

/**
 * Makes the tables of a file, or brings them to this build. Each step brings the file from the version of its index to the next
 * one, and is frozen once released. Throws GatewayFileOfNewerBuild with the name that the file is known by.
 */
export function migrate(database: DatabaseSync, steps: readonly string[], name: string): void {
  // A file that is as it should be needs no right to write, which another process may have at this moment.
  if (versionOf(database) === steps.length) return;
  inTransaction(database, () => {
    const version = versionOf(database);
    if (version > steps.length) throw new GatewayFileOfNewerBuild(name);
    for (const step of steps.slice(version)) database.exec(step);
    if (version < steps.length) database.exec(`pragma user_version = ${steps.length}`);
  });
}

const versionOf = (database: DatabaseSync): number =>
  Number(database.prepare('pragma user_version').get()?.['user_version'] ?? 0);

/** A query of a file that fails throws GatewayStoreUnavailable: the statements are this library's own. */
export async function answered<Answer>(query: () => Answer): Promise<Answer> {
  try {
    return query();
  } catch (error) {
    throw new GatewayStoreUnavailable('a file of the gateway did not answer', { cause: error });
  }
}

/** Does it whole or not at all. Takes the right to write at once: a reader that becomes a writer may be refused. */
export function inTransaction<Answer>(database: DatabaseSync, work: () => Answer): Answer {
  database.exec('begin immediate');
  try {
    const answer = work();
    database.exec('commit');
    return answer;
  } catch (error) {
    if (database.isTransaction) database.exec('rollback');
    throw error;
  }
}
