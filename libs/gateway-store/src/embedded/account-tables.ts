import type { DatabaseSync } from 'node:sqlite';
import type { ReplayGuard, Session, Sessions, SignIns } from '../sessions.ts';
import { LISTED_SESSIONS, REPLAY_MARGIN_MS, SWEEP_REPLAYS, SWEEP_SESSIONS, SWEEP_SIGN_INS } from '../sessions.ts';
import { answered, inTransaction } from './sqlite-file.ts';

/** Sessions in the file. */
export function sessionsInFile(database: DatabaseSync): Sessions {
  const sweep = database.prepare(
    'delete from sessions where digest in (select digest from sessions where expires_at <= ? order by expires_at limit ?)',
  );
  const insert = database.prepare(
    'insert into sessions (digest, company_id, kind, subject, csrf, created_at, expires_at, grounds) values (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const columns =
    'digest, company_id as "companyId", kind, subject, csrf, created_at as "createdAt", expires_at as "expiresAt", grounds';
  const select = database.prepare(`select ${columns} from sessions where digest = ? and expires_at > ?`);
  const list = database.prepare(
    `select ${columns} from sessions where company_id is ? and expires_at > ? order by created_at desc, digest limit ?`,
  );
  const remove = database.prepare('delete from sessions where digest = ?');
  const removeOf = database.prepare('delete from sessions where company_id = ? and subject = ?');
  return {
    create: ({ digest, companyId, kind, subject, csrf, createdAt, expiresAt, grounds }) =>
      answered(() =>
        inTransaction(database, () => {
          sweep.run(createdAt, SWEEP_SESSIONS);
          insert.run(digest, companyId, kind, subject, csrf, createdAt, expiresAt, grounds);
        }),
      ),
    find: (digest, now) =>
      answered(() => {
        const row = select.get(digest, now);
        return row ? ({ ...row } as unknown as Session) : null;
      }),
    end: (digest) =>
      answered(() => {
        remove.run(digest);
      }),
    list: (companyId, now) =>
      answered(() => list.all(companyId, now, LISTED_SESSIONS).map((row) => ({ ...row }) as unknown as Session)),
    endOf: (companyId, subject) => answered(() => Number(removeOf.run(companyId, subject).changes)),
  };
}

/** Sign-ins on their way, in the file. */
export function signInsInFile(database: DatabaseSync): SignIns {
  const sweep = database.prepare(
    'delete from sign_ins where id in (select id from sign_ins where expires_at <= ? order by expires_at limit ?)',
  );
  const insert = database.prepare('insert into sign_ins (id, company_id, return_to, expires_at) values (?, ?, ?, ?)');
  const take = database.prepare('delete from sign_ins where id = ? returning company_id, return_to, expires_at');
  return {
    begin: ({ id, companyId, returnTo, expiresAt }) =>
      answered(() =>
        inTransaction(database, () => {
          sweep.run(new Date().toISOString(), SWEEP_SIGN_INS);
          insert.run(id, companyId, returnTo, expiresAt);
        }),
      ),
    take: (id, now) =>
      answered(() => {
        const row = take.get(id) as { company_id: string; return_to: string; expires_at: string } | undefined;
        return row && row.expires_at > now ? { companyId: row.company_id, returnTo: row.return_to } : null;
      }),
  };
}

/** Used assertions, in the file. */
export function replaysInFile(database: DatabaseSync): ReplayGuard {
  const sweep = database.prepare(
    'delete from replays where (company_id, assertion_id) in (select company_id, assertion_id from replays where expires_at <= ? order by expires_at limit ?)',
  );
  const insert = database.prepare(
    'insert into replays (company_id, assertion_id, expires_at) values (?, ?, ?) on conflict do nothing',
  );
  return {
    first: (companyId, assertionId, expiresAt, now) =>
      answered(() =>
        inTransaction(database, () => {
          sweep.run(new Date(Date.parse(now) - REPLAY_MARGIN_MS).toISOString(), SWEEP_REPLAYS);
          return Number(insert.run(companyId, assertionId, expiresAt).changes) === 1;
        }),
      ),
  };
}
