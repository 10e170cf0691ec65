import type { Kysely } from 'kysely';
import type { Snapshots } from '../snapshots.ts';
import { openSnapshot, sealSnapshot } from '../snapshots.ts';
import type { GatewayTables } from './database.ts';
import { answered } from './database.ts';

/** Snapshots in a table. */
export function snapshotsInTable(db: Kysely<GatewayTables>): Snapshots {
  return {
    load: async (stream, reducer) => {
      const query = db
        .selectFrom('snapshots')
        .select(['reducer', 'revision', 'checksum', 'body'])
        .where('stream', '=', stream);
      const row = await answered(query.executeTakeFirst());
      return row ? openSnapshot(stream, reducer, { ...row, revision: Number(row.revision) }) : null;
    },
    save: async (stream, reducer, snapshot) => {
      const { revision, ...sealed } = sealSnapshot(stream, reducer, snapshot);
      const row = { ...sealed, revision: String(revision) };
      await answered(
        db
          .insertInto('snapshots')
          .values({ stream, ...row })
          .onConflict((conflict) => conflict.column('stream').doUpdateSet(row))
          .execute(),
      );
    },
    discard: async (stream) => {
      await answered(db.deleteFrom('snapshots').where('stream', '=', stream).execute());
    },
  };
}
