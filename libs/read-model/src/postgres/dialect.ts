import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import { endOfPrefix } from '../lists/prefix-range.ts';
import type { Fragment, JsonSource, ScalarType, SqlDialect } from '../lists/sql-dialect.ts';
import type { TableForms } from '../tables/create-tables.ts';
import { createTexts, indexTexts } from './user-places.ts';

/**
 * Characters of a column that its index holds: an entry of a B-tree may have 2,704 bytes, a character up to four, and an
 * externalId may be longer than that.
 */
const KEY_CHARACTERS = 200;

const indexKey = (text: Fragment): RawBuilder<unknown> => sql`left(${text}, ${sql.lit(KEY_CHARACTERS)})`;

/** Text compares by the bytes of its UTF-8 form, as it does in memory and in SQLite, whatever the locale of the database. */
export const postgresTables: TableForms = {
  text: sql`text collate "C"`,
  key: (column) => indexKey(sql.ref(column)),
  byKey: sql``,
  createTexts,
  indexTexts,
};

/** Documents are kept as text, so that rows are alike in every engine, and are read as jsonb where a filter looks into them. */
function at(source: JsonSource, path: readonly string[]): Fragment {
  const whole = source.kind === 'document' ? sql`${source.json}::jsonb` : sql.ref(`${source.alias}.value`);
  if (path.length === 0) return whole;
  return sql`(${whole} #> array[${sql.join(path.map((name) => sql`${sql.val(name)}::text`))}])`;
}

function typed(value: Fragment, wanted: ScalarType): Fragment {
  switch (wanted) {
    case 'text':
      return sql`case jsonb_typeof(${value}) when 'string' then (${value} #>> '{}') collate "C" end`;
    case 'number':
      return sql`case jsonb_typeof(${value}) when 'number' then (${value} #>> '{}')::numeric end`;
    case 'boolean':
      return sql`case ${value} when 'true'::jsonb then 1 when 'false'::jsonb then 0 end`;
  }
}

const ASSIGNED = `strict $.** ? (@.type() != "object" && @.type() != "array" && @.type() != "null")`;

/** PostgreSQL's jsonb functions, and the functions that each generation has in its schema. */
export const postgresDialect: SqlDialect = {
  fold: (text) => sql`fold_case((${text}) collate "C")`,
  // The first condition finds the index, the second is what is meant.
  equalsKey: (column, text) => sql`(${indexKey(column)} = ${indexKey(sql`${text}::text`)} and ${column} = ${text})`,
  startsWithKey(column, text) {
    const start = [...text].slice(0, KEY_CHARACTERS).join('');
    const end = endOfPrefix(start);
    const key = indexKey(column);
    const range = end === null ? sql`${key} >= ${start}` : sql`${key} >= ${start} and ${key} < ${end}`;
    return sql`(${range} and starts_with(${column}, ${text}))`;
  },
  isBeyondKey(column, text, descending) {
    // As one comparison, because the planner takes two conditions for independent of each other, and expects too few rows.
    const [mine, start] = [
      sql`(${indexKey(column)}, ${column})`,
      sql`(${indexKey(sql`${text}::text`)}, ${text}::text)`,
    ];
    return descending ? sql`${mine} < ${start}` : sql`${mine} > ${start}`;
  },
  indexKey,
  positionsOfTexts: (companyId, parts) =>
    sql`select created_position from user_texts where company_id = ${companyId} and ${sql.join(
      parts.map((part) => sql`text like ${`%${part.replaceAll(/[\\%_]/g, '\\$&')}%`}`),
      sql` and `,
    )}`,
  contains: (text, part) => sql`strpos(${text}, ${part}) > 0`,
  startsWith: (text, part) => sql`starts_with(${text}, ${part})`,
  endsWith: (text, part) => sql`right(${text}, length(${part})) = ${part}`,
  time: (text) => sql`rfc3339_seconds(${text})`,
  value: (source, path, wanted) => typed(at(source, path), wanted),
  assigned: (source, path) => sql`coalesce(jsonb_path_exists(${at(source, path)}, ${sql.lit(ASSIGNED)}), false)`,
  isObject: (source) => sql`jsonb_typeof(${at(source, [])}) = 'object'`,
  elements(source, path, alias) {
    const value = at(source, path);
    return sql`jsonb_array_elements(case jsonb_typeof(${value}) when 'array' then ${value} else '[]'::jsonb end) with ordinality as ${sql.ref(alias)}(value, key)`;
  },
  ids: (ids) => sql`select unnest(${sql.val([...ids])}::text[])`,
};
