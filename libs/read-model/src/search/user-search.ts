import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { EffectiveAccess, GroupMapping, Role } from '@luciq/entitlement';
import type { Position } from '@luciq/events';
import type { Filter, ResourceTypeDefinition, UserResource } from '@luciq/scim';
import { groupResourceType, parseFilter, userResourceType } from '@luciq/scim';
import { isFoundByIndex } from '../lists/filter-index.ts';
import { GROUPS, USERS } from '../lists/filter-subjects.ts';
import { filterToSql } from '../lists/filter-to-sql.ts';
import type { SqlDialect } from '../lists/sql-dialect.ts';
import { toMapping, toUserResource, toUserRow } from '../tables/stored-rows.ts';
import type { MappingsTable, Tables, UsersTable } from '../tables/tables.ts';
import { MAPPING_COLUMNS, USER_COLUMNS } from '../tables/tables.ts';
import { accessOfUsers } from './access-queries.ts';

/** Most users or groups of one page of a search. */
export const MAX_SEARCH_PAGE = 100;

/** Users whose access one call works out; then the answer says where to go on. */
export const MAX_SEARCHED = 5_000;

/** Users that one call looks at where their access need not be known to choose them. */
export const MAX_SCANNED = 50_000;

/** Characters of a search text; what is beyond is not looked at. */
export const MAX_SEARCH_TEXT = 200;

/** Words of a search text; further ones are not looked at. */
export const MAX_SEARCH_WORDS = 5;

/** Users whose access is worked out, and users that are looked at, before other work gets its turn. */
const USERS_WORKED_OUT_AT_ONCE = 500;
const USERS_SCANNED_AT_ONCE = 2_000;

/** Form of a cursor: the position at which the last resource that was looked at was created. */
const CURSOR = /^\d{1,18}$/;

/** What a page must show, and how long to wait for that. */
interface Waiting {
  readonly companyId: string;
  /** Everything up to this position of the company is in the answer. */
  readonly passed: Position;
  readonly timeoutMs: number;
}

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

/** Which groups are wanted. */
export interface GroupSearch extends Waiting {
  /** Words, each of which is somewhere in the displayName, in any case. */
  readonly text?: string;
  readonly groupId?: string;
  readonly after?: string | null;
  /** At most MAX_SEARCH_PAGE. */
  readonly count: number;
}

/** A group, and what the company gives to its members. */
export interface GroupOverview {
  readonly id: string;
  readonly displayName: string;
  readonly externalId: string | null;
  readonly memberCount: number;
  readonly mapping: GroupMapping | null;
}

/** A page of groups in the order of creation. */
export interface GroupPage {
  readonly kind: 'page';
  readonly groups: readonly GroupOverview[];
  readonly next: string | null;
}

/** The rows did not get so far in time. */
export interface RowsBehind {
  readonly kind: 'behind';
}

/** What a search runs on: each batch sees one moment. */
interface Rows {
  snapshot<T>(query: (db: Kysely<Tables>) => Promise<T>): Promise<T>;
  readonly dialect: SqlDialect;
}

const SEARCHED_IN = ['userName', 'displayName', 'name.formatted', 'name.givenName', 'name.familyName', 'emails.value'];

/** What no database keeps is found nowhere. */
const tidy = (text: string): string => text.toWellFormed().replaceAll('\0', '\u{fffd}');

/** A filter of the product's own, with every literal in it replaced. */
function filterOf(type: ResourceTypeDefinition, text: string, value: string | boolean): Filter {
  const read = parseFilter(type, text);
  if (!read.ok) throw new TypeError(`not a filter: ${text}`);
  const put = (filter: Filter): Filter => {
    if (filter.kind === 'and' || filter.kind === 'or') return { kind: filter.kind, terms: filter.terms.map(put) };
    return filter.kind === 'compare' ? { ...filter, value: typeof value === 'string' ? tidy(value) : value } : filter;
  };
  return put(read.value);
}

const wordsOf = (text: string): readonly string[] =>
  text
    .slice(0, MAX_SEARCH_TEXT)
    .split(/\s+/u)
    .filter((word) => word !== '')
    .slice(0, MAX_SEARCH_WORDS);

const anywhere = (type: ResourceTypeDefinition, attributes: readonly string[], text: string): readonly Filter[] =>
  wordsOf(text).map((word) => filterOf(type, attributes.map((attribute) => `${attribute} co ""`).join(' or '), word));

