import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Tables } from '../tables/tables.ts';
import type { PostgresSettings } from './settings.ts';
import { poolConfig } from './settings.ts';

/** Name of the schema of a generation. */
export const generationSchema = (generation: number): string => `luciq_rows_${generation}`;

/** What the driver says when a statement got no answer in its time. */
const NO_ANSWER = 'Query read timeout';

/** Queries on a connection that is in the caller's hands; its search path says of which schema. */
export const queriesOn = <Database>(client: pg.PoolClient): Kysely<Database> =>
  new Kysely<Database>({
    dialect: new PostgresDialect({
      pool: {
        options: {},
        connect: () =>
          Promise.resolve({ query: client.query.bind(client), release: () => undefined } as PostgresPoolClient),
        end: () => Promise.resolve(),
      },
    }),
  });

/**
 * The connections of one process, and the generations seen through them. A connection is told the schema of a generation
 * when it is taken for it and was last used for another one; so the queries name no schema and are those of every engine.
 */
export class PostgresConnections {
  readonly pool: pg.Pool;
  private readonly schemas = new WeakMap<pg.PoolClient, string>();

  constructor(settings: PostgresSettings) {
    this.pool = new pg.Pool(poolConfig(settings));
    // An idle connection that breaks is replaced when the next one is taken; no query waits for this one.
    this.pool.on('error', () => undefined);
    // One that breaks while it is held shows that at its next statement; without a listener it would end the process.
    this.pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /** The tables of a generation. Needs no closing: it is only a view of these connections. */
  generation(number: number, options: { readonly waitsForDisk: boolean } = { waitsForDisk: true }): Kysely<Tables> {
    const setUp = `set search_path to ${generationSchema(number)}; set synchronous_commit to ${options.waitsForDisk ? 'on' : 'off'}`;
    const pool: PostgresPool = {
      options: this.pool.options,
      connect: () => this.connect(setUp),
      end: () => Promise.resolve(),
    };
    return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  }

  /** Queries on any of these connections. Needs no closing. */
  queries<Database>(): Kysely<Database> {
    return new Kysely<Database>({
      dialect: new PostgresDialect({
        pool: { options: {}, connect: () => this.pool.connect(), end: () => Promise.resolve() },
      }),
    });
  }

  /** Runs work on a connection of its own, in a transaction. */
  async transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken = true;
    try {
      await client.query('begin');
      try {
        const result = await work(client);
        await client.query('commit');
        broken = false;
        return result;
      } catch (error) {
        await client.query('rollback').then(
          () => (broken = false),
          () => undefined,
        );
        throw error;
      }
    } finally {
      client.release(broken);
    }
  }

  close(): Promise<void> {
    return this.pool.end();
  }

  private async connect(setUp: string): Promise<PostgresPoolClient> {
    const client = await this.pool.connect();
    if (this.schemas.get(client) !== setUp) {
      try {
        await client.query(setUp);
      } catch (error) {
        client.release(true);
        throw error;
      }
      this.schemas.set(client, setUp);
    }
    return new CarefulClient(client) as unknown as PostgresPoolClient;
  }
}

/** A connection on which a statement got no answer is not used again: what comes next on it would wait behind that. */
class CarefulClient {
  private readonly client: pg.PoolClient;
  private silence: Error | null = null;

  constructor(client: pg.PoolClient) {
    this.client = client;
  }

  async query(text: string, parameters: readonly unknown[]): Promise<pg.QueryResult> {
    if (this.silence !== null) throw this.silence;
    try {
      return await this.client.query(text, [...parameters]);
    } catch (error) {
      if (error instanceof Error && error.message === NO_ANSWER) this.silence = error;
      throw error;
    }
  }

  release(destroy = false): void {
    this.client.release(destroy || this.silence !== null);
  }
}
