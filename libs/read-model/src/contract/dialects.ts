import { afterEach, beforeEach, describe } from '@jest/globals';
import { describeOn, engine } from '@luciq/test-engines';
import { PostgresScratch } from './postgres-scratch.ts';
import type { Scratch } from './scratch.ts';
import { SqliteScratch } from './sqlite-scratch.ts';

const postgres = await engine('postgres');

/** Registers a suite once for each engine that rows can be in; `scratch` is new for each test. */
export function describeRows(name: string, suite: (scratch: { readonly current: Scratch; renew(): Promise<void> }) => void): void {
  const on = (open: () => Promise<Scratch>) => (): void => {
    let current: Scratch | null = null;
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
  describe(`${name}, in SQLite`, on(async () => new SqliteScratch()));
  describeOn(postgres, 'postgres', `${name}, in PostgreSQL`, ({ url }) => on(() => PostgresScratch.on(url))());
}
