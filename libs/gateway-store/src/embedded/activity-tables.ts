import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Activity, ActivityAction, ActivityEntry, FirstSuccess, TokenUse } from '../activity.ts';
import { ACTIVITY_KEPT_PER_COMPANY, ACTIVITY_PAGE, outcomeOf, TRIM_ACTIVITY } from '../activity.ts';
import { ActivityPlanner } from '../activity-plan.ts';
import { answered, inTransaction } from './sqlite-file.ts';

/** Entries written before other work of the process runs: about a millisecond. */
export const ENTRIES_AT_ONCE = 100;

const COLUMNS = `id, company_id as "companyId", time, token_id as "tokenId", action, resource_type as "resourceType", resource_id as "resourceId", status,
  scim_type as "scimType", detail, duration_ms as "durationMs", request_id as "requestId", client`;

const toEntry = (row: object): ActivityEntry => ({ ...row }) as ActivityEntry;

const valuesOf = (entry: ActivityEntry): SQLInputValue[] => [
  entry.id,
  entry.companyId,
  outcomeOf(entry.status),
  entry.time,
  entry.tokenId,
  entry.action,
  entry.resourceType,
  entry.resourceId,
  entry.status,
  entry.scimType,
  entry.detail,
  entry.durationMs,
  entry.requestId,
  entry.client,
];

/** Activity in the file. */
export function activityInFile(database: DatabaseSync): Activity {
  const add = adding(database);
  const all = database.prepare(
    `select ${COLUMNS} from activity where company_id = ? and id < ? order by id desc limit ?`,
  );
  const some = database.prepare(
    `select ${COLUMNS} from activity where company_id = ? and outcome = ? and id < ? order by id desc limit ?`,
  );
  const one = database.prepare(`select ${COLUMNS} from activity where id = ? and company_id = ?`);
  const firsts = database.prepare('select action, time, id from activity_first where company_id = ?');
  return {
    add,
    list: (companyId, { outcome, before = LAST_ID, limit }) =>
      answered(() => {
        const most = Math.min(limit, ACTIVITY_PAGE);
        const rows =
          outcome === undefined ? all.all(companyId, before, most) : some.all(companyId, outcome, before, most);
        return rows.map(toEntry);
      }),
    find: (companyId, id) =>
      answered(() => {
        const row = one.get(id, companyId);
        return row ? toEntry(row) : null;
      }),
    firstOf: (companyId) =>
      answered(() => {
        const rows = firsts.all(companyId) as unknown as readonly ({
          readonly action: ActivityAction;
        } & FirstSuccess)[];
        return new Map(rows.map(({ action, time, id }) => [action, { time, id }]));
      }),
  };
}

/** After every id. */
const LAST_ID = 'g';

function adding(database: DatabaseSync): Activity['add'] {
  const planner = new ActivityPlanner();
  const insert = database.prepare(`
    insert into activity (id, company_id, outcome, time, token_id, action, resource_type, resource_id, status, scim_type, detail, duration_ms, request_id, client)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`);
  const first = database.prepare(`
    insert into activity_first (company_id, action, time, id) values (?, ?, ?, ?)
    on conflict (company_id, action) do update set time = excluded.time, id = excluded.id where excluded.id < activity_first.id`);
  const tooOld = database.prepare(
    'delete from activity where id in (select id from activity where id < ? order by id limit ?)',
  );
  const oldestKept = database.prepare('select id from activity where company_id = ? order by id desc limit 1 offset ?');
  const tooMany = database.prepare(
    'delete from activity where id in (select id from activity where company_id = ? and id < ? order by id limit ?)',
  );
  return async (entries) => {
    if (entries.length === 0) return;
    const work = planner.plan(entries);
    for (let from = 0; from < entries.length; from += ENTRIES_AT_ONCE) {
      if (from > 0) await nextTurn();
      await answered(() =>
        inTransaction(database, () => {
          for (const entry of entries.slice(from, from + ENTRIES_AT_ONCE)) insert.run(...valuesOf(entry));
        }),
      );
    }
    await answered(() =>
      inTransaction(database, () => {
        for (const { companyId, action, time, id } of work.firsts) first.run(companyId, action, time, id);
        tooOld.run(work.oldestId, TRIM_ACTIVITY);
      }),
    );
    for (const companyId of work.crowded) {
      await nextTurn();
      await answered(() => {
        const oldest = oldestKept.get(companyId, ACTIVITY_KEPT_PER_COMPANY - 1)?.['id'];
        if (typeof oldest === 'string') tooMany.run(companyId, oldest, TRIM_ACTIVITY);
      });
    }
    planner.done(entries, work);
  };
}

/** Use of tokens, in the file. */
export function tokenUseInFile(database: DatabaseSync): TokenUse {
  const put = database.prepare(`
    insert into token_use (token_id, used_at) values (?, ?)
    on conflict (token_id) do update set used_at = excluded.used_at where excluded.used_at > token_use.used_at`);
  const select = database.prepare('select used_at from token_use where token_id = ?');
  return {
    used: (uses) =>
      answered(() => {
        if (uses.size === 0) return;
        inTransaction(database, () => {
          for (const [tokenId, time] of uses) put.run(tokenId, time);
        });
      }),
    lastUsed: (tokenIds) =>
      answered(() => {
        const found = new Map<string, string>();
        for (const tokenId of tokenIds) {
          const time = select.get(tokenId)?.['used_at'];
          if (typeof time === 'string') found.set(tokenId, time);
        }
        return found;
      }),
  };
}
