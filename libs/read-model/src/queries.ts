import type { Kysely } from 'kysely';
import type { GroupMapping } from '@luciq/entitlement';
import { LOG_START } from '@luciq/events';
import type { Membership, Sort } from '@luciq/scim';
import { userNameOf, userResourceType } from '@luciq/scim';
import type { CommitNotifier } from './applying/commit-notifier.ts';
import { narrowed } from './lists/candidates.ts';
import { isFoundByIndex } from './lists/filter-index.ts';
import type { ListKind, Page, StoredPageGroup, StoredPageUser } from './lists/list-page.ts';
import { contextOf, GROUP_LIST, matchedPage, USER_LIST, wholePage } from './lists/list-page.ts';
import type {
  GroupListOutcome,
  GroupListRequest,
  ListedGroup,
  ListOutcome,
  ListRequest,
  NoPage,
} from './lists/list-request.ts';
import { MAX_LISTED_MEMBERS } from './lists/list-request.ts';
import { scannedPage } from './lists/list-scan.ts';
import type { RenamedUser } from './lists/membership-queries.ts';
import { groupsOfUsers, knownUsers, membersOf, waitingRenames } from './lists/membership-queries.ts';
import type { IndexedOrder } from './lists/ordered-page.ts';
import { indexedOrder, orderedPage } from './lists/ordered-page.ts';
import { PageEnds } from './lists/page-ends.ts';
import type { SqlDialect } from './lists/sql-dialect.ts';
import { appliedTo, waitForRows } from './lists/wait-for-rows.ts';
import type { CompanyRow } from './projections/companies.ts';
import type { MappingDraft, MappingEffect, UserAccess } from './search/access-queries.ts';
import { companyMappings, previewBatch, userAccess } from './search/access-queries.ts';
import type { NameBearer, NameSpan } from './search/former-queries.ts';
import { bearersOf, formerNamesOf, groupsEver } from './search/former-queries.ts';
import type { GroupPage, GroupSearch } from './search/group-search.ts';
import { groupsOverview } from './search/group-search.ts';
import type { RowsBehind } from './search/search-request.ts';
import { filterOf } from './search/search-request.ts';
import type { UserPage, UserSearch } from './search/user-search.ts';
import { searchUsers } from './search/user-search.ts';
import { toCompanyRow, toGroupResource, toUserResource } from './tables/stored-rows.ts';
import type { Tables } from './tables/tables.ts';
import { COMPANY_COLUMNS } from './tables/tables.ts';

/** What the queries run on. */
export interface QueryEngine {
  /** Runs a query on the live generation, which stays open until it is answered. */
  read<T>(query: (db: Kysely<Tables>) => Promise<T>): Promise<T>;
  /** As `read`, but all statements of the query see one moment, however long it takes. */
  snapshot<T>(query: (db: Kysely<Tables>) => Promise<T>): Promise<T>;
  /** True for an engine inside the process, which can do nothing else while a statement runs: scans then go in batches. */
  readonly scansInBatches: boolean;
  readonly dialect: SqlDialect;
  readonly commits: CommitNotifier;
}

/** Form of a cursor: the position at which the last resource of a page was created. */
const CURSOR = /^\d{1,18}$/;

/** Reads the rows. Every answer is of one moment: it is one statement, or several on one snapshot. */
export class ReadModelQueries {
  private readonly engine: QueryEngine;
  private readonly pageEnds = new PageEnds();

  constructor(engine: QueryEngine) {
    this.engine = engine;
  }

  /** True once everything up to `passed` has been applied; false if the rows of the company don't get there in time. */
  async hasPassed(wait: Pick<ListRequest, 'companyId' | 'passed' | 'timeoutMs'>): Promise<boolean> {
    const outcome = await waitForRows(this.engine, wait, () => appliedTo(this.engine, wait.companyId));
    return !('kind' in outcome);
  }

  /** A page of a company's users, once everything up to `passed` has been applied. */
  async listUsers(request: ListRequest): Promise<ListOutcome> {
    const page = await this.passedPage(request, () => this.userPage(request));
    if ('kind' in page) return page;
    return {
      kind: 'page',
      totalResults: page.totalResults,
      users: page.rows.map(toUserResource),
      next: cursorOf(page),
    };
  }

