import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Position } from '@luciq/events';
import { LOG_START } from '@luciq/events';
import type { StoredGroup, StoredResource } from '../tables/stored-rows.ts';
import type { Tables } from '../tables/tables.ts';
import type { Subject } from './filter-subjects.ts';
import { GROUPS, USERS } from './filter-subjects.ts';
import type { FilterContext } from './filter-to-sql.ts';
import { filterToSql } from './filter-to-sql.ts';
import type { ListRequest } from './list-request.ts';
import { sortKey } from './sort-to-sql.ts';
import type { Fragment, SqlDialect } from './sql-dialect.ts';
import type { AppliedColumns, WholeNumber } from './wait-for-rows.ts';
import { appliedColumns, appliedThrough } from './wait-for-rows.ts';

/** A row of a page of users. */
export type StoredPageUser = StoredResource & { readonly created_position: WholeNumber };

/** A row of a page of groups. */
export type StoredPageGroup = StoredGroup & { readonly created_position: WholeNumber; readonly member_count: number };

/** A kind of list: what it is of, and the columns of its rows. `Row` is what they are read as. */
export interface ListKind<Row extends { readonly created_position: WholeNumber }> {
  readonly subject: Subject;
  readonly columns: readonly (keyof Row & string)[];
}

export const USER_LIST: ListKind<StoredPageUser> = {
  subject: USERS,
  columns: ['user_id', 'active', 'attributes', 'created', 'last_modified', 'revision', 'created_position'],
};

export const GROUP_LIST: ListKind<StoredPageGroup> = {
  subject: GROUPS,
  columns: [
    'group_id',
    'display_name',
    'external_id',
    'created',
    'last_modified',
    'revision',
    'created_position',
    'member_count',
  ],
};

/** A page as it was read; `isCursorExpired` where the last resource of the page before was deleted. */
export interface Page<Row> {
  readonly applied: Position;
  readonly totalResults: number;
  readonly rows: readonly Row[];
  /** True if the list goes on after the page. */
  readonly goesOn: boolean;
  readonly isCursorExpired: boolean;
}

/** The figures beside each row of the page; one row with nulls for the columns of the resource where the page is empty. */
interface Figures extends AppliedColumns {
  readonly total: WholeNumber | null;
  readonly cursor_found: WholeNumber | null;
}

type JoinedRow<Row> = Figures & { readonly [Column in keyof Row]: Row[Column] | null };

const APPLIED_COLUMNS = sql`applied.company_position, applied.log_position, applied.parked_company`;

function toPage<Row extends { readonly created_position: WholeNumber }>(
  rows: readonly JoinedRow<Row>[],
  count: number,
): Page<Row> {
  const [first] = rows;
  const found = rows.filter((row): row is JoinedRow<Row> & Row => row.created_position !== null);
  return {
    applied: first ? appliedThrough(first) : LOG_START,
    totalResults: Number(first?.total ?? 0),
    rows: found.slice(0, count),
    goesOn: count > 0 && found.length > count,
    isCursorExpired: Number(first?.cursor_found ?? 1) === 0,
  };
}

/** One more than the page has, so that it shows whether the list goes on. */
export const rowsToRead = (count: number): number => (count === 0 ? 0 : count + 1);

/** The columns of a list, of that table. */
export const columnsOf = <Row extends { readonly created_position: WholeNumber }>(
  { columns }: ListKind<Row>,
  table: string,
): Fragment => sql.join(columns.map((column) => sql.ref(`${table}.${column}`)));

/**
 * A page of all users in the order of creation: after a position where that is known, else from the start of the chunk that has
 * the index, so that no more than a chunk is counted through.
 */
export async function wholePage(
  db: Kysely<Tables>,
  { companyId, startIndex, count }: ListRequest,
  seek: bigint | null,
): Promise<Page<StoredPageUser>> {
  const start = seek === null ? sql`>= (select created_position from first_user)` : sql`> ${seek}`;
  const { rows } = await sql<JoinedRow<StoredPageUser>>`
    ${seek === null ? firstUserAt(companyId, startIndex) : sql``}
    select ${columnsOf(USER_LIST, 'page')}, ${APPLIED_COLUMNS}, companies.member_count as total, 1 as cursor_found
    from (${appliedColumns(db, companyId)}) as applied
    left join companies on companies.company_id = ${companyId}
    left join (
      select ${columnsOf(USER_LIST, 'users')} from users where company_id = ${companyId} and created_position ${start}
      order by created_position limit ${rowsToRead(count)}
    ) as page on true
    order by page.created_position`.execute(db);
  return toPage(rows, count);
}

