import { join } from 'node:path';
import type { OperationsPort } from '@luciq/account-http';
import { backgroundRebuild, parkedOperations } from '@luciq/account-http';
import type { EventStore } from '@luciq/event-store';
import type { FailurePolicy, Pump, RecordLag } from '@luciq/pump';
import { logSource } from '@luciq/pump';
import { rebuild } from '@luciq/read-model';
import type { ReadModel } from '@luciq/read-model/sqlite';
import { READ_MODEL_FOLDER, sqliteGenerations } from '@luciq/read-model/sqlite';
import type { Log, PumpReading } from '@luciq/telemetry';

/** A rebuild that an operator started gives up after some tries, and says so. */
const REBUILD_FAILURE: FailurePolicy = { initialDelayMs: 50, maxDelayMs: 2_000, attempts: 10, onExhausted: 'stop' };

/** What runs in this process. */
export interface RunningHere {
  readonly dataFolder: string;
  readonly store: EventStore;
  readonly rows: ReadModel;
  readonly projector: Pump;
  readonly lag: RecordLag;
  readonly log: Log;
}

/** How the projector stands. */
export async function projectorReading({
  store,
  projector,
  lag,
}: Pick<RunningHere, 'store' | 'projector' | 'lag'>): Promise<PumpReading> {
  const position = projector.position();
  // Positions of the embedded log have no gaps.
  const lagRecords = Number((await store.head()) - position);
  return { state: projector.state(), position, lagRecords, lagSeconds: lag.seconds(projector, Date.now()) };
}

/** Operations where everything is in one process. */
export function operationsHere(running: RunningHere): OperationsPort {
  const { dataFolder, store, rows, log } = running;
  const generations = sqliteGenerations(join(dataFolder, READ_MODEL_FOLDER));
  return {
    pumps: async () => {
      const { state, position, lagRecords, lagSeconds } = await projectorReading(running);
      return [{ service: 'standalone', name: 'projector', state, position: String(position), lagRecords, lagSeconds }];
    },
    ...parkedOperations(rows.parked, store),
    ...backgroundRebuild(
      (onProgress) =>
        rebuild({
          generations,
          source: logSource(store),
          head: () => store.head(),
          failure: REBUILD_FAILURE,
          onProgress,
        }),
      log,
    ),
  };
}
