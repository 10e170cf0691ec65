import type pg from 'pg';
import { createIndexes, createTables } from '../tables/create-tables.ts';
import type { GenerationName, SwitchOutcome } from '../generations/generations.ts';
import { PROJECTION_VERSION } from '../tables/tables.ts';
import { generationSchema, tablesOn, type PostgresConnections } from './database.ts';
import { postgresTables } from './differences.ts';
import { functionStatements } from './functions.ts';

/** First key of this library's advisory locks: `lucq` in ASCII. The second is a generation, or 0 for the bookkeeping. */
const LOCKS = 0x6c756371;
const BOOKKEEPING_LOCK = 0;

/** Wait for the locks of a generation that is to be dropped, in milliseconds; the next rebuild tries again. */
const DROP_LOCK_TIMEOUT_MS = 1_000;

const BOOKKEEPING = `
  create schema if not exists luciq;
  create table if not exists luciq.generations (
    number serial primary key,
    projection_version integer not null,
    created_at timestamptz not null default now()
  );
  create table if not exists luciq.live (
    id integer primary key check (id = 1),
    generation integer not null
  );`;

/** The database does not keep text as UTF-8, so that names would be lost or compare in another way. */
export class WrongEncoding extends Error {
  override readonly name = 'WrongEncoding';
  constructor(encoding: string) {
    super(`the database of the read model has the encoding ${encoding}; make it anew with: CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0`);
  }
}

/** Which generations there are, and which one is live: the schema `luciq`. Whoever changes it holds one advisory lock. */
export class Bookkeeping {
  private readonly connections: PostgresConnections;
  private isMade = false;

  constructor(connections: PostgresConnections) {
    this.connections = connections;
  }

  /** The live generation; null where there is none yet. */
  async live(): Promise<GenerationName | null> {
    this.isMade ||= await this.exists(this.connections.pool);
    if (!this.isMade) return null;
    const { rows } = await this.connections.pool.query<{ number: number; version: number }>(
      'select number, projection_version as version from luciq.live join luciq.generations on number = generation',
    );
    return rows[0] ?? null;
  }

  /** The live generation; makes a first, empty one where there is none. */
  async liveOrFirst(): Promise<GenerationName> {
    const live = await this.live();
    if (live) return live;
    await this.locked(async (client) => {
      const { rowCount } = await client.query('select 1 from luciq.live');
      if (rowCount !== 0) return;
      const number = await this.makeGeneration(client);
      await createIndexes(tablesOn(client), postgresTables);
      await client.query('insert into luciq.live (id, generation) values (1, $1)', [number]);
    });
    return this.liveOrFirst();
  }

  /** Makes an empty generation with a number above every other, and holds it on this connection so that nobody removes it. */
  async reserve(holder: pg.PoolClient): Promise<number> {
    return this.locked(async (client) => {
      const number = await this.makeGeneration(client);
      await holder.query('select pg_advisory_lock($1, $2)', [LOCKS, number]);
      return number;
    });
  }

  /** Ends the hold of `reserve`. */
  async release(holder: pg.PoolClient, number: number): Promise<void> {
    await holder.query('select pg_advisory_unlock($1, $2)', [LOCKS, number]);
  }

  /** Points to a generation, unless a newer one is live; then removes what is older than the former live one. */
  async switchTo(number: number): Promise<SwitchOutcome> {
    const outcome = await this.locked(async (client) => {
      const { rows } = await client.query<{ generation: number }>('select generation from luciq.live');
      const former = rows[0]?.generation ?? null;
      const { rowCount } = await client.query('select 1 from luciq.generations where number = $1', [number]);
      if (former !== null && (former > number || rowCount === 0)) return { kind: 'overtaken' as const, live: former };
      await client.query('insert into luciq.live (id, generation) values (1, $1) on conflict (id) do update set generation = excluded.generation', [number]);
      return { kind: 'switched' as const, former };
    });
    if (outcome.kind === 'overtaken') return outcome;
    await this.removeOlder(number, outcome.former);
    return { kind: 'switched' };
  }

  /** Removes a generation that is not the live one; false where somebody still uses it. */
  async remove(number: number): Promise<boolean> {
    return this.connections.transaction(async (client) => {
      const { rows } = await client.query<{ free: boolean }>('select pg_try_advisory_xact_lock($1, $2) as free', [LOCKS, number]);
      if (!rows[0]?.free) return false;
      const { rowCount } = await client.query('select 1 from luciq.live where generation = $1', [number]);
      if (rowCount !== 0) return false;
      await client.query(`set local lock_timeout = ${DROP_LOCK_TIMEOUT_MS}`);
      await client.query(`drop schema if exists ${generationSchema(number)} cascade`);
      await client.query('delete from luciq.generations where number = $1', [number]);
      return true;
    });
  }

  /** One that cannot be removed now, because it is being filled or read, goes with the next rebuild. */
  private async removeOlder(number: number, former: number | null): Promise<void> {
    const { rows } = await this.connections.pool.query<{ number: number }>('select number from luciq.generations where number < $1 order by number', [number]);
    for (const old of rows) {
      if (old.number !== former) await this.remove(old.number).catch(() => false);
    }
  }

  private async exists(client: pg.Pool | pg.PoolClient): Promise<boolean> {
    const { rows } = await client.query<{ there: boolean }>("select to_regclass('luciq.live') is not null as there");
    return rows[0]?.there ?? false;
  }

  /** Runs work as the only one who changes the bookkeeping; makes it where it is not there yet. */
  private locked<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    return this.connections.transaction(async (client) => {
      await client.query('select pg_advisory_xact_lock($1, $2)', [LOCKS, BOOKKEEPING_LOCK]);
      if (!(await this.exists(client))) {
        const { rows } = await client.query<{ server_encoding: string }>('show server_encoding');
        const encoding = rows[0]?.server_encoding ?? 'unknown';
        if (encoding !== 'UTF8') throw new WrongEncoding(encoding);
        await client.query(BOOKKEEPING);
      }
      return work(client);
    });
  }

  private async makeGeneration(client: pg.PoolClient): Promise<number> {
    const { rows } = await client.query<{ number: number }>('insert into luciq.generations (projection_version) values ($1) returning number', [PROJECTION_VERSION]);
    const number = rows[0]?.number;
    if (number === undefined) throw new Error('the database gave no number for a generation');
    await client.query(`create schema ${generationSchema(number)}; set local search_path to ${generationSchema(number)}`);
    await createTables(tablesOn(client), postgresTables);
    for (const statement of functionStatements()) await client.query(statement);
    return number;
  }
}
