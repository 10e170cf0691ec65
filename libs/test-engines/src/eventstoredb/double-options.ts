import type { DoubleUser } from './access.ts';

/**
 * Whose behaviour a double plays where versions differ. `23.10`: no checkpoint when a subscription has caught up; a live reader that does not take
 * 32 records is ended. `24.2` (as later ones): on a log where nothing matches, the checkpoint 2^64-1 as it catches up; else that of the last matching
 * record; slow readers are waited for.
 */
export type ServerVersion = '23.10' | '24.2';

/** How a double is started. */
export interface DoubleOptions {
  /** 24.2 unless set. */
  readonly plays?: ServerVersion;
  readonly port?: number;
  /** Where the log is kept; in memory only unless set. */
  readonly file?: string;
  readonly tls?: { readonly key: Buffer; readonly certificate: Buffer };
  /** Users by name: calls of others are refused, and what they may do their access lists say. Needs `tls`, without which a client sends no password. */
  readonly users?: Readonly<Record<string, DoubleUser>>;
}
