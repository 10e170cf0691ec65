import type { Kysely } from 'kysely';
import type { Position } from '@luciq/events';
import type { AcknowledgedPositions } from '../port.ts';
import { GatewayStoreUnavailable } from '../port.ts';
import type { GatewayTables } from './database.ts';
import { answered, inStatements } from './database.ts';
import { inTurns } from './in-turns.ts';

/** Who a log is; null while an embedded log is empty. */
export interface IdentifiedLog {
  logId(): Promise<string | null>;
}

/** How far the rows of a company are. */
export interface AppliedCompany {
  readonly companyId: string;
  readonly appliedPosition: Position;
}

/** Acknowledged positions of one log, in a table. */
export function positionsInTable(db: Kysely<GatewayTables>, log: IdentifiedLog): AcknowledgedPositions {
  const logId = identityOf(log);
  return {
    acknowledge: inTurns(async (companyId, position) => {
      await answered(
        db
          .insertInto('acknowledged')
          .values({ logId: await logId(), companyId, position: position.toString() })
          .onConflict((conflict) =>
            conflict
              .columns(['logId', 'companyId'])
              .doUpdateSet((eb) => ({ position: eb.ref('excluded.position') }))
              .whereRef('acknowledged.position', '<', 'excluded.position'),
          )
          .execute(),
      );
    }),
    acknowledged: async (companyId) => {
      const query = db
        .selectFrom('acknowledged')
        .select('position')
        .where('logId', '=', await logId())
        .where('companyId', '=', companyId);
      const row = await answered(query.executeTakeFirst());
      return row ? BigInt(row.position) : null;
    },
  };
}

/** Asks the log once: its identity never changes. */
function identityOf(log: IdentifiedLog): () => Promise<string> {
  let known: string | null = null;
  return async () => {
    known ??= await log.logId();
    if (known === null) throw new GatewayStoreUnavailable('the log is empty and has no identity yet');
    return known;
  };
}

/** See PostgresGatewayStore.settle. */
export async function settlePositions(
  db: Kysely<GatewayTables>,
  log: IdentifiedLog & { head(): Promise<Position> },
  rows: readonly AppliedCompany[],
): Promise<void> {
  const logId = await identityOf(log)();
  const known = await answered(
    db.selectFrom('acknowledged').select(['companyId', 'position']).where('logId', '=', logId).execute(),
  );
  // Read after the positions: one beyond it was acknowledged in a newer state of the log, which was lost.
  const newest = await log.head();
  const applied = new Map(rows.map(({ companyId, appliedPosition }) => [companyId, appliedPosition.toString()]));
  for (const { companyId, position } of known) {
    if (BigInt(position) <= newest) continue;
    await answered(
      db
        .updateTable('acknowledged')
        .set({ position: applied.get(companyId) ?? '0' })
        .where('logId', '=', logId)
        .where('companyId', '=', companyId)
        .where('position', '=', position)
        .execute(),
    );
  }
  const wanted = [...applied].map(([companyId, position]) => ({ logId, companyId, position }));
  await inStatements(wanted, (some) =>
    db
      .insertInto('acknowledged')
      .values(some)
      .onConflict((conflict) => conflict.columns(['logId', 'companyId']).doNothing())
      .execute(),
  );
}
