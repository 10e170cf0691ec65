import type { PoolConfig } from 'pg';

/** How a process reaches the database of the read model. */
export interface PostgresSettings {
  readonly url: string;
  /** Most connections of this process; MAX_CONNECTIONS unless set. */
  readonly maxConnections?: number;
  /** Longest time for one statement, in milliseconds; STATEMENT_TIMEOUT_MS unless set. */
  readonly statementTimeoutMs?: number;
  /** Longest wait for a lock, in milliseconds; LOCK_TIMEOUT_MS unless set. */
  readonly lockTimeoutMs?: number;
  /** Longest wait for a connection, in milliseconds; CONNECT_TIMEOUT_MS unless set. */
  readonly connectTimeoutMs?: number;
}

/** Connections of one process. */
export const MAX_CONNECTIONS = 10;

/** A statement of a list or a batch is cancelled by the server after this time, in milliseconds. */
export const STATEMENT_TIMEOUT_MS = 10_000;

/** A statement of a rebuild, such as making an index, is cancelled after this time, in milliseconds. */
export const FILL_STATEMENT_TIMEOUT_MS = 3_600_000;

/** Wait for a lock that another process holds, in milliseconds. */
export const LOCK_TIMEOUT_MS = 5_000;

/** Wait for a connection, new or free, in milliseconds. */
export const CONNECT_TIMEOUT_MS = 2_000;

/** A server that stops answering is given up this long after the statement's own timeout, in milliseconds. */
export const SILENCE_MARGIN_MS = 2_000;

/** A connection that is idle for so long is closed, in milliseconds. */
export const IDLE_CONNECTION_MS = 30_000;

/** Fewest connections with which a rebuild can work: the rows that it holds still, the ones it fills, and its lock. */
export const MIN_FILL_CONNECTIONS = 4;

/** What `pg` is told. */
export function poolConfig(settings: PostgresSettings): PoolConfig {
  const statementTimeoutMs = settings.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS;
  return {
    connectionString: settings.url,
    max: settings.maxConnections ?? MAX_CONNECTIONS,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + SILENCE_MARGIN_MS,
    lock_timeout: settings.lockTimeoutMs ?? LOCK_TIMEOUT_MS,
    connectionTimeoutMillis: settings.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_CONNECTION_MS,
    keepAlive: true,
    application_name: 'luciq-read-model',
  };
}