function all(terms: readonly Filter[]): Filter | null {
  if (terms.length > 1) return { kind: 'and', terms };
  return terms[0] ?? null;
}

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

const startOf = (after: string | null | undefined): bigint | null => {
  if (after === null || after === undefined) return -1n;
  return CURSOR.test(after) ? BigInt(after) : null;
};

const pageSize = (count: number): number => Math.max(1, Math.min(count, MAX_SEARCH_PAGE));

/** See ReadModelQueries.searchUsers. */
export async function searchUsers(rows: Rows, search: UserSearch): Promise<UserPage> {
  const wanted = pageSize(search.count);
  const filter = userFilter(search);
  const byAccess = search.role !== undefined || search.application !== undefined;
  const most = byAccess ? MAX_SEARCHED : MAX_SCANNED;
  const found: (FoundUser & { readonly position: bigint })[] = [];
  let searched = 0;
  let from = startOf(search.after);
  while (from !== null && found.length <= wanted && searched < most) {
    const request: BatchRequest = {
      search,
      filter,
      from,
      most: byAccess ? USERS_WORKED_OUT_AT_ONCE : wanted + 1 - found.length,
      isScan: filter !== null && !isFoundByIndex(filter, USERS),
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
  { search, filter, from, most, isScan }: BatchRequest,
  dialect: SqlDialect,
): Promise<Batch> {
  const { companyId } = search;
  const scanned = isScan ? await scanEnd(db, companyId, from) : null;
  const condition = filter ? filterToSql(filter, { companyId, dialect, baseUrl: null }) : sql`true`;
  const upTo = scanned?.end === undefined ? sql`` : sql`and users.created_position <= ${scanned.end}`;
  const columns = sql.join(USER_COLUMNS.map((column) => sql.ref(`users.${column}`)));
  const { rows } = await sql<UsersTable>`
    select ${columns} from users where users.company_id = ${companyId} and users.created_position > ${from} ${upTo} and ${condition}
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

type StoredOverview = {
  readonly group_id: string;
  readonly display_name: string;
  readonly external_id: string | null;
  readonly member_count: number;
  readonly created_position: number | bigint | string;
} & { readonly [Column in keyof Omit<MappingsTable, 'company_id' | 'group_id'>]: MappingsTable[Column] | null };

/** See ReadModelQueries.groupsOverview. */
export async function groupsOverview(db: Kysely<Tables>, search: GroupSearch, dialect: SqlDialect): Promise<GroupPage> {
  const { companyId, text, groupId } = search;
  const from = startOf(search.after);
  if (from === null) return { kind: 'page', groups: [], next: null };
  const wanted = pageSize(search.count);
  const filter = all([
    ...(groupId === undefined ? [] : [filterOf(groupResourceType, 'id eq ""', groupId)]),
    ...(text === undefined ? [] : anywhere(groupResourceType, ['displayName'], text)),
  ]);
  const condition = filter ? filterToSql(filter, { companyId, dialect, baseUrl: null, subject: GROUPS }) : sql`true`;
  const columns = sql.join(
    MAPPING_COLUMNS.filter((column) => column !== 'company_id' && column !== 'group_id').map((column) =>
      sql.ref(`mappings.${column}`),
    ),
  );
  const { rows } = await sql<StoredOverview>`
    select groups.group_id, groups.display_name, groups.external_id, groups.member_count, groups.created_position, ${columns} from groups
    left join mappings on mappings.company_id = groups.company_id and mappings.group_id = groups.group_id
    where groups.company_id = ${companyId} and groups.created_position > ${from} and ${condition}
    order by groups.created_position limit ${wanted + 1}`.execute(db);
  const shown = rows.slice(0, wanted);
  const last = rows.length > wanted ? shown.at(-1) : undefined;
  return { kind: 'page', groups: shown.map(toOverview), next: last ? String(last.created_position) : null };
}

function toOverview({
  group_id,
  display_name,
  external_id,
  member_count,
  role,
  applications,
  precedence,
  event_id,
  time,
}: StoredOverview): GroupOverview {
  const isMapped = applications !== null && precedence !== null && event_id !== null && time !== null;
  return {
    id: group_id,
    displayName: display_name,
    externalId: external_id,
    memberCount: member_count,
    mapping: isMapped ? toMapping({ group_id, role, applications, precedence, event_id, time }) : null,
  };
}
