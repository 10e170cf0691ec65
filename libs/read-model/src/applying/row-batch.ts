import type { EventRecord, GroupEvent, PublishedEvent, UserEvent } from '@luciq/events';
import { isGroupEvent, isUserEvent } from '@luciq/events';
import type { CompanyRow, UserCountChange } from '../projections/companies.ts';
import { projectCompany } from '../projections/companies.ts';
import { projectGroup } from '../projections/groups.ts';
import type { MappingRow } from '../projections/mappings.ts';
import { projectMapping } from '../projections/mappings.ts';
import type { UserRow } from '../projections/users.ts';
import { projectUser } from '../projections/users.ts';
import {
  companyParameters,
  foldedEmails,
  groupParameters,
  mappingParameters,
  toGroupRow,
  toUserRow,
  userParameters,
} from '../tables/stored-rows.ts';
import type { GroupState, UserState } from './batch-states.ts';
import { keyOf, newGroup } from './batch-states.ts';
import type { Incoming } from './errors.ts';
import { refusal } from './errors.ts';
import { FormerRows } from './former-rows.ts';
import type { CountChange, GroupAndUsers, RowKey, RowTarget } from './row-engine.ts';
import { UserPlaces } from './user-places.ts';

/** A record that downstream services see, too. */
export type PublishedRecord = EventRecord<PublishedEvent>;

/** A record that has not been applied yet. */
export type NewRecord = Incoming & { readonly record: PublishedRecord };

/** Loads the rows that records are about, folds the records into them one by one, and writes what changed. */
export class RowBatch {
  private readonly users = new Map<string, UserState>();
  private readonly usersById = new Map<string, UserState>();
  private readonly groups = new Map<string, GroupState>();
  private readonly places = new UserPlaces();
  private readonly former = new FormerRows();
  private readonly mappings = new Map<string, RowKey & { readonly row: MappingRow | null }>();

  /** `companies` has every company of the batch that has a row; it is kept up to date for the next batch. */
  constructor(
    private readonly target: RowTarget,
    private readonly companies: Map<string, CompanyRow>,
  ) {}

  /** Throws RowRefused for a record that cannot be folded, and what the engine throws. */
  async apply(batch: readonly NewRecord[]): Promise<void> {
    await this.load(batch);
    for (const next of batch) {
      try {
        this.fold(next.record);
      } catch (error) {
        throw refusal(next, 'cannot be folded into the rows', error);
      }
    }
    await this.write(new Set(batch.map(({ companyId }) => companyId)));
  }

  /** What has its first record in the batch can have no row yet, and is not looked for. */
  private async load(batch: readonly NewRecord[]): Promise<void> {
    const [users, groups]: [UserState[], GroupState[]] = [[], []];
    for (const {
      record: { stream, companyId, event, revision },
    } of batch) {
      if (isUserEvent(event) && !this.users.has(stream)) {
        const user: UserState = { companyId, id: event.data.userId, row: null, stored: null, wasDeleted: false };
        this.users.set(stream, user);
        this.usersById.set(keyOf(user), user);
        if (revision > 0) users.push(user);
      } else if (isGroupEvent(event) && !this.groups.has(stream)) {
        const group = newGroup({ companyId, id: event.data.groupId });
        this.groups.set(stream, group);
        if (revision > 0) groups.push(group);
      }
    }
    await this.loadUsers(users);
    await this.loadGroups(groups);
  }

  private async loadUsers(users: readonly UserState[]): Promise<void> {
    if (users.length === 0) return;
    const stored = new Map(
      (await this.target.statements.users(this.target.trx, users)).map((row) => [
        keyOf({ companyId: row.company_id, id: row.user_id }),
        row,
      ]),
    );
    for (const user of users) {
      const row = stored.get(keyOf(user));
      if (!row) continue;
      user.row = toUserRow(row);
      user.stored = user.row;
    }
  }

