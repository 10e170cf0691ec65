import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningEngine, StartedKind } from './kinds.ts';
import { refuseIfRequired } from './left-out.ts';
import { release, runFolder } from './run.ts';
import type { Origin } from './start.ts';
import { startEngine } from './start.ts';

/** An engine that one spec has for itself, to stop and start it. */
export interface PrivateEngine<K extends StartedKind> extends RunningEngine<K> {
  /** Ends it for good and removes its data. */
  close(): Promise<void>;
}

/** Where a private engine comes from: programs if there are any, else a container; or from one of them alone. */
export interface PrivateEngineOptions {
  readonly from?: Origin;
}

/** Starts a private engine; null if it cannot be had. One that may come from a container alone counts as Docker under REQUIRE_ENGINES. */
export async function privateEngine<K extends StartedKind>(
  kind: K,
  { from }: PrivateEngineOptions = {},
): Promise<PrivateEngine<K> | null> {
  const folder = mkdtempSync(join(runFolder(), `${kind}-`));
  chmodSync(folder, 0o711);
  const running = await startEngine(kind, folder, from === undefined ? ['programs', 'containers'] : [from]);
  if (typeof running === 'string') {
    refuseIfRequired(from === 'containers' ? 'docker' : kind, running);
    return null;
  }
  return {
    ...running,
    close: async () => {
      await release(folder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
