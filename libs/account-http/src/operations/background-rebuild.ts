import { counted } from '@luciq/events';
import type { RebuildOutcome, RebuildProgress } from '@luciq/read-model';
import { failure } from '@luciq/telemetry';
import type { Log } from '@luciq/telemetry';
import type { OperationsPort, RebuildStanding } from './operations-port.ts';

const OVERTAKEN = 'Another rebuild has switched to newer rows meanwhile; this one changed nothing.';
const FAILED = 'The rebuild gave up and changed nothing. The log of the service says why; try again when its engines answer.';

function detailOf(outcome: RebuildOutcome): string {
  if (outcome.kind === 'overtaken') return OVERTAKEN;
  const { generation, comparison } = outcome;
  const live = `Generation ${generation} is live.`;
  if (!comparison) return `${live} There was nothing to compare it with.`;
  return comparison.differing === 0 ? `${live} The old rows were right.` : `${live} ${counted(comparison.differing, 'old row was', 'old rows were')} wrong.`;
}

/** Makes rows anew while the service goes on, one rebuild of this process at a time, and tells how the last one stands. */
export function backgroundRebuild(
  fold: (onProgress: (progress: RebuildProgress) => void) => Promise<RebuildOutcome>,
  log: Log,
): Pick<OperationsPort, 'startRebuild' | 'rebuildState'> {
  let standing: RebuildStanding = { state: 'idle', done: 0, total: 0, detail: null };
  const run = async (): Promise<void> => {
    try {
      const outcome = await fold(({ position, head }) => {
        standing = { state: 'running', done: Number(position), total: Number(head), detail: null };
      });
      const { total } = standing;
      standing = { state: 'done', done: total, total, detail: detailOf(outcome) };
    } catch (error) {
      log.error({ failure: failure(error) }, 'a rebuild failed');
      standing = { ...standing, state: 'failed', detail: FAILED };
    }
  };
  return {
    startRebuild: () => {
      if (standing.state === 'running') return false;
      standing = { state: 'running', done: 0, total: 0, detail: null };
      void run();
      return true;
    },
    rebuildState: () => standing,
  };
}
