import { LRUCache } from 'lru-cache';
import type { Position } from '@luciq/events';
import { LOG_START } from '@luciq/events';

/** Companies of which the newest change of a group is remembered. */
export const MAX_REMEMBERED_COMPANIES = 10_000;

/**
 * Up to where rows must have come so that a user's groups show what this process answered. Other writes move it not, so
 * that reading one user waits for nothing while users alone change.
 */
export class MembershipChanges {
  private readonly newest = new LRUCache<string, { readonly position: Position }>({ max: MAX_REMEMBERED_COMPANIES });

  /** A change of a group was answered. */
  note(companyId: string, position: Position): void {
    if (position > this.of(companyId)) this.newest.set(companyId, { position });
  }

  /** Rows have been seen that show everything up to there: nobody needs to wait for that again. */
  shown(companyId: string, position: Position): void {
    if (this.of(companyId) <= position) this.newest.delete(companyId);
  }

  /** Position of the newest change of a group of the company that rows may not show yet; LOG_START for none. */
  of(companyId: string): Position {
    return this.newest.get(companyId)?.position ?? LOG_START;
  }
}
