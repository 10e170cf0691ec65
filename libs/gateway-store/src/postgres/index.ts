import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import type pg from 'pg';
import type { Position } from '@luciq/events';
import type { AccountStore } from '../account-store.ts';
import type { AcknowledgedPositions } from '../port.ts';
import type { Snapshots } from '../snapshots.ts';
import { replaysInTable, sessionsInTable, signInsInTable } from './account-tables.ts';
import { activityInTable, tokenUseInTable } from './activity-tables.ts';
import { answered, connected, gatewayTables, openPool, SCHEMA } from './database.ts';
import { migrations } from './migrations.ts';
import type { AppliedCompany, IdentifiedLog } from './positions-table.ts';
import { positionsInTable, settlePositions } from './positions-table.ts';
import { refusedTokensInTable } from './refused-tokens.ts';
import { securityInTable } from './security-table.ts';
import type { GatewayDatabase } from './settings.ts';
import { snapshotsInTable } from './snapshots-table.ts';

export type { AppliedCompany, IdentifiedLog } from './positions-table.ts';
export * from './settings.ts';

/** What gateways share, in PostgreSQL. */
export interface PostgresGatewayStore extends AccountStore {
  /** The positions of one log. Those of another log say nothing about it, though they look alike. */
  acknowledgements(log: IdentifiedLog): AcknowledgedPositions;
  /** After rows were rebuilt from the whole log: records their positions for companies of which nothing is known, or what the log does not have. */
  settle(log: IdentifiedLog & { head(): Promise<Position> }, rows: readonly AppliedCompany[]): Promise<void>;
  readonly snapshots: Snapshots;
  /** Makes the tables, or brings them to this build; several at once take turns. A gateway calls it before it answers. */
  migrate(): Promise<void>;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the store without connecting: the database may be away, and come back, at any time. */
export function openPostgresGatewayStore(database: GatewayDatabase): PostgresGatewayStore {
  const pool = openPool(database);
  const db = gatewayTables(pool);
  return {
    acknowledgements: (log) => positionsInTable(db, log),
    settle: (log, rows) => settlePositions(db, log, rows),
    snapshots: snapshotsInTable(db),
    sessions: sessionsInTable(db),
    signIns: signInsInTable(db),
    replays: replaysInTable(db),
    activity: activityInTable(db),
    tokenUse: tokenUseInTable(db),
    refusedTokens: refusedTokensInTable(db),
    security: securityInTable(db),
    migrate: () => migrate(pool),
    ping: async () => {
      await answered(sql`select 1`.execute(db));
    },
    close: () => pool.end(),
  };
}

async function migrate(pool: pg.Pool): Promise<void> {
  const db = connected<unknown>(pool);
  // Tells a database that is away, for which a start waits, from one that cannot be migrated.
  await answered(sql`select 1`.execute(db));
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableSchema: SCHEMA,
  }).migrateToLatest();
  if (error)
    throw error instanceof Error
      ? error
      : new Error('the database of the gateways could not be migrated', { cause: error });
}
