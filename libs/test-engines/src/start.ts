import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningEngine, StartedKind } from './kinds.ts';
import { release } from './run.ts';

/** Where an engine is started from. */
export type Origin = 'containers' | 'programs';

/** Each starts one kind of engine; its data go below the given folder. Imported when it is needed: testcontainers takes a second to load. */
type Starts = { readonly [K in StartedKind]: Readonly<Record<Origin, (folder: string) => Promise<RunningEngine<K>>>> };

const STARTS: Starts = {
  kafka: {
    containers: async (folder) => (await import('./containers/kafka.ts')).startKafka(folder),
    programs: async (folder) => (await import('./programs/kafka.ts')).startKafka(folder),
  },
  postgres: {
    containers: async (folder) => (await import('./containers/postgres.ts')).startPostgres(folder),
    programs: async (folder) => (await import('./programs/postgres.ts')).startPostgres(folder),
  },
};

/** Starts an engine from the first origin that has it; else the reasons why none has. */
export async function startEngine<K extends StartedKind>(
  kind: K,
  folder: string,
  origins: readonly Origin[],
): Promise<RunningEngine<K> | string> {
  const reasons: string[] = [];
  for (const origin of origins) {
    try {
      return await STARTS[kind][origin](folder);
    } catch (error) {
      reasons.push(`${origin}: ${error instanceof Error ? error.message : String(error)}`);
      await release(folder);
      rmSync(join(folder, 'data'), { recursive: true, force: true });
    }
  }
  return reasons.join('; ');
}
