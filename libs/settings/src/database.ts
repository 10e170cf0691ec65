import { Text, WholeNumber } from './kinds.ts';

/** Which PostgreSQL, and how much of it. */
export class DatabaseSettings {
  /** `postgres://user:password@host:5432/database`. */
  @Text({ form: /^postgres(ql)?:\/\/\S+$/, be: 'an address such as postgres://user:password@host:5432/luciq' })
  readonly LUCIQ_DATABASE_URL!: string;

  /** Connections that one process opens at most. */
  @WholeNumber({ min: 2, max: 200 })
  readonly LUCIQ_DATABASE_POOL: number = 10;

  /** How long one statement may take. */
  @WholeNumber({ min: 100, max: 600_000, unit: 'milliseconds' })
  readonly LUCIQ_DATABASE_TIMEOUT_MS: number = 10_000;
}
