import { isGroupEvent, isUserEvent, type EventRecord, type GroupEvent, type UserEvent } from '@luciq/events';
import { projectCompany, type CompanyRow, type MemberChange } from '../projections/companies.ts';
import { projectGroup, type GroupRow } from '../projections/groups.ts';
import { projectMapping, type MappingRow } from '../projections/mappings.ts';
import { projectUser, type UserRow } from '../projections/users.ts';
import type { GroupAndUsers, RowKey } from './row-statements.ts';
import { foldedEmails } from '../tables/stored-rows.ts';

/** A member while records are applied; `row` is null before the first record and after the deletion. */
export interface UserInHand extends RowKey {
  row: UserRow | null;
  wasThere: boolean;
  /** Email addresses besides the first that have rows. */
  furtherEmails: readonly string[];
}

/** A group while records are applied. */
export interface GroupInHand extends RowKey {
  row: GroupRow | null;
  wasThere: boolean;
  /** True where all members who have rows must go, before those of `members` are looked at. */
  wasDisbanded: boolean;
  /** Whether a user came or left, whatever happened last; those who have no row of `users` at the end never come in. */
  readonly members: Map<string, boolean>;
}

/** A mapping of a group that records spoke of. */
export interface MappingInHand extends RowKey {
  row: MappingRow | null;
}

/** The rows that some records are about. Records are folded into them one by one; the statements that write them come after. */
export class RowsInHand {
  readonly companies: Map<string, CompanyRow>;
  readonly users = new Map<string, UserInHand>();
  readonly groups = new Map<string, GroupInHand>();
  readonly mappings = new Map<string, MappingInHand>();
  private readonly byUserId = new Map<string, UserInHand>();
  /** Those who were deleted: they leave every group. */
  readonly gone = new Map<string, RowKey>();

  constructor(companies: Map<string, CompanyRow>) {
    this.companies = companies;
  }

  /** Takes a stream in hand whose row may have to be loaded; null where it is in hand already, or has none. */
  take({ stream, companyId, event }: EventRecord): UserInHand | GroupInHand | null {
    if (isUserEvent(event) && !this.users.has(stream)) {
      const user: UserInHand = { companyId, id: event.data.userId, row: null, wasThere: false, furtherEmails: [] };
      this.users.set(stream, user);
      this.byUserId.set(`${companyId}/${user.id}`, user);
      return user;
    }
    if (isGroupEvent(event) && !this.groups.has(stream)) {
      const group: GroupInHand = { companyId, id: event.data.groupId, row: null, wasThere: false, wasDisbanded: false, members: new Map() };
      this.groups.set(stream, group);
      return group;
    }
    return null;
  }

  /** Folds the next record. */
  fold(record: EventRecord): void {
    const members = this.foldUser(record);
    this.foldGroup(record);
    const mapping = projectMapping(record);
    const { companyId } = record;
    if (mapping) this.mappings.set(`${companyId}/${mapping.groupId}`, { companyId, id: mapping.groupId, row: mapping.row });
    this.companies.set(companyId, projectCompany(this.companies.get(companyId) ?? null, record, members));
  }

  /** Those who came or left, group by group. */
  memberships(came: boolean): readonly GroupAndUsers[] {
    return [...this.groups.values()].flatMap((group) => {
      const userIds = [...group.members].flatMap(([userId, isMember]) => (isMember === came ? [userId] : []));
      return userIds.length > 0 ? [{ group, userIds }] : [];
    });
  }

  private foldUser(record: EventRecord): MemberChange {
    const user = this.users.get(record.stream);
    if (!user || !isUserRecord(record)) return 'same';
    const before = user.row;
    user.row = projectUser(before, record);
    if (before && !user.row) {
      this.gone.set(record.stream, user);
      for (const group of this.groups.values()) if (group.companyId === user.companyId) group.members.delete(user.id);
      return 'removed';
    }
    return !before && user.row ? 'added' : 'same';
  }

  private foldGroup(record: EventRecord): void {
    const group = this.groups.get(record.stream);
    if (!group || !isGroupRecord(record)) return;
    const before = group.row;
    group.row = projectGroup(before, record);
    if (before && !group.row) {
      group.members.clear();
      group.wasDisbanded = true;
    }
    const { event } = record;
    if (!group.row || (event.type !== 'GroupMembersAdded' && event.type !== 'GroupMembersRemoved')) return;
    const came = event.type === 'GroupMembersAdded';
    for (const id of event.data.memberIds) {
      // One who is in hand and not there now is none; whether another one is there, the statement finds out.
      const user = this.byUserId.get(`${record.companyId}/${id}`);
      if (!came || !user || user.row) group.members.set(id, came);
    }
  }
}

/** Email addresses of a member besides the first. */
export const furtherEmails = (row: UserRow | null): readonly string[] => (row ? foldedEmails(row.attributes).slice(1) : []);

const isUserRecord = (record: EventRecord): record is EventRecord<UserEvent> => isUserEvent(record.event);

const isGroupRecord = (record: EventRecord): record is EventRecord<GroupEvent> => isGroupEvent(record.event);
