import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FreshGeneration, Generations } from '../generations/generations.ts';
import { connect } from './database.ts';
import { createGeneration, OpenGeneration, projectionVersion } from './generation.ts';
import {
  generationFile,
  generations,
  liveGeneration,
  pointTo,
  removeDatabase,
  removeGeneration,
  reserveGeneration,
} from './generation-files.ts';

/** Number of a generation that can never be the live one. */
const NO_NUMBER = 0;

/** The generations of a folder. `logId` names the log that new ones are filled from, where it has an identity. */
export function sqliteGenerations(folder: string, logId: string | null = null): Generations {
  return {
    live: async () => {
      const number = liveGeneration(folder);
      return number === null ? null : { number, version: projectionVersion(generationFile(folder, number)) };
    },
    snapshot: async (generation, work) => {
      const { db, database } = connect(generationFile(folder, generation), 'read');
      try {
        database.exec('BEGIN');
        return await work(db);
      } finally {
        database.close();
      }
    },
    create: async (use) => {
      if (use === 'successor') {
        const number = reserveGeneration(folder);
        return fill({
          number,
          file: generationFile(folder, number),
          logId,
          discard: () => liveGeneration(folder) !== number && removeGeneration(folder, number),
        });
      }
      const file = join(folder, `verify-${process.pid}.sqlite`);
      removeDatabase(file);
      return fill({ number: NO_NUMBER, file, logId, discard: () => removeDatabase(file) });
    },
    switchTo: async ({ number }) => {
      const now = liveGeneration(folder);
      if (now !== null && (now > number || !existsSync(generationFile(folder, number))))
        return { kind: 'overtaken', live: now };
      pointTo(folder, number);
      for (const old of generations(folder)) if (old < number && old !== now) removeGeneration(folder, old);
      return { kind: 'switched' };
    },
  };
}

interface Filling {
  readonly number: number;
  readonly file: string;
  readonly logId: string | null;
  /** Removes the file unless it is in use by now. */
  readonly discard: () => unknown;
}

async function fill({ number, file, logId, discard }: Filling): Promise<FreshGeneration> {
  try {
    await createGeneration(file);
    const open = new OpenGeneration(file, { fill: true, logId });
    return {
      number,
      sink: open.sink,
      read: (query) => open.read(query),
      setCheckpoints: async (checkpoints) => {
        if (checkpoints.length > 0)
          await open.forWriters.db
            .insertInto('checkpoint')
            .values([...checkpoints])
            .execute();
      },
      // A rebuild that was overtaken may have lost its file: the switch then says so.
      complete: async () => (existsSync(file) ? open.complete() : undefined),
      close: async () => {
        open.close();
        discard();
      },
    };
  } catch (error) {
    discard();
    throw error;
  }
}
