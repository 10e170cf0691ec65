import { CompiledQuery, type Kysely, type Selectable } from 'kysely';
import { ROW_COLUMNS, type RowStatements, type RowTable, type UserKey } from '../row-statements.ts';
import type { Parameter } from '../stored-rows.ts';
import { TABLE_KEYS, USER_COLUMNS, type Tables, type UsersTable } from '../tables.ts';

/** Most rows, and most characters of text, in one statement; one row of any size still goes. */
const MOST_ROWS = 5_000;
const MOST_CHARACTERS = 16_000_000;

type Column = (typeof ROW_COLUMNS)[RowTable][number];

const NUMBERS: ReadonlyMap<Column, string> = new Map<Column, string>([
  ['created_position', 'bigint'],
  ['applied_position', 'bigint'],
  ['active', 'integer'],
  ['revision', 'integer'],
  ['member_count', 'integer'],
  ['deleted_count', 'integer'],
  ['applied_sequence', 'integer'],
]);

const JSON_COLUMNS: ReadonlySet<Column> = new Set<Column>(['attributes', 'asserted', 'applications', 'defaults', 'owners']);

/** An escape that no jsonb can hold: U+0000, or a surrogate, which JSON.stringify escapes only where it stands alone. */
const UNFIT_ESCAPE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/;

/** A text that PostgreSQL cannot keep: with U+0000 or half of a surrogate pair, which would break every filter that meets it. */
export class UnfitText extends Error {
  override readonly name = 'UnfitText';
  constructor(column: string) {
    super(`column ${column} would have a NUL character or a lone surrogate, which PostgreSQL cannot keep`);
  }
}

const upsertText = (table: RowTable): string => {
  const columns: readonly Column[] = ROW_COLUMNS[table];
  const keys: readonly string[] = TABLE_KEYS[table];
  const arrays = columns.map((column, index) => `$${index + 1}::${NUMBERS.get(column) ?? 'text'}[]`);
  const replaced = columns.filter((column) => !keys.includes(column)).map((column) => `${column} = excluded.${column}`);
  return `insert into ${table} (${columns.join(', ')}) select * from unnest(${arrays.join(', ')})
    on conflict (${keys.join(', ')}) do update set ${replaced.join(', ')}`;
};

const UPSERTS: Readonly<Record<RowTable, string>> = { users: upsertText('users'), companies: upsertText('companies') };

const WANTED = `unnest($1::text[], $2::text[]) as wanted(company_id, user_id)`;
const IS_WANTED = 'users.company_id = wanted.company_id and users.user_id = wanted.user_id';
const SELECT_USERS = `select ${USER_COLUMNS.map((column) => `users.${column}`).join(', ')} from ${WANTED} join users on ${IS_WANTED}`;
const DELETE_USERS = `delete from users using ${WANTED} where ${IS_WANTED}`;

const keyArrays = (keys: readonly UserKey[]): readonly unknown[] => [keys.map(({ companyId }) => companyId), keys.map(({ userId }) => userId)];

/** One statement for any number of rows: each column is one parameter, an array. */
export const postgresRowStatements: RowStatements = {
  async upsert(trx, table, rows) {
    for (const some of pieces(rows)) {
      const arrays = ROW_COLUMNS[table].map((column, index) => some.map((row) => kept(column, row[index] ?? null)));
      await trx.executeQuery(CompiledQuery.raw(UPSERTS[table], arrays));
    }
  },
  async users(trx, keys) {
    return (await trx.executeQuery<Selectable<UsersTable>>(CompiledQuery.raw(SELECT_USERS, [...keyArrays(keys)]))).rows;
  },
  async deleteUsers(trx: Kysely<Tables>, keys) {
    await trx.executeQuery(CompiledQuery.raw(DELETE_USERS, [...keyArrays(keys)]));
  },
};

function kept(column: Column, value: Parameter): Parameter {
  if (typeof value !== 'string') return value;
  const isUnfit = JSON_COLUMNS.has(column) ? value.includes('\\u') && UNFIT_ESCAPE.test(value) : value.includes('\0') || !value.isWellFormed();
  if (isUnfit) throw new UnfitText(column);
  return value;
}

function* pieces(rows: readonly (readonly Parameter[])[]): Generator<readonly (readonly Parameter[])[]> {
  let [start, characters] = [0, 0];
  for (const [index, row] of rows.entries()) {
    const size = row.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 0), 0);
    if (index > start && (index - start >= MOST_ROWS || characters + size > MOST_CHARACTERS)) {
      yield rows.slice(start, index);
      [start, characters] = [index, 0];
    }
    characters += size;
  }
  if (start < rows.length) yield rows.slice(start);
}
