import { counted } from '@luciq/events';
import type { CompanyLog, ParkedCompanies, RebuildOutcome, RebuildProgress } from '@luciq/read-model';
import type { Log } from '@luciq/telemetry';
import { failure } from '@luciq/telemetry';

/** The state of a pump; null for what is not known. */
export interface PumpStatus {
  /** The service that it runs in. */
  readonly service: string;
  readonly name: string;
  readonly state: string;
  readonly position: string | null;
  readonly lagRecords: number | null;
  readonly lagSeconds: number | null;
}

/** A company whose rows stand still. */
export interface ParkedStatus {
  readonly companyId: string;
  readonly reason: string;
  readonly parkedAt: string;
  readonly attempts: number;
}

/** The state of the rebuild of this process. */
export interface RebuildStatus {
  readonly state: 'idle' | 'running' | 'done' | 'failed';
  /** Position in the log up to which it is folded, and the last one there is; positions are not counts. */
  readonly done: number;
  readonly total: number;
  readonly detail: string | null;
}

/** Whether a parked company goes on. */
export type ResumeAnswer =
  | { readonly kind: 'resumed' }
  | { readonly kind: 'not-parked' }
  | { readonly kind: 'refused'; readonly reason: string };

/** What an operator sees of the service and does to it; each app has its own. */
export interface OperationsPort {
  pumps(): Promise<readonly PumpStatus[]>;
  parked(): Promise<readonly ParkedStatus[]>;
  resume(companyId: string): Promise<ResumeAnswer>;
  /** Makes the rows anew in the background; false where a rebuild of this process is under way already. */
  startRebuild(): boolean;
  /** `idle` where this process has rebuilt nothing. */
  rebuildState(): RebuildStatus;
}

/** Parked companies of the rows at hand, which go on from this log. */
export const parkedOperations = (
  parked: ParkedCompanies,
  log: CompanyLog,
): Pick<OperationsPort, 'parked' | 'resume'> => ({
  parked: async () =>
    (await parked.list()).map(({ companyId, reason, parkedAt, attempts }) => ({
      companyId,
      reason,
      parkedAt,
      attempts,
    })),
  resume: async (companyId) => {
    const outcome = await parked.resume({ companyId, log });
    return outcome.kind === 'refused' ? { kind: 'refused', reason: outcome.reason } : { kind: outcome.kind };
  },
});

const OVERTAKEN = 'Another rebuild has switched to newer rows meanwhile; this one changed nothing.';
const FAILED =
  'The rebuild gave up and changed nothing. The log of the service says why; try again when its engines answer.';

function detailOf(outcome: RebuildOutcome): string {
  if (outcome.kind === 'overtaken') return OVERTAKEN;
  const { generation, comparison } = outcome;
  const live = `Generation ${generation} is live.`;
  if (!comparison) return `${live} There was nothing to compare it with.`;
  return comparison.differing === 0
    ? `${live} The old rows were right.`
    : `${live} ${counted(comparison.differing, 'old row was', 'old rows were')} wrong.`;
}

/** Makes rows anew while the service goes on, one rebuild of this process at a time, and tells the state of the last one. */
export function backgroundRebuild(
  fold: (onProgress: (progress: RebuildProgress) => void) => Promise<RebuildOutcome>,
  log: Log,
): Pick<OperationsPort, 'startRebuild' | 'rebuildState'> {
  let status: RebuildStatus = { state: 'idle', done: 0, total: 0, detail: null };
  const run = async (): Promise<void> => {
    try {
      const outcome = await fold(({ position, head }) => {
        status = { state: 'running', done: Number(position), total: Number(head), detail: null };
      });
      const { total } = status;
      status = { state: 'done', done: total, total, detail: detailOf(outcome) };
    } catch (error) {
      log.error({ failure: failure(error) }, 'a rebuild failed');
      status = { ...status, state: 'failed', detail: FAILED };
    }
  };
  return {
    startRebuild: () => {
      if (status.state === 'running') return false;
      status = { state: 'running', done: 0, total: 0, detail: null };
      void run();
      return true;
    },
    rebuildState: () => status,
  };
}
