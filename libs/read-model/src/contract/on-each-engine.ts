import { afterEach, beforeEach, describe } from '@jest/globals';
import { describeOn, engine } from '@luciq/test-engines';
import type { Fixture } from './fixture.ts';
import { PostgresFixture } from './postgres-fixture.ts';
import { SqliteFixture } from './sqlite-fixture.ts';

const postgres = await engine('postgres');

/** Registers a suite once for each engine that rows can be in; `fixture` is new for each test. */
export function describeRows(
  name: string,
  suite: (fixture: { readonly current: Fixture; renew(): Promise<void> }) => void,
): void {
  const on = (open: () => Promise<Fixture>) => (): void => {
    let current: Fixture | null = null;
    const renew = async (): Promise<void> => {
      await current?.remove();
      current = await open();
    };
    beforeEach(renew);
    afterEach(async () => {
      await current?.remove();
      current = null;
    });
    suite({
      get current() {
        if (!current) throw new Error('there are rows only while a test runs');
        return current;
      },
      renew,
    });
  };
  describe(
    `${name}, in SQLite`,
    on(async () => new SqliteFixture()),
  );
  describeOn(postgres, 'postgres', `${name}, in PostgreSQL`, ({ url }) => on(() => PostgresFixture.on(url))());
}
