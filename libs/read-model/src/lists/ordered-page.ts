import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Sort } from '@luciq/scim';
import type { Tables } from '../tables/tables.ts';
import { columnName, USERS } from './filter-subjects.ts';
import type { Page, StoredPageUser } from './list-page.ts';
import { columnsOf, rowsToRead, USER_LIST } from './list-page.ts';
import type { ListRequest } from './list-request.ts';
import type { Fragment, SqlDialect } from './sql-dialect.ts';
import type { AppliedColumns, WholeNumber } from './wait-for-rows.ts';
import { appliedColumns, appliedThrough } from './wait-for-rows.ts';

/** Entries of an index that are passed over before other work of the process runs: a few milliseconds. */
export const ENTRIES_AT_ONCE = 10_000;

/** A user's place in an order; `key` is null for one without a value. */
interface Place {
  readonly key: string | null;
  readonly position: WholeNumber;
}

/** An order of users that an index holds: by one column, and by creation where that is equal. */
export interface IndexedOrder {
  readonly column: Fragment;
  readonly descending: boolean;
}

/** A part of the order that one look into the index gives. */
interface Stretch {
  readonly condition: Fragment;
  readonly order: Fragment;
}

/** The order as an index has it; null where none does. */
export function indexedOrder({ path, descending }: Sort): IndexedOrder | null {
  const column = USERS.columns.get(columnName(path));
  if (!column?.indexed) return null;
  const compared = column.folded ?? column.plain;
  return compared && { column: compared, descending };
}

/** A page, and what was applied of the company when it was read. */
export interface OrderedPage extends Page<StoredPageUser> {
  readonly appliedSequence: number;
}

/**
 * A page of all users in an order that an index holds, as far as the index has to be read for it. Without a cursor, the entries
 * before the page are passed over in turns between which other work goes on. `db` sees one moment throughout; `startOf` may
 * know the position of the last user before the page from the sequence of the company.
 */
export async function orderedPage(
  db: Kysely<Tables>,
  request: ListRequest & { readonly sort: Sort },
  {
    order,
    dialect,
    startOf,
  }: {
    readonly order: IndexedOrder;
    readonly dialect: SqlDialect;
    readonly startOf: (appliedSequence: number) => string | null;
  },
): Promise<OrderedPage> {
  const { companyId, startIndex, count, after = null } = request;
  const index = new OrderOfUsers(db, companyId, { order, dialect });
  const figures = await figuresOf(db, companyId);
  const cursor = after ?? startOf(figures.appliedSequence);
  const last = cursor === null ? null : await index.placeAt(cursor);
  const isCursorExpired = after !== null && !last;
  const from = last ?? (await index.skip(isCursorExpired ? 0 : startIndex - 1));
  const rows = isCursorExpired || from === 'end' ? [] : await index.read(from, rowsToRead(count));
  return { ...figures, rows: rows.slice(0, count), goesOn: count > 0 && rows.length > count, isCursorExpired };
}

async function figuresOf(
  db: Kysely<Tables>,
  companyId: string,
): Promise<Pick<OrderedPage, 'applied' | 'totalResults' | 'appliedSequence'>> {
  const { rows } = await sql<AppliedColumns & { readonly total: number | null; readonly sequence: number | null }>`
    select applied.*, companies.member_count as total, companies.applied_sequence as sequence
    from (${appliedColumns(db, companyId)}) as applied left join companies on companies.company_id = ${companyId}`.execute(
    db,
  );
  const [first = { company_position: null, log_position: null, parked_company: null, total: null, sequence: null }] =
    rows;
  return { applied: appliedThrough(first), totalResults: first.total ?? 0, appliedSequence: first.sequence ?? 0 };
}

/** The users of one company in one order. */
class OrderOfUsers {
  private readonly db: Kysely<Tables>;
  private readonly companyId: string;
  private readonly order: IndexedOrder;
  private readonly dialect: SqlDialect;

