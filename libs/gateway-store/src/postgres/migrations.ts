import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const text = sql`text collate "C"`;

/** Forward only, and frozen once released: a change is a new migration with a later name. */
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
  '0003-accounts': {
    up: async (db: Kysely<unknown>) => {
      const schema = db.schema.withSchema('luciq_gateway');
      await schema
        .createTable('sessions')
        .addColumn('digest', text, (column) => column.primaryKey())
        .addColumn('company_id', text)
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('subject', text, (column) => column.notNull())
        .addColumn('csrf', 'text', (column) => column.notNull())
        .addColumn('created_at', text, (column) => column.notNull())
        .addColumn('expires_at', text, (column) => column.notNull())
        .execute();
      await schema.createIndex('sessions_of_subject').on('sessions').columns(['company_id', 'subject']).execute();
      await schema.createIndex('sessions_by_end').on('sessions').column('expires_at').execute();
      await schema
        .createTable('sign_ins')
        .addColumn('id', text, (column) => column.primaryKey())
        .addColumn('company_id', text, (column) => column.notNull())
        .addColumn('return_to', 'text', (column) => column.notNull())
        .addColumn('expires_at', text, (column) => column.notNull())
        .execute();
      await schema.createIndex('sign_ins_by_end').on('sign_ins').column('expires_at').execute();
      await schema
        .createTable('replays')
        .addColumn('company_id', text, (column) => column.notNull())
        .addColumn('assertion_id', text, (column) => column.notNull())
        .addColumn('expires_at', text, (column) => column.notNull())
        .addPrimaryKeyConstraint('replays_key', ['company_id', 'assertion_id'])
        .execute();
      await schema.createIndex('replays_by_end').on('replays').column('expires_at').execute();
    },
  },
  '0004-activity': {
    up: async (db: Kysely<unknown>) => {
      const schema = db.schema.withSchema('luciq_gateway');
      await schema
        .createTable('activity')
        .addColumn('id', text, (column) => column.primaryKey())
        .addColumn('company_id', text, (column) => column.notNull())
        .addColumn('outcome', text, (column) => column.notNull())
        .addColumn('time', 'text', (column) => column.notNull())
        .addColumn('token_id', 'text')
        .addColumn('action', 'text', (column) => column.notNull())
        .addColumn('resource_type', 'text')
        .addColumn('resource_id', 'text')
        .addColumn('status', 'integer', (column) => column.notNull())
        .addColumn('scim_type', 'text')
        .addColumn('detail', 'text')
        .addColumn('duration_ms', 'double precision', (column) => column.notNull())
        .addColumn('request_id', 'text', (column) => column.notNull())
        .addColumn('client', 'text')
        .execute();
      await schema.createIndex('activity_of_company').on('activity').columns(['company_id', 'id']).execute();
      await schema.createIndex('activity_by_outcome').on('activity').columns(['company_id', 'outcome', 'id']).execute();
      await schema
        .createTable('activity_first')
        .addColumn('company_id', text, (column) => column.notNull())
        .addColumn('action', text, (column) => column.notNull())
        .addColumn('time', 'text', (column) => column.notNull())
        .addColumn('id', text, (column) => column.notNull())
        .addPrimaryKeyConstraint('activity_first_key', ['company_id', 'action'])
        .execute();
      await schema
        .createTable('token_use')
        .addColumn('token_id', text, (column) => column.primaryKey())
        .addColumn('used_at', text, (column) => column.notNull())
        .execute();
    },
  },
  '0005-grounds-of-sessions': {
    up: async (db: Kysely<unknown>) => {
      await db.schema.withSchema('luciq_gateway').alterTable('sessions').addColumn('grounds', 'text').execute();
    },
  },
  '0006-refused-tokens': {
    up: async (db: Kysely<unknown>) => {
      const schema = db.schema.withSchema('luciq_gateway');
      await schema
        .createTable('refused_tokens')
        .addColumn('company_id', text, (column) => column.notNull())
        .addColumn('hour', text, (column) => column.notNull())
        .addColumn('token_id', text, (column) => column.notNull())
        .addColumn('reason', text, (column) => column.notNull())
        .addColumn('count', 'integer', (column) => column.notNull())
        .addColumn('last_at', text, (column) => column.notNull())
        .addPrimaryKeyConstraint('refused_tokens_key', ['company_id', 'hour', 'token_id', 'reason'])
        .execute();
      await schema.createIndex('refused_tokens_by_hour').on('refused_tokens').column('hour').execute();
    },
  },
  '0007-security-events': {
    up: async (db: Kysely<unknown>) => {
      const schema = db.schema.withSchema('luciq_gateway');
      await schema
        .createTable('security_events')
        .addColumn('id', text, (column) => column.primaryKey())
        .addColumn('company_id', text, (column) => column.notNull())
        .addColumn('time', 'text', (column) => column.notNull())
        .addColumn('event', 'text', (column) => column.notNull())
        .addColumn('reason', 'text')
        .addColumn('actor_kind', 'text')
        .addColumn('actor_id', 'text')
        .addColumn('address', 'text', (column) => column.notNull())
        .addColumn('request_id', 'text', (column) => column.notNull())
        .execute();
      await schema
        .createIndex('security_events_of_company')
        .on('security_events')
        .columns(['company_id', 'id'])
        .execute();
    },
  },
  '0008-what-came': {
    up: async (db: Kysely<unknown>) => {
      await db.schema.withSchema('luciq_gateway').alterTable('security_events').addColumn('came', 'text').execute();
    },
  },
};
