import type { Kysely } from 'kysely';
import type { EventRecord, GroupEvent, PublishedEvent, UserEvent } from '@luciq/events';
import { isGroupEvent, isPublished, isUserEvent } from '@luciq/events';
import type { Applied, CompanyRow, UserCountChange } from '../projections/companies.ts';
import { orderOf, projectCompany } from '../projections/companies.ts';
import type { GroupRow } from '../projections/groups.ts';
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
  toCompanyRow,
  toGroupRow,
  toUserRow,
  userParameters,
} from '../tables/stored-rows.ts';
import type { Tables } from '../tables/tables.ts';
import { COMPANY_COLUMNS } from '../tables/tables.ts';
import type { Incoming } from './errors.ts';
import { ForeignLog, refusal } from './errors.ts';
import type { CountChange, GroupAndUsers, RowKey, RowStatements } from './row-engine.ts';

/** Member ids that come and go in one batch, over all groups; a single record may have more. */
const MOST_MEMBER_CHANGES = 50_000;

/** Where rows are written: a transaction on one generation, and the statements of its engine. */
export interface RowTarget {
  readonly trx: Kysely<Tables>;
  readonly statements: RowStatements;
}

type PublishedRecord = EventRecord<PublishedEvent>;

/** A user while records are folded; `row` is null before the first record and after the deletion. */
interface UserState extends RowKey {
  row: UserRow | null;
  wasStored: boolean;
  wasDeleted: boolean;
  /** Email addresses besides the first that have rows. */
  furtherEmails: readonly string[];
}

/** A group while records are folded. */
interface GroupState extends RowKey {
  row: GroupRow | null;
  wasStored: boolean;
  /** True where all members who have rows must go, before those of `members` are looked at. */
  wasDeleted: boolean;
  /** Whether a user came or left, whatever happened last; those who have no row of `users` at the end never come in. */
  readonly members: Map<string, boolean>;
}

/** Applies as `applyRecords`, and passes over what belongs to a parked company. */
export async function applyUnlessParked(target: RowTarget, incoming: readonly Incoming[]): Promise<void> {
  const published = incoming.filter(isForRows);
  if (published.length === 0) return;
  const { trx, statements } = target;
  const query = trx.selectFrom('parked').select('company_id').where('company_id', 'in', companiesOf(published));
  // Who resumes a company holds its row of `parked`; this waits for it, so that no record falls between the two.
  const parked = new Set(
    (await (statements.locksRows ? query.forShare() : query).execute()).map(({ company_id }) => company_id),
  );
  await applyRecords(
    target,
    published.filter(({ companyId }) => !parked.has(companyId)),
  );
}

/**
 * Applies what has not been applied yet to the rows, inside the caller's transaction. Internal records are passed over: they never
 * reach the topic, so no row may depend on them. Throws RowRefused, ForeignLog, and what the engine throws.
 */
export async function applyRecords({ trx, statements }: RowTarget, incoming: readonly Incoming[]): Promise<void> {
  const published = incoming.filter(isForRows);
  if (published.length === 0) return;
  const stored = await trx
    .selectFrom('companies')
    .select(COMPANY_COLUMNS)
    .where('company_id', 'in', companiesOf(published))
    .execute();
  const companies = new Map(stored.map((row) => [row.company_id, toCompanyRow(row)]));
  for (const batch of batches(newRecords(published, companies))) {
    await new RowBatch(trx, statements, companies).apply(batch);
  }
}

/** Loads the rows that records are about, folds the records into them one by one, and writes what changed. */
class RowBatch {
  private readonly users = new Map<string, UserState>();
  private readonly usersById = new Map<string, UserState>();
  private readonly groups = new Map<string, GroupState>();
  private readonly mappings = new Map<string, RowKey & { readonly row: MappingRow | null }>();

