import { existsSync, renameSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { FileOptions } from './sqlite-file.ts';
import { connect, migrate } from './sqlite-file.ts';

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
  'alter table security_events add column came text',
];

/** Connections to one file. */
export interface GatewayFile {
  /** What it writes is on the disk when it is answered: a session that was ended must not come back. */
  readonly safe: DatabaseSync;
  /** What it writes may be lost in a power cut, and costs no wait for the disk. */
  readonly quick: DatabaseSync;
  /** Where a damaged file was put; null for none. */
  readonly setAside: string | null;
}

const connection = (file: string, busyMs: number, synchronous: FileOptions['synchronous']): DatabaseSync =>
  connect(file, { busyMs, synchronous, cacheKib: PAGE_CACHE_KIB });

function openOnce(file: string, busyMs: number): Omit<GatewayFile, 'setAside'> {
  const safe = connection(file, busyMs, 'FULL');
  try {
    migrate(safe, STEPS, GATEWAY_FILE);
    return { safe, quick: connection(file, busyMs, 'NORMAL') };
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
    for (const suffix of ['', '-wal', '-shm'])
      if (existsSync(`${file}${suffix}`)) renameSync(`${file}${suffix}`, `${setAside}${suffix}`);
    return { ...openOnce(file, busyMs), setAside };
  }
}
