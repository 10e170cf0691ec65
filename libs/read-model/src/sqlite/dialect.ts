import type { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { foldCase } from '@luciq/scim';
import { endOfPrefix } from '../lists/prefix-range.ts';
import type { Fragment, JsonSource, ScalarType, SqlDialect } from '../lists/sql-dialect.ts';
import { textQuery } from './user-places.ts';

/** Registers the SQL functions that sqliteDialect uses. */
export function registerFunctions(database: DatabaseSync): void {
  const deterministic = { deterministic: true };
  database.function('fold_case', deterministic, (text) => (typeof text === 'string' ? foldCase(text) : null));
  database.function('ends_with', deterministic, (text, part) =>
    typeof text === 'string' && typeof part === 'string' && text.endsWith(part) ? 1 : 0,
  );
}

/** The JSON text, and the type and value of the source itself. */
function parts(source: JsonSource): { readonly json: Fragment; readonly type: Fragment; readonly self: Fragment } {
  if (source.kind === 'document') return { json: source.json, type: sql`json_type(${source.json})`, self: source.json };
  const column = (name: string): Fragment => sql.ref(`${source.alias}.${name}`);
  // Only containers hold JSON text in `value`; a string there would be read as malformed JSON.
  const json = sql`case when ${column('type')} in ('object', 'array') then ${column('value')} end`;
  return { json, type: column('type'), self: column('value') };
}

const jsonPath = (path: readonly string[]): Fragment => sql.val(`$${path.map((name) => `."${name}"`).join('')}`);

function typed(type: Fragment, value: Fragment, wanted: ScalarType): Fragment {
  switch (wanted) {
    case 'text':
      return sql`case ${type} when 'text' then ${value} end`;
    case 'number':
      return sql`case when ${type} in ('integer', 'real') then ${value} end`;
    case 'boolean':
      return sql`case ${type} when 'true' then 1 when 'false' then 0 end`;
  }
}

/** SQLite's JSON functions, and functions that registerFunctions adds. */
export const sqliteDialect: SqlDialect = {
  fold: (text) => sql`fold_case(${text})`,
  equalsKey: (column, text) => sql`${column} = ${text}`,
  startsWithKey(column, text) {
    const end = endOfPrefix(text);
    return end === null ? sql`${column} >= ${text}` : sql`${column} >= ${text} and ${column} < ${end}`;
  },
  isBeyondKey: (column, text, descending) => (descending ? sql`${column} < ${text}` : sql`${column} > ${text}`),
  indexKey: (column) => column,
  positionsOfTexts: (companyId, parts) =>
    sql`select rowid as created_position from user_texts where user_texts match ${textQuery(companyId, parts)}`,
  contains: (text, part) => sql`instr(${text}, ${part}) > 0`,
  startsWith: (text, part) => sql`instr(${text}, ${part}) = 1`,
  endsWith: (text, part) => sql`ends_with(${text}, ${part}) = 1`,
  time: (text) => sql`unixepoch(${text}, 'subsec')`,
  value(source, path, wanted) {
    const { json, type, self } = parts(source);
    if (path.length === 0) return typed(type, self, wanted);
    const at = jsonPath(path);
    return typed(sql`json_type(${json}, ${at})`, sql`json_extract(${json}, ${at})`, wanted);
  },
  assigned(source, path) {
    const { json, type, self } = parts(source);
    const inside = sql`exists (select 1 from json_tree(${json}, ${jsonPath(path)}) where atom is not null)`;
    if (source.kind === 'document' || path.length > 0) return inside;
    return sql`case when ${type} in ('object', 'array') then ${inside} else ${self} is not null end`;
  },
  isObject: (source) => sql`${parts(source).type} = 'object'`,
  elements(source, path, alias) {
    const { json } = parts(source);
    const at = jsonPath(path);
    const array = sql`case json_type(${json}, ${at}) when 'array' then json_extract(${json}, ${at}) else '[]' end`;
    return sql`json_each(${array}) as ${sql.ref(alias)}`;
  },
  ids: (ids) => sql`select value from json_each(${JSON.stringify(ids)})`,
};
