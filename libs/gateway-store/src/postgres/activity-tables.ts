import type pg from 'pg';
import { ActivityPlanner, type ActivityWork } from '../activity-plan.ts';
import { ACTIVITY_KEPT_PER_COMPANY, ACTIVITY_PAGE, TRIM_ACTIVITY, outcomeOf, type Activity, type ActivityAction, type ActivityEntry, type FirstSuccess, type TokenUse } from '../activity.ts';
import { answered, SCHEMA } from './query.ts';

/** Entries in one statement. */
const ENTRIES_IN_A_STATEMENT = 500;

/** Column, type and value of each part of an entry. */
const PARTS: readonly { readonly column: string; readonly type: string; readonly of: (entry: ActivityEntry) => string | number | null }[] = [
  { column: 'id', type: 'text', of: ({ id }) => id },
  { column: 'company_id', type: 'text', of: ({ companyId }) => companyId },
  { column: 'outcome', type: 'text', of: ({ status }) => outcomeOf(status) },
  { column: 'time', type: 'text', of: ({ time }) => time },
  { column: 'token_id', type: 'text', of: ({ tokenId }) => tokenId },
  { column: 'action', type: 'text', of: ({ action }) => action },
  { column: 'resource_type', type: 'text', of: ({ resourceType }) => resourceType },
  { column: 'resource_id', type: 'text', of: ({ resourceId }) => resourceId },
  { column: 'status', type: 'integer', of: ({ status }) => status },
  { column: 'scim_type', type: 'text', of: ({ scimType }) => scimType },
  { column: 'detail', type: 'text', of: ({ detail }) => detail },
  { column: 'duration_ms', type: 'double precision', of: ({ durationMs }) => durationMs },
  { column: 'request_id', type: 'text', of: ({ requestId }) => requestId },
  { column: 'client', type: 'text', of: ({ client }) => client },
];

const INSERT = `
  insert into ${SCHEMA}.activity (${PARTS.map(({ column }) => column).join(', ')})
  select * from unnest(${PARTS.map(({ type }, index) => `$${index + 1}::${type}[]`).join(', ')}) on conflict do nothing`;

const COLUMNS = `id, company_id as "companyId", time, token_id as "tokenId", action, resource_type as "resourceType", resource_id as "resourceId", status,
  scim_type as "scimType", detail, duration_ms as "durationMs", request_id as "requestId", client`;

/** Activity in tables. */
export function activityInTable(pool: pg.Pool): Activity {
  const planner = new ActivityPlanner();
  return {
    add: async (entries) => {
      if (entries.length === 0) return;
      const work = planner.plan(entries);
      for (let from = 0; from < entries.length; from += ENTRIES_IN_A_STATEMENT) {
        const some = entries.slice(from, from + ENTRIES_IN_A_STATEMENT);
        await answered(pool.query(INSERT, PARTS.map(({ of }) => some.map(of))));
      }
      await carryOut(pool, work);
      planner.done(entries, work);
    },
    list: async (companyId, { outcome, before, limit }) => {
      const values: (string | number)[] = [companyId, Math.min(limit, ACTIVITY_PAGE)];
      const condition = (column: string, operator: '=' | '<', value: string | undefined): string =>
        value === undefined ? '' : `and ${column} ${operator} $${values.push(value)}`;
      const text = `
        select ${COLUMNS} from ${SCHEMA}.activity
        where company_id = $1 ${condition('outcome', '=', outcome)} ${condition('id', '<', before)} order by id desc limit $2`;
      return answered(pool.query<ActivityEntry>(text, values));
    },
    find: async (companyId, id) => {
      const [row] = await answered(pool.query<ActivityEntry>(`select ${COLUMNS} from ${SCHEMA}.activity where id = $1 and company_id = $2`, [id, companyId]));
      return row ?? null;
    },
    firstOf: async (companyId) => {
      const text = `select action, time, id from ${SCHEMA}.activity_first where company_id = $1`;
      const rows = await answered(pool.query<{ readonly action: ActivityAction } & FirstSuccess>(text, [companyId]));
      return new Map(rows.map(({ action, time, id }) => [action, { time, id }]));
    },
  };
}

async function carryOut(pool: pg.Pool, { firsts, crowded, oldestId }: ActivityWork): Promise<void> {
  if (firsts.length > 0) {
    await answered(pool.query(
      `insert into ${SCHEMA}.activity_first as known (company_id, action, time, id) select * from unnest($1::text[], $2::text[], $3::text[], $4::text[])
       on conflict (company_id, action) do update set time = excluded.time, id = excluded.id where excluded.id < known.id`,
      [firsts.map(({ companyId }) => companyId), firsts.map(({ action }) => action), firsts.map(({ time }) => time), firsts.map(({ id }) => id)],
    ));
  }
  // Rows that another gateway takes away at the same time are left to it: two that wait for each other would both fail.
  await answered(pool.query(
    `delete from ${SCHEMA}.activity where id = any (array(select id from ${SCHEMA}.activity where id < $1 order by id limit $2 for update skip locked))`,
    [oldestId, TRIM_ACTIVITY],
  ));
  for (const companyId of crowded) {
    await answered(pool.query(
      `delete from ${SCHEMA}.activity where id = any (array(
         select id from ${SCHEMA}.activity where company_id = $1
           and id < (select id from ${SCHEMA}.activity where company_id = $1 order by id desc offset $2 limit 1)
         order by id limit $3 for update skip locked))`,
      [companyId, ACTIVITY_KEPT_PER_COMPANY - 1, TRIM_ACTIVITY],
    ));
  }
}

/** Use of tokens, in a table. */
export function tokenUseInTable(pool: pg.Pool): TokenUse {
  return {
    used: async (uses) => {
      if (uses.size === 0) return;
      const sorted = [...uses].sort(([one], [other]) => (one < other ? -1 : 1));
      await answered(pool.query(
        `insert into ${SCHEMA}.token_use as known (token_id, used_at) select * from unnest($1::text[], $2::text[])
         on conflict (token_id) do update set used_at = excluded.used_at where excluded.used_at > known.used_at`,
        [sorted.map(([tokenId]) => tokenId), sorted.map(([, time]) => time)],
      ));
    },
    lastUsed: async (tokenIds) => {
      const text = `select token_id, used_at from ${SCHEMA}.token_use where token_id = any ($1)`;
      const rows = await answered(pool.query<{ token_id: string; used_at: string }>(text, [tokenIds]));
      return new Map(rows.map(({ token_id: tokenId, used_at: time }) => [tokenId, time]));
    },
  };
}
