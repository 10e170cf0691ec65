import type pg from 'pg';
import { lowestId } from '../activity-plan.ts';
import { SECURITY_KEPT_DAYS, SECURITY_KEPT_PER_COMPANY, SECURITY_PAGE, TRIM_SECURITY, type SecurityEntries, type SecurityEntry } from '../security.ts';
import { answered, SCHEMA } from './query.ts';

/** After every id. */
const LAST_ID = 'g';

/** Security events in a table. */
export function securityInTable(pool: pg.Pool): SecurityEntries {
  const remove = (which: string, values: readonly (string | number)[]): Promise<unknown> =>
    // Rows that another gateway takes away at the same time are left to it.
    answered(pool.query(`delete from ${SCHEMA}.security_events where id = any (array(select id from ${SCHEMA}.security_events ${which} for update skip locked))`, [...values]));
  return {
    add: async ({ id, companyId, time, event, reason, actorKind, actorId, address, requestId }) => {
      await answered(pool.query(
        `insert into ${SCHEMA}.security_events (id, company_id, time, event, reason, actor_kind, actor_id, address, request_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`,
        [id, companyId, time, event, reason, actorKind, actorId, address, requestId],
      ));
      await remove('where id < $1 order by id limit $2', [lowestId(Date.parse(time) - SECURITY_KEPT_DAYS * 86_400_000), TRIM_SECURITY]);
      await remove('where company_id = $1 order by id desc limit $2 offset $3', [companyId, TRIM_SECURITY, SECURITY_KEPT_PER_COMPANY]);
    },
    list: async (companyId, { before = LAST_ID, limit }) =>
      answered(pool.query<SecurityEntry>(
        `select id, company_id as "companyId", time, event, reason, actor_kind as "actorKind", actor_id as "actorId", address, request_id as "requestId"
         from ${SCHEMA}.security_events where company_id = $1 and id < $2 order by id desc limit $3`,
        [companyId, before, Math.min(limit, SECURITY_PAGE)],
      )),
  };
}
