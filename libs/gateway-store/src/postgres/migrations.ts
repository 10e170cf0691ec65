import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Forward only, and frozen once released: a change is a new migration with a later name. Sessions, replay guards and
 * activity get their tables here too.
 */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-acknowledged': {
    up: async (db: Kysely<unknown>) => {
      await db.schema
        .withSchema('luciq_gateway')
        .createTable('acknowledged')
        .addColumn('log_id', sql`text collate "C"`, (column) => column.notNull())
        .addColumn('company_id', sql`text collate "C"`, (column) => column.notNull())
        .addColumn('position', 'bigint', (column) => column.notNull())
        .addPrimaryKeyConstraint('acknowledged_key', ['log_id', 'company_id'])
        .execute();
    },
  },
  '0002-snapshots': {
    up: async (db: Kysely<unknown>) => {
      await db.schema
        .withSchema('luciq_gateway')
        .createTable('snapshots')
        .addColumn('stream', sql`text collate "C"`, (column) => column.primaryKey())
        .addColumn('reducer', 'text', (column) => column.notNull())
        .addColumn('revision', 'bigint', (column) => column.notNull())
        .addColumn('checksum', 'text', (column) => column.notNull())
        .addColumn('body', 'text', (column) => column.notNull())
        .execute();
    },
  },
};
