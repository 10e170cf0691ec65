import type { CompiledQuery, Kysely, RawBuilder, Selectable } from 'kysely';
import { sql } from 'kysely';
import type { CountChange, GroupAndUsers, RowKey, RowStatements, RowTable } from '../applying/row-engine.ts';
import { REMOVED_BY, ROW_COLUMNS } from '../applying/row-engine.ts';
import type { Parameter } from '../tables/stored-rows.ts';
import type { GroupsTable, Tables, UsersTable } from '../tables/tables.ts';
import { GROUP_COLUMNS, TABLE_KEYS, USER_COLUMNS } from '../tables/tables.ts';
import * as memberships from './memberships.ts';
import * as places from './user-places.ts';

/** Most rows in one statement: with the columns of `users`, well under the 32,766 parameters that SQLite allows. */
const MOST_ROWS = 256;

/**
 * Statements over many rows. Each is compiled once for each power of two of rows and run again with other parameters,
 * so that a batch of any size takes a few statements and no compilation.
 */
export class SqliteRowStatements implements RowStatements {
  readonly locksRows = false;
  readonly countUsers = places.countUsers;
  readonly addTexts = places.addTexts;
  readonly removeTexts = places.removeTexts;
  private readonly upserts = new Map<string, CompiledQuery<unknown>>();
  private readonly lookups = new Map<string, CompiledQuery<unknown>>();
  private readonly removals = new Map<string, CompiledQuery<unknown>>();
  private readonly db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.db = db;
  }

  async upsert(trx: Kysely<Tables>, table: RowTable, rows: readonly (readonly Parameter[])[]): Promise<void> {
    for (let start = 0; start < rows.length;) {
      const size = Math.min(MOST_ROWS, 2 ** Math.floor(Math.log2(rows.length - start)));
      const statement = compiledOnce(this.upserts, `${table} ${size}`, () => this.compileUpsert(table, size));
      await trx.executeQuery({ ...statement, parameters: rows.slice(start, start + size).flat() });
      start += size;
    }
  }

  users(trx: Kysely<Tables>, keys: readonly RowKey[]): Promise<readonly Selectable<UsersTable>[]> {
    return this.find(trx, 'users', USER_COLUMNS, keys);
  }

  groups(trx: Kysely<Tables>, keys: readonly RowKey[]): Promise<readonly Selectable<GroupsTable>[]> {
    return this.find(trx, 'groups', GROUP_COLUMNS, keys);
  }

  async remove(trx: Kysely<Tables>, table: keyof typeof REMOVED_BY, keys: readonly RowKey[]): Promise<void> {
    for (const { companyId, ids } of padded(keys)) {
      const statement = compiledOnce(this.removals, `${table} ${ids.length}`, () =>
        sql`delete from ${sql.table(table)} ${withKeys(table, companyId, ids)}`.compile(this.db),
      );
      await trx.executeQuery({ ...statement, parameters: [companyId, ...ids] });
    }
  }

  join(trx: Kysely<Tables>, members: readonly GroupAndUsers[]): Promise<readonly CountChange[]> {
    return memberships.join(trx, members);
  }

  leave(trx: Kysely<Tables>, members: readonly GroupAndUsers[]): Promise<readonly CountChange[]> {
    return memberships.leave(trx, members);
  }

  leaveAll(trx: Kysely<Tables>, users: readonly RowKey[]): Promise<readonly CountChange[]> {
    return memberships.leaveAll(trx, users);
  }

  disband(trx: Kysely<Tables>, groups: readonly RowKey[]): Promise<void> {
    return memberships.disband(trx, groups);
  }

  private async find<Row>(
    trx: Kysely<Tables>,
    table: 'users' | 'groups',
    columns: readonly string[],
    keys: readonly RowKey[],
  ): Promise<readonly Row[]> {
    const found: Row[] = [];
    for (const { companyId, ids } of padded(keys)) {
      const statement = compiledOnce(this.lookups, `${table} ${ids.length}`, () =>
        sql`select ${sql.join(columns.map((column) => sql.ref(column)))} from ${sql.table(table)} ${withKeys(table, companyId, ids)}`.compile(
          this.db,
        ),
      );
      const { rows } = await trx.executeQuery<Row>({ ...statement, parameters: [companyId, ...ids] });
      found.push(...rows);
    }
    return found;
  }

  private compileUpsert(table: RowTable, size: number): CompiledQuery<unknown> {
    const columns = ROW_COLUMNS[table];
    const keys: readonly string[] = TABLE_KEYS[table];
    const row = sql`(${sql.join(columns.map(() => sql.val(null)))})`;
    const replaced = columns.filter((column) => !keys.includes(column));
    return sql`
      insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))})
      values ${sql.join(Array.from({ length: size }, () => row))}
      on conflict (${sql.join(keys.map((key) => sql.ref(key)))})
      do ${replaced.length === 0 ? sql`nothing` : sql`update set ${sql.join(replaced.map((column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`))}`}
    `.compile(this.db);
  }
}

const withKeys = (table: keyof typeof REMOVED_BY, companyId: string, ids: readonly string[]): RawBuilder<unknown> =>
  sql`where company_id = ${companyId} and ${sql.ref(REMOVED_BY[table])} in (${sql.join(ids.map((id) => sql.val(id)))})`;

function compiledOnce(
  known: Map<string, CompiledQuery<unknown>>,
  key: string,
  compile: () => CompiledQuery<unknown>,
): CompiledQuery<unknown> {
  const statement = known.get(key) ?? compile();
  known.set(key, statement);
  return statement;
}

/** Ids company by company, in lists of at most MOST_ROWS, filled up to a power of two with the last id again. */
function* padded(keys: readonly RowKey[]): Generator<{ readonly companyId: string; readonly ids: readonly string[] }> {
  for (const [companyId, ofCompany] of Map.groupBy(keys, (key) => key.companyId)) {
    for (let start = 0; start < ofCompany.length; start += MOST_ROWS) {
      const some = ofCompany.slice(start, start + MOST_ROWS).map(({ id }) => id);
      const size = 2 ** Math.ceil(Math.log2(some.length));
      yield { companyId, ids: [...some, ...Array.from({ length: size - some.length }, () => some.at(-1) ?? '')] };
    }
  }
}
