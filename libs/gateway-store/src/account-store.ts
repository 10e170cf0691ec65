import type { Activity, TokenUse } from './activity.ts';
import type { RefusedTokens } from './refused-tokens.ts';
import type { SecurityEntries } from './security.ts';
import type { ReplayGuard, Sessions, SignIns } from './sessions.ts';

/** What gateways keep for the console beside the log: every engine has all of it. */
export interface AccountStore {
  readonly sessions: Sessions;
  readonly signIns: SignIns;
  readonly replays: ReplayGuard;
  readonly activity: Activity;
  readonly tokenUse: TokenUse;
  readonly refusedTokens: RefusedTokens;
  readonly security: SecurityEntries;
}