  /** A page of a company's groups, as listUsers. With members it may end before `count`, but not before its first group. */
  async listGroups(request: GroupListRequest): Promise<GroupListOutcome> {
    const page = await this.passedPage(request, () => this.engine.snapshot((db) => this.groupPage(db, request)));
    if ('kind' in page) return page;
    return {
      kind: 'page',
      totalResults: page.totalResults,
      groups: page.rows.map(({ listed }) => listed),
      next: cursorOf(page),
    };
  }

  /** The members of one group in the order of their ids, as far as the rows are; empty for no such group. */
  membersOf(companyId: string, groupId: string): Promise<readonly Membership[]> {
    return this.engine.snapshot((db) => membersOf(db, { companyId, groupId }, this.engine.dialect));
  }

  /** The groups that users are in, oldest first, as far as the rows are; a user without groups is not in the answer. */
  groupsOfUsers(companyId: string, userIds: readonly string[]): Promise<ReadonlyMap<string, readonly Membership[]>> {
    return this.engine.read((db) => groupsOfUsers(db, { companyId, userIds }, this.engine.dialect));
  }

  /** Those of the ids that are users of the company, active or not, as far as the rows are: a miss may be one who was just created. */
  knownUsers(companyId: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
    return this.engine.read((db) => knownUsers(db, { companyId, userIds: ids }, this.engine.dialect));
  }

  /** The userName of the one member who has that e-mail address, as far as the rows are; null for nobody, and for several. */
  async userNameByEmail(companyId: string, email: string): Promise<string | null> {
    const filter = filterOf(userResourceType, 'emails.value eq ""', email);
    const { rows } = await this.userPage({
      companyId,
      filter,
      startIndex: 1,
      count: 2,
      passed: LOG_START,
      timeoutMs: 0,
    });
    const [row, ...more] = rows;
    return row === undefined || more.length > 0 ? null : userNameOf(toUserResource(row).attributes);
  }

  /** Users whose rename waits to be confirmed, as far as the rows are; MAX_WAITING_RENAMES at most. */
  waitingRenames(companyId: string): Promise<readonly RenamedUser[]> {
    return this.engine.read((db) => waitingRenames(db, companyId));
  }

  /** Everyone who has a name or had it, also who was deleted, as far as the rows are; MAX_BEARERS of each at most. */
  bearersOf(companyId: string, name: string): Promise<readonly NameBearer[]> {
    return this.engine.snapshot((db) => bearersOf(db, { companyId, name }, this.engine.dialect));
  }

  /** The former displayNames and userNames of some users, also of who was deleted, by user, the newest first. */
  formerNamesOf(companyId: string, userIds: readonly string[]): Promise<ReadonlyMap<string, readonly NameSpan[]>> {
    return this.engine.read((db) => formerNamesOf(db, companyId, userIds, this.engine.dialect));
  }

  /** Ids of every group that a user is in or ever was in, as far as the rows are. */
  groupsEver(companyId: string, userId: string): Promise<readonly string[]> {
    return this.engine.read((db) => groupsEver(db, companyId, userId));
  }

  /** A user with role and applications and why; null for no such user, or a company that was never registered. */
  userAccess(companyId: string, userId: string): Promise<UserAccess | null> {
    return this.engine.snapshot((db) => userAccess(db, companyId, userId, this.engine.dialect));
  }

  /** Users with role and applications in effect, found by what the console asks for. Each batch of a search is of its own moment. */
  async searchUsers(search: UserSearch): Promise<UserPage | RowsBehind> {
    return (await this.hasPassed(search)) ? searchUsers(this.engine, search) : { kind: 'behind' };
  }

  /** Groups with the number of their members and what the company gives to these. */
  async groupsOverview(search: GroupSearch): Promise<GroupPage | RowsBehind> {
    if (!(await this.hasPassed(search))) return { kind: 'behind' };
    return this.engine.snapshot((db) => groupsOverview(db, search, this.engine.dialect));
  }

  /** What a company gives to the members of groups, highest precedence first. */
  mappings(companyId: string): Promise<readonly GroupMapping[]> {
    return this.engine.read((db) => companyMappings(db, companyId));
  }

  /**
   * Who would gain or lose what if the mapping of a group were this one: one by one by user id, without those for whom
   * nothing changes. Worked out while it is read, in batches each of which is of its own moment; nothing is kept in between.
   */
  async *previewMapping(draft: MappingDraft): AsyncGenerator<MappingEffect, void> {
    for (let after: string | null = ''; after !== null;) {
      const from: string = after;
      const batch = await this.engine.snapshot((db) => previewBatch(db, draft, from, this.engine.dialect));
      yield* batch.effects;
      after = batch.last;
    }
  }

