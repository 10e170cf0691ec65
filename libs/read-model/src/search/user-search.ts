import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { EffectiveAccess, Role } from '@luciq/entitlement';
import type { Filter, UserResource } from '@luciq/scim';
import { userResourceType } from '@luciq/scim';
import { narrowed } from '../lists/candidates.ts';
import { isFoundByIndex } from '../lists/filter-index.ts';
import { USERS } from '../lists/filter-subjects.ts';
import { filterToSql } from '../lists/filter-to-sql.ts';
import type { Fragment, SqlDialect } from '../lists/sql-dialect.ts';
import { toUserResource, toUserRow } from '../tables/stored-rows.ts';
import type { Tables, UsersTable } from '../tables/tables.ts';
import { USER_COLUMNS } from '../tables/tables.ts';
import { accessOfUsers } from './access-queries.ts';
import type { Waiting } from './search-request.ts';
import { all, anywhere, filterOf, pageSize, startOf } from './search-request.ts';

/** Users whose access one call works out; then the answer says where to go on. */
export const MAX_SEARCHED = 5_000;

/** Users that one call looks at where their access need not be known to choose them. */
export const MAX_SCANNED = 50_000;

/** Users whose access is worked out, and users that are looked at, before other work gets its turn. */
const USERS_WORKED_OUT_AT_ONCE = 500;
const USERS_SCANNED_AT_ONCE = 2_000;

/** Which users are looked for; all that is given must hold. */
export interface UserSearch extends Waiting {
  /** Words, each of which is somewhere in userName, displayName, name or an email address, in any case. */
  readonly text?: string;
  readonly active?: boolean;
  /** The role that the user has in effect. */
  readonly role?: Role;
  /** An application that the user may use in effect. */
  readonly application?: string;
  readonly groupId?: string;
  /** The `next` of the page before. */
  readonly after?: string | null;
  /** At most MAX_SEARCH_PAGE. */
  readonly count: number;
}

/** A user who was found. */
export interface FoundUser {
  readonly user: UserResource;
  readonly access: EffectiveAccess;
}

/**
 * A page in the order of creation. It may have fewer than requested, or none, and still a `next`, from which the
 * search goes on; `searched` is how many users were looked at.
 */
export interface UserPage {
  readonly kind: 'page';
  readonly users: readonly FoundUser[];
  readonly next: string | null;
  readonly searched: number;
}

/** What a search runs on: each batch sees one moment. */
interface Rows {
  snapshot<T>(query: (db: Kysely<Tables>) => Promise<T>): Promise<T>;
  readonly dialect: SqlDialect;
}

const SEARCHED_IN = ['userName', 'displayName', 'name.formatted', 'name.givenName', 'name.familyName', 'emails.value'];

function userFilter({ text, active, groupId }: UserSearch): Filter | null {
  return all([
    ...(groupId === undefined ? [] : [filterOf(userResourceType, 'groups.value eq ""', groupId)]),
    ...(active === undefined ? [] : [filterOf(userResourceType, 'active eq true', active)]),
    ...(text === undefined ? [] : anywhere(userResourceType, SEARCHED_IN, text)),
  ]);
}

const hasAccess = ({ role, application }: UserSearch, access: EffectiveAccess): boolean =>
  (role === undefined || access.role === role) &&
  (application === undefined || access.applications.some(({ name }) => name === application));

