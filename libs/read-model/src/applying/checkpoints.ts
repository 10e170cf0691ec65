import type { Kysely } from 'kysely';
import type { Position } from '@luciq/events';
import { LOG_START } from '@luciq/events';
import type { Tables } from '../tables/tables.ts';
import { LOG_SOURCE } from '../tables/tables.ts';
import { CheckpointMoved, ForeignLog } from './errors.ts';

/** The checkpoint of one source of a generation; LOG_START where it was never read. */
export async function readCheckpoint(db: Kysely<Tables>, source: string = LOG_SOURCE): Promise<Position> {
  const row = await db.selectFrom('checkpoint').select('position').where('source', '=', source).executeTakeFirst();
  return BigInt(row?.position ?? LOG_START);
}

/** Moves a checkpoint forward from exactly where it is expected. Throws CheckpointMoved where it is elsewhere. */
export async function moveCheckpoint(
  trx: Kysely<Tables>,
  source: string,
  { from, to }: { readonly from: Position; readonly to: Position },
): Promise<void> {
  const moved = await trx
    .updateTable('checkpoint')
    .set({ position: to })
    .where('source', '=', source)
    .where('position', '=', from)
    .executeTakeFirst();
  if (moved.numUpdatedRows > 0n) return;
  if (from !== LOG_START) throw new CheckpointMoved(source, from);
  const first = await trx
    .insertInto('checkpoint')
    .values({ source, position: to })
    .onConflict((conflict) => conflict.column('source').doNothing())
    .executeTakeFirst();
  if (first.numInsertedOrUpdatedRows !== 1n) throw new CheckpointMoved(source, from);
}

/** The identity of the log that the rows were made from; null where it is not known yet. */
export async function readLogId(db: Kysely<Tables>): Promise<string | null> {
  const row = await db.selectFrom('log').select('id').executeTakeFirst();
  return row?.id ?? null;
}

/** Binds the rows to the log of that id where they belong to none yet. Throws ForeignLog where they belong to another. */
export async function requireLog(trx: Kysely<Tables>, id: string): Promise<void> {
  await trx
    .insertInto('log')
    .values({ number: 1, id })
    .onConflict((conflict) => conflict.column('number').doNothing())
    .execute();
  const known = await readLogId(trx);
  if (known !== id)
    throw new ForeignLog(`the read model belongs to log ${known ?? 'none'}, and log ${id} is being read`);
}