/** WITH a table `first_user`: the position of the user at an index, from 1, in the order of creation. Reads indexes alone. */
const firstUserAt = (companyId: string, index: number): Fragment => sql`
  with chunk as materialized (
    select first_position, users_before from (
      select first_position, sum(user_count) over (order by first_position) - user_count as users_before
      from user_chunks where company_id = ${companyId}
    ) as chunks where users_before < ${index} order by first_position desc limit 1
  ), first_user as materialized (
    select created_position from users
    where company_id = ${companyId} and created_position >= (select first_position from chunk) order by created_position
    limit 1 offset (select cast(coalesce(${index - 1} - max(users_before), 0) as bigint) from chunk)
  )`;

const LAST_SEEN = sql`(select count(*) from last_seen)`;

/** Before every position, so that no resource was created there. */
const NO_POSITION = -1n;

/** What a filter and an order are compiled with. */
export const contextOf = (
  { companyId, baseUrl }: ListRequest,
  subject: Subject,
  dialect: SqlDialect,
): FilterContext => ({ companyId, baseUrl: baseUrl ?? null, dialect, subject });

/** Finds every match once, counts them and takes the page out of them, in one statement; `narrowing` holds of each of them. */
export async function matchedPage<Row extends { readonly created_position: WholeNumber }>(
  db: Kysely<Tables>,
  kind: ListKind<Row>,
  request: ListRequest,
  { dialect, narrowing }: { readonly dialect: SqlDialect; readonly narrowing: Fragment | null },
): Promise<Page<Row>> {
  const { companyId, startIndex, count, filter, sort = null, after = null } = request;
  const { subject } = kind;
  const context = contextOf(request, subject, dialect);
  const table = sql.table(subject.table);
  const key = sort ? sortKey(sort, context) : sql`null`;
  const order = (alias: string): Fragment => orderBy(sort, alias);
  const position = after === null ? NO_POSITION : BigInt(after);
  const { rows } = await sql<JoinedRow<Row>>`
    with matched as materialized (
      select ${subject.id} as id, ${table}.created_position, ${key} as sort_key from ${table}
      where ${table}.company_id = ${companyId} and ${narrowing ?? sql`true`} and ${filter ? filterToSql(filter, context) : sql`true`}
    ), last_seen as materialized (
      select ${key} as sort_key from ${table} where ${table}.company_id = ${companyId} and ${table}.created_position = ${position}
    )
    select ${columnsOf(kind, 'page')}, ${APPLIED_COLUMNS}, (select count(*) from matched) as total,
      ${sort && after !== null ? LAST_SEEN : sql`1`} as cursor_found
    from (${appliedColumns(db, companyId)}) as applied
    left join (
      select ${columnsOf(kind, subject.table)}, slice.sort_key from (
        select id, created_position, sort_key from matched ${afterCursor(sort, after)} order by ${order('matched')}
        limit ${rowsToRead(count)} ${after === null ? sql`offset ${startIndex - 1}` : sql``}
      ) as slice cross join ${table} where ${table}.company_id = ${companyId} and ${subject.id} = slice.id
    ) as page on true
    order by ${order('page')}`.execute(db);
  return toPage(rows, count);
}

function orderBy(sort: ListRequest['sort'], alias: string): Fragment {
  const key = sql.ref(`${alias}.sort_key`);
  const creation = sql.ref(`${alias}.created_position`);
  if (!sort) return creation;
  return sort.descending ? sql`${key} desc nulls first, ${creation}` : sql`${key} asc nulls last, ${creation}`;
}

/** What comes after the resource that was created at that position, in the order. */
function afterCursor(sort: ListRequest['sort'], after: string | null): Fragment {
  if (after === null) return sql``;
  const later = sql`matched.created_position > ${BigInt(after)}`;
  if (!sort) return sql`where ${later}`;
  const [mine, last] = [sql.ref('matched.sort_key'), sql.ref('last_seen.sort_key')];
  const same = sql`(${mine} = ${last} or (${mine} is null and ${last} is null)) and ${later}`;
  const beyond = sort.descending
    ? sql`(${last} is null and ${mine} is not null) or ${mine} < ${last}`
    : sql`(${last} is not null and ${mine} is null) or ${mine} > ${last}`;
  return sql`where exists (select 1 from last_seen where (${same}) or ${beyond})`;
}
