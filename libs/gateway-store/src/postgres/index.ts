import type { Position } from '@luciq/events';
import { Kysely, PostgresDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import pg from 'pg';
import type { AccountStore } from '../account-store.ts';
import { GatewayStoreUnavailable } from '../port.ts';
import type { AcknowledgedPositions } from '../port.ts';
import { openSnapshot, sealSnapshot } from '../snapshots.ts';
import type { Snapshots } from '../snapshots.ts';
import { replaysInTable, sessionsInTable, signInsInTable } from './account-tables.ts';
import { activityInTable, tokenUseInTable } from './activity-tables.ts';
import { migrations } from './migrations.ts';
import { answered, SCHEMA } from './query.ts';
import { refusedTokensInTable } from './refused-tokens.ts';
import { securityInTable } from './security-table.ts';
import { CONNECT_TIMEOUT_MS, MAX_CONNECTIONS, SILENCE_MARGIN_MS, STATEMENT_TIMEOUT_MS, type GatewayDatabase } from './settings.ts';

export * from './settings.ts';

/** Who a log is; null while an embedded log is empty. */
export interface IdentifiedLog {
  logId(): Promise<string | null>;
}

/** How far the rows of a company are. */
export interface CompanyStanding {
  readonly companyId: string;
  readonly appliedPosition: Position;
}

/** What gateways share, in PostgreSQL. */
export interface PostgresGatewayStore extends AccountStore {
  /** The positions of one log. Those of another log say nothing about it, though they look alike. */
  acknowledgements(log: IdentifiedLog): AcknowledgedPositions;
  /** After rows were made anew from the whole log: notes where they stand for companies of which nothing is known, or what the log does not have. */
  settle(log: IdentifiedLog & { head(): Promise<Position> }, rows: readonly CompanyStanding[]): Promise<void>;
  readonly snapshots: Snapshots;
  /** Makes the tables, or brings them to this build; several at once take turns. A gateway calls it before it answers. */
  migrate(): Promise<void>;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the store. Nothing is asked of the database yet: it may be away, and come back, at any time. */
export function openPostgresGatewayStore(database: GatewayDatabase): PostgresGatewayStore {
  const pool = openPool(database);
  return {
    acknowledgements: (log) => acknowledgedInTable(pool, identityOf(log)),
    settle: async (log, rows) => settle(pool, { logId: await identityOf(log)(), head: () => log.head(), rows }),
    snapshots: snapshotsInTable(pool),
    sessions: sessionsInTable(pool),
    signIns: signInsInTable(pool),
    replays: replaysInTable(pool),
    activity: activityInTable(pool),
    tokenUse: tokenUseInTable(pool),
    refusedTokens: refusedTokensInTable(pool),
    security: securityInTable(pool),
    migrate: () => migrate(pool),
    ping: async () => {
      await answered(pool.query('select 1'));
    },
    close: () => pool.end(),
  };
}

function openPool({ url, maxConnections, statementTimeoutMs = STATEMENT_TIMEOUT_MS, connectTimeoutMs }: GatewayDatabase): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections ?? MAX_CONNECTIONS,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + SILENCE_MARGIN_MS,
    connectionTimeoutMillis: connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'luciq-gateway-store',
  });
  // A connection that breaks shows that at its next statement; without listeners it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Asks the log once: its identity never changes. */
function identityOf(log: IdentifiedLog): () => Promise<string> {
  let known: string | null = null;
  return async () => {
    known ??= await log.logId();
    if (known === null) throw new GatewayStoreUnavailable('the log is empty and has no identity yet');
    return known;
  };
}

function acknowledgedInTable(pool: pg.Pool, logId: () => Promise<string>): AcknowledgedPositions {
  return {
    acknowledge: async (companyId, position) => {
      await answered(pool.query(
        `insert into ${SCHEMA}.acknowledged as known (log_id, company_id, position) values ($1, $2, $3)
         on conflict (log_id, company_id) do update set position = excluded.position where known.position < excluded.position`,
        [await logId(), companyId, position.toString()],
      ));
    },
    acknowledged: async (companyId) => {
      const text = `select position from ${SCHEMA}.acknowledged where log_id = $1 and company_id = $2`;
      const [row] = await answered(pool.query<{ position: string }>(text, [await logId(), companyId]));
      return row ? BigInt(row.position) : null;
    },
  };
}

interface Settlement {
  readonly logId: string;
  readonly head: () => Promise<Position>;
  readonly rows: readonly CompanyStanding[];
}

async function settle(pool: pg.Pool, { logId, head, rows }: Settlement): Promise<void> {
  const known = await answered(pool.query<{ company_id: string; position: string }>(`select company_id, position from ${SCHEMA}.acknowledged where log_id = $1`, [logId]));
  // Read after the positions: one beyond it was noted for a newer state of the log, which was lost.
  const newest = await head();
  const standing = new Map(rows.map(({ companyId, appliedPosition }) => [companyId, appliedPosition.toString()]));
  for (const { company_id: companyId, position } of known) {
    if (BigInt(position) <= newest) continue;
    const text = `update ${SCHEMA}.acknowledged set position = $4 where log_id = $1 and company_id = $2 and position = $3`;
    await answered(pool.query(text, [logId, companyId, position, standing.get(companyId) ?? '0']));
  }
  await answered(pool.query(
    `insert into ${SCHEMA}.acknowledged (log_id, company_id, position)
     select $1, company_id, position from unnest($2::text[], $3::bigint[]) as rows (company_id, position)
     on conflict (log_id, company_id) do nothing`,
    [logId, [...standing.keys()], [...standing.values()]],
  ));
}

function snapshotsInTable(pool: pg.Pool): Snapshots {
  return {
    load: async (stream, reducer) => {
      const text = `select reducer, revision, checksum, body from ${SCHEMA}.snapshots where stream = $1`;
      const [row] = await answered(pool.query<{ reducer: string; revision: string; checksum: string; body: string }>(text, [stream]));
      return row ? openSnapshot(stream, reducer, { ...row, revision: Number(row.revision) }) : null;
    },
    save: async (stream, reducer, snapshot) => {
      const { revision, checksum, body } = sealSnapshot(stream, reducer, snapshot);
      await answered(pool.query(
        `insert into ${SCHEMA}.snapshots (stream, reducer, revision, checksum, body) values ($1, $2, $3, $4, $5)
         on conflict (stream) do update set reducer = excluded.reducer, revision = excluded.revision, checksum = excluded.checksum, body = excluded.body`,
        [stream, reducer, revision, checksum, body],
      ));
    },
    discard: async (stream) => {
      await answered(pool.query(`delete from ${SCHEMA}.snapshots where stream = $1`, [stream]));
    },
  };
}

async function migrate(pool: pg.Pool): Promise<void> {
  // Tells a database that is away, for which a start waits, from one that cannot be migrated.
  await answered(pool.query('select 1'));
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: { options: {}, connect: () => pool.connect(), end: async () => {} } }) });
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) }, migrationTableSchema: SCHEMA }).migrateToLatest();
  if (error) throw error instanceof Error ? error : new Error('the database of the gateways could not be migrated', { cause: error });
}
