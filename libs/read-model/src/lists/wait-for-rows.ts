import type { Kysely, SelectQueryBuilder } from 'kysely';
import type { Position } from '@luciq/events';
import type { CommitNotifier } from '../applying/commit-notifier.ts';
import type { Tables } from '../tables/tables.ts';
import { LOG_SOURCE } from '../tables/tables.ts';
import type { ListRequest, NoPage } from './list-request.ts';

/** Delays between two looks at rows that another process writes, in milliseconds: the first, which doubles, and the longest. */
const FIRST_POLL_MS = 5;
const LONGEST_POLL_MS = 50;

/** The rows, and who tells that some were committed. */
interface RowsEngine {
  read<T>(query: (db: Kysely<Tables>) => Promise<T>): Promise<T>;
  readonly commits: CommitNotifier;
}

/**
 * Reads once the rows show everything up to the position `passed`, and waits for that. `behind`, which a list answers with
 * 429: they do not get there within `timeoutMs`, or not before an operator acts, because the company is parked.
 */
export async function waitForRows<Read extends { readonly applied: Position }>(
  engine: RowsEngine,
  { companyId, passed, timeoutMs, signal }: Pick<ListRequest, 'companyId' | 'passed' | 'timeoutMs' | 'signal'>,
  read: () => Promise<Read>,
): Promise<Read | Extract<NoPage, { kind: 'behind' }>> {
  const deadline = performance.now() + timeoutMs;
  for (let delay = FIRST_POLL_MS; ; delay = Math.min(LONGEST_POLL_MS, delay * 2)) {
    // Subscribed before the read, so that rows committed between the read and the wait end it.
    const subscription = new AbortController();
    const left = Math.max(0, deadline - performance.now());
    const commit = engine.commits.next(
      Math.min(delay, left),
      signal ? AbortSignal.any([signal, subscription.signal]) : subscription.signal,
    );
    try {
      const { applied, isParked } = await appliedTo(engine, companyId);
      if (applied >= passed) {
        const found = await read();
        if (found.applied >= passed) return found;
      }
      if (left === 0 || isParked || signal?.aborted) return { kind: 'behind', applied, wanted: passed };
      await commit;
    } finally {
      subscription.abort();
    }
  }
}

/** How far a company has been applied, and whether it is parked, so that it goes no further. */
export function appliedTo(
  engine: Pick<RowsEngine, 'read'>,
  companyId: string,
): Promise<{ readonly applied: Position; readonly isParked: boolean }> {
  return engine.read(async (db) => {
    const columns = await appliedColumns(db, companyId).executeTakeFirstOrThrow();
    return { applied: appliedThrough(columns), isParked: columns.parked_company !== null };
  });
}

/** A whole number as drivers give it. */
export type WholeNumber = number | bigint | string;

/** How far the records of a company have been applied, as it is stored. */
export interface AppliedColumns {
  readonly company_position: WholeNumber | null;
  readonly log_position: WholeNumber | null;
  readonly parked_company: string | null;
}

/**
 * The position up to which a company's records have been applied: that of its own row, or that of the whole log if it is later,
 * because an internal record moves no row. The latter says nothing of a parked company, whose records are skipped.
 */
export function appliedThrough({ company_position, log_position, parked_company }: AppliedColumns): Position {
  const ofCompany = BigInt(company_position ?? 0);
  const ofLog = BigInt(parked_company === null ? (log_position ?? 0) : 0);
  return ofLog > ofCompany ? ofLog : ofCompany;
}

/** How far a company has been applied; always one row. */
export const appliedColumns = (
  db: Kysely<Tables>,
  companyId: string,
): SelectQueryBuilder<Tables, never, AppliedColumns> =>
  db.selectNoFrom((eb) => [
    eb.selectFrom('companies').select('applied_position').where('company_id', '=', companyId).as('company_position'),
    eb.selectFrom('checkpoint').select('position').where('source', '=', LOG_SOURCE).as('log_position'),
    eb.selectFrom('parked').select('company_id').where('company_id', '=', companyId).as('parked_company'),
  ]);
