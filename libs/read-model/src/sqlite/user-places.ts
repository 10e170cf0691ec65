import type { Kysely } from 'kysely';
import { CompiledQuery, sql } from 'kysely';
import type { ChunkChange, UserPlace, UserText } from '../applying/row-engine.ts';
import type { Tables } from '../tables/tables.ts';

/** Code points that stand for a company in the index of texts: of a range that names and addresses do not use. */
const FIRST_MARK = 0xe000;
const MARKS = 0x800;

/** Code points of a trigram. */
const TRIGRAM = 3;

/** Most trigrams of one part that are looked up; the part itself is compared afterwards. */
const MOST_TRIGRAMS = 24;

/** One parameter for any number of places: a JSON array with an array for each. A position is text, because it may be above 2^53. */
const NEW_CHUNKS = `
  insert into user_chunks (company_id, first_position, user_count)
  select value ->> 0, cast(value ->> 1 as integer), 0 from json_each(?)`;
const COUNT = `
  update user_chunks set user_count = user_count + changed.total from (
    select company_id, first_position, sum(by) as total from (
      select value ->> 0 as company_id, value ->> 2 as by, (
        select max(first_position) from user_chunks where company_id = change.value ->> 0 and first_position <= cast(change.value ->> 1 as integer)
      ) as first_position from json_each(?) as change
    ) group by company_id, first_position
  ) as changed where user_chunks.company_id = changed.company_id and user_chunks.first_position = changed.first_position`;
const ADD_TEXTS =
  'insert into user_texts (rowid, text) select cast(value ->> 0 as integer), value ->> 1 from json_each(?)';
const REMOVE_TEXTS = 'delete from user_texts where rowid in (select cast(value as integer) from json_each(?))';

const run = (trx: Kysely<Tables>, text: string, values: readonly unknown[]): Promise<unknown> =>
  trx.executeQuery(CompiledQuery.raw(text, [JSON.stringify(values)]));

/**
 * The index of texts: trigrams alone, by the position at which the user was created, which no two users have in common. Every
 * company's users are in it; a trigram of its own stands for the company.
 */
export async function createTexts(db: Kysely<Tables>): Promise<void> {
  await sql`create virtual table user_texts using fts5(
    text, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1', detail = none)`.execute(db);
}

/** See RowStatements.countUsers. */
export async function countUsers(
  trx: Kysely<Tables>,
  chunks: readonly UserPlace[],
  changes: readonly ChunkChange[],
): Promise<void> {
  const begun = chunks.map(({ companyId, position }) => [companyId, String(position)]);
  if (begun.length > 0) await run(trx, NEW_CHUNKS, begun);
  await run(
    trx,
    COUNT,
    changes.map(({ companyId, position, by }) => [companyId, String(position), by]),
  );
}

/** See RowStatements.addTexts. */
export async function addTexts(trx: Kysely<Tables>, texts: readonly UserText[]): Promise<void> {
  const marked = texts.map(({ companyId, position, text }) => [String(position), `${companyMark(companyId)}${text}`]);
  await run(trx, ADD_TEXTS, marked);
}

/** See RowStatements.removeTexts. */
export async function removeTexts(trx: Kysely<Tables>, keys: readonly UserPlace[]): Promise<void> {
  await run(
    trx,
    REMOVE_TEXTS,
    keys.map(({ position }) => String(position)),
  );
}

/** What finds, in the index of texts, those that may contain every one of the parts: all that do, and some that do not. */
export function textQuery(companyId: string, parts: readonly string[]): string {
  const trigrams = new Set([companyMark(companyId), ...parts.flatMap(trigramsOf)]);
  return [...trigrams].map((trigram) => `"${trigram.replaceAll('"', '""')}"`).join(' AND ');
}

function trigramsOf(part: string): readonly string[] {
  const points = [...part];
  const all = points.slice(TRIGRAM - 1).map((_, start) => points.slice(start, start + TRIGRAM).join(''));
  const step = Math.ceil(all.length / MOST_TRIGRAMS);
  return all.filter((_, index) => index % step === 0);
}

/** A trigram for a company. Two companies may share one: each looks at rows of its own only. */
function companyMark(companyId: string): string {
  let hash = 0;
  for (let index = 0; index < companyId.length; index += 1)
    hash = (Math.imul(hash, 31) + companyId.charCodeAt(index)) | 0;
  return String.fromCodePoint(
    ...[0, 11, 21].map((shift) => FIRST_MARK + (Math.floor((hash >>> 0) / 2 ** shift) % MARKS)),
  );
}
