import { sql, type Kysely, type RawBuilder } from 'kysely';

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

/** How far one source has been written; a source without a row was never read. */
export interface CheckpointTable {
  /** LOG_SOURCE, or `kafka:<partition>`. */
  source: string;
  /** Position of the log; for a partition the next Kafka offset to read. */
  position: WholeNumber;
}

/** A company that is set aside: its rows stand still until an operator resumes it. */
export interface ParkedTable {
  company_id: string;
  source: string;
  /** Place in the source of the item that was refused. */
  position: WholeNumber;
  /** `companySequence` and id of its record; null where the message could not be read, and for a sequence that is not assigned. */
  sequence: number | null;
  event_id: string | null;
  /** Says why, without personal data. */
  reason: string;
  attempts: number;
  parked_at: string;
}

/** The identity of the log that the rows were made from: one row, or none while nobody has named it. */
export interface LogTable {
  /** Always 1. */
  number: number;
  id: string;
}

/** The tables of a generation. */
export interface Tables {
  users: UsersTable;
  companies: CompaniesTable;
  checkpoint: CheckpointTable;
  parked: ParkedTable;
  log: LogTable;
}

/** Source of a checkpoint that is fed from the event store itself. */
export const LOG_SOURCE = 'log';

/** Source of a checkpoint that is fed from one partition of the topic. */
export const partitionSource = (partition: number): string => `kafka:${partition}`;

/** Changes with every change of a table or a projection; a generation of another version is filled anew from the log. */
export const PROJECTION_VERSION = 2;

/** Key columns of each table, in the order of its primary key. */
export const TABLE_KEYS = {
  checkpoint: ['source'],
  companies: ['company_id'],
  log: ['number'],
  parked: ['company_id'],
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

/** What engines write differently when tables are made. */
export interface TableForms {
  /** Type of text that compares by code point. */
  readonly text: RawBuilder<unknown>;
  /** What an index holds of a column of any length. */
  key(column: 'user_name_folded' | 'external_id'): RawBuilder<unknown>;
}

/** Makes the tables of a new generation, empty. */
export async function createTables(db: Kysely<Tables>, { text }: TableForms): Promise<void> {
  await createUsers(db, text);
  await createCompanies(db, text);
  await db.schema
    .createTable('checkpoint')
    .addColumn('source', text, (column) => column.notNull().primaryKey())
    .addColumn('position', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('parked')
    .addColumn('company_id', text, (column) => column.notNull().primaryKey())
    .addColumn('source', text, (column) => column.notNull())
    .addColumn('position', 'bigint', (column) => column.notNull())
    .addColumn('sequence', 'integer')
    .addColumn('event_id', text)
    .addColumn('reason', text, (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('parked_at', text, (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('log')
    .addColumn('number', 'integer', (column) => column.notNull().primaryKey())
    .addColumn('id', text, (column) => column.notNull())
    .execute();
}

async function createUsers(db: Kysely<Tables>, text: RawBuilder<unknown>): Promise<void> {
  await db.schema
    .createTable('users')
    .addColumn('company_id', text, (column) => column.notNull())
    .addColumn('user_id', text, (column) => column.notNull())
    .addColumn('created_position', 'bigint', (column) => column.notNull())
    .addColumn('user_name_folded', text)
    .addColumn('external_id', text)
    .addColumn('active', 'integer', (column) => column.notNull())
    .addColumn('attributes', text, (column) => column.notNull())
    .addColumn('asserted', text, (column) => column.notNull())
    .addColumn('status_event_id', text, (column) => column.notNull())
    .addColumn('status_time', text, (column) => column.notNull())
    .addColumn('created', text, (column) => column.notNull())
    .addColumn('last_modified', text, (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('users_key', ['company_id', 'user_id'])
    .execute();
}

async function createCompanies(db: Kysely<Tables>, text: RawBuilder<unknown>): Promise<void> {
  await db.schema
    .createTable('companies')
    .addColumn('company_id', text, (column) => column.notNull().primaryKey())
    .addColumn('name', text)
    .addColumn('saml_state', text, (column) => column.notNull())
    .addColumn('scim_state', text, (column) => column.notNull())
    .addColumn('applications', text, (column) => column.notNull())
    .addColumn('defaults', text, (column) => column.notNull())
    .addColumn('owners', text, (column) => column.notNull())
    .addColumn('member_count', 'integer', (column) => column.notNull())
    .addColumn('deleted_count', 'integer', (column) => column.notNull())
    .addColumn('applied_position', 'bigint', (column) => column.notNull())
    .addColumn('applied_sequence', 'integer', (column) => column.notNull())
    .addColumn('applied_event_id', text, (column) => column.notNull())
    .execute();
}

/** Makes the indexes that lists and filters use. Over rows that are there already it is much faster than row by row. */
export async function createIndexes(db: Kysely<Tables>, { key }: TableForms): Promise<void> {
  await db.schema.createIndex('users_created').on('users').columns(['company_id', 'created_position']).execute();
  for (const [name, column] of [['users_user_name', 'user_name_folded'], ['users_external_id', 'external_id']] as const) {
    await sql`create index ${sql.ref(name)} on ${sql.table('users')} (${sql.ref('company_id')}, ${key(column)})`.execute(db);
  }
}
