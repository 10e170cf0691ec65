import type { Kysely } from 'kysely';
import type { ReplayGuard, Sessions, SignIns } from '../sessions.ts';
import { LISTED_SESSIONS, REPLAY_MARGIN_MS, SWEEP_REPLAYS, SWEEP_SESSIONS, SWEEP_SIGN_INS } from '../sessions.ts';
import type { GatewayTables } from './database.ts';
import { answered, remove, valuesOf } from './database.ts';

const SIGN_IN = ['id', 'companyId', 'returnTo', 'expiresAt'] as const;

const SESSION = ['digest', 'companyId', 'kind', 'subject', 'csrf', 'createdAt', 'expiresAt', 'grounds'] as const;

/** Sessions in a table. */
export function sessionsInTable(db: Kysely<GatewayTables>): Sessions {
  return {
    create: async (session) => {
      await remove(
        db,
        'sessions',
        db
          .selectFrom('sessions')
          .select('ctid')
          .where('expiresAt', '<=', session.createdAt)
          .orderBy('expiresAt')
          .limit(SWEEP_SESSIONS),
      );
      await answered(db.insertInto('sessions').values(valuesOf(SESSION, session)).execute());
    },
    find: async (digest, now) =>
      (await answered(
        db
          .selectFrom('sessions')
          .select(SESSION)
          .where('digest', '=', digest)
          .where('expiresAt', '>', now)
          .executeTakeFirst(),
      )) ?? null,
    end: async (digest) => {
      await answered(db.deleteFrom('sessions').where('digest', '=', digest).execute());
    },
    list: (companyId, now) =>
      answered(
        db
          .selectFrom('sessions')
          .select(SESSION)
          .where('companyId', 'is not distinct from', companyId)
          .where('expiresAt', '>', now)
          .orderBy('createdAt', 'desc')
          .orderBy('digest')
          .limit(LISTED_SESSIONS)
          .execute(),
      ),
    endOf: async (companyId, subject) => {
      const { numDeletedRows } = await answered(
        db
          .deleteFrom('sessions')
          .where('companyId', '=', companyId)
          .where('subject', '=', subject)
          .executeTakeFirstOrThrow(),
      );
      return Number(numDeletedRows);
    },
  };
}

/** Sign-ins on their way, in a table. */
export function signInsInTable(db: Kysely<GatewayTables>): SignIns {
  return {
    begin: async (signIn) => {
      const now = new Date().toISOString();
      await remove(
        db,
        'signIns',
        db
          .selectFrom('signIns')
          .select('ctid')
          .where('expiresAt', '<=', now)
          .orderBy('expiresAt')
          .limit(SWEEP_SIGN_INS),
      );
      await answered(db.insertInto('signIns').values(valuesOf(SIGN_IN, signIn)).execute());
    },
    take: async (id, now) => {
      const row = await answered(
        db
          .deleteFrom('signIns')
          .where('id', '=', id)
          .returning(['companyId', 'returnTo', 'expiresAt'])
          .executeTakeFirst(),
      );
      return row && row.expiresAt > now ? { companyId: row.companyId, returnTo: row.returnTo } : null;
    },
  };
}

/** Used assertions, in a table. */
export function replaysInTable(db: Kysely<GatewayTables>): ReplayGuard {
  return {
    first: async (companyId, assertionId, expiresAt, now) => {
      const ended = new Date(Date.parse(now) - REPLAY_MARGIN_MS).toISOString();
      await remove(
        db,
        'replays',
        db
          .selectFrom('replays')
          .select('ctid')
          .where('expiresAt', '<=', ended)
          .orderBy('expiresAt')
          .limit(SWEEP_REPLAYS),
      );
      const { numInsertedOrUpdatedRows } = await answered(
        db
          .insertInto('replays')
          .values({ companyId, assertionId, expiresAt })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow(),
      );
      return numInsertedOrUpdatedRows === 1n;
    },
  };
}
