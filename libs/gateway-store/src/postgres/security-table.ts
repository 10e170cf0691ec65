import type { Kysely } from 'kysely';
import { lowestId } from '../activity-plan.ts';
import type { SecurityEntries } from '../security.ts';
import { SECURITY_KEPT_DAYS, SECURITY_KEPT_PER_COMPANY, SECURITY_PAGE, TRIM_SECURITY } from '../security.ts';
import type { GatewayTables } from './database.ts';
import { answered, remove, valuesOf } from './database.ts';

const ENTRY = [
  'id',
  'companyId',
  'time',
  'event',
  'reason',
  'actorKind',
  'actorId',
  'address',
  'requestId',
  'came',
] as const;

/** Security events in a table. */
export function securityInTable(db: Kysely<GatewayTables>): SecurityEntries {
  return {
    add: async (entry) => {
      await answered(
        db
          .insertInto('securityEvents')
          .values(valuesOf(ENTRY, entry))
          .onConflict((conflict) => conflict.doNothing())
          .execute(),
      );
      const kept = db.selectFrom('securityEvents').select('ctid').limit(TRIM_SECURITY);
      await remove(
        db,
        'securityEvents',
        kept.where('id', '<', lowestId(Date.parse(entry.time) - SECURITY_KEPT_DAYS * 86_400_000)).orderBy('id'),
      );
      await remove(
        db,
        'securityEvents',
        kept.where('companyId', '=', entry.companyId).orderBy('id', 'desc').offset(SECURITY_KEPT_PER_COMPANY),
      );
    },
    list: (companyId, { before, limit }) => {
      let query = db.selectFrom('securityEvents').select(ENTRY).where('companyId', '=', companyId);
      if (before !== undefined) query = query.where('id', '<', before);
      return answered(query.orderBy('id', 'desc').limit(Math.min(limit, SECURITY_PAGE)).execute());
    },
  };
}
