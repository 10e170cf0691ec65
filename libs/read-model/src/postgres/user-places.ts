import type { Kysely } from 'kysely';
import { CompiledQuery, sql } from 'kysely';
import type { ChunkChange, UserPlace, UserText } from '../applying/row-engine.ts';
import type { Tables } from '../tables/tables.ts';

const NEW_CHUNKS = `
  insert into user_chunks (company_id, first_position, user_count)
  select company_id, first_position, 0 from unnest($1::text[], $2::bigint[]) as begun(company_id, first_position)`;
const COUNT = `
  update user_chunks set user_count = user_count + changed.total from (
    select change.company_id, chunk.first_position, sum(change.by)::integer as total
    from unnest($1::text[], $2::bigint[], $3::integer[]) as change(company_id, position, by)
    cross join lateral (
      select first_position from user_chunks
      where user_chunks.company_id = change.company_id and user_chunks.first_position <= change.position
      order by first_position desc limit 1
    ) as chunk group by change.company_id, chunk.first_position
  ) as changed where user_chunks.company_id = changed.company_id and user_chunks.first_position = changed.first_position`;
const ADD_TEXTS = `
  insert into user_texts (company_id, created_position, text) select * from unnest($1::text[], $2::bigint[], $3::text[])`;
const REMOVE_TEXTS = `
  delete from user_texts using unnest($1::text[], $2::bigint[]) as wanted(company_id, created_position)
  where user_texts.company_id = wanted.company_id and user_texts.created_position = wanted.created_position`;

const places = (keys: readonly UserPlace[]): unknown[] => [
  keys.map(({ companyId }) => companyId),
  keys.map(({ position }) => position),
];

/** The extension for trigrams cannot be had: the server lacks it, or the user may not add it. */
export class NoTrigrams extends Error {
  override readonly name = 'NoTrigrams';
  constructor(cause: unknown) {
    super(
      'the database of the read model needs the extension pg_trgm; install the contrib modules of PostgreSQL on the server, or let an administrator run: CREATE EXTENSION pg_trgm',
      { cause },
    );
  }
}

/** SQLSTATEs of an extension that the server does not have, in its versions, or that the user may not add. */
const NOT_TO_BE_HAD: ReadonlySet<unknown> = new Set(['58P01', '0A000', '42501']);

/** Adds the extension for trigrams to the database, unless it is there. Throws NoTrigrams. */
export async function addTrigrams(db: Kysely<Tables>, schema: string): Promise<void> {
  try {
    await sql`create extension if not exists pg_trgm with schema ${sql.ref(schema)}`.execute(db);
  } catch (error) {
    if (error instanceof Error && 'code' in error && NOT_TO_BE_HAD.has(error.code)) throw new NoTrigrams(error);
    throw error;
  }
}

/** The texts by the position at which the user was created. */
export async function createTexts(db: Kysely<Tables>): Promise<void> {
  await sql`create table user_texts (
    company_id text collate "C" not null, created_position bigint not null, text text collate "C" not null,
    constraint user_texts_key primary key (company_id, created_position))`.execute(db);
}

/** The index of trigrams; the extension may be in any schema. */
export async function indexTexts(db: Kysely<Tables>): Promise<void> {
  const {
    rows: [found],
  } = await sql<{ readonly schema: string }>`
    select nspname as schema from pg_catalog.pg_opclass join pg_catalog.pg_namespace on pg_namespace.oid = opcnamespace
    where opcname = 'gin_trgm_ops'`.execute(db);
  if (!found) throw new NoTrigrams(null);
  await sql`create index user_texts_text on user_texts using gin (text ${sql.ref(`${found.schema}.gin_trgm_ops`)})`.execute(
    db,
  );
}

/** See RowStatements.countUsers. */
export async function countUsers(
  trx: Kysely<Tables>,
  chunks: readonly UserPlace[],
  changes: readonly ChunkChange[],
): Promise<void> {
  if (chunks.length > 0) await trx.executeQuery(CompiledQuery.raw(NEW_CHUNKS, places(chunks)));
  await trx.executeQuery(CompiledQuery.raw(COUNT, [...places(changes), changes.map(({ by }) => by)]));
}

/** See RowStatements.addTexts. */
export async function addTexts(trx: Kysely<Tables>, texts: readonly UserText[]): Promise<void> {
  await trx.executeQuery(CompiledQuery.raw(ADD_TEXTS, [...places(texts), texts.map(({ text }) => text)]));
}

/** See RowStatements.removeTexts. */
export async function removeTexts(trx: Kysely<Tables>, keys: readonly UserPlace[]): Promise<void> {
  await trx.executeQuery(CompiledQuery.raw(REMOVE_TEXTS, places(keys)));
}
