import type { RefusedToken } from '@luciq/access';
import type { RefusedCount } from '@luciq/gateway-store';
import { hourOf } from '@luciq/gateway-store';

/** Counts that wait to be written, one for each token, reason and hour; what comes on top is not counted. */
export const MAX_COUNTED_REFUSALS = 1_000;

/** Counts requests that were refused for their token, until they are written. */
export class RefusalCounts {
  private waiting = new Map<string, RefusedCount>();

  get size(): number {
    return this.waiting.size;
  }

  /** A request with this token was refused at that time, in milliseconds. */
  refused({ companyId, tokenId, reason }: RefusedToken, now: number): void {
    this.put({ companyId, tokenId, reason, hour: hourOf(now), count: 1, lastAt: new Date(now).toISOString() });
  }

  /** All of them; none waits afterwards. */
  take(): readonly RefusedCount[] {
    const taken = [...this.waiting.values()];
    this.waiting = new Map();
    return taken;
  }

  /** What was taken and could not be written. */
  putBack(counts: readonly RefusedCount[]): void {
    for (const each of counts) this.put(each);
  }

  private put(each: RefusedCount): void {
    const key = JSON.stringify([each.companyId, each.tokenId, each.reason, each.hour]);
    const before = this.waiting.get(key);
    if (!before && this.waiting.size >= MAX_COUNTED_REFUSALS) return;
    const lastAt = before && before.lastAt > each.lastAt ? before.lastAt : each.lastAt;
    this.waiting.set(key, { ...each, count: each.count + (before?.count ?? 0), lastAt });
  }
}
