import type { Position } from '@luciq/events';
import type { CompanyRow } from '../projections/companies.ts';
import type { UserRow } from '../projections/users.ts';
import { searchedText } from '../tables/searched-text.ts';
import { USERS_IN_A_CHUNK } from '../tables/tables.ts';
import type { RowTarget, UserPlace, UserText } from './row-engine.ts';

/** A user whose row may change. */
interface ChangedUser {
  /** The row as it is stored, null for none, and as it will be. */
  readonly stored: UserRow | null;
  readonly row: UserRow | null;
}

/** What hangs on the position at which a user was created: the count of the chunk, and the text that is searched. */
export class UserPlaces {
  private readonly chunks: UserPlace[] = [];
  private readonly counts: (UserPlace & { by: number })[] = [];

  /** A user was created; `company` is as it was before that, null for none. */
  add(companyId: string, position: Position, company: CompanyRow | null): void {
    const number = (company?.memberCount ?? 0) + (company?.deletedCount ?? 0);
    if (number % USERS_IN_A_CHUNK === 0) this.chunks.push({ companyId, position });
    const last = this.counts.at(-1);
    if (last?.companyId === companyId && last.by > 0 && number % USERS_IN_A_CHUNK > 0) last.by += 1;
    else this.counts.push({ companyId, position, by: 1 });
  }

  /** A user was deleted who was created at that position. */
  remove(companyId: string, position: Position): void {
    this.counts.push({ companyId, position, by: -1 });
  }

  /** Writes what has changed. A text is left alone where no value in it did: it costs more than the rest of the row. */
  async write({ trx, statements }: RowTarget, users: readonly ChangedUser[]): Promise<void> {
    if (this.counts.length > 0) await statements.countUsers(trx, this.chunks, this.counts);
    const [removed, added]: [UserPlace[], UserText[]] = [[], []];
    for (const { stored, row } of users) {
      if (stored?.attributes === row?.attributes) continue;
      const [before, after] = [stored && textOf(stored), row && textOf(row)];
      if (before?.text === after?.text && before?.position === after?.position) continue;
      if (before) removed.push(before);
      if (after) added.push(after);
    }
    if (removed.length > 0) await statements.removeTexts(trx, removed);
    if (added.length > 0) await statements.addTexts(trx, added);
  }
}

const textOf = ({ companyId, createdPosition, attributes }: UserRow): UserText => ({
  companyId,
  position: createdPosition,
  text: searchedText(attributes),
});
