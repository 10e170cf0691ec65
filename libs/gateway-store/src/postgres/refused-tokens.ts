import type pg from 'pg';
import { LISTED_REFUSALS, REFUSALS_KEPT_PER_COMPANY, TRIM_REFUSALS, oldestHour, type RefusedCount, type RefusedTokens } from '../refused-tokens.ts';
import { answered, SCHEMA } from './query.ts';

const TABLE = `${SCHEMA}.refused_tokens`;

const keyOf = ({ companyId, hour, tokenId, reason }: RefusedCount): string => JSON.stringify([companyId, hour, tokenId, reason]);

/** One row for each key, in one order on every gateway, so that two do not wait for each other. */
function merged(counts: readonly RefusedCount[]): readonly RefusedCount[] {
  const byKey = new Map<string, RefusedCount>();
  for (const each of counts) {
    const before = byKey.get(keyOf(each));
    byKey.set(keyOf(each), before ? { ...each, count: before.count + each.count, lastAt: before.lastAt > each.lastAt ? before.lastAt : each.lastAt } : each);
  }
  return [...byKey].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, each]) => each);
}

/** Counts of refused requests, in a table. */
export function refusedTokensInTable(pool: pg.Pool): RefusedTokens {
  return {
    add: async (counts) => {
      if (counts.length === 0) return;
      const rows = merged(counts);
      await answered(pool.query(
        `insert into ${TABLE} as known (company_id, hour, token_id, reason, count, last_at)
         select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::integer[], $6::text[])
         on conflict (company_id, hour, token_id, reason) do update set count = known.count + excluded.count, last_at = greatest(known.last_at, excluded.last_at)`,
        [
          rows.map(({ companyId }) => companyId),
          rows.map(({ hour }) => hour),
          rows.map(({ tokenId }) => tokenId),
          rows.map(({ reason }) => reason),
          rows.map(({ count }) => count),
          rows.map(({ lastAt }) => lastAt),
        ],
      ));
      // Rows that another gateway takes away at the same time are left to it.
      await answered(pool.query(
        `delete from ${TABLE} where ctid = any (array(select ctid from ${TABLE} where hour < $1 order by hour limit $2 for update skip locked))`,
        [oldestHour(rows), TRIM_REFUSALS],
      ));
      for (const companyId of new Set(rows.map((each) => each.companyId))) {
        await answered(pool.query(
          `delete from ${TABLE} where ctid = any (array(
             select ctid from ${TABLE} where company_id = $1 order by hour desc, token_id, reason limit $2 offset $3 for update skip locked))`,
          [companyId, TRIM_REFUSALS, REFUSALS_KEPT_PER_COMPANY],
        ));
      }
    },
    list: (companyId, since) =>
      answered(pool.query<RefusedCount>(
        `select company_id as "companyId", token_id as "tokenId", reason, hour, count, last_at as "lastAt" from ${TABLE}
         where company_id = $1 and hour >= $2 order by hour desc, token_id, reason limit $3`,
        [companyId, since, LISTED_REFUSALS],
      )),
  };
}
