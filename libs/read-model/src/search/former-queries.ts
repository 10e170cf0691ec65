import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { foldCase } from '@luciq/scim';
import type { SqlDialect } from '../lists/sql-dialect.ts';
import type { KnownName, NameKind } from '../projections/former-names.ts';
import { namesOf } from '../projections/former-names.ts';
import type { FormerNamesTable } from '../tables/former-tables.ts';
import { toFormerName, toUserRow } from '../tables/stored-rows.ts';
import type { Tables, UsersTable } from '../tables/tables.ts';

/** Most users that have a name now, and most former ones, that one look-up gives. */
export const MAX_BEARERS = 200;

/** Someone who has a name, or had it: `until` is null for who has it now. */
export interface NameBearer extends KnownName {
  readonly userId: string;
  /** RFC 3339. */
  readonly from: string;
  readonly until: string | null;
  /** True where the user was deleted, whether or not the name was given up before. */
  readonly isDeleted: boolean;
}

/** Names of one kind that a user had, for the time at which something happened. */
export interface NameSpan extends KnownName {
  readonly from: string;
  readonly until: string | null;
}

/** Everyone who has a name or had it, in any case of letters: userName, email address, displayName or externalId. Who had it last comes first. */
export async function bearersOf(
  db: Kysely<Tables>,
  { companyId, name }: { readonly companyId: string; readonly name: string },
  dialect: SqlDialect,
): Promise<readonly NameBearer[]> {
  const folded = foldCase(name);
  const equals = (column: string, text: string): ReturnType<SqlDialect['equalsKey']> =>
    dialect.equalsKey(sql.ref(column), sql.val(text));
  const former = await sql<FormerNamesTable>`
    select * from former_names where company_id = ${companyId} and ${equals('name_folded', folded)}
    order by until_time desc limit ${MAX_BEARERS}`.execute(db);
  // Ids first, and without an order: SQLite looks at every user of the company for either of them.
  const ids = await sql<{ readonly user_id: string }>`
    select user_id from users where company_id = ${companyId} and ${equals('user_name_folded', folded)}
    union all select user_id from users where company_id = ${companyId} and ${equals('email_folded', folded)}
    union all select user_id from users where company_id = ${companyId} and ${equals('display_name_folded', folded)}
    union all select user_id from users where company_id = ${companyId} and ${equals('external_id', name)}
    union all select user_id from user_emails where company_id = ${companyId} and ${equals('email_folded', folded)}
    limit ${MAX_BEARERS}`.execute(db);
  const now = await sql<UsersTable>`
    select * from users where company_id = ${companyId} and user_id in (${dialect.ids([...new Set(ids.rows.map(({ user_id }) => user_id))])})`.execute(
    db,
  );
  const bearers = now.rows.map(toUserRow).toSorted((a, b) => (a.createdPosition < b.createdPosition ? -1 : 1));
  const present = bearers.flatMap((user) =>
    namesOf(user.attributes)
      .filter((known) => foldCase(known.name) === folded)
      .map((known): NameBearer => ({
        ...known,
        userId: user.userId,
        from: user.namesSince?.[`${known.kind} ${known.name}`] ?? user.created,
        until: null,
        isDeleted: false,
      })),
  );
  const past = former.rows.map(toFormerName);
  const living = await livingOf(
    db,
    companyId,
    past.map(({ userId }) => userId),
    dialect,
  );
  return [
    ...present,
    ...past.map(({ kind, name: had, userId, from, until }): NameBearer => ({
      kind,
      name: had,
      userId,
      from,
      until,
      isDeleted: !living.has(userId),
    })),
  ];
}

async function livingOf(
  db: Kysely<Tables>,
  companyId: string,
  userIds: readonly string[],
  dialect: SqlDialect,
): Promise<ReadonlySet<string>> {
  if (userIds.length === 0) return new Set();
  const { rows } = await sql<{ readonly user_id: string }>`
    select user_id from users where company_id = ${companyId} and user_id in (${dialect.ids(userIds)})`.execute(db);
  return new Set(rows.map(({ user_id }) => user_id));
}

/** The kinds of name that a page shows of someone, the best first. */
export const SHOWN: readonly NameKind[] = ['displayName', 'userName'];

/** The former displayNames and userNames of some users, by user, the newest first. */
export async function formerNamesOf(
  db: Kysely<Tables>,
  companyId: string,
  userIds: readonly string[],
  dialect: SqlDialect,
): Promise<ReadonlyMap<string, readonly NameSpan[]>> {
  if (userIds.length === 0) return new Map();
  const { rows } = await sql<FormerNamesTable>`
    select * from former_names where company_id = ${companyId} and user_id in (${dialect.ids(userIds)})
    and kind in (${sql.join(SHOWN)}) order by until_time desc`.execute(db);
  return Map.groupBy(rows.map(toFormerName), ({ userId }) => userId);
}

/** The name of a user at a time: a former one of the first of these kinds that had one, else the one of now, else, of one who was deleted, the last. */
export function nameAt(
  former: readonly NameSpan[],
  { time, kinds, now }: { readonly time: string; readonly kinds: readonly NameKind[]; readonly now: string | null },
): string | null {
  const spans = kinds.flatMap((kind) => former.filter((span) => span.kind === kind));
  const then = spans.find(({ from, until }) => from <= time && time <= (until ?? time));
  return then?.name ?? now ?? spans[0]?.name ?? null;
}

/** Ids of every group that a user is in or was in, as far as the rows are. */
export async function groupsEver(db: Kysely<Tables>, companyId: string, userId: string): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly group_id: string }>`
    select group_id from group_members where company_id = ${companyId} and user_id = ${userId}
    union select group_id from former_members where company_id = ${companyId} and user_id = ${userId}
    order by group_id`.execute(db);
  return rows.map(({ group_id }) => group_id);
}
