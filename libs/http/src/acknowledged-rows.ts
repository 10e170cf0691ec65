import type { Position } from '@luciq/events';
import type { AcknowledgedPositions } from '@luciq/gateway-store';
import type { ReadModelQueries } from '@luciq/read-model';
import { PageGone, RowsBehind } from './failure.ts';

/** How long an answer from the rows waits for what was answered before, in milliseconds. */
export const ROWS_WAIT_MS = 2_000;

/** What rows must have passed, and how long to wait for that. */
export interface RowsWait {
  readonly passed: Position;
  readonly timeoutMs: number;
}

/** What the queries answer instead of a page. */
interface NoPage {
  readonly kind: 'behind' | 'cursor-expired';
}

/** The rows of a company, once they show everything that was answered to anybody: a client must not miss what it was told is done. */
export class AcknowledgedRows {
  constructor(
    private readonly acknowledgements: Pick<AcknowledgedPositions, 'acknowledged'>,
    /** The rows as far as they are. */
    readonly queries: ReadModelQueries,
  ) {}

  /** A page, once the rows have come so far. Throws RowsBehind, and PageGone where the page before ended at something that is not there any more. */
  async page<Page extends { readonly kind: string }>(
    companyId: string,
    ask: (wait: RowsWait) => Promise<Page | NoPage>,
  ): Promise<Exclude<Page, NoPage>> {
    const passed = await this.acknowledgements.acknowledged(companyId);
    if (passed === null) throw new RowsBehind();
    const outcome = await ask({ passed, timeoutMs: ROWS_WAIT_MS });
    if (outcome.kind === 'behind') throw new RowsBehind();
    if (outcome.kind === 'cursor-expired') throw new PageGone();
    return outcome as Exclude<Page, NoPage>;
  }

  /** The queries, once the rows have come so far. Throws RowsBehind. */
  async caughtUp(companyId: string): Promise<ReadModelQueries> {
    if (!(await this.hasCaughtUp(companyId, ROWS_WAIT_MS))) throw new RowsBehind();
    return this.queries;
  }

  /** True once the rows have come so far; false if they don't get there in time, or nobody knows what was answered. */
  async hasCaughtUp(companyId: string, timeoutMs: number): Promise<boolean> {
    const passed = await this.acknowledgements.acknowledged(companyId);
    return passed !== null && (await this.queries.hasPassed({ companyId, passed, timeoutMs }));
  }
}
