import { existsSync, renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { keepPrivate } from '@luciq/service';
import { GatewayStoreUnavailable } from '../port.ts';

/** Name of the file in the data folder. Not to be deleted while the service runs; what is lost with it is in decision 0032. */
export const GATEWAY_FILE = 'gateway.sqlite';

/** How long a statement waits for another process that is writing, in milliseconds. */
export const GATEWAY_BUSY_MS = 500;

/** Memory for pages of the file, in KiB, of each of two connections. */
const PAGE_CACHE_KIB = 2_048;

/** SQLite's codes for a file that is no database, or a broken one. */
const DAMAGED = new Set([11, 26]);

/** Each brings the file from the version of its index to the next one; frozen once released. */
const STEPS: readonly string[] = [
  `
  create table sessions (
    digest text primary key, company_id text, kind text not null, subject text not null, csrf text not null, created_at text not null, expires_at text not null
  ) strict, without rowid;
  create index sessions_of_subject on sessions (company_id, subject);
  create index sessions_by_end on sessions (expires_at);
  create table sign_ins (id text primary key, company_id text not null, return_to text not null, expires_at text not null) strict, without rowid;
  create index sign_ins_by_end on sign_ins (expires_at);
  create table replays (company_id text not null, assertion_id text not null, expires_at text not null, primary key (company_id, assertion_id)) strict, without rowid;
  create index replays_by_end on replays (expires_at);
  create table activity (
    id text primary key, company_id text not null, outcome text not null, time text not null, token_id text, action text not null, resource_type text,
    resource_id text, status integer not null, scim_type text, detail text, duration_ms real not null, request_id text not null, client text
  ) strict, without rowid;
  create index activity_of_company on activity (company_id, id);
  create index activity_by_outcome on activity (company_id, outcome, id);
  create table activity_first (company_id text not null, action text not null, time text not null, id text not null, primary key (company_id, action)) strict, without rowid;
  create table token_use (token_id text primary key, used_at text not null) strict, without rowid;
  `,
  'alter table sessions add column grounds text',
  `
  create table refused_tokens (
    company_id text not null, hour text not null, token_id text not null, reason text not null, count integer not null, last_at text not null,
    primary key (company_id, hour, token_id, reason)
  ) strict, without rowid;
  create index refused_tokens_by_hour on refused_tokens (hour);
  `,
  `
  create table security_events (
    id text primary key, company_id text not null, time text not null, event text not null, reason text, actor_kind text, actor_id text, address text not null,
    request_id text not null
  ) strict, without rowid;
  create index security_events_of_company on security_events (company_id, id);
  `,
];

/** A query of the file that fails throws GatewayStoreUnavailable: the statements are this library's own. */
export async function answered<Answer>(question: () => Answer): Promise<Answer> {
  try {
    return question();
  } catch (error) {
    throw new GatewayStoreUnavailable('the file of the gateway did not answer', { cause: error });
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

/** Connections to one file. */
export interface GatewayFile {
  /** What it writes is on the disk when it is answered: a session that was ended must not come back. */
  readonly safe: DatabaseSync;
  /** What it writes may be lost in a power cut, and costs no wait for the disk. */
  readonly quick: DatabaseSync;
  /** Where a damaged file was put; null for none. */
  readonly setAside: string | null;
}

function connect(file: string, busyMs: number, synchronous: 'FULL' | 'NORMAL'): DatabaseSync {
  keepPrivate(file);
  const database = new DatabaseSync(file, { timeout: busyMs });
  try {
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; PRAGMA cache_size = -${PAGE_CACHE_KIB}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

const versionOf = (database: DatabaseSync): number => Number(database.prepare('pragma user_version').get()?.['user_version'] ?? 0);

function upgrade(database: DatabaseSync): void {
  inTransaction(database, () => {
    const version = versionOf(database);
    if (version > STEPS.length) throw new GatewayFileOfNewerBuild();
    for (const step of STEPS.slice(version)) database.exec(step);
    if (version < STEPS.length) database.exec(`pragma user_version = ${STEPS.length}`);
  });
}

/** The file was written by a newer build. */
export class GatewayFileOfNewerBuild extends Error {
  override readonly name = 'GatewayFileOfNewerBuild';
  constructor() {
    super(`${GATEWAY_FILE} was written by a newer build of this product. Start that one, or move the file away: sessions and activity begin anew then.`);
  }
}

function openOnce(file: string, busyMs: number): Omit<GatewayFile, 'setAside'> {
  const safe = connect(file, busyMs, 'FULL');
  try {
    upgrade(safe);
    return { safe, quick: connect(file, busyMs, 'NORMAL') };
  } catch (error) {
    safe.close();
    throw error;
  }
}

function isDamaged(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'errcode' in error ? error.errcode : null;
  // The low byte is the code itself, the others tell more of it.
  return typeof code === 'number' && DAMAGED.has(code & 0xff);
}

/** The first free name beside the file. */
function asideOf(file: string): string {
  for (let number = 1; ; number += 1) {
    const aside = `${file}.damaged-${number}`;
    if (!existsSync(aside)) return aside;
  }
}

/** Opens the file and makes it if it is missing. A damaged one is put aside, never deleted; any other trouble is thrown. */
export function openGatewayFile(file: string, busyMs: number): GatewayFile {
  try {
    return { ...openOnce(file, busyMs), setAside: null };
  } catch (error) {
    if (!isDamaged(error)) throw error;
    const setAside = asideOf(file);
    for (const suffix of ['', '-wal', '-shm']) if (existsSync(`${file}${suffix}`)) renameSync(`${file}${suffix}`, `${setAside}${suffix}`);
    return { ...openOnce(file, busyMs), setAside };
  }
}
