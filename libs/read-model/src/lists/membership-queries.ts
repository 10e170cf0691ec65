import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Membership, UserResource } from '@luciq/scim';
import type { WaitingRenameRow } from '../projections/users.ts';
import { readStored, toUserResource } from '../tables/stored-rows.ts';
import type { Tables } from '../tables/tables.ts';
import { displayInSql } from './filter-subjects.ts';
import type { SqlDialect } from './sql-dialect.ts';

/** Renames that wait, as many as one answer has. */
export const MAX_WAITING_RENAMES = 200;

/** A user whose rename waits to be confirmed. */
export interface RenamedUser {
  readonly user: UserResource;
  readonly rename: WaitingRenameRow;
}

/** Members that are read before other work of the process gets its turn. */
const MEMBERS_AT_ONCE = 2_000;

/** Most ids in one look-up; more are several, between which other work gets its turn. */
const IDS_PER_QUERY = 10_000;

/** A member with the name that is shown; without one where there is neither displayName nor userName. */
const toMembership = ({ id, display }: { readonly id: string; readonly display: string | null }): Membership =>
  display === null ? { id } : { id, display };

/** The members of one group in the order of their ids, which is that of every answer. */
export async function membersOf(
  db: Kysely<Tables>,
  { companyId, groupId }: { readonly companyId: string; readonly groupId: string },
  dialect: SqlDialect,
): Promise<readonly Membership[]> {
  const members: Membership[] = [];
  for (let after = ''; ;) {
    const { rows } = await sql<{ readonly id: string; readonly display: string | null }>`
      select member.user_id as id, ${displayInSql(dialect, sql.ref('users.attributes'))} as display
      from (
        select user_id from group_members where company_id = ${companyId} and group_id = ${groupId} and user_id > ${after} order by user_id limit ${MEMBERS_AT_ONCE}
      ) as member
      join users on users.company_id = ${companyId} and users.user_id = member.user_id
      order by member.user_id`.execute(db);
    for (const row of rows) members.push(toMembership(row));
    const last = rows.at(-1);
    if (!last || rows.length < MEMBERS_AT_ONCE) return members;
    after = last.id;
    await nextTurn();
  }
}

/** The groups of users, oldest group first; a user without groups is not in the answer. */
export async function groupsOfUsers(
  db: Kysely<Tables>,
  { companyId, userIds }: { readonly companyId: string; readonly userIds: readonly string[] },
  dialect: SqlDialect,
): Promise<ReadonlyMap<string, readonly Membership[]>> {
  const groups = new Map<string, Membership[]>();
  for await (const ids of batches(userIds)) {
    const { rows } = await sql<{ readonly user_id: string; readonly group_id: string; readonly display_name: string }>`
      select member.user_id, groups.group_id, groups.display_name
      from group_members as member
      join groups on groups.company_id = member.company_id and groups.group_id = member.group_id
      where member.company_id = ${companyId} and member.user_id in (${dialect.ids(ids)})
      order by groups.created_position`.execute(db);
    for (const { user_id, group_id, display_name } of rows) {
      const of = groups.get(user_id) ?? [];
      of.push({ id: group_id, display: display_name });
      groups.set(user_id, of);
    }
  }
  return groups;
}

/** Those among the ids that belong to users of the company, active or not. */
export async function knownUsers(
  db: Kysely<Tables>,
  { companyId, userIds }: { readonly companyId: string; readonly userIds: readonly string[] },
  dialect: SqlDialect,
): Promise<ReadonlySet<string>> {
  const known = new Set<string>();
  for await (const ids of batches(userIds)) {
    const { rows } = await sql<{ readonly user_id: string }>`
      select user_id from users where company_id = ${companyId} and user_id in (${dialect.ids(ids)})`.execute(db);
    for (const { user_id } of rows) known.add(user_id);
  }
  return known;
}

async function* batches(ids: readonly string[]): AsyncGenerator<readonly string[]> {
  for (let start = 0; start < ids.length; start += IDS_PER_QUERY) {
    if (start > 0) await nextTurn();
    yield ids.slice(start, start + IDS_PER_QUERY);
  }
}

/** Users whose rename waits to be confirmed, by user id; MAX_WAITING_RENAMES of them at most. */
export async function waitingRenames(db: Kysely<Tables>, companyId: string): Promise<readonly RenamedUser[]> {
  const rows = await db
    .selectFrom('users')
    .select(['user_id', 'active', 'attributes', 'created', 'last_modified', 'revision', 'waiting_rename'])
    .where('company_id', '=', companyId)
    .where('waiting_rename', 'is not', null)
    .orderBy('user_id')
    .limit(MAX_WAITING_RENAMES)
    .execute();
  return rows.flatMap((row) =>
    row.waiting_rename === null
      ? []
      : [{ user: toUserResource(row), rename: readStored<WaitingRenameRow>(row.waiting_rename) }],
  );
}