  private async loadGroups(groups: readonly GroupState[]): Promise<void> {
    if (groups.length === 0) return;
    const stored = new Map(
      (await this.target.statements.groups(this.target.trx, groups)).map((row) => [
        keyOf({ companyId: row.company_id, id: row.group_id }),
        row,
      ]),
    );
    for (const group of groups) {
      const row = stored.get(keyOf(group));
      if (!row) continue;
      group.row = toGroupRow(row);
      group.wasStored = true;
    }
  }

  private fold(record: PublishedRecord): void {
    const change = isOfUser(record) ? this.foldUser(record) : 'same';
    if (isOfGroup(record)) this.foldGroup(record);
    const mapping = projectMapping(record);
    const { companyId } = record;
    if (mapping)
      this.mappings.set(keyOf({ companyId, id: mapping.groupId }), {
        companyId,
        id: mapping.groupId,
        row: mapping.row,
      });
    this.companies.set(companyId, projectCompany(this.companies.get(companyId) ?? null, record, change));
  }

  private foldUser(record: EventRecord<UserEvent>): UserCountChange {
    const user = this.users.get(record.stream);
    if (!user) return 'same';
    const before = user.row;
    user.row = projectUser(before, record);
    this.former.changed(before, user.row, record);
    if (before && !user.row) {
      user.wasDeleted = true;
      this.places.remove(user.companyId, before.createdPosition);
      for (const group of this.groups.values()) {
        if (group.companyId !== user.companyId) continue;
        if (group.members.get(user.id)) this.former.left(group, user.id);
        group.members.delete(user.id);
      }
      return 'removed';
    }
    if (before || !user.row) return 'same';
    this.places.add(user.companyId, user.row.createdPosition, this.companies.get(user.companyId) ?? null);
    return 'added';
  }

  private foldGroup(record: EventRecord<GroupEvent>): void {
    const group = this.groups.get(record.stream);
    if (!group) return;
    const before = group.row;
    group.row = projectGroup(before, record);
    if (before && !group.row) {
      this.disband(group);
      group.members.clear();
      group.wasDeleted = true;
    }
    const { event, companyId } = record;
    if (!group.row || (event.type !== 'GroupMembersAdded' && event.type !== 'GroupMembersRemoved')) return;
    const came = event.type === 'GroupMembersAdded';
    for (const id of event.data.memberIds) {
      // A user of this batch who has no row at this point is none; whether another one has a row, the statement finds out.
      const user = this.usersById.get(keyOf({ companyId, id }));
      if (!came || !user || user.row) group.members.set(id, came);
      if (!came) this.former.left(group, id);
    }
  }

  /** Who came in this batch was in the group, too; whether one without a record in it has a row, the statement finds out. */
  private disband(group: GroupState): void {
    const { companyId } = group;
    for (const [id, isMember] of group.members) {
      if (!isMember) continue;
      if (this.usersById.has(keyOf({ companyId, id }))) this.former.left(group, id);
      else group.disbanded.push(id);
    }
  }

  /** Groups come after users, because only those who have a row can be members. */
  private async write(companyIds: ReadonlySet<string>): Promise<void> {
    const { trx, statements } = this.target;
    await this.writeUsers();
    await this.writeGroups();
    await this.former.write(this.target);
    const mappings = [...this.mappings.values()];
    await this.remove(
      'mappings',
      mappings.filter(({ row }) => row === null),
    );
    await statements.upsert(
      trx,
      'mappings',
      mappings.flatMap(({ row }) => (row ? [mappingParameters(row)] : [])),
    );
    await statements.upsert(
      trx,
      'companies',
      [...this.companies.values()].filter(({ companyId }) => companyIds.has(companyId)).map(companyParameters),
    );
  }

