import { effectiveAccess, type EffectiveAccess } from '@luciq/entitlement';
import { LOG_START, type Position } from '@luciq/events';
import type { Filter, UserResource } from '@luciq/scim';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { AppliedNotice } from './applied-notice.ts';
import { filterToSql } from './filter-to-sql.ts';
import type { CompanyRow } from './projections/companies.ts';
import type { UserRow } from './projections/users.ts';
import type { SqlDifferences } from './sql-differences.ts';
import { readStored, toCompanyRow, toUserResource, toUserRow, type StoredResource } from './stored-rows.ts';
import { COMPANY_COLUMNS, LOG_SOURCE, USER_COLUMNS, type Tables } from './tables.ts';

/** Which members of a company to list. */
export interface ListRequest {
  readonly companyId: string;
  readonly filter: Filter | null;
  /** From 1 (RFC 7644 section 3.4.2.4). */
  readonly startIndex: number;
  /** Most members in the answer; 0 for the total alone. */
  readonly count: number;
  /** The list must show everything up to this position of the company. */
  readonly passed: Position;
  /** How long to wait for that, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** URL of the SCIM service, for filters on `meta.location`. */
  readonly baseUrl?: string;
}

/** A page in the order in which members were created; or how far the read model is, where it did not get there in time. */
export type ListOutcome =
  | { readonly kind: 'page'; readonly totalResults: number; readonly users: readonly UserResource[] }
  | { readonly kind: 'behind'; readonly applied: Position; readonly wanted: Position };

/** A member's access, and why. */
export interface MemberAccess {
  readonly user: UserResource;
  readonly access: EffectiveAccess;
}

/** What the queries run on. */
export interface QueryEngine {
  /** Runs a query on the live generation, which stays open until it is answered. */
  read<T>(query: (db: Kysely<Tables>) => Promise<T>): Promise<T>;
  readonly differences: SqlDifferences;
  readonly notice: AppliedNotice;
}

/** Polls for rows that another process writes: the first delay, which doubles, and the longest one, in milliseconds. */
const FIRST_POLL_MS = 5;
const LONGEST_POLL_MS = 50;

/** Companies whose last page is remembered. */
const REMEMBERED_COMPANIES = 1_000;

/** Where a page of a company ended; true as long as nobody of the company is deleted. */
interface PageEnd {
  readonly nextIndex: number;
  readonly lastPosition: bigint;
  readonly deletedCount: number;
}

interface Page {
  readonly applied: Position;
  readonly deletedCount: number;
  readonly totalResults: number;
  readonly rows: readonly StoredPageRow[];
}

type StoredPageRow = StoredResource & { readonly created_position: number | bigint | string };

/** Reads the rows. Every answer is of one moment: each query is one statement. */
export class ReadModelQueries {
  private readonly engine: QueryEngine;
  private readonly pageEnds = new Map<string, PageEnd>();

  constructor(engine: QueryEngine) {
    this.engine = engine;
  }

  /** A page of a company's members, once everything up to `passed` has been applied. */
  async listUsers(request: ListRequest): Promise<ListOutcome> {
    const { companyId, passed, timeoutMs, signal } = request;
    const deadline = performance.now() + timeoutMs;
    for (let delay = FIRST_POLL_MS; ; delay = Math.min(LONGEST_POLL_MS, delay * 2)) {
      // Taken before the look, so that rows committed between the look and the wait wake it.
      const waiting = new AbortController();
      const left = Math.max(0, deadline - performance.now());
      const news = this.engine.notice.next(Math.min(delay, left), signal ? AbortSignal.any([signal, waiting.signal]) : waiting.signal);
      try {
        const { applied, isParked } = await this.standingOf(companyId);
        if (applied >= passed) {
          const page = await this.page(request);
          if (page.applied >= passed) return { kind: 'page', totalResults: page.totalResults, users: page.rows.map(toUserResource) };
        }
        if (left === 0 || isParked || signal?.aborted) return { kind: 'behind', applied, wanted: passed };
        await news;
      } finally {
        waiting.abort();
      }
    }
  }

