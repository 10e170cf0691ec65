import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { RefusedCount, RefusedTokens } from '../refused-tokens.ts';
import { LISTED_REFUSALS, oldestHour, REFUSALS_KEPT_PER_COMPANY, TRIM_REFUSALS } from '../refused-tokens.ts';
import type { GatewayTables } from './database.ts';
import { answered, inStatements, remove, valuesOf } from './database.ts';

const COUNT = ['companyId', 'tokenId', 'reason', 'hour', 'count', 'lastAt'] as const;

const keyOf = ({ companyId, hour, tokenId, reason }: RefusedCount): string =>
  JSON.stringify([companyId, hour, tokenId, reason]);

/** One row for each key, in one order on every gateway, so that two do not wait for each other. */
function merged(counts: readonly RefusedCount[]): readonly RefusedCount[] {
  const byKey = new Map<string, RefusedCount>();
  for (const each of counts) {
    const before = byKey.get(keyOf(each));
    byKey.set(
      keyOf(each),
      before
        ? {
            ...each,
            count: before.count + each.count,
            lastAt: before.lastAt > each.lastAt ? before.lastAt : each.lastAt,
          }
        : each,
    );
  }
  return [...byKey].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, each]) => each);
}

/** Counts of refused requests, in a table. */
export function refusedTokensInTable(db: Kysely<GatewayTables>): RefusedTokens {
  return {
    add: async (counts) => {
      if (counts.length === 0) return;
      const rows = merged(counts);
      await inStatements(rows, (some) =>
        db
          .insertInto('refusedTokens')
          .values(some.map((each) => valuesOf(COUNT, each)))
          .onConflict((conflict) =>
            conflict
              .columns(['companyId', 'hour', 'tokenId', 'reason'])
              .doUpdateSet((eb) => ({
                count: eb('refusedTokens.count', '+', eb.ref('excluded.count')),
                lastAt: sql<string>`greatest(${eb.ref('refusedTokens.lastAt')}, ${eb.ref('excluded.lastAt')})`,
              })),
          )
          .execute(),
      );
      const counted = db.selectFrom('refusedTokens').select('ctid');
      await remove(
        db,
        'refusedTokens',
        counted.where('hour', '<', oldestHour(rows)).orderBy('hour').limit(TRIM_REFUSALS),
      );
      for (const companyId of new Set(rows.map((each) => each.companyId))) {
        const newestFirst = counted
          .where('companyId', '=', companyId)
          .orderBy('hour', 'desc')
          .orderBy('tokenId')
          .orderBy('reason');
        await remove(db, 'refusedTokens', newestFirst.offset(REFUSALS_KEPT_PER_COMPANY).limit(TRIM_REFUSALS));
      }
    },
    list: (companyId, since) =>
      answered(
        db
          .selectFrom('refusedTokens')
          .select(COUNT)
          .where('companyId', '=', companyId)
          .where('hour', '>=', since)
          .orderBy('hour', 'desc')
          .orderBy('tokenId')
          .orderBy('reason')
          .limit(LISTED_REFUSALS)
          .execute(),
      ),
  };
}
