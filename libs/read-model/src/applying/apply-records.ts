import type { EventRecord } from '@luciq/events';
import { isPublished } from '@luciq/events';
import type { CompanyRow } from '../projections/companies.ts';
import { unknownCompany } from '../projections/companies.ts';
import { toCompanyRow } from '../tables/stored-rows.ts';
import { COMPANY_COLUMNS } from '../tables/tables.ts';
import type { Incoming } from './errors.ts';
import { ForeignLog, refusal } from './errors.ts';
import type { NewRecord, PublishedRecord } from './row-batch.ts';
import { RowBatch } from './row-batch.ts';
import type { RowTarget } from './row-engine.ts';

/** Member ids that come and go in one batch, over all groups; a single record may have more. */
const MOST_MEMBER_CHANGES = 50_000;

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
export async function applyRecords(target: RowTarget, incoming: readonly Incoming[]): Promise<void> {
  const published = incoming.filter(isForRows);
  if (published.length === 0) return;
  const stored = await target.trx
    .selectFrom('companies')
    .select(COMPANY_COLUMNS)
    .where('company_id', 'in', companiesOf(published))
    .execute();
  const companies = new Map(stored.map((row) => [row.company_id, toCompanyRow(row)]));
  for (const batch of batches(newRecords(published, companies))) {
    await new RowBatch(target, companies).apply(batch);
  }
}

/** Published, or unreadable, in which case it is refused when its turn comes. */
type ForRows = Incoming & { readonly record: PublishedRecord | null };

const isForRows = (incoming: Incoming): incoming is ForRows =>
  incoming.record === null || isPublished(incoming.record.event.type);

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
      case 'gap':
        throw refusal(
          incoming,
          `has sequence ${record.companySequence} where ${order.expected} comes next: records are missing`,
        );
      case 'contradiction':
        throw new ForeignLog(order.what);
    }
  });
}

/** How far a company's published records have been applied. */
type Applied = Pick<CompanyRow, 'appliedPosition' | 'appliedSequence' | 'appliedEventId'>;

/** `gap`: records of the company before this one are missing. `contradiction`: the record is not of the log, or of the state of it, that was applied. */
type RecordOrder =
  | { readonly kind: 'next'; readonly applied: Applied }
  | { readonly kind: 'applied' }
  | { readonly kind: 'gap'; readonly expected: number }
  | { readonly kind: 'contradiction'; readonly what: string };

/** Whether a published record of a company is the next to apply, given how far the company has been applied; null before its first record. */
function orderOf({ companyId, position, companySequence, id }: EventRecord, applied: Applied | null): RecordOrder {
  const { appliedPosition, appliedSequence, appliedEventId } = applied ?? unknownCompany(companyId);
  if (position <= appliedPosition) {
    const isLast = companySequence === null ? position === appliedPosition : companySequence === appliedSequence;
    const isAnother = (companySequence ?? 0) > appliedSequence || (isLast && id !== appliedEventId);
    if (!isAnother) return { kind: 'applied' };
    return {
      kind: 'contradiction',
      what: `company ${companyId} was applied up to position ${appliedPosition} and sequence ${appliedSequence}, and now has another record there`,
    };
  }
  const next = appliedSequence + 1;
  const sequence = companySequence ?? next;
  if (sequence < next) {
    return {
      kind: 'contradiction',
      what: `sequence ${sequence} of company ${companyId} comes again at position ${position}, after it was applied up to position ${appliedPosition}`,
    };
  }
  if (sequence > next) return { kind: 'gap', expected: next };
  return { kind: 'next', applied: { appliedPosition: position, appliedSequence: next, appliedEventId: id } };
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
