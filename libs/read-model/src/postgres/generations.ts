import { recordSink } from '../applying/row-sink.ts';
import type { FreshGeneration, Generations } from '../generations/generations.ts';
import { createIndexes } from '../tables/create-tables.ts';
import { Bookkeeping } from './bookkeeping.ts';
import { generationSchema, PostgresConnections } from './database.ts';
import { postgresTables } from './dialect.ts';
import { postgresEngine } from './engine.ts';
import type { PostgresSettings } from './settings.ts';
import { FILL_STATEMENT_TIMEOUT_MS, MIN_FILL_CONNECTIONS } from './settings.ts';

/** Generations that hold connections until they are closed. */
export interface PostgresGenerations extends Generations {
  close(): Promise<void>;
}

/** The generations of a database. `logId` names the log that new ones are filled from. */
export function postgresGenerations(
  settings: PostgresSettings & { readonly logId?: string | null },
): PostgresGenerations {
  const connections = new PostgresConnections({
    ...settings,
    statementTimeoutMs: settings.statementTimeoutMs ?? FILL_STATEMENT_TIMEOUT_MS,
    maxConnections: Math.max(MIN_FILL_CONNECTIONS, settings.maxConnections ?? MIN_FILL_CONNECTIONS),
  });
  const bookkeeping = new Bookkeeping(connections);
  return {
    live: () => bookkeeping.live(),
    snapshot: (generation, work) =>
      connections
        .generation(generation)
        .transaction()
        .setIsolationLevel('repeatable read')
        .setAccessMode('read only')
        .execute(work),
    create: () => fill(connections, bookkeeping, settings.logId ?? null),
    switchTo: ({ number }) => bookkeeping.switchTo(number),
    close: () => connections.close(),
  };
}

async function fill(
  connections: PostgresConnections,
  bookkeeping: Bookkeeping,
  logId: string | null,
): Promise<FreshGeneration> {
  const holder = await connections.pool.connect();
  const number = await bookkeeping.reserve(holder).catch((error: unknown) => {
    holder.release(true);
    throw error;
  });
  const db = connections.generation(number, { waitsForDisk: false });
  return {
    number,
    sink: recordSink({ db, engine: postgresEngine, logId }),
    read: (query) => query(db),
    setCheckpoints: async (checkpoints) => {
      if (checkpoints.length > 0)
        await db
          .insertInto('checkpoint')
          .values([...checkpoints])
          .execute();
    },
    complete: async () => {
      await createIndexes(db, postgresTables);
      await connections.pool.query(
        `analyze ${['users', 'user_texts', 'companies'].map((table) => `${generationSchema(number)}.${table}`).join(', ')}`,
      );
    },
    close: async () => {
      try {
        await bookkeeping.release(holder, number);
        await bookkeeping.remove(number);
      } finally {
        holder.release(true);
      }
    },
  };
}