  constructor(
    db: Kysely<Tables>,
    companyId: string,
    { order, dialect }: { readonly order: IndexedOrder; readonly dialect: SqlDialect },
  ) {
    this.db = db;
    this.companyId = companyId;
    this.order = order;
    this.dialect = dialect;
  }

  /** The place of the user who was created at a position; null for none. */
  async placeAt(position: string): Promise<Place | null> {
    const { rows } = await sql<Place>`
      select ${this.order.column} as key, created_position as position from users
      where company_id = ${this.companyId} and created_position = ${BigInt(position)}`.execute(this.db);
    return rows[0] ?? null;
  }

  /** The place of the last of so many users from the start; null for none of them, `end` where there are fewer. */
  async skip(users: number): Promise<Place | null | 'end'> {
    let [left, place]: [number, Place | null] = [users, null];
    while (left > 0) {
      const next: { readonly passed: number; readonly place: Place } | null = await this.pass(
        place,
        Math.min(left, ENTRIES_AT_ONCE),
      );
      if (!next) return 'end';
      left -= next.passed;
      place = next.place;
      await nextTurn();
    }
    return place;
  }

  /** The users after a place. */
  async read(after: Place | null, most: number): Promise<readonly StoredPageUser[]> {
    const found: StoredPageUser[] = [];
    for (const stretch of this.stretches(after)) {
      if (found.length === most) break;
      const { rows } = await sql<StoredPageUser>`
        select ${columnsOf(USER_LIST, 'users')} ${this.of(stretch)} limit ${most - found.length}`.execute(this.db);
      found.push(...rows);
    }
    return found;
  }

  /** Passes over at most so many users after a place, in the first stretch that has any; null where there are none. */
  private async pass(
    after: Place | null,
    most: number,
  ): Promise<{ readonly passed: number; readonly place: Place } | null> {
    for (const stretch of this.stretches(after)) {
      const place = async (passed: number): Promise<Place | undefined> => {
        const { rows } = await sql<Place>`
          select ${this.order.column} as key, created_position as position ${this.of(stretch)} limit 1 offset ${passed - 1}`.execute(
          this.db,
        );
        return rows[0];
      };
      const there = await place(most);
      if (there) return { passed: most, place: there };
      const { rows } = await sql<{ readonly users: number | string }>`
        select count(*) as users from users where company_id = ${this.companyId} and ${stretch.condition}`.execute(
        this.db,
      );
      const passed = Number(rows[0]?.users ?? 0);
      const last = passed > 0 ? await place(passed) : undefined;
      if (last) return { passed, place: last };
    }
    return null;
  }

  private of({ condition, order }: Stretch): Fragment {
    return sql`from users where company_id = ${this.companyId} and ${condition} order by ${order}`;
  }

  /** What comes after a place, in order. Those without a value are last when ascending and first when descending. */
  private stretches(after: Place | null): readonly Stretch[] {
    const { dialect } = this;
    const { column, descending } = this.order;
    const key = dialect.indexKey(column);
    const position = sql.ref('created_position');
    const direction = descending ? sql`desc` : sql`asc`;
    const byValue = sql`${key} ${direction}, ${column} ${direction}, ${position}`;
    const values: Stretch = { condition: sql`${key} >= ''`, order: byValue };
    const without: Stretch = { condition: sql`${key} is null`, order: position };
    if (!after) return descending ? [without, values] : [values, without];
    const later = sql`${position} > ${BigInt(after.position)}`;
    const rest: Stretch = { condition: sql`${key} is null and ${later}`, order: position };
    if (after.key === null) return descending ? [rest, values] : [rest];
    const same: Stretch = {
      condition: sql`${dialect.equalsKey(column, sql.val(after.key))} and ${later}`,
      order: position,
    };
    const beyond: Stretch = { condition: dialect.isBeyondKey(column, after.key, descending), order: byValue };
    return descending ? [same, beyond] : [same, beyond, without];
  }
}
