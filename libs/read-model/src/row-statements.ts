import type { Kysely, Selectable } from 'kysely';
import type { Parameter } from './stored-rows.ts';
import { COMPANY_COLUMNS, USER_COLUMNS, type Tables, type UsersTable } from './tables.ts';

/** Columns that rows are written with, by table. */
export const ROW_COLUMNS = { users: USER_COLUMNS, companies: COMPANY_COLUMNS } as const;

/** A table of rows. */
export type RowTable = keyof typeof ROW_COLUMNS;

/** Names a member's row. */
export interface UserKey {
  readonly companyId: string;
  readonly userId: string;
}

/** Statements over many rows: as few as the engine allows, whatever the number of rows. */
export interface RowStatements {
  /** Inserts rows, or replaces all columns of those that are there. A row has a value for each column, in order. */
  upsert(trx: Kysely<Tables>, table: RowTable, rows: readonly (readonly Parameter[])[]): Promise<void>;
  /** The members that have these keys. */
  users(trx: Kysely<Tables>, keys: readonly UserKey[]): Promise<readonly Selectable<UsersTable>[]>;
  /** Removes the members that have these keys. */
  deleteUsers(trx: Kysely<Tables>, keys: readonly UserKey[]): Promise<void>;
}
