import { Inject, Injectable } from '@nestjs/common';
import type { Position } from '@luciq/events';
import type { AcknowledgedPositions } from '@luciq/gateway-store';
import { ACKNOWLEDGED_POSITIONS } from '@luciq/provisioning';
import type { ReadModelQueries } from '@luciq/read-model';
import { placeGone } from './problem/company-problem.ts';
import { ROWS } from './engines.ts';
import { problem } from './problem/problem.ts';

/** How long an answer from the rows waits for what was answered before, in milliseconds. */
export const ROWS_WAIT_MS = 2_000;

/** What rows must have passed, and how long to wait for that. */
export interface RowsWait {
  readonly passed: Position;
  readonly timeoutMs: number;
}

/** The rows, once they show everything that was answered to anybody of a company. Where they don't in time, a problem is thrown. */
@Injectable()
export class WaitingRows {
  constructor(
    @Inject(ROWS) readonly queries: ReadModelQueries,
    @Inject(ACKNOWLEDGED_POSITIONS) private readonly acknowledgements: AcknowledgedPositions,
  ) {}

  /** A page, once the rows have come so far. */
  async page<Page extends { readonly kind: string }>(companyId: string, ask: (wait: RowsWait) => Promise<Page>): Promise<Exclude<Page, { readonly kind: 'behind' | 'place-gone' }>> {
    const page = await ask(await this.wait(companyId));
    if (page.kind === 'behind') throw problem('behind');
    if (page.kind === 'place-gone') throw placeGone();
    return page as Exclude<Page, { readonly kind: 'behind' | 'place-gone' }>;
  }

  /** The queries, once the rows have come so far. */
  async caughtUp(companyId: string): Promise<ReadModelQueries> {
    await this.page(companyId, (wait) => this.queries.listUsers({ companyId, filter: null, sort: null, startIndex: 1, count: 0, ...wait }));
    return this.queries;
  }

  private async wait(companyId: string): Promise<RowsWait> {
    const passed = await this.acknowledgements.acknowledged(companyId);
    if (passed === null) throw problem('behind');
    return { passed, timeoutMs: ROWS_WAIT_MS };
  }
}
