import type { EventRecord } from '@luciq/events';
import type { Kysely } from 'kysely';
import type { CountChange, RowKey, RowStatements } from './row-statements.ts';
import { furtherEmails, type GroupInHand, type RowsInHand, type UserInHand } from './rows-in-hand.ts';
import { companyParameters, groupParameters, mappingParameters, toGroupRow, toUserRow, userParameters } from '../tables/stored-rows.ts';
import type { Tables } from '../tables/tables.ts';

/** The statements around a fold: those that load the rows in hand, and those that write them. */
export class RowBatch {
  private readonly trx: Kysely<Tables>;
  private readonly statements: RowStatements;
  private readonly rows: RowsInHand;

  constructor(trx: Kysely<Tables>, statements: RowStatements, rows: RowsInHand) {
    this.trx = trx;
    this.statements = statements;
    this.rows = rows;
  }

  /** Takes in hand what the records are about. What has its first record here can have no row yet. */
  async load(records: readonly EventRecord[]): Promise<void> {
    const users: UserInHand[] = [];
    const groups: GroupInHand[] = [];
    for (const record of records) {
      const taken = this.rows.take(record);
      if (!taken || record.revision === 0) continue;
      if ('members' in taken) groups.push(taken);
      else users.push(taken);
    }
    await this.loadUsers(users);
    await this.loadGroups(groups);
  }

  /** Writes what was folded. The members of groups come after the users, because only those who have a row can be members. */
  async write(companies: ReadonlySet<string>): Promise<void> {
    const { trx, statements, rows } = this;
    await this.writeUsers();
    await this.writeGroups();
    const mappings = [...rows.mappings.values()];
    const removed = mappings.filter(({ row }) => row === null);
    if (removed.length > 0) await statements.remove(trx, 'mappings', removed);
    await statements.upsert(trx, 'mappings', mappings.flatMap(({ row }) => (row ? [mappingParameters(row)] : [])));
    await statements.upsert(trx, 'companies', [...rows.companies.values()].filter(({ companyId }) => companies.has(companyId)).map(companyParameters));
  }

  private async loadUsers(users: readonly UserInHand[]): Promise<void> {
    if (users.length === 0) return;
    const stored = new Map((await this.statements.users(this.trx, users)).map((row) => [`${row.company_id}/${row.user_id}`, row]));
    for (const user of users) {
      const row = stored.get(keyOf(user));
      if (!row) continue;
      user.row = toUserRow(row);
      user.wasThere = true;
      user.furtherEmails = furtherEmails(user.row);
    }
  }

  private async loadGroups(groups: readonly GroupInHand[]): Promise<void> {
    if (groups.length === 0) return;
    const stored = new Map((await this.statements.groups(this.trx, groups)).map((row) => [`${row.company_id}/${row.group_id}`, row]));
    for (const group of groups) {
      const row = stored.get(keyOf(group));
      if (!row) continue;
      group.row = toGroupRow(row);
      group.wasThere = true;
    }
  }

  private async writeUsers(): Promise<void> {
    const { trx, statements, rows } = this;
    const users = [...rows.users.values()];
    const gone = users.filter(({ row, wasThere }) => row === null && wasThere);
    if (gone.length > 0) await statements.remove(trx, 'users', gone);
    await statements.upsert(trx, 'users', users.flatMap(({ row }) => (row ? [userParameters(row)] : [])));
    const others = users.map((user) => ({ user, emails: furtherEmails(user.row) })).filter(({ user, emails }) => JSON.stringify(emails) !== JSON.stringify(user.furtherEmails));
    const before = others.flatMap(({ user }) => (user.furtherEmails.length > 0 ? [user] : []));
    if (before.length > 0) await statements.remove(trx, 'user_emails', before);
    await statements.upsert(trx, 'user_emails', others.flatMap(({ user, emails }) => emails.map((email, at) => [user.companyId, user.id, at + 1, email])));
  }

  private async writeGroups(): Promise<void> {
    const { trx, statements, rows } = this;
    const changes: CountChange[] = [];
    if (rows.gone.size > 0) changes.push(...(await statements.leaveAll(trx, [...rows.gone.values()])));
    const disbanded = [...rows.groups.values()].filter(({ wasDisbanded }) => wasDisbanded);
    if (disbanded.length > 0) await statements.disband(trx, disbanded);
    const [left, came] = [rows.memberships(false), rows.memberships(true)];
    if (left.length > 0) changes.push(...(await statements.leave(trx, left)));
    if (came.length > 0) changes.push(...(await statements.join(trx, came)));
    const groups = await this.counted(changes);
    const gone = groups.filter(({ row, wasThere }) => row === null && wasThere);
    if (gone.length > 0) await statements.remove(trx, 'groups', gone);
    await statements.upsert(trx, 'groups', groups.flatMap(({ row }) => (row ? [groupParameters(row)] : [])));
  }

  /** Every group that changed, with its number of members; those that merely lost somebody who was deleted are loaded for it. */
  private async counted(changes: readonly CountChange[]): Promise<readonly GroupInHand[]> {
    const groups = new Map([...this.rows.groups.values()].map((group) => [keyOf(group), group]));
    const others: GroupInHand[] = [];
    for (const { group, by } of changes) {
      if (by === 0 || groups.has(keyOf(group))) continue;
      const other = { ...group, row: null, wasThere: false, wasDisbanded: false, members: new Map<string, boolean>() };
      groups.set(keyOf(group), other);
      others.push(other);
    }
    await this.loadGroups(others);
    for (const { group, by } of changes) {
      const counted = groups.get(keyOf(group));
      if (counted?.row && !counted.wasDisbanded) counted.row = { ...counted.row, memberCount: counted.row.memberCount + by };
    }
    return [...groups.values()];
  }
}

const keyOf = ({ companyId, id }: RowKey): string => `${companyId}/${id}`;
