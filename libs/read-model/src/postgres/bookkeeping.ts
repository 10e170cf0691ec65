import type { Generated, Kysely } from 'kysely';
import { sql } from 'kysely';
import type pg from 'pg';
import type { GenerationName, SwitchOutcome } from '../generations/generations.ts';
import { createIndexes, createTables } from '../tables/create-tables.ts';
import type { Tables } from '../tables/tables.ts';
import { PROJECTION_VERSION } from '../tables/tables.ts';
import type { PostgresConnections } from './database.ts';
import { generationSchema, queriesOn } from './database.ts';
import { postgresTables } from './dialect.ts';
import { functionStatements } from './functions.ts';
import { addTrigrams } from './user-places.ts';

/** First key of this library's advisory locks: `lucq` in ASCII. The second is a generation, or 0 for the bookkeeping. */
const LOCKS = 0x6c756371;
const BOOKKEEPING_LOCK = 0;

/** Wait for the locks of a generation that is to be dropped, in milliseconds; the next rebuild tries again. */
const DROP_LOCK_TIMEOUT_MS = 1_000;

/** The tables of the schema `luciq`. */
interface BookkeepingTables {
  generations: { number: Generated<number>; projection_version: number; created_at: Generated<Date> };
  /** One row. */
  live: { id: number; generation: number };
}

const SCHEMA = 'luciq';

const bookkeepingOn = (client: pg.PoolClient): Kysely<BookkeepingTables> =>
  queriesOn<BookkeepingTables>(client).withSchema(SCHEMA);

async function createBookkeeping(client: pg.PoolClient): Promise<void> {
  const { schema } = queriesOn(client);
  await schema.createSchema(SCHEMA).ifNotExists().execute();
  await schema
    .withSchema(SCHEMA)
    .createTable('generations')
    .ifNotExists()
    .addColumn('number', 'serial', (column) => column.primaryKey())
    .addColumn('projection_version', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute();
  await schema
    .withSchema(SCHEMA)
    .createTable('live')
    .ifNotExists()
    .addColumn('id', 'integer', (column) => column.primaryKey().check(sql`id = 1`))
    .addColumn('generation', 'integer', (column) => column.notNull())
    .execute();
}

/** The database does not keep text as UTF-8, so that names would be lost or compare in another way. */
export class WrongEncoding extends Error {
  override readonly name = 'WrongEncoding';
  constructor(encoding: string) {
    super(
      `the database of the read model has the encoding ${encoding}; make it anew with: CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0`,
    );
  }
}

/** Which generations there are, and which one is live: the schema `luciq`. A process that changes it holds one advisory lock. */
export class Bookkeeping {
  private readonly connections: PostgresConnections;
  private readonly db: Kysely<BookkeepingTables>;
  private isMade = false;

  constructor(connections: PostgresConnections) {
    this.connections = connections;
    this.db = connections.queries<BookkeepingTables>().withSchema(SCHEMA);
  }

  /** The live generation; null where there is none yet. */
  async live(): Promise<GenerationName | null> {
    this.isMade ||= await this.exists(this.connections.pool);
    if (!this.isMade) return null;
    const query = this.db
      .selectFrom('live')
      .innerJoin('generations', 'generations.number', 'live.generation')
      .select(['number', 'projection_version as version']);
    return (await query.executeTakeFirst()) ?? null;
  }

  /** The live generation; makes a first, empty one where there is none. */
  async liveOrFirst(): Promise<GenerationName> {
    const live = await this.live();
    if (live) return live;
    await this.locked(async (client) => {
      const db = bookkeepingOn(client);
      if (await db.selectFrom('live').select('generation').executeTakeFirst()) return;
      const number = await this.makeGeneration(client);
      await createIndexes(queriesOn<Tables>(client), postgresTables);
      await db.insertInto('live').values({ id: 1, generation: number }).execute();
    });
    return this.liveOrFirst();
  }

  /** Makes an empty generation with a number above every other, and locks it on this connection so that no other process removes it. */
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
      const db = bookkeepingOn(client);
      const former = (await db.selectFrom('live').select('generation').executeTakeFirst())?.generation ?? null;
      const own = await db.selectFrom('generations').select('number').where('number', '=', number).executeTakeFirst();
      if (former !== null && (former > number || !own)) return { kind: 'overtaken' as const, live: former };
      await db
        .insertInto('live')
        .values({ id: 1, generation: number })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ generation: number }))
        .execute();
      return { kind: 'switched' as const, former };
    });
    if (outcome.kind === 'overtaken') return outcome;
    await this.removeOlder(number, outcome.former);
    return { kind: 'switched' };
  }

  /** Removes a generation that is not the live one; false where another process still uses it. */
  async remove(number: number): Promise<boolean> {
    return this.connections.transaction(async (client) => {
      const { rows } = await client.query<{ free: boolean }>('select pg_try_advisory_xact_lock($1, $2) as free', [
        LOCKS,
        number,
      ]);
      if (!rows[0]?.free) return false;
      const db = bookkeepingOn(client);
      if (await db.selectFrom('live').select('generation').where('generation', '=', number).executeTakeFirst())
        return false;
      await client.query(`set local lock_timeout = ${DROP_LOCK_TIMEOUT_MS}`);
      await db.schema.dropSchema(generationSchema(number)).ifExists().cascade().execute();
      await db.deleteFrom('generations').where('number', '=', number).execute();
      return true;
    });
  }

  /** One that cannot be removed now, because it is being filled or read, goes with the next rebuild. */
  private async removeOlder(number: number, former: number | null): Promise<void> {
    const older = await this.db
      .selectFrom('generations')
      .select('number')
      .where('number', '<', number)
      .orderBy('number')
      .execute();
    for (const old of older) {
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
        await createBookkeeping(client);
      }
      return work(client);
    });
  }

  private async makeGeneration(client: pg.PoolClient): Promise<number> {
    const { number } = await bookkeepingOn(client)
      .insertInto('generations')
      .values({ projection_version: PROJECTION_VERSION })
      .returning('number')
      .executeTakeFirstOrThrow();
    await client.query(
      `create schema ${generationSchema(number)}; set local search_path to ${generationSchema(number)}`,
    );
    await addTrigrams(queriesOn<Tables>(client), SCHEMA);
    await createTables(queriesOn<Tables>(client), postgresTables);
    for (const statement of functionStatements()) await client.query(statement);
    return number;
  }
}
