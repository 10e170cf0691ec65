import type { Kysely, RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { Tables } from './tables.ts';

/** What engines write differently when tables are made. */
export interface TableForms {
  /** Type of text that compares by code point. */
  readonly text: RawBuilder<unknown>;
  /** What an index holds of a column of any length. */
  key(column: (typeof KEY_INDEXES)[number]['column']): RawBuilder<unknown>;
  /** Makes the place for the texts that are searched, see `searchedText`. */
  createTexts(db: Kysely<Tables>): Promise<void>;
  /** Makes the index of trigrams over these texts, where they are not kept in one anyway. */
  indexTexts(db: Kysely<Tables>): Promise<void>;
  /** What stands at the end of the definition of a table of which every query goes by its key. */
  readonly byKey: RawBuilder<unknown>;
}

/** Makes the tables of a new generation, empty. */
export async function createTables(db: Kysely<Tables>, forms: TableForms): Promise<void> {
  const { text, byKey } = forms;
  await createUsers(db, text);
  await createUserEmails(db, text);
  await createUserChunks(db, { text, byKey });
  await createFormer(db, { text, byKey });
  await forms.createTexts(db);
  await createGroups(db, text);
  await createGroupMembers(db, { text, byKey });
  await createMappings(db, text);
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
    .addColumn('email_folded', text)
    .addColumn('display_name_folded', text)
    .addColumn('family_name_folded', text)
    .addColumn('active', 'integer', (column) => column.notNull())
    .addColumn('attributes', text, (column) => column.notNull())
    .addColumn('asserted', text, (column) => column.notNull())
    .addColumn('waiting_rename', text)
    .addColumn('names_since', text)
    .addColumn('status_event_id', text, (column) => column.notNull())
    .addColumn('status_time', text, (column) => column.notNull())
    .addColumn('created', text, (column) => column.notNull())
    .addColumn('last_modified', text, (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('users_key', ['company_id', 'user_id'])
    .execute();
}

async function createUserEmails(db: Kysely<Tables>, text: RawBuilder<unknown>): Promise<void> {
  await db.schema
    .createTable('user_emails')
    .addColumn('company_id', text, (column) => column.notNull())
    .addColumn('user_id', text, (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('email_folded', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('user_emails_key', ['company_id', 'user_id', 'number'])
    .execute();
}

async function createUserChunks(
  db: Kysely<Tables>,
  { text, byKey }: Pick<TableForms, 'text' | 'byKey'>,
): Promise<void> {
  await db.schema
    .createTable('user_chunks')
    .addColumn('company_id', text, (column) => column.notNull())
    .addColumn('first_position', 'bigint', (column) => column.notNull())
    .addColumn('user_count', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('user_chunks_key', ['company_id', 'first_position'])
    .modifyEnd(byKey)
    .execute();
}

async function createFormer(db: Kysely<Tables>, { text, byKey }: Pick<TableForms, 'text' | 'byKey'>): Promise<void> {
  await db.schema
    .createTable('former_names')
    .addColumn('company_id', text, (column) => column.notNull())
    .addColumn('user_id', text, (column) => column.notNull())
    .addColumn('event_id', text, (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('kind', text, (column) => column.notNull())
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('name_folded', text, (column) => column.notNull())
    .addColumn('from_time', text, (column) => column.notNull())
    .addColumn('until_time', text, (column) => column.notNull())
    .addColumn('deleted', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('former_names_key', ['company_id', 'user_id', 'event_id', 'number'])
    .execute();
  await db.schema
    .createTable('former_members')
    .addColumn('company_id', text, (column) => column.notNull())
    .addColumn('user_id', text, (column) => column.notNull())
    .addColumn('group_id', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('former_members_key', ['company_id', 'user_id', 'group_id'])
    .modifyEnd(byKey)
    .execute();
}

async function createGroups(db: Kysely<Tables>, text: RawBuilder<unknown>): Promise<void> {
  await db.schema
    .createTable('groups')
    .addColumn('company_id', text, (column) => column.notNull())
    .addColumn('group_id', text, (column) => column.notNull())
    .addColumn('created_position', 'bigint', (column) => column.notNull())
    .addColumn('display_name', text, (column) => column.notNull())
    .addColumn('display_name_folded', text, (column) => column.notNull())
    .addColumn('external_id', text)
    .addColumn('member_count', 'integer', (column) => column.notNull())
    .addColumn('created', text, (column) => column.notNull())
    .addColumn('last_modified', text, (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('groups_key', ['company_id', 'group_id'])
    .execute();
}

async function createGroupMembers(
  db: Kysely<Tables>,
  { text, byKey }: Pick<TableForms, 'text' | 'byKey'>,
): Promise<void> {
  await db.schema
    .createTable('group_members')
    .addColumn('company_id', text, (column) => column.notNull())
    .addColumn('group_id', text, (column) => column.notNull())
    .addColumn('user_id', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('group_members_key', ['company_id', 'group_id', 'user_id'])
    .modifyEnd(byKey)
    .execute();
  // Also while a generation is filled: a deleted user leaves every group, which would look at all memberships without it.
  await db.schema.createIndex('group_members_user').on('group_members').columns(['company_id', 'user_id']).execute();
}

async function createMappings(db: Kysely<Tables>, text: RawBuilder<unknown>): Promise<void> {
  await db.schema
    .createTable('mappings')
    .addColumn('company_id', text, (column) => column.notNull())
    .addColumn('group_id', text, (column) => column.notNull())
    .addColumn('role', text)
    .addColumn('applications', text, (column) => column.notNull())
    .addColumn('precedence', 'bigint', (column) => column.notNull())
    .addColumn('event_id', text, (column) => column.notNull())
    .addColumn('time', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('mappings_key', ['company_id', 'group_id'])
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

/** Indexes on text of any length. Those with the position hold every list that they are asked for in its order. */
const KEY_INDEXES = [
  { name: 'users_user_name', table: 'users', column: 'user_name_folded', ordered: true },
  { name: 'users_external_id', table: 'users', column: 'external_id', ordered: true },
  { name: 'users_email', table: 'users', column: 'email_folded', ordered: true },
  { name: 'users_display_name', table: 'users', column: 'display_name_folded', ordered: true },
  { name: 'users_family_name', table: 'users', column: 'family_name_folded', ordered: true },
  { name: 'user_emails_email', table: 'user_emails', column: 'email_folded', ordered: false },
  { name: 'former_names_name', table: 'former_names', column: 'name_folded', ordered: false },
  { name: 'groups_display_name', table: 'groups', column: 'display_name_folded', ordered: true },
  { name: 'groups_external_id', table: 'groups', column: 'external_id', ordered: true },
] as const;

/** Makes the indexes that lists and filters use. Over rows that are there already it is much faster than row by row. */
export async function createIndexes(db: Kysely<Tables>, { key, indexTexts }: TableForms): Promise<void> {
  await db.schema.createIndex('users_created').on('users').columns(['company_id', 'created_position']).execute();
  await db.schema.createIndex('groups_created').on('groups').columns(['company_id', 'created_position']).execute();
  await db.schema
    .createIndex('users_waiting_rename')
    .on('users')
    .columns(['company_id', 'user_id'])
    .where(sql.ref('waiting_rename'), 'is not', null)
    .execute();
  for (const { name, table, column, ordered } of KEY_INDEXES) {
    const keys = [sql.ref('company_id'), key(column), ...(ordered ? [sql.ref('created_position')] : [])];
    await sql`create index ${sql.ref(name)} on ${sql.table(table)} (${sql.join(keys)})`.execute(db);
  }
  await indexTexts(db);
}
