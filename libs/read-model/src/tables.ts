import type { Kysely } from 'kysely';

/** A number that may be above 2^53: given as bigint, read as whatever the driver makes of it. */
type WholeNumber = number | bigint | string;

/** One member who was provisioned and not deleted. */
export interface UsersTable {
  company_id: string;
  user_id: string;
  /** Position of the record that created the member: the stable order of lists. */
  created_position: WholeNumber;
  /** The userName in the form in which names are compared. */
  user_name_folded: string | null;
  external_id: string | null;
  active: number;
  /** JSON of `UserResource.attributes`. */
  attributes: string;
  /** JSON of `UserRow.asserted`. */
  asserted: string;
  status_event_id: string;
  status_time: string;
  created: string;
  last_modified: string;
  revision: number;
}

/** One company, and how far its records have been applied. */
export interface CompaniesTable {
  company_id: string;
  /** Null while the company is known only by its members. */
  name: string | null;
  saml_state: string;
  scim_state: string;
  /** JSON array of names. */
  applications: string;
  /** JSON of `CompanyRow.defaults`. */
  defaults: string;
  /** JSON of `CompanyRow.owners`. */
  owners: string;
  member_count: number;
  /** Grows with every deletion: while it stands still, no member moves up in the list. */
  deleted_count: number;
  applied_position: WholeNumber;
  applied_sequence: number;
  applied_event_id: string;
}

/** One row: the position through which the whole log has been applied. */
export interface CheckpointTable {
  id: number;
  position: WholeNumber;
}

/** The tables of a generation. */
export interface Tables {
  users: UsersTable;
  companies: CompaniesTable;
  checkpoint: CheckpointTable;
}

/** Changes with every change of a table or a projection; a generation of another version is filled anew from the log. */
export const PROJECTION_VERSION = 1;

/** Key columns of each table, in the order of its primary key. */
export const TABLE_KEYS = {
  checkpoint: ['id'],
  companies: ['company_id'],
  users: ['company_id', 'user_id'],
} as const satisfies { readonly [Name in keyof Tables]: readonly (keyof Tables[Name])[] };

/** Every column of `users`, in the order in which rows are written. */
export const USER_COLUMNS = [
  'company_id',
  'user_id',
  'created_position',
  'user_name_folded',
  'external_id',
  'active',
  'attributes',
  'asserted',
  'status_event_id',
  'status_time',
  'created',
  'last_modified',
  'revision',
] as const satisfies readonly (keyof UsersTable)[];

/** Every column of `companies`, in the order in which rows are written. */
export const COMPANY_COLUMNS = [
  'company_id',
  'name',
  'saml_state',
  'scim_state',
  'applications',
  'defaults',
  'owners',
  'member_count',
  'deleted_count',
  'applied_position',
  'applied_sequence',
  'applied_event_id',
] as const satisfies readonly (keyof CompaniesTable)[];

/** Makes the tables of a new generation, with the checkpoint at the start of the log. */
export async function createTables(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('users')
    .addColumn('company_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('created_position', 'bigint', (column) => column.notNull())
    .addColumn('user_name_folded', 'text')
    .addColumn('external_id', 'text')
    .addColumn('active', 'integer', (column) => column.notNull())
    .addColumn('attributes', 'text', (column) => column.notNull())
    .addColumn('asserted', 'text', (column) => column.notNull())
    .addColumn('status_event_id', 'text', (column) => column.notNull())
    .addColumn('status_time', 'text', (column) => column.notNull())
    .addColumn('created', 'text', (column) => column.notNull())
    .addColumn('last_modified', 'text', (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('users_key', ['company_id', 'user_id'])
    .execute();
  await db.schema
    .createTable('companies')
    .addColumn('company_id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('name', 'text')
    .addColumn('saml_state', 'text', (column) => column.notNull())
    .addColumn('scim_state', 'text', (column) => column.notNull())
    .addColumn('applications', 'text', (column) => column.notNull())
    .addColumn('defaults', 'text', (column) => column.notNull())
    .addColumn('owners', 'text', (column) => column.notNull())
    .addColumn('member_count', 'integer', (column) => column.notNull())
    .addColumn('deleted_count', 'integer', (column) => column.notNull())
    .addColumn('applied_position', 'bigint', (column) => column.notNull())
    .addColumn('applied_sequence', 'integer', (column) => column.notNull())
    .addColumn('applied_event_id', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('checkpoint')
    .addColumn('id', 'integer', (column) => column.notNull().primaryKey())
    .addColumn('position', 'bigint', (column) => column.notNull())
    .execute();
  await db.insertInto('checkpoint').values({ id: 1, position: 0 }).execute();
}

/** Makes the indexes that lists and filters use. Over rows that are there already it is much faster than row by row. */
export async function createIndexes(db: Kysely<Tables>): Promise<void> {
  await db.schema.createIndex('users_created').on('users').columns(['company_id', 'created_position']).execute();
  await db.schema.createIndex('users_user_name').on('users').columns(['company_id', 'user_name_folded']).execute();
  await db.schema.createIndex('users_external_id').on('users').columns(['company_id', 'external_id']).execute();
}
