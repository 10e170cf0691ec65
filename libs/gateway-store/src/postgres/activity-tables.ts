import type { Kysely } from 'kysely';
import type { Activity, TokenUse } from '../activity.ts';
import { ACTIVITY_KEPT_PER_COMPANY, ACTIVITY_PAGE, outcomeOf, TRIM_ACTIVITY } from '../activity.ts';
import type { ActivityWork } from '../activity-plan.ts';
import { ActivityPlanner } from '../activity-plan.ts';
import type { GatewayTables } from './database.ts';
import { answered, inStatements, remove, valuesOf } from './database.ts';

const ENTRY = [
  'id',
  'companyId',
  'time',
  'tokenId',
  'action',
  'resourceType',
  'resourceId',
  'status',
  'scimType',
  'detail',
  'durationMs',
  'requestId',
  'client',
] as const;

/** Activity in tables. */
export function activityInTable(db: Kysely<GatewayTables>): Activity {
  const planner = new ActivityPlanner();
  return {
    add: async (entries) => {
      if (entries.length === 0) return;
      const work = planner.plan(entries);
      await inStatements(entries, (some) =>
        db
          .insertInto('activity')
          .values(some.map((entry) => ({ ...valuesOf(ENTRY, entry), outcome: outcomeOf(entry.status) })))
          .onConflict((conflict) => conflict.doNothing())
          .execute(),
      );
      await carryOut(db, work);
      planner.done(entries, work);
    },
    list: (companyId, { outcome, before, limit }) => {
      let query = db.selectFrom('activity').select(ENTRY).where('companyId', '=', companyId);
      if (outcome !== undefined) query = query.where('outcome', '=', outcome);
      if (before !== undefined) query = query.where('id', '<', before);
      return answered(query.orderBy('id', 'desc').limit(Math.min(limit, ACTIVITY_PAGE)).execute());
    },
    find: async (companyId, id) =>
      (await answered(
        db
          .selectFrom('activity')
          .select(ENTRY)
          .where('id', '=', id)
          .where('companyId', '=', companyId)
          .executeTakeFirst(),
      )) ?? null,
    firstOf: async (companyId) => {
      const rows = await answered(
        db.selectFrom('activityFirst').select(['action', 'time', 'id']).where('companyId', '=', companyId).execute(),
      );
      return new Map(rows.map(({ action, time, id }) => [action, { time, id }]));
    },
  };
}

async function carryOut(db: Kysely<GatewayTables>, { firsts, crowded, oldestId }: ActivityWork): Promise<void> {
  await inStatements(firsts, (some) =>
    db
      .insertInto('activityFirst')
      .values(some)
      .onConflict((conflict) =>
        conflict
          .columns(['companyId', 'action'])
          .doUpdateSet((eb) => ({ time: eb.ref('excluded.time'), id: eb.ref('excluded.id') }))
          .whereRef('excluded.id', '<', 'activityFirst.id'),
      )
      .execute(),
  );
  await remove(
    db,
    'activity',
    db.selectFrom('activity').select('ctid').where('id', '<', oldestId).orderBy('id').limit(TRIM_ACTIVITY),
  );
  for (const companyId of crowded) {
    const ofCompany = db.selectFrom('activity').where('companyId', '=', companyId);
    const oldestKept = ofCompany
      .select('id')
      .orderBy('id', 'desc')
      .offset(ACTIVITY_KEPT_PER_COMPANY - 1)
      .limit(1);
    await remove(
      db,
      'activity',
      ofCompany.select('ctid').where('id', '<', oldestKept).orderBy('id').limit(TRIM_ACTIVITY),
    );
  }
}

/** Use of tokens, in a table. */
export function tokenUseInTable(db: Kysely<GatewayTables>): TokenUse {
  return {
    used: async (uses) => {
      // In one order on every gateway, so that two do not wait for each other.
      const sorted = [...uses]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([tokenId, usedAt]) => ({ tokenId, usedAt }));
      await inStatements(sorted, (some) =>
        db
          .insertInto('tokenUse')
          .values(some)
          .onConflict((conflict) =>
            conflict
              .column('tokenId')
              .doUpdateSet((eb) => ({ usedAt: eb.ref('excluded.usedAt') }))
              .whereRef('excluded.usedAt', '>', 'tokenUse.usedAt'),
          )
          .execute(),
      );
    },
    lastUsed: async (tokenIds) => {
      if (tokenIds.length === 0) return new Map();
      const rows = await answered(
        db.selectFrom('tokenUse').select(['tokenId', 'usedAt']).where('tokenId', 'in', tokenIds).execute(),
      );
      return new Map(rows.map(({ tokenId, usedAt }) => [tokenId, usedAt]));
    },
  };
}
