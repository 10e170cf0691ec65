/** How a gateway reaches the database that gateways share. */
export interface GatewayDatabase {
  readonly url: string;
  /** Most connections of this process; MAX_CONNECTIONS unless set. */
  readonly maxConnections?: number;
  /** Longest time for one statement, in milliseconds; STATEMENT_TIMEOUT_MS unless set. */
  readonly statementTimeoutMs?: number;
  /** Longest wait for a connection, in milliseconds; CONNECT_TIMEOUT_MS unless set. */
  readonly connectTimeoutMs?: number;
}

/** Connections of one gateway. */
export const MAX_CONNECTIONS = 10;

/** A statement is cancelled by the server after this time, in milliseconds: an answer waits for it. */
export const STATEMENT_TIMEOUT_MS = 5_000;

/** Wait for a connection, new or free, in milliseconds. */
export const CONNECT_TIMEOUT_MS = 2_000;

/** A server that stops answering is given up this long after the statement's own timeout, in milliseconds. */
export const SILENCE_MARGIN_MS = 2_000;
