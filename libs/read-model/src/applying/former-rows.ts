import type { EventRecord } from '@luciq/events';
import type { FormerName } from '../projections/former-names.ts';
import { endedNames } from '../projections/former-names.ts';
import type { UserRow } from '../projections/users.ts';
import { formerNameParameters } from '../tables/stored-rows.ts';
import type { RowKey, RowTarget } from './row-engine.ts';

/** What was and is no longer, in the records of one batch: names that ended, and memberships that began or were stored before and ended. */
export class FormerRows {
  private readonly names: FormerName[] = [];
  private readonly members = new Map<string, readonly string[]>();

  /** The user's row was `before`, and is `after` because of the record. */
  changed(before: UserRow | null, after: UserRow | null, record: EventRecord): void {
    if (before) this.names.push(...endedNames(before, after, record));
  }

  /** A user left a group. */
  left({ companyId, id }: RowKey, userId: string): void {
    this.members.set(`${companyId}/${userId}/${id}`, [companyId, userId, id]);
  }

  /** Writes them. A row that is there already is as it was. */
  async write({ trx, statements }: RowTarget): Promise<void> {
    await statements.upsert(trx, 'former_names', this.names.map(formerNameParameters));
    await statements.upsert(trx, 'former_members', [...this.members.values()]);
  }
}
