import type { DatabaseSync } from 'node:sqlite';
import { lowestId } from '../activity-plan.ts';
import type { SecurityEntries, SecurityEntry } from '../security.ts';
import { SECURITY_KEPT_DAYS, SECURITY_KEPT_PER_COMPANY, SECURITY_PAGE, TRIM_SECURITY } from '../security.ts';
import { answered, inTransaction } from './sqlite-file.ts';

/** After every id. */
const LAST_ID = 'g';

/** Security events in the file. */
export function securityInFile(database: DatabaseSync): SecurityEntries {
  const insert = database.prepare(`
    insert into security_events (id, company_id, time, event, reason, actor_kind, actor_id, address, request_id, came) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`);
  const tooOld = database.prepare(
    'delete from security_events where id in (select id from security_events where id < ? order by id limit ?)',
  );
  const tooMany = database.prepare(
    'delete from security_events where id in (select id from security_events where company_id = ? order by id desc limit ? offset ?)',
  );
  const page = database.prepare(`
    select id, company_id as "companyId", time, event, reason, actor_kind as "actorKind", actor_id as "actorId", address, request_id as "requestId", came
    from security_events where company_id = ? and id < ? order by id desc limit ?`);
  return {
    add: ({ id, companyId, time, event, reason, actorKind, actorId, address, requestId, came }) =>
      answered(() =>
        inTransaction(database, () => {
          insert.run(id, companyId, time, event, reason, actorKind, actorId, address, requestId, came);
          tooOld.run(lowestId(Date.parse(time) - SECURITY_KEPT_DAYS * 86_400_000), TRIM_SECURITY);
          tooMany.run(companyId, TRIM_SECURITY, SECURITY_KEPT_PER_COMPANY);
        }),
      ),
    list: (companyId, { before = LAST_ID, limit }) =>
      answered(() =>
        page
          .all(companyId, before, Math.min(limit, SECURITY_PAGE))
          .map((row) => ({ ...row }) as unknown as SecurityEntry),
      ),
  };
}