  /** A company and how far its records have been applied; null for an unknown one. */
  company(companyId: string): Promise<CompanyRow | null> {
    return this.engine.read(async (db) => {
      const stored = await db
        .selectFrom('companies')
        .select(COMPANY_COLUMNS)
        .where('company_id', '=', companyId)
        .executeTakeFirst();
      return stored ? toCompanyRow(stored) : null;
    });
  }

  /** Every company, by id. */
  companies(): Promise<readonly CompanyRow[]> {
    return this.engine.read(async (db) => {
      const stored = await db.selectFrom('companies').select(COMPANY_COLUMNS).orderBy('company_id').execute();
      return stored.map(toCompanyRow);
    });
  }

  private async passedPage<Row>(request: ListRequest, read: () => Promise<Page<Row>>): Promise<Page<Row> | NoPage> {
    const { after = null } = request;
    if (after !== null && !CURSOR.test(after)) return { kind: 'cursor-expired' };
    const page = await waitForRows(this.engine, request, read);
    return 'isCursorExpired' in page && page.isCursorExpired ? { kind: 'cursor-expired' } : page;
  }

  private userPage(request: ListRequest): Promise<Page<StoredPageUser>> {
    const { filter, sort = null, after = null } = request;
    if (!filter && !sort)
      return this.engine.read((db) => wholePage(db, request, after === null ? null : BigInt(after)));
    const order = sort && !filter ? indexedOrder(sort) : null;
    return sort && order ? this.orderedPage({ ...request, sort }, order) : this.searchedPage(USER_LIST, request);
  }

  private async orderedPage(
    request: ListRequest & { readonly sort: Sort },
    order: IndexedOrder,
  ): Promise<Page<StoredPageUser>> {
    const { startIndex } = request;
    const page = await this.engine.snapshot((db) =>
      orderedPage(db, request, {
        order,
        dialect: this.engine.dialect,
        startOf: (sequence) => this.pageEnds.lastBefore(request, startIndex, sequence),
      }),
    );
    const last = page.rows.at(-1);
    if (last && (request.after ?? null) === null)
      this.pageEnds.remember(request, {
        nextIndex: startIndex + page.rows.length,
        lastPosition: String(last.created_position),
        appliedSequence: page.appliedSequence,
      });
    return page;
  }

  /** A page of what a filter finds, or in an order that no index holds. */
  private async searchedPage<Row extends StoredPageUser | StoredPageGroup>(
    kind: ListKind<Row>,
    request: ListRequest,
    db?: Kysely<Tables>,
  ): Promise<Page<Row>> {
    const { dialect, scansInBatches } = this.engine;
    const { filter } = request;
    const read = <T>(query: (on: Kysely<Tables>) => Promise<T>): Promise<T> =>
      db ? query(db) : this.engine.read(query);
    const isFound = filter !== null && isFoundByIndex(filter, kind.subject);
    const narrowing =
      filter && !isFound ? await read((on) => narrowed(on, filter, contextOf(request, kind.subject, dialect))) : null;
    if (isFound || narrowing || !scansInBatches)
      return read((on) => matchedPage(on, kind, request, { dialect, narrowing }));
    const scan = (on: Kysely<Tables>): Promise<Page<Row>> => scannedPage(on, kind, request, dialect);
    return db ? scan(db) : this.engine.snapshot(scan);
  }

  private async groupPage(
    db: Kysely<Tables>,
    request: GroupListRequest,
  ): Promise<Page<StoredPageGroup & { readonly listed: ListedGroup }>> {
    const { companyId, withMembers } = request;
    const page = await this.searchedPage(GROUP_LIST, request, db);
    const rows: (StoredPageGroup & { readonly listed: ListedGroup })[] = [];
    let room = MAX_LISTED_MEMBERS;
    for (const row of page.rows) {
      room -= withMembers ? row.member_count : 0;
      if (room < 0 && rows.length > 0) break;
      const members = withMembers
        ? await membersOf(db, { companyId, groupId: row.group_id }, this.engine.dialect)
        : null;
      rows.push({ ...row, listed: { group: toGroupResource(row), members } });
    }
    return { ...page, rows, goesOn: page.goesOn || rows.length < page.rows.length };
  }
}

function cursorOf({ goesOn, rows }: Page<{ readonly created_position: number | bigint | string }>): string | null {
  const last = rows.at(-1);
  return goesOn && last ? String(last.created_position) : null;
}
