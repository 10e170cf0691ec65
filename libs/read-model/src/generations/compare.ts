import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { FORMER_MEMBER_COLUMNS, FORMER_NAME_COLUMNS } from '../tables/former-tables.ts';
import type { Tables } from '../tables/tables.ts';
import {
  COMPANY_COLUMNS,
  GROUP_COLUMNS,
  GROUP_MEMBER_COLUMNS,
  MAPPING_COLUMNS,
  TABLE_KEYS,
  USER_CHUNK_COLUMNS,
  USER_COLUMNS,
  USER_EMAIL_COLUMNS,
} from '../tables/tables.ts';

/** A row that two generations do not have alike. Names the columns but never shows a value. */
export interface Difference {
  readonly table: Compared;
  /** Values of the key columns, joined by `/`. */
  readonly key: string;
  /** `missing`: only the second has it; `unexpected`: only the first has it. */
  readonly kind: 'missing' | 'unexpected' | 'different';
  /** Columns that differ; empty unless `different`. */
  readonly columns: readonly string[];
}

/** What the log determines. How far each source was read, and who is parked, differs between generations that are both right. */
const TABLES = [
  'companies',
  'former_members',
  'former_names',
  'group_members',
  'groups',
  'mappings',
  'user_chunks',
  'user_emails',
  'users',
] as const satisfies readonly (keyof Tables)[];

type Compared = (typeof TABLES)[number];

const COLUMNS: Readonly<Record<Compared, readonly string[]>> = {
  companies: COMPANY_COLUMNS,
  former_members: FORMER_MEMBER_COLUMNS,
  former_names: FORMER_NAME_COLUMNS,
  group_members: GROUP_MEMBER_COLUMNS,
  groups: GROUP_COLUMNS,
  mappings: MAPPING_COLUMNS,
  user_chunks: USER_CHUNK_COLUMNS,
  user_emails: USER_EMAIL_COLUMNS,
  users: USER_COLUMNS,
};

/** Rows in memory at a time, for each generation. */
const ROWS_AT_A_TIME = 1_000;

type Row = Readonly<Record<string, string | number | bigint | null>>;

/** SHA-256 of all rows of a generation in the order of their keys, in hexadecimal. Memory does not grow with the rows. */
export async function checksum(db: Kysely<Tables>): Promise<string> {
  const hash = createHash('sha256');
  for (const table of TABLES) {
    for await (const row of rows(db, table))
      hash.update(`${JSON.stringify([table, ...COLUMNS[table].map((column) => text(row[column]))])}\n`);
  }
  return hash.digest('hex');
}

/** Every row that two generations at equal state do not have alike, by key. Memory does not grow with the rows. */
export async function* differences(one: Kysely<Tables>, other: Kysely<Tables>): AsyncGenerator<Difference> {
  for (const table of TABLES) {
    const [left, right] = [rows(one, table), rows(other, table)];
    let [a, b] = [await next(left), await next(right)];
    while (a || b) {
      const order = compareKeys(table, a, b);
      const present = order <= 0 ? a : b;
      const key = TABLE_KEYS[table].map((column) => text(present?.[column])).join('/');
      if (order < 0) yield { table, key, kind: 'unexpected', columns: [] };
      if (order > 0) yield { table, key, kind: 'missing', columns: [] };
      const columns = order === 0 ? COLUMNS[table].filter((column) => text(a?.[column]) !== text(b?.[column])) : [];
      if (columns.length > 0) yield { table, key, kind: 'different', columns };
      if (order <= 0) a = await next(left);
      if (order >= 0) b = await next(right);
    }
  }
}

/** Drivers differ in how they give a large number; null is not the text `null`. */
const text = (value: Row[string] | undefined): string | null =>
  value === null || value === undefined ? null : String(value);

async function next(source: AsyncGenerator<Row, void>): Promise<Row | null> {
  const result = await source.next();
  return result.done ? null : result.value;
}

/** Below 0 where only the first has the smaller key. Keys are ASCII, so that every engine orders them alike. */
function compareKeys(table: Compared, a: Row | null, b: Row | null): number {
  if (!a || !b) return a ? -1 : 1;
  for (const column of TABLE_KEYS[table]) {
    const [x, y] = [text(a[column]) ?? '', text(b[column]) ?? ''];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

/** The rows of a table in the order of its key, a batch at a time, each batch after the key of the last. */
async function* rows(db: Kysely<Tables>, table: Compared): AsyncGenerator<Row, void> {
  const keys = TABLE_KEYS[table];
  const columns = sql.join(COLUMNS[table].map((column) => sql.ref(column)));
  const key = sql.join(keys.map((column) => sql.ref(column)));
  let after = sql``;
  for (;;) {
    const batch =
      await sql<Row>`select ${columns} from ${sql.table(table)} ${after} order by ${key} limit ${ROWS_AT_A_TIME}`.execute(
        db,
      );
    // An embedded engine answers in microtasks: without this, nothing else would run until the last row.
    await nextTurn();
    yield* batch.rows;
    const last = batch.rows.at(-1);
    if (!last || batch.rows.length < ROWS_AT_A_TIME) return;
    after = sql`where (${key}) > (${sql.join(keys.map((column) => sql.val(last[column])))})`;
  }
}
