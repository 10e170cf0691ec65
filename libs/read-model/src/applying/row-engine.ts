import type { Kysely, Selectable } from 'kysely';
import type { Position } from '@luciq/events';
import { FORMER_MEMBER_COLUMNS, FORMER_NAME_COLUMNS } from '../tables/former-tables.ts';
import type { Parameter } from '../tables/stored-rows.ts';
import type { GroupsTable, Tables, UsersTable } from '../tables/tables.ts';
import { COMPANY_COLUMNS, GROUP_COLUMNS, MAPPING_COLUMNS, USER_COLUMNS, USER_EMAIL_COLUMNS } from '../tables/tables.ts';

/** What a sink has to know of the engine that it writes to. */
export interface RowEngine {
  /** Statements over many rows of one generation. */
  statements(db: Kysely<Tables>): RowStatements;
  /** True where what was to be written is to blame, so that the engine would refuse it again. */
  isDataError(error: unknown): boolean;
}

/** Columns that rows are written with, by table. */
export const ROW_COLUMNS = {
  users: USER_COLUMNS,
  user_emails: USER_EMAIL_COLUMNS,
  former_names: FORMER_NAME_COLUMNS,
  former_members: FORMER_MEMBER_COLUMNS,
  groups: GROUP_COLUMNS,
  mappings: MAPPING_COLUMNS,
  companies: COMPANY_COLUMNS,
} as const;

export type RowTable = keyof typeof ROW_COLUMNS;

/** Names a user's or a group's row in its company. */
export interface RowKey {
  readonly companyId: string;
  readonly id: string;
}

/** Tables whose rows are removed by the id of a user or a group, and the column of that id. */
export const REMOVED_BY = {
  users: 'user_id',
  user_emails: 'user_id',
  groups: 'group_id',
  mappings: 'group_id',
} as const satisfies { readonly [Name in RowTable]?: keyof Tables[Name] };

/** Some members of one group. */
export interface GroupAndUsers {
  readonly group: RowKey;
  readonly userIds: readonly string[];
}

/** By how many a group's members became more or fewer. */
export interface CountChange {
  readonly group: RowKey;
  readonly by: number;
}

/** A user by the position at which it was created, or the first one of a chunk. */
export interface UserPlace {
  readonly companyId: string;
  readonly position: Position;
}

/** The text in which a user is searched, see `searchedText`. */
export interface UserText extends UserPlace {
  readonly text: string;
}

/** By how many the users became more or fewer in the chunk that has the position. */
export interface ChunkChange extends UserPlace {
  readonly by: number;
}

/** Statements over many rows: as few as the engine allows, whatever the number of rows. */
export interface RowStatements {
  /** True where readers of a row can hold its writers up; an engine with one writer at a time needs no such lock. */
  readonly locksRows: boolean;
  /** Inserts rows, or replaces all columns of those that are there. A row has a value for each column, in order. */
  upsert(trx: Kysely<Tables>, table: RowTable, rows: readonly (readonly Parameter[])[]): Promise<void>;
  /** The users that have these keys. */
  users(trx: Kysely<Tables>, keys: readonly RowKey[]): Promise<readonly Selectable<UsersTable>[]>;
  /** The groups that have these keys. */
  groups(trx: Kysely<Tables>, keys: readonly RowKey[]): Promise<readonly Selectable<GroupsTable>[]>;
  /** Removes the rows of these users or groups. */
  remove(trx: Kysely<Tables>, table: keyof typeof REMOVED_BY, keys: readonly RowKey[]): Promise<void>;
  /** Adds empty chunks that begin at these positions, and then counts. */
  countUsers(trx: Kysely<Tables>, chunks: readonly UserPlace[], changes: readonly ChunkChange[]): Promise<void>;
  /** Adds texts for users who have none. */
  addTexts(trx: Kysely<Tables>, texts: readonly UserText[]): Promise<void>;
  /** Removes the texts of these users. */
  removeTexts(trx: Kysely<Tables>, keys: readonly UserPlace[]): Promise<void>;
  /** Makes members of those who have a row of `users` and are none yet. */
  join(trx: Kysely<Tables>, members: readonly GroupAndUsers[]): Promise<readonly CountChange[]>;
  /** Takes away those who are members. */
  leave(trx: Kysely<Tables>, members: readonly GroupAndUsers[]): Promise<readonly CountChange[]>;
  /** Takes users out of every group that they are in, and keeps in `former_members` that they were. */
  leaveAll(trx: Kysely<Tables>, users: readonly RowKey[]): Promise<readonly CountChange[]>;
  /** Takes all members out of groups, and keeps in `former_members` that they were. */
  disband(trx: Kysely<Tables>, groups: readonly RowKey[]): Promise<void>;
}

/** Where rows are written: a transaction on one generation, and the statements of its engine. */
export interface RowTarget {
  readonly trx: Kysely<Tables>;
  readonly statements: RowStatements;
}

/** The name of an error, whichever realm it comes from; null for what is none. */
export const nameOf = (error: unknown): string | null =>
  typeof error === 'object' && error !== null && 'name' in error && typeof error.name === 'string' ? error.name : null;