  private async writeUsers(): Promise<void> {
    const { trx, statements } = this.target;
    const users = [...this.users.values()];
    await this.remove(
      'users',
      users.filter(({ row, stored }) => row === null && stored !== null),
    );
    await this.places.write(this.target, users);
    await statements.upsert(
      trx,
      'users',
      users.flatMap(({ row }) => (row ? [userParameters(row)] : [])),
    );
    const changed = users
      .map((user) => ({ user, stored: furtherEmails(user.stored), emails: furtherEmails(user.row) }))
      .filter(({ stored, emails }) => JSON.stringify(emails) !== JSON.stringify(stored));
    const withRows = changed.filter(({ stored }) => stored.length > 0);
    await this.remove(
      'user_emails',
      withRows.map(({ user }) => user),
    );
    await statements.upsert(
      trx,
      'user_emails',
      changed.flatMap(({ user, emails }) => emails.map((email, at) => [user.companyId, user.id, at + 1, email])),
    );
  }

  private async writeGroups(): Promise<void> {
    const { trx, statements } = this.target;
    const changes: CountChange[] = [];
    const deletedUsers = [...this.users.values()].filter(({ wasDeleted }) => wasDeleted);
    if (deletedUsers.length > 0) changes.push(...(await statements.leaveAll(trx, deletedUsers)));
    const deletedGroups = [...this.groups.values()].filter(({ wasDeleted }) => wasDeleted);
    const disbanded = deletedGroups.flatMap((group) =>
      group.disbanded.length > 0 ? [{ group, userIds: group.disbanded }] : [],
    );
    if (disbanded.length > 0) await statements.join(trx, disbanded);
    if (deletedGroups.length > 0) await statements.disband(trx, deletedGroups);
    const [left, came] = [this.memberships(false), this.memberships(true)];
    if (left.length > 0) changes.push(...(await statements.leave(trx, left)));
    if (came.length > 0) changes.push(...(await statements.join(trx, came)));
    const groups = await this.counted(changes);
    await this.remove(
      'groups',
      groups.filter(({ row, wasStored }) => row === null && wasStored),
    );
    await statements.upsert(
      trx,
      'groups',
      groups.flatMap(({ row }) => (row ? [groupParameters(row)] : [])),
    );
  }

  /** Those who came or left, group by group. */
  private memberships(came: boolean): readonly GroupAndUsers[] {
    return [...this.groups.values()].flatMap((group) => {
      const userIds = [...group.members].flatMap(([userId, isMember]) => (isMember === came ? [userId] : []));
      return userIds.length > 0 ? [{ group, userIds }] : [];
    });
  }

  /** Every group that changed, with its number of members; those that merely lost a user who was deleted are loaded for it. */
  private async counted(changes: readonly CountChange[]): Promise<readonly GroupState[]> {
    const groups = new Map([...this.groups.values()].map((group) => [keyOf(group), group]));
    const others: GroupState[] = [];
    for (const { group, by } of changes) {
      if (by === 0 || groups.has(keyOf(group))) continue;
      const other = newGroup(group);
      groups.set(keyOf(group), other);
      others.push(other);
    }
    await this.loadGroups(others);
    for (const { group, by } of changes) {
      const counted = groups.get(keyOf(group));
      if (counted?.row && !counted.wasDeleted)
        counted.row = { ...counted.row, memberCount: counted.row.memberCount + by };
    }
    return [...groups.values()];
  }

  private async remove(table: 'users' | 'user_emails' | 'groups' | 'mappings', keys: readonly RowKey[]): Promise<void> {
    if (keys.length > 0) await this.target.statements.remove(this.target.trx, table, keys);
  }
}

/** Email addresses of a user besides the first. */
const furtherEmails = (row: UserRow | null): readonly string[] => (row ? foldedEmails(row.attributes).slice(1) : []);

const isOfUser = (record: EventRecord): record is EventRecord<UserEvent> => isUserEvent(record.event);

const isOfGroup = (record: EventRecord): record is EventRecord<GroupEvent> => isGroupEvent(record.event);