  constructor(
    private readonly trx: Kysely<Tables>,
    private readonly statements: RowStatements,
    private readonly companies: Map<string, CompanyRow>,
  ) {}

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
        const user: UserState = {
          companyId,
          id: event.data.userId,
          row: null,
          wasStored: false,
          wasDeleted: false,
          furtherEmails: [],
        };
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
      (await this.statements.users(this.trx, users)).map((row) => [
        keyOf({ companyId: row.company_id, id: row.user_id }),
        row,
      ]),
    );
    for (const user of users) {
      const row = stored.get(keyOf(user));
      if (!row) continue;
      user.row = toUserRow(row);
      user.wasStored = true;
      user.furtherEmails = furtherEmails(user.row);
    }
  }

  private async loadGroups(groups: readonly GroupState[]): Promise<void> {
    if (groups.length === 0) return;
    const stored = new Map(
      (await this.statements.groups(this.trx, groups)).map((row) => [
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
    if (before && !user.row) {
      user.wasDeleted = true;
      for (const group of this.groups.values()) if (group.companyId === user.companyId) group.members.delete(user.id);
      return 'removed';
    }
    return !before && user.row ? 'added' : 'same';
  }

  private foldGroup(record: EventRecord<GroupEvent>): void {
    const group = this.groups.get(record.stream);
    if (!group) return;
    const before = group.row;
    group.row = projectGroup(before, record);
    if (before && !group.row) {
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
    }
  }

  /** Groups come after users, because only those who have a row can be members. */
  private async write(companyIds: ReadonlySet<string>): Promise<void> {
    const { trx, statements } = this;
    await this.writeUsers();
    await this.writeGroups();
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
    const { trx, statements } = this;
    const users = [...this.users.values()];
    await this.remove(
      'users',
      users.filter(({ row, wasStored }) => row === null && wasStored),
    );
    await statements.upsert(
      trx,
      'users',
      users.flatMap(({ row }) => (row ? [userParameters(row)] : [])),
    );
    const changed = users
      .map((user) => ({ user, emails: furtherEmails(user.row) }))
      .filter(({ user, emails }) => JSON.stringify(emails) !== JSON.stringify(user.furtherEmails));
    await this.remove(
      'user_emails',
      changed.flatMap(({ user }) => (user.furtherEmails.length > 0 ? [user] : [])),
    );
    await statements.upsert(
      trx,
      'user_emails',
      changed.flatMap(({ user, emails }) => emails.map((email, at) => [user.companyId, user.id, at + 1, email])),
    );
  }

  private async writeGroups(): Promise<void> {
    const { trx, statements } = this;
    const changes: CountChange[] = [];
    const deletedUsers = [...this.users.values()].filter(({ wasDeleted }) => wasDeleted);
    if (deletedUsers.length > 0) changes.push(...(await statements.leaveAll(trx, deletedUsers)));
    const deletedGroups = [...this.groups.values()].filter(({ wasDeleted }) => wasDeleted);
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
    if (keys.length > 0) await this.statements.remove(this.trx, table, keys);
  }
}

const keyOf = ({ companyId, id }: RowKey): string => `${companyId}/${id}`;

const newGroup = ({ companyId, id }: RowKey): GroupState => ({
  companyId,
  id,
  row: null,
  wasStored: false,
  wasDeleted: false,
  members: new Map(),
});

/** Email addresses of a user besides the first. */
const furtherEmails = (row: UserRow | null): readonly string[] => (row ? foldedEmails(row.attributes).slice(1) : []);

const isOfUser = (record: EventRecord): record is EventRecord<UserEvent> => isUserEvent(record.event);

const isOfGroup = (record: EventRecord): record is EventRecord<GroupEvent> => isGroupEvent(record.event);

/** Published, or unreadable, in which case it is refused when its turn comes. */
type ForRows = Incoming & { readonly record: PublishedRecord | null };

const isForRows = (incoming: Incoming): incoming is ForRows =>
  incoming.record === null || isPublished(incoming.record.event.type);

/** A record that has not been applied yet. */
type NewRecord = Incoming & { readonly record: PublishedRecord };

const isReadable = (incoming: ForRows): incoming is NewRecord => incoming.record !== null;

const companiesOf = (incoming: readonly Incoming[]): readonly string[] => [
  ...new Set(incoming.map(({ companyId }) => companyId)),
];

/** What has not been applied yet; throws for the first that the rows cannot take. */
function newRecords(published: readonly ForRows[], companies: ReadonlyMap<string, CompanyRow>): readonly NewRecord[] {
  const applied = new Map<string, Applied>(companies);
  return published.filter((incoming): incoming is NewRecord => {
    if (!isReadable(incoming)) throw refusal(incoming, '');
    const { record, companyId } = incoming;
    const order = orderOf(record, applied.get(companyId) ?? null);
    switch (order.kind) {
      case 'next':
        applied.set(companyId, order.applied);
        return true;
      case 'applied':
        return false;
      case 'hole':
        throw refusal(
          incoming,
          `has sequence ${record.companySequence} where ${order.expected} comes next: records are missing`,
        );
      case 'contradiction':
        throw new ForeignLog(order.what);
    }
  });
}

/** Cuts records so that no batch holds too many members of groups in memory. */
function* batches(records: readonly NewRecord[]): Generator<readonly NewRecord[]> {
  let [start, members] = [0, 0];
  for (const [
    index,
    {
      record: { event },
    },
  ] of records.entries()) {
    const size =
      event.type === 'GroupMembersAdded' || event.type === 'GroupMembersRemoved' ? event.data.memberIds.length : 0;
    if (index > start && members + size > MOST_MEMBER_CHANGES) {
      yield records.slice(start, index);
      [start, members] = [index, 0];
    }
    members += size;
  }
  if (start < records.length) yield start === 0 ? records : records.slice(start);
}
