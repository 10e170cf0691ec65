import type { AccountStore } from '../account-store.ts';
import { replaysInFile, sessionsInFile, signInsInFile } from './account-tables.ts';
import { activityInFile, tokenUseInFile } from './activity-tables.ts';
import { GATEWAY_BUSY_MS, openGatewayFile } from './gateway-file.ts';
import { refusedTokensInFile } from './refused-tokens.ts';
import { securityInFile } from './security-table.ts';

/** What gateways keep for the console, in a SQLite file of its own. */
export interface SqliteGatewayStore extends AccountStore {
  /** Where a file that was damaged was put at this opening, so that a person can be told; null for none. */
  readonly setAside: string | null;
  close(): void;
}

/** Opens the file, and makes it if it is missing; a damaged one is put aside. Throws GatewayFileOfNewerBuild, and what the system says of the file. */
export function openSqliteGatewayStore(
  file: string,
  { busyMs = GATEWAY_BUSY_MS }: { readonly busyMs?: number } = {},
): SqliteGatewayStore {
  const { safe, quick, setAside } = openGatewayFile(file, busyMs);
  return {
    sessions: sessionsInFile(safe),
    signIns: signInsInFile(safe),
    replays: replaysInFile(safe),
    activity: activityInFile(quick),
    tokenUse: tokenUseInFile(quick),
    refusedTokens: refusedTokensInFile(quick),
    security: securityInFile(quick),
    setAside,
    close: () => {
      quick.close();
      safe.close();
    },
  };
}
