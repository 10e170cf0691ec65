import { LOG_START } from '@luciq/events';
import { Kysely, PostgresDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import pg from 'pg';
import { GatewayStoreUnavailable } from '../port.ts';
import type { AcknowledgedPositions } from '../port.ts';
import { openSnapshot, sealSnapshot } from '../snapshots.ts';
import type { Snapshots } from '../snapshots.ts';
import { migrations } from './migrations.ts';
import { CONNECT_TIMEOUT_MS, MAX_CONNECTIONS, SILENCE_MARGIN_MS, STATEMENT_TIMEOUT_MS, type GatewayDatabase } from './settings.ts';

export * from './settings.ts';

/** Schema of everything that gateways share. */
const SCHEMA = 'luciq_gateway';

/** What gateways share, in PostgreSQL. */
export interface PostgresGatewayStore {
  readonly acknowledgements: AcknowledgedPositions;
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
    acknowledgements: acknowledgedInTable(pool),
    snapshots: snapshotsInTable(pool),
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

/** The statements are this library's own: what fails is the engine. */
async function answered<Row extends pg.QueryResultRow>(query: Promise<pg.QueryResult<Row>>): Promise<readonly Row[]> {
  try {
    return (await query).rows;
  } catch (error) {
    throw new GatewayStoreUnavailable('the database of the gateways did not answer', { cause: error });
  }
}

function acknowledgedInTable(pool: pg.Pool): AcknowledgedPositions {
  return {
    acknowledge: async (companyId, position) => {
      await answered(pool.query(
        `insert into ${SCHEMA}.acknowledged as known (company_id, position) values ($1, $2)
         on conflict (company_id) do update set position = excluded.position where known.position < excluded.position`,
        [companyId, position.toString()],
      ));
    },
    acknowledged: async (companyId) => {
      const [row] = await answered(pool.query<{ position: string }>(`select position from ${SCHEMA}.acknowledged where company_id = $1`, [companyId]));
      return row ? BigInt(row.position) : LOG_START;
    },
  };
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
