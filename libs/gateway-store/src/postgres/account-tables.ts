import type pg from 'pg';
import { LISTED_SESSIONS, REPLAY_MARGIN_MS, SWEEP_REPLAYS, SWEEP_SESSIONS, SWEEP_SIGN_INS, type ReplayGuard, type Session, type Sessions, type SignIns } from '../sessions.ts';
import { answered, SCHEMA } from './query.ts';

/** Takes away what has ended, a bounded number; rows that another gateway has in hand are left to it. */
const sweep = async (pool: pg.Pool, table: 'sessions' | 'sign_ins' | 'replays', endedBy: string, most: number): Promise<void> => {
  await answered(pool.query(
    `delete from ${SCHEMA}.${table} where ctid = any (array(
       select ctid from ${SCHEMA}.${table} where expires_at <= $1 order by expires_at limit $2 for update skip locked))`,
    [endedBy, most],
  ));
};

const SESSION = 'digest, company_id as "companyId", kind, subject, csrf, created_at as "createdAt", expires_at as "expiresAt", grounds';

/** Sessions in a table. */
export function sessionsInTable(pool: pg.Pool): Sessions {
  return {
    create: async ({ digest, companyId, kind, subject, csrf, createdAt, expiresAt, grounds }) => {
      await sweep(pool, 'sessions', createdAt, SWEEP_SESSIONS);
      await answered(pool.query(
        `insert into ${SCHEMA}.sessions (digest, company_id, kind, subject, csrf, created_at, expires_at, grounds) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [digest, companyId, kind, subject, csrf, createdAt, expiresAt, grounds],
      ));
    },
    find: async (digest, now) => {
      const text = `select ${SESSION} from ${SCHEMA}.sessions where digest = $1 and expires_at > $2`;
      const [row] = await answered(pool.query<Session>(text, [digest, now]));
      return row ?? null;
    },
    end: async (digest) => {
      await answered(pool.query(`delete from ${SCHEMA}.sessions where digest = $1`, [digest]));
    },
    list: (companyId, now) => {
      const text = `select ${SESSION} from ${SCHEMA}.sessions where company_id is not distinct from $1 and expires_at > $2 order by created_at desc, digest limit $3`;
      return answered(pool.query<Session>(text, [companyId, now, LISTED_SESSIONS]));
    },
    endOf: async (companyId, subject) =>
      (await answered(pool.query(`delete from ${SCHEMA}.sessions where company_id = $1 and subject = $2 returning 1`, [companyId, subject]))).length,
  };
}

/** Sign-ins on their way, in a table. */
export function signInsInTable(pool: pg.Pool): SignIns {
  return {
    begin: async ({ id, companyId, returnTo, expiresAt }) => {
      await sweep(pool, 'sign_ins', new Date().toISOString(), SWEEP_SIGN_INS);
      const text = `insert into ${SCHEMA}.sign_ins (id, company_id, return_to, expires_at) values ($1, $2, $3, $4)`;
      await answered(pool.query(text, [id, companyId, returnTo, expiresAt]));
    },
    take: async (id, now) => {
      const text = `delete from ${SCHEMA}.sign_ins where id = $1 returning company_id, return_to, expires_at`;
      const [row] = await answered(pool.query<{ company_id: string; return_to: string; expires_at: string }>(text, [id]));
      return row && row.expires_at > now ? { companyId: row.company_id, returnTo: row.return_to } : null;
    },
  };
}

/** Used assertions, in a table. */
export function replaysInTable(pool: pg.Pool): ReplayGuard {
  return {
    first: async (companyId, assertionId, expiresAt, now) => {
      await sweep(pool, 'replays', new Date(Date.parse(now) - REPLAY_MARGIN_MS).toISOString(), SWEEP_REPLAYS);
      const text = `insert into ${SCHEMA}.replays (company_id, assertion_id, expires_at) values ($1, $2, $3) on conflict do nothing returning 1`;
      return (await answered(pool.query(text, [companyId, assertionId, expiresAt]))).length === 1;
    },
  };
}
