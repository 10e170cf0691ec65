import { once } from 'node:events';
import { chmodSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Engines, StartedKind } from './kinds.ts';
import { forkEngineProcess } from './orders.ts';
import type { Order, OrderAnswer, Way } from './orders.ts';
import { refuseIfRequired, runFolder, stateOf } from './run.ts';

/** How long the start of an engine of one's own may take, in milliseconds. */
export const PRIVATE_START_TIMEOUT_MS = 120_000;

/** An engine that one spec has for itself, to stop and start it. */
export interface PrivateEngine<K extends StartedKind> {
  readonly engine: Engines[K];
  /** Ends it and returns once it is gone. SIGTERM lets it finish in order, SIGKILL does not. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Starts it again on the same port and data, and returns once it answers. */
  start(): Promise<void>;
  /** Ends it for good and removes its data. */
  close(): Promise<void>;
}

/** Where an engine of one's own comes from: programs if there are any, else a container; or from one of them alone. */
export interface PrivateEngineOptions {
  readonly from?: Way;
}

/** Starts an engine of one's own; null if it cannot be had. One that may come from a container alone counts as Docker under REQUIRE_ENGINES. */
export async function privateEngine<K extends StartedKind>(kind: K, { from }: PrivateEngineOptions = {}): Promise<PrivateEngine<K> | null> {
  const folder = mkdtempSync(join(runFolder(), `${kind}-`));
  chmodSync(folder, 0o711);
  const child = forkEngineProcess({ kind, folder, owner: process.pid, ways: from === undefined ? ['programs', 'containers'] : [from] });
  const exited = once(child, 'exit');
  const state = await stateOf(folder, PRIVATE_START_TIMEOUT_MS);
  if (state.engine === null) {
    child.kill('SIGTERM');
    refuseIfRequired(from === 'containers' ? 'docker' : kind, state.reason);
    return null;
  }
  let last = 0;
  const order = (what: Order['order']): Promise<void> => {
    last += 1;
    const id = last;
    return new Promise((resolve, reject) => {
      const hear = (answer: OrderAnswer): void => {
        if (answer.id !== id) return;
        child.off('message', hear);
        if (answer.failed === undefined) resolve();
        else reject(new Error(answer.failed));
      };
      child.on('message', hear);
      child.send({ id, order: what } satisfies Order);
    });
  };
  return {
    engine: state.engine as Engines[K],
    stop: (signal = 'SIGTERM') => order(signal),
    start: () => order('start'),
    close: async () => {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}
