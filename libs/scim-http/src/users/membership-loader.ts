import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ReadModelQueries } from '@luciq/read-model';
import type { Membership } from '@luciq/scim';

/** Groups of a user who is in none. */
export const NO_GROUPS: readonly Membership[] = [];

interface Batch {
  readonly ids: Set<string>;
  readonly groups: Promise<ReadonlyMap<string, readonly Membership[]>>;
}

/** Looks up the groups of users in one query for all users that are loaded in one turn of the event loop. */
export class MembershipLoader {
  /** By company, those that wait for the end of this turn. */
  private readonly batches = new Map<string, Batch>();

  constructor(private readonly rows: Pick<ReadModelQueries, 'groupsOfUsers'>) {}

  /** The groups of one user, as far as the rows are. */
  async groupsOf(companyId: string, userId: string): Promise<readonly Membership[]> {
    const batch = this.batches.get(companyId) ?? this.begin(companyId);
    batch.ids.add(userId);
    return (await batch.groups).get(userId) ?? NO_GROUPS;
  }

  private begin(companyId: string): Batch {
    const ids = new Set<string>();
    const groups = nextTurn().then(() => {
      this.batches.delete(companyId);
      return this.rows.groupsOfUsers(companyId, [...ids]);
    });
    const batch = { ids, groups };
    this.batches.set(companyId, batch);
    return batch;
  }
}
