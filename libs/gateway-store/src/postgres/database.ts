import type { Generated, SelectQueryBuilder } from 'kysely';
import { CamelCasePlugin, Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { ActivityAction, ActivityEntry, ActivityOutcome } from '../activity.ts';
import { GatewayStoreUnavailable } from '../port.ts';
import type { RefusedCount } from '../refused-tokens.ts';
import type { SecurityEntry } from '../security.ts';
import type { Session, SignIn } from '../sessions.ts';
import type { GatewayDatabase } from './settings.ts';
import { CONNECT_TIMEOUT_MS, MAX_CONNECTIONS, SILENCE_MARGIN_MS, STATEMENT_TIMEOUT_MS } from './settings.ts';

/** Schema of everything that gateways share. */
export const SCHEMA = 'luciq_gateway';

/** Most rows in one insert: well under the 65,535 parameters that PostgreSQL allows. */
const MOST_ROWS = 500;

/** The tables as `migrations.ts` makes them, with the names of their columns in camel case. */
export interface GatewayTables {
  acknowledged: { logId: string; companyId: string; position: string };
  snapshots: { stream: string; reducer: string; revision: string; checksum: string; body: string };
  sessions: Session & Row;
  signIns: SignIn & Row;
  replays: { companyId: string; assertionId: string; expiresAt: string } & Row;
  activity: ActivityEntry & { outcome: ActivityOutcome } & Row;
  activityFirst: { companyId: string; action: ActivityAction; time: string; id: string };
  tokenUse: { tokenId: string; usedAt: string };
  refusedTokens: RefusedCount & Row;
  securityEvents: SecurityEntry & Row;
}

/** Where a row is: what PostgreSQL itself knows it by. */
interface Row {
  readonly ctid: Generated<string>;
}

/** The tables of the gateways on the connections of a pool. */
export const gatewayTables = (pool: pg.Pool): Kysely<GatewayTables> =>
  connected<GatewayTables>(pool).withPlugin(new CamelCasePlugin()).withSchema(SCHEMA);

/** Queries on the connections of a pool; needs no closing. */
export const connected = <Tables>(pool: pg.Pool): Kysely<Tables> =>
  new Kysely<Tables>({
    dialect: new PostgresDialect({
      pool: { options: {}, connect: () => pool.connect(), end: () => Promise.resolve() },
    }),
  });

/** The connections of one gateway. */
export function openPool({
  url,
  maxConnections,
  statementTimeoutMs = STATEMENT_TIMEOUT_MS,
  connectTimeoutMs,
}: GatewayDatabase): pg.Pool {
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
export async function answered<Answer>(query: Promise<Answer>): Promise<Answer> {
  try {
    return await query;
  } catch (error) {
    throw new GatewayStoreUnavailable('the database of the gateways did not answer', { cause: error });
  }
}

/** The values of these columns, whatever else an object has. */
export const valuesOf = <Columns, Name extends keyof Columns>(
  names: readonly Name[],
  from: Columns,
): Pick<Columns, Name> => Object.fromEntries(names.map((name) => [name, from[name]])) as Pick<Columns, Name>;

/** Does something with all rows, as many at a time as one statement takes. */
export async function inStatements<Each>(
  rows: readonly Each[],
  write: (some: readonly Each[]) => Promise<unknown>,
): Promise<void> {
  for (let from = 0; from < rows.length; from += MOST_ROWS) await answered(write(rows.slice(from, from + MOST_ROWS)));
}

/**
 * Removes the rows that a query finds. Rows that another gateway removes at the same time are left to it: two that wait for each
 * other would both fail.
 */
export async function remove<Table extends keyof GatewayTables, Found>(
  db: Kysely<GatewayTables>,
  table: Table,
  found: SelectQueryBuilder<GatewayTables, Table, Found>,
): Promise<void> {
  await answered(
    sql`delete from ${sql.table(`${SCHEMA}.${table}`)} where ctid = any (array${found.forUpdate().skipLocked()})`.execute(
      db,
    ),
  );
}
