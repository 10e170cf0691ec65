import { sql } from 'kysely';
import type pg from 'pg';
import type { FreshDatabase } from '@luciq/test-engines';
import { freshDatabase } from '@luciq/test-engines';
import { recordSink } from '../applying/row-sink.ts';
import type { FoldOptions } from '../generations/fold-log.ts';
import { Bookkeeping } from '../postgres/bookkeeping.ts';
import { PostgresConnections } from '../postgres/database.ts';
import { postgresDialect, postgresTables } from '../postgres/dialect.ts';
import { postgresEngine } from '../postgres/engine.ts';
import type { PostgresGenerations } from '../postgres/generations.ts';
import { postgresGenerations } from '../postgres/generations.ts';
import type { PostgresReadModel } from '../postgres/read-model.ts';
import { openPostgresReadModel } from '../postgres/read-model.ts';
import { createIndexes } from '../tables/create-tables.ts';
import type { Fixture, FixtureGeneration } from './fixture.ts';
import { failure } from './fixture.ts';
import type { MemoryLog } from './histories.ts';

/** Connections of each process that a spec plays. */
const CONNECTIONS = 4;

/** A database for one test, and what was opened on it. */
export class PostgresFixture implements Fixture {
  readonly dialect = postgresDialect;
  readonly url: string;
  private readonly database: FreshDatabase;
  private readonly direct: PostgresConnections;
  private readonly filling: PostgresGenerations;
  private holder: pg.PoolClient | null = null;
  private opened: { close(): Promise<void> }[] = [];

  private constructor(database: FreshDatabase) {
    this.database = database;
    this.url = database.url;
    this.direct = new PostgresConnections({ url: this.url, maxConnections: CONNECTIONS });
    this.filling = postgresGenerations({ url: this.url, maxConnections: CONNECTIONS });
  }

  static async on(serverUrl: string): Promise<PostgresFixture> {
    return new PostgresFixture(await freshDatabase(serverUrl));
  }

  async generation(): Promise<FixtureGeneration> {
    this.holder ??= await this.direct.pool.connect();
    const db = this.direct.generation(await new Bookkeeping(this.direct).reserve(this.holder), { waitsForDisk: false });
    const forWriters = { db, engine: postgresEngine };
    return {
      sink: recordSink(forWriters),
      forWriters,
      read: (query) => query(db),
      complete: () => createIndexes(db, postgresTables),
    };
  }

  async open(): Promise<PostgresReadModel> {
    const model = openPostgresReadModel({ url: this.url, maxConnections: CONNECTIONS });
    this.opened.push(model);
    await model.generation();
    return model;
  }

  options(log: MemoryLog): FoldOptions {
    return { generations: this.filling, source: log, head: () => log.head(), failure };
  }

  /** The generations as another process has them. */
  anotherProcess(): PostgresGenerations {
    return postgresGenerations({ url: this.url, maxConnections: CONNECTIONS });
  }

  async generations(): Promise<readonly number[]> {
    const { rows } = await this.direct.pool.query<{ name: string }>(
      "select nspname as name from pg_namespace where nspname ~ '^luciq_rows_'",
    );
    return rows.map(({ name }) => Number(name.replace(/\D/g, ''))).toSorted((a, b) => a - b);
  }

  async tamper(...statements: readonly string[]): Promise<void> {
    const live = await this.filling.live();
    for (const statement of statements) await sql.raw(statement).execute(this.direct.generation(live?.number ?? 0));
  }

  async setVersion(version: number): Promise<void> {
    await this.direct.pool.query(
      'update luciq.generations set projection_version = $1 where number = (select generation from luciq.live)',
      [version],
    );
  }

  async closeAll(): Promise<void> {
    const opened = this.opened;
    this.opened = [];
    for (const one of opened) await one.close();
  }

  async remove(): Promise<void> {
    await this.closeAll();
    await this.filling.close();
    this.holder?.release(true);
    await this.direct.close();
    await this.database.drop();
  }
}