/** See ReadModelQueries.searchUsers. */
export async function searchUsers(rows: Rows, search: UserSearch): Promise<UserPage> {
  const wanted = pageSize(search.count);
  const filter = userFilter(search);
  const byAccess = search.role !== undefined || search.application !== undefined;
  const most = byAccess ? MAX_SEARCHED : MAX_SCANNED;
  const found: (FoundUser & { readonly position: bigint })[] = [];
  const narrowing =
    filter && !isFoundByIndex(filter, USERS)
      ? await rows.snapshot((db) =>
          narrowed(db, filter, { companyId: search.companyId, dialect: rows.dialect, baseUrl: null }),
        )
      : null;
  let searched = 0;
  let from = startOf(search.after);
  while (from !== null && found.length <= wanted && searched < most) {
    const request: BatchRequest = {
      search,
      filter,
      narrowing,
      from,
      most: byAccess ? USERS_WORKED_OUT_AT_ONCE : wanted + 1 - found.length,
      isScan: filter !== null && !narrowing && !isFoundByIndex(filter, USERS),
    };
    const batch: Batch = await rows.snapshot((db) => readBatch(db, request, rows.dialect));
    found.push(...batch.users.filter(({ access }) => hasAccess(search, access)));
    searched += batch.searched;
    from = batch.next;
    await nextTurn();
  }
  const users = found.slice(0, wanted).map(({ user, access }) => ({ user, access }));
  const last = found.length > wanted ? (found[wanted - 1]?.position ?? null) : from;
  return { kind: 'page', users, next: last === null ? null : String(last), searched };
}

interface BatchRequest {
  readonly search: UserSearch;
  readonly filter: Filter | null;
  /** What holds of everyone whom the filter finds, by an index; null where there is none. */
  readonly narrowing: Fragment | null;
  readonly from: bigint;
  /** Most users to be read. */
  readonly most: number;
  /** True where the filter has to look at every user: then a batch ends after so many. */
  readonly isScan: boolean;
}

interface Batch {
  readonly users: readonly (FoundUser & { readonly position: bigint })[];
  readonly searched: number;
  /** Where the next batch begins; null at the end. */
  readonly next: bigint | null;
}

async function readBatch(
  db: Kysely<Tables>,
  { search, filter, narrowing, from, most, isScan }: BatchRequest,
  dialect: SqlDialect,
): Promise<Batch> {
  const { companyId } = search;
  const scanned = isScan ? await scanEnd(db, companyId, from) : null;
  const condition = filter ? filterToSql(filter, { companyId, dialect, baseUrl: null }) : sql`true`;
  const upTo = scanned?.end === undefined ? sql`` : sql`and users.created_position <= ${scanned.end}`;
  const columns = sql.join(USER_COLUMNS.map((column) => sql.ref(`users.${column}`)));
  const { rows } = await sql<UsersTable>`
    select ${columns} from users where users.company_id = ${companyId} and users.created_position > ${from} ${upTo} and ${narrowing ?? sql`true`} and ${condition}
    order by users.created_position limit ${most}`.execute(db);
  const access = await accessOfUsers(db, companyId, rows.map(toUserRow), dialect);
  const users = rows.flatMap((stored) => {
    const has = access.get(stored.user_id);
    return has ? [{ user: toUserResource(stored), access: has, position: BigInt(stored.created_position) }] : [];
  });
  const searched = Math.max(scanned?.rows ?? 0, rows.length);
  const last = rows.at(-1);
  // A batch that was cut short goes on after its last row, any other one after all that was looked at.
  if (last && rows.length === most) return { users, searched, next: BigInt(last.created_position) };
  return { users, searched, next: scanned?.end ?? null };
}

/** Where a scan of so many users ends; no end where there are not so many. */
async function scanEnd(
  db: Kysely<Tables>,
  companyId: string,
  from: bigint,
): Promise<{ readonly rows: number; readonly end?: bigint }> {
  const {
    rows: [counted],
  } = await sql<{ readonly users: number | string | bigint; readonly last: number | string | bigint | null }>`
    select count(*) as users, max(created_position) as last from (
      select created_position from users where company_id = ${companyId} and created_position > ${from} order by created_position limit ${USERS_SCANNED_AT_ONCE}
    ) as batch`.execute(db);
  const users = Number(counted?.users ?? 0);
  const last = counted?.last ?? null;
  return users < USERS_SCANNED_AT_ONCE || last === null ? { rows: users } : { rows: users, end: BigInt(last) };
}
