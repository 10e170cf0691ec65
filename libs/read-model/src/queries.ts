import type { Kysely } from 'kysely';
import type { GroupMapping } from '@luciq/entitlement';
import type { Membership } from '@luciq/scim';
import type { CommitNotifier } from './applying/commit-notifier.ts';
import { isFoundByIndex } from './lists/filter-index.ts';
import type { ListKind, Page, StoredPageGroup, StoredPageUser } from './lists/list-page.ts';
import { GROUP_LIST, matchedPage, USER_LIST, wholePage } from './lists/list-page.ts';
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
import type { SqlDialect } from './lists/sql-dialect.ts';
import { appliedTo, waitForRows } from './lists/wait-for-rows.ts';
import type { CompanyRow } from './projections/companies.ts';
import type { MappingDraft, MappingEffect, UserAccess } from './search/access-queries.ts';
import { companyMappings, previewBatch, userAccess } from './search/access-queries.ts';
import type { GroupPage, GroupSearch } from './search/group-search.ts';
import { groupsOverview } from './search/group-search.ts';
import type { RowsBehind } from './search/search-request.ts';
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

/** Companies whose last page is remembered. */
const REMEMBERED_COMPANIES = 1_000;

/** Form of a cursor: the position at which the last resource of a page was created. */
const CURSOR = /^\d{1,18}$/;

/** Where a page of a company ended; true as long as no user of the company is deleted. */
interface PageEnd {
  readonly nextIndex: number;
  readonly lastPosition: bigint;
  readonly deletedCount: number;
}

/** Reads the rows. Every answer is of one moment: it is one statement, or several on one snapshot. */
export class ReadModelQueries {
  private readonly engine: QueryEngine;
  private readonly pageEnds = new Map<string, PageEnd>();

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

  /** Users whose rename waits to be confirmed, as far as the rows are; MAX_WAITING_RENAMES at most. */
  waitingRenames(companyId: string): Promise<readonly RenamedUser[]> {
    return this.engine.read((db) => waitingRenames(db, companyId));
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

  private async userPage(request: ListRequest): Promise<Page<StoredPageUser>> {
    const { companyId, startIndex, after = null } = request;
    if (request.filter || request.sort) return this.searchedPage(USER_LIST, request);
    if (after !== null) return this.engine.read((db) => wholePage(db, request, BigInt(after)));
    const end = this.pageEnds.get(companyId);
    const seek = end?.nextIndex === startIndex ? end : null;
    let page = await this.engine.read((db) => wholePage(db, request, seek?.lastPosition ?? null));
    if (seek && page.deletedCount !== seek.deletedCount)
      page = await this.engine.read((db) => wholePage(db, request, null));
    this.remember(request, page);
    return page;
  }

  /** A page of what a filter finds, or in an order that is not that of creation. */
  private searchedPage<Row extends StoredPageUser | StoredPageGroup>(
    kind: ListKind<Row>,
    request: ListRequest,
    db?: Kysely<Tables>,
  ): Promise<Page<Row>> {
    const { dialect, scansInBatches } = this.engine;
    const isScan = scansInBatches && !(request.filter && isFoundByIndex(request.filter, kind.subject));
    const search = (on: Kysely<Tables>): Promise<Page<Row>> =>
      (isScan ? scannedPage : matchedPage)(on, kind, request, dialect);
    if (db) return search(db);
    return isScan ? this.engine.snapshot(search) : this.engine.read(search);
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

  private remember({ companyId, startIndex }: ListRequest, { rows, deletedCount }: Page<StoredPageUser>): void {
    const last = rows.at(-1);
    if (!last) return;
    this.pageEnds.delete(companyId);
    this.pageEnds.set(companyId, {
      nextIndex: startIndex + rows.length,
      lastPosition: BigInt(last.created_position),
      deletedCount,
    });
    const [oldest] = this.pageEnds.keys();
    if (this.pageEnds.size > REMEMBERED_COMPANIES && oldest !== undefined) this.pageEnds.delete(oldest);
  }
}

function cursorOf({ goesOn, rows }: Page<{ readonly created_position: number | bigint | string }>): string | null {
  const last = rows.at(-1);
  return goesOn && last ? String(last.created_position) : null;
}