  /** A member with role and applications and why; null for no such member, or a company that was never registered. */
  memberAccess(companyId: string, userId: string): Promise<MemberAccess | null> {
    return this.engine.read(async (db) => {
      const stored = await db
        .selectFrom('users')
        .innerJoin('companies', 'companies.company_id', 'users.company_id')
        .select(USER_COLUMNS.map((column) => `users.${column}` as const))
        .select(['companies.defaults', 'companies.owners'])
        .where('users.company_id', '=', companyId)
        .where('users.user_id', '=', userId)
        .executeTakeFirst();
      if (!stored) return null;
      const user = toUserRow(stored);
      const access = accessOf(user, { defaults: readStored(stored.defaults), owners: readStored(stored.owners) });
      return access && { user: toUserResource(stored), access };
    });
  }

  /** A company and how far its records have been applied; null for an unknown one. */
  company(companyId: string): Promise<CompanyRow | null> {
    return this.engine.read(async (db) => {
      const stored = await db.selectFrom('companies').select(COMPANY_COLUMNS).where('company_id', '=', companyId).executeTakeFirst();
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

  /** How far a company has been applied, and whether it stands still. */
  private standingOf(companyId: string): Promise<{ readonly applied: Position; readonly isParked: boolean }> {
    return this.engine.read(async (db) => {
      const row = await standing(db, companyId).executeTakeFirstOrThrow();
      return { applied: passedBy(row), isParked: row.parked_company !== null };
    });
  }

  private async page(request: ListRequest): Promise<Page> {
    if (request.filter) return this.engine.read((db) => filteredPage(db, request, this.engine.differences));
    const { companyId, startIndex } = request;
    const end = this.pageEnds.get(companyId);
    const seek = end?.nextIndex === startIndex ? end : null;
    let page = await this.engine.read((db) => unfilteredPage(db, request, seek));
    if (seek && page.deletedCount !== seek.deletedCount) page = await this.engine.read((db) => unfilteredPage(db, request, null));
    this.remember(request, page);
    return page;
  }

  private remember({ companyId, startIndex }: ListRequest, { rows, deletedCount }: Page): void {
    const last = rows.at(-1);
    if (!last) return;
    this.pageEnds.delete(companyId);
    this.pageEnds.set(companyId, { nextIndex: startIndex + rows.length, lastPosition: BigInt(last.created_position), deletedCount });
    const [oldest] = this.pageEnds.keys();
    if (this.pageEnds.size > REMEMBERED_COMPANIES && oldest !== undefined) this.pageEnds.delete(oldest);
  }
}

function accessOf(user: UserRow, company: Pick<CompanyRow, 'defaults' | 'owners'>): EffectiveAccess | null {
  if (!company.defaults) return null;
  return effectiveAccess({
    owner: Object.hasOwn(company.owners, user.userId) ? (company.owners[user.userId] ?? null) : null,
    status: { value: user.active ? 'active' : 'inactive', ...user.status },
    asserted: user.asserted,
    groupMappings: [],
    defaults: company.defaults,
  });
}

const PAGE_COLUMNS = ['user_id', 'active', 'attributes', 'created', 'last_modified', 'revision', 'created_position'] as const;
const PLACE_COLUMNS = ['place.company_position', 'place.log_position', 'place.parked_company'] as const;

/** How far a company can be relied on, in columns. */
interface Standing {
  readonly company_position: number | bigint | string | null;
  readonly log_position: number | bigint | string | null;
  readonly parked_company: string | null;
}

/**
 * A company has passed a position when its own row has, or when the whole log was applied up to there: the position may be
 * that of an internal record, which moves no row. The latter says nothing of a parked company, which is passed over.
 */
function passedBy({ company_position, log_position, parked_company }: Standing): Position {
  const ofCompany = BigInt(company_position ?? 0);
  const ofLog = BigInt(parked_company === null ? (log_position ?? 0) : 0);
  return ofLog > ofCompany ? ofLog : ofCompany;
}

/** Always one row. */
const standing = (db: Kysely<Tables>, companyId: string) =>
  db.selectNoFrom((eb) => [
    eb.selectFrom('companies').select('applied_position').where('company_id', '=', companyId).as('company_position'),
    eb.selectFrom('checkpoint').select('position').where('source', '=', LOG_SOURCE).as('log_position'),
    eb.selectFrom('parked').select('company_id').where('company_id', '=', companyId).as('parked_company'),
  ]);

/** The company's figures beside each row of the page; one row with null for the user where the page is empty. */
interface JoinedRow extends Standing {
  readonly deleted_count: number | null;
  readonly total: number | bigint | string | null;
}

type MaybeUser = { readonly [Column in keyof StoredPageRow]: StoredPageRow[Column] | null };

function toPage(rows: readonly (JoinedRow & MaybeUser)[]): Page {
  const [first] = rows;
  return {
    applied: first ? passedBy(first) : LOG_START,
    deletedCount: first?.deleted_count ?? 0,
    totalResults: Number(first?.total ?? 0),
    rows: rows.filter((row): row is JoinedRow & StoredPageRow => row.user_id !== null),
  };
}

/** The page by the end of the page before it where that is known, by counting from the start otherwise. */
async function unfilteredPage(db: Kysely<Tables>, { companyId, startIndex, count }: ListRequest, seek: PageEnd | null): Promise<Page> {
  const rows = await db
    .selectFrom(standing(db, companyId).as('place'))
    .leftJoin('companies', (join) => join.on('companies.company_id', '=', companyId))
    .leftJoin(
      (eb) => {
        const page = eb.selectFrom('users').select(PAGE_COLUMNS).where('company_id', '=', companyId).orderBy('created_position').limit(count);
        return (seek ? page.where('created_position', '>', seek.lastPosition) : page.offset(startIndex - 1)).as('page');
      },
      (join) => join.onTrue(),
    )
    .select(PAGE_COLUMNS.map((column) => `page.${column}` as const))
    .select(PLACE_COLUMNS)
    .select(['companies.deleted_count', 'companies.member_count as total'])
    .orderBy('page.created_position')
    .execute();
  return toPage(rows);
}

/** Finds every match once, counts them and takes the page out of them. */
async function filteredPage(db: Kysely<Tables>, request: ListRequest, differences: SqlDifferences): Promise<Page> {
  const { companyId, startIndex, count, filter, baseUrl = null } = request;
  const condition: RawBuilder<boolean> = filter ? filterToSql(filter, { differences, baseUrl }) : sql<boolean>`true`;
  const rows = await db
    .with(
      (cte) => cte('matched').materialized(),
      (qc) => qc.selectFrom('users').select(['users.created_position', 'users.user_id']).where('users.company_id', '=', companyId).where(condition),
    )
    .selectFrom(standing(db, companyId).as('place'))
    .leftJoin('companies', (join) => join.on('companies.company_id', '=', companyId))
    .leftJoin(
      (eb) =>
        eb
          .selectFrom(eb.selectFrom('matched').select('matched.user_id as id').orderBy('matched.created_position').limit(count).offset(startIndex - 1).as('slice'))
          .innerJoin('users', 'users.user_id', 'slice.id')
          .select(PAGE_COLUMNS.map((column) => `users.${column}` as const))
          .where('users.company_id', '=', companyId)
          .as('page'),
      (join) => join.onTrue(),
    )
    .select(PAGE_COLUMNS.map((column) => `page.${column}` as const))
    .select(PLACE_COLUMNS)
    .select('companies.deleted_count')
    .select((eb) => eb.selectFrom('matched').select((count_) => count_.fn.countAll().as('matches')).as('total'))
    .orderBy('page.created_position')
    .execute();
  return toPage(rows);
}
