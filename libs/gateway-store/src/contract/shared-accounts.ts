import type { AccountStore } from '../account-store.ts';

/** One state that two gateways share. */
export interface SharedAccounts {
  readonly gateways: readonly [AccountStore, AccountStore];
  /** Takes the engine away from those who write; what is returned brings it back. */
  away(): Promise<() => Promise<void>>;
  /** Counts the rows of a table. */
  count(table: 'sessions' | 'sign_ins' | 'replays' | 'activity' | 'refused_tokens'): Promise<number>;
  close(): Promise<void>;
}
