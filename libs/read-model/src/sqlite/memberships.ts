import type { Kysely } from 'kysely';
import { CompiledQuery } from 'kysely';
import type { CountChange, GroupAndUsers, RowKey } from '../applying/row-engine.ts';
import type { Tables } from '../tables/tables.ts';

/** A list of ids is one parameter, as JSON, so that any number of them is one statement that is compiled once. */
const JOIN = `
  insert into group_members (company_id, group_id, user_id)
  select users.company_id, ?, users.user_id from json_each(?) as wanted cross join users
  where users.company_id = ? and users.user_id = wanted.value
  on conflict do nothing`;
const LEAVE =
  'delete from group_members where company_id = ? and group_id = ? and user_id in (select value from json_each(?))';
const LEAVE_ALL =
  'delete from group_members where company_id = ? and user_id in (select value from json_each(?)) returning group_id';
const KEEP =
  'insert into former_members (company_id, user_id, group_id) select company_id, user_id, group_id from group_members where company_id = ?';
const KEEP_USERS = `${KEEP} and user_id in (select value from json_each(?)) on conflict do nothing`;
const KEEP_GROUP = `${KEEP} and group_id = ? on conflict do nothing`;
const DISBAND = 'delete from group_members where company_id = ? and group_id = ?';

async function changes(trx: Kysely<Tables>, text: string, parameters: readonly unknown[]): Promise<number> {
  const { numAffectedRows } = await trx.executeQuery(CompiledQuery.raw(text, [...parameters]));
  return Number(numAffectedRows ?? 0n);
}

/** See RowStatements.join. */
export async function join(trx: Kysely<Tables>, members: readonly GroupAndUsers[]): Promise<readonly CountChange[]> {
  const counts: CountChange[] = [];
  for (const { group, userIds } of members) {
    counts.push({ group, by: await changes(trx, JOIN, [group.id, JSON.stringify(userIds), group.companyId]) });
  }
  return counts;
}

/** See RowStatements.leave. */
export async function leave(trx: Kysely<Tables>, members: readonly GroupAndUsers[]): Promise<readonly CountChange[]> {
  const counts: CountChange[] = [];
  for (const { group, userIds } of members) {
    counts.push({ group, by: -(await changes(trx, LEAVE, [group.companyId, group.id, JSON.stringify(userIds)])) });
  }
  return counts;
}

/** See RowStatements.leaveAll. */
export async function leaveAll(trx: Kysely<Tables>, users: readonly RowKey[]): Promise<readonly CountChange[]> {
  const counts: CountChange[] = [];
  for (const [companyId, ofCompany] of Map.groupBy(users, (user) => user.companyId)) {
    const ids = JSON.stringify(ofCompany.map(({ id }) => id));
    await changes(trx, KEEP_USERS, [companyId, ids]);
    const { rows } = await trx.executeQuery<{ readonly group_id: string }>(
      CompiledQuery.raw(LEAVE_ALL, [companyId, ids]),
    );
    for (const [id, left] of Map.groupBy(rows, (row) => row.group_id))
      counts.push({ group: { companyId, id }, by: -left.length });
  }
  return counts;
}

/** See RowStatements.disband. */
export async function disband(trx: Kysely<Tables>, groups: readonly RowKey[]): Promise<void> {
  for (const { companyId, id } of groups) {
    await changes(trx, KEEP_GROUP, [companyId, id]);
    await changes(trx, DISBAND, [companyId, id]);
  }
}
