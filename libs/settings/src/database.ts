import { Address, WholeNumber } from './kinds.ts';
import type { EngineWords } from './unreachable.ts';
import { unreachable } from './unreachable.ts';

/** Which PostgreSQL, and how much of it. */
export class DatabaseSettings {
  /** `postgres://user:password@host:5432/database`. What would take TLS and believe any certificate is refused: `sslmode=no-verify`, and the modes of libpq. */
  @Address({
    form: /^postgres(ql)?:\/\/(?!\S*[?&](?:sslmode=no-verify|uselibpqcompat=))\S+$/i,
    be: 'an address such as postgres://user:password@host:5432/luciq, for TLS with ?sslmode=verify-full; other characters than letters and digits in a password are written as %XX',
  })
  readonly LUCIQ_DATABASE_URL!: string;

  /** Connections that one process opens at most. */
  @WholeNumber({ min: 2, max: 200 })
  readonly LUCIQ_DATABASE_POOL: number = 10;

  /** How long one statement may take. */
  @WholeNumber({ min: 100, max: 600_000, unit: 'milliseconds' })
  readonly LUCIQ_DATABASE_TIMEOUT_MS: number = 10_000;
}

/** What PostgreSQL says (SQLSTATE) where trying again would not help, and what to do about it. */
const UNUSABLE: Readonly<Record<string, string>> = {
  '28P01': 'PostgreSQL refuses the password. Check LUCIQ_DATABASE_URL.',
  '28000': 'PostgreSQL refuses this user, or refuses it without TLS. Check LUCIQ_DATABASE_URL and pg_hba.conf.',
  '3D000': 'PostgreSQL has no database of this name. Create it, or check LUCIQ_DATABASE_URL.',
  '42501':
    'The user of LUCIQ_DATABASE_URL may not make or use the schemas of this product. Grant it CREATE on the database.',
  '25006':
    'The database is read-only: LUCIQ_DATABASE_URL names a standby, or writing is switched off. Name the primary.',
};

const WORDS: EngineWords = {
  name: 'PostgreSQL',
  setting: 'LUCIQ_DATABASE_URL',
  authority: 'Name the authority in LUCIQ_DATABASE_URL with sslrootcert=<file>.',
  plain: 'leave sslmode out of LUCIQ_DATABASE_URL.',
};

/** What the driver says, without a code, of a server that has no certificate. */
const WITHOUT_TLS = 'The server does not support SSL connections';

/** What an error and those that it wraps say, from the outside in: their codes, and the driver's one message without a code as one. */
function* codesOf(thrown: unknown): Iterable<string> {
  for (let error = thrown; typeof error === 'object' && error !== null; error = 'cause' in error ? error.cause : null) {
    if ('code' in error && typeof error.code === 'string') yield error.code;
    else if ('message' in error && error.message === WITHOUT_TLS) yield 'EPROTO';
  }
}

/** The sentence for a database that cannot be used as it is, from what a driver threw or what wraps that; null for any other error. */
export function databaseSentence(thrown: unknown): string | null {
  for (const code of codesOf(thrown)) {
    const found = unreachable(code, WORDS);
    const sentence = UNUSABLE[code] ?? (found?.lasts === true ? found.sentence : null);
    if (sentence !== null) return sentence;
  }
  return null;
}

/** The sentence for a database that is away, and may come back by itself; null where the error does not say why it is. */
export function databaseAwaySentence(thrown: unknown): string | null {
  for (const code of codesOf(thrown)) {
    const found = unreachable(code, WORDS);
    if (found?.lasts === false) return found.sentence;
  }
  return null;
}
