import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Filter } from '@luciq/scim';
import { countComparisons, countScans } from '@luciq/scim';
import type { Tables } from '../tables/tables.ts';
import type { Subject } from './filter-subjects.ts';
import { filterToSql } from './filter-to-sql.ts';
import type { ListKind, Page } from './list-page.ts';
import { contextOf, rowsToRead } from './list-page.ts';
import type { ListRequest } from './list-request.ts';
import type { SortKey } from './sort-to-sql.ts';
import { compareKeys, sortKey } from './sort-to-sql.ts';
import type { SqlDialect } from './sql-dialect.ts';
import { appliedColumns, appliedThrough } from './wait-for-rows.ts';

/** Rows that are looked at before other work of the process runs: some 10 ms. */
export const ROWS_PER_SCAN = 2_000;

/** Comparisons with one row that take about as long as looking at the row at all. */
const COMPARISONS_IN_A_ROW = 10;

/** Fewer rows for a filter that asks much of each, so that others wait no longer for their turn. */
function rowsPerScan(filter: Filter | null): number {
  if (!filter) return ROWS_PER_SCAN;
  return Math.ceil(
    ROWS_PER_SCAN / (1 + countScans(filter) + Math.floor(countComparisons(filter) / COMPARISONS_IN_A_ROW)),
  );
}

interface Match {
  readonly created_position: number | bigint;
  readonly sort_key: SortKey;
}

/**
 * Looks at every row, some at a time, and lets other work run in between: for an engine that works inside the process.
 * `db` sees one moment throughout.
 */
export async function scannedPage<Row extends { readonly created_position: number | bigint | string }>(
  db: Kysely<Tables>,
  kind: ListKind<Row>,
  request: ListRequest,
  dialect: SqlDialect,
): Promise<Page<Row>> {
  const { companyId, startIndex, count, sort = null, after = null } = request;
  const applied = appliedThrough(await appliedColumns(db, companyId).executeTakeFirstOrThrow());
  const matches = await allMatches(db, kind.subject, request, dialect);
  const figures = { applied, totalResults: matches.length };
  let start = startIndex - 1;
  if (sort) await sortMatches(matches, sort.descending);
  if (after !== null) {
    const last = await lastSeen(db, kind.subject, { ...request, after }, dialect);
    if (!last) return { ...figures, rows: [], goesOn: false, isCursorExpired: true };
    start = firstAfter(matches, last, sort?.descending ?? false);
  }
  const some = matches.slice(start, start + rowsToRead(count));
  return {
    ...figures,
    rows: await rowsAt(db, kind, companyId, some.slice(0, count)),
    goesOn: some.length > count,
    isCursorExpired: false,
  };
}

async function allMatches(
  db: Kysely<Tables>,
  subject: Subject,
  request: ListRequest,
  dialect: SqlDialect,
): Promise<Match[]> {
  const { companyId, filter, sort } = request;
  const context = contextOf(request, subject, dialect);
  const table = sql.table(subject.table);
  const condition = filter ? filterToSql(filter, context) : sql`true`;
  const key = sort ? sortKey(sort, context) : sql`null`;
  const matches: Match[] = [];
  const rowsAtOnce = rowsPerScan(filter);
  for (let from: number | bigint = -1; ;) {
    const {
      rows: [end],
    } = await sql<{ readonly created_position: number | bigint }>`
      select created_position from ${table} where company_id = ${companyId} and created_position > ${from}
      order by created_position limit 1 offset ${rowsAtOnce - 1}`.execute(db);
    const upTo = end ? sql`and ${table}.created_position <= ${end.created_position}` : sql``;
    const { rows } = await sql<Match>`
      select ${table}.created_position, ${key} as sort_key from ${table}
      where ${table}.company_id = ${companyId} and ${table}.created_position > ${from} ${upTo} and ${condition}
      order by ${table}.created_position`.execute(db);
    matches.push(...rows);
    if (!end) return matches;
    from = end.created_position;
    await nextTurn();
  }
}

/** Where the page before ended, if its last resource is still there; without an order the position alone says it. */
async function lastSeen(
  db: Kysely<Tables>,
  subject: Subject,
  request: ListRequest & { readonly after: string },
  dialect: SqlDialect,
): Promise<Match | null> {
  const position = BigInt(request.after);
  if (!request.sort) return { created_position: position, sort_key: null };
  const table = sql.table(subject.table);
  const {
    rows: [row],
  } = await sql<Match>`
    select created_position, ${sortKey(request.sort, contextOf(request, subject, dialect))} as sort_key from ${table}
    where ${table}.company_id = ${request.companyId} and ${table}.created_position = ${position}`.execute(db);
  return row ?? null;
}

const NO_MATCH: Match = { created_position: 0, sort_key: null };

/** Sorts some at a time and then merges, in turns between which other work goes on. */
async function sortMatches(matches: Match[], descending: boolean): Promise<void> {
  for (let size = ROWS_PER_SCAN; ; size *= 2) {
    for (let start = 0; start < matches.length; start += size) {
      // Two halves that are in order already are merged by this, which takes one comparison each.
      const sorted = matches.slice(start, start + size).sort((one, other) => compareMatches(one, other, descending));
      for (let index = 0; index < sorted.length; index += 1) matches[start + index] = sorted[index] ?? NO_MATCH;
      await nextTurn();
    }
    if (size >= matches.length) return;
  }
}

function compareMatches(one: Match, other: Match, descending: boolean): number {
  return (
    compareKeys(one.sort_key, other.sort_key, descending) ||
    (one.created_position < other.created_position ? -1 : Number(one.created_position > other.created_position))
  );
}

/** Index of the first match that comes after, in a list that is in order. */
function firstAfter(matches: readonly Match[], last: Match, descending: boolean): number {
  let [low, high] = [0, matches.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const match = matches[middle];
    if (match && compareMatches(match, last, descending) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function rowsAt<Row extends { readonly created_position: number | bigint | string }>(
  db: Kysely<Tables>,
  { subject, columns }: ListKind<Row>,
  companyId: string,
  matches: readonly Match[],
): Promise<readonly Row[]> {
  if (matches.length === 0) return [];
  const { rows } = await sql<Row>`
    select ${sql.join(columns.map((column) => sql.ref(column)))} from ${sql.table(subject.table)}
    where company_id = ${companyId} and created_position in (${sql.join(matches.map(({ created_position }) => sql.val(created_position)))})`.execute(
    db,
  );
  const byPosition = new Map(rows.map((row) => [String(row.created_position), row]));
  return matches.flatMap(({ created_position }) => byPosition.get(String(created_position)) ?? []);
}
