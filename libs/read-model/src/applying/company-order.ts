import type { EventRecord } from '@luciq/events';
import { ForeignLog } from './foreign-log.ts';
import type { CompanyRow } from '../projections/companies.ts';

/** How far a company's published records have been applied. */
export type Applied = Pick<CompanyRow, 'appliedPosition' | 'appliedSequence' | 'appliedEventId'>;

/** Before the first record of a company. */
const NOTHING: Applied = { appliedPosition: 0n, appliedSequence: 0, appliedEventId: '' };

/** `hole`: records of the company before this one are missing. */
export type Place = { readonly kind: 'next'; readonly applied: Applied } | { readonly kind: 'applied' } | { readonly kind: 'hole'; readonly expected: number };

/** Where a published record of a company stands to what has been applied; throws ForeignLog where the two do not fit together. */
export function placeOf({ companyId, position, companySequence, id }: EventRecord, applied: Applied = NOTHING): Place {
  const { appliedPosition, appliedSequence, appliedEventId } = applied;
  if (position <= appliedPosition) {
    const isLast = companySequence === null ? position === appliedPosition : companySequence === appliedSequence;
    if ((companySequence ?? 0) > appliedSequence || (isLast && id !== appliedEventId)) {
      throw new ForeignLog(`company ${companyId} was applied up to position ${appliedPosition} and sequence ${appliedSequence}, and now has another record there`);
    }
    return { kind: 'applied' };
  }
  const next = appliedSequence + 1;
  const sequence = companySequence ?? next;
  if (sequence < next) {
    throw new ForeignLog(`sequence ${sequence} of company ${companyId} comes again at position ${position}, after it was applied up to position ${appliedPosition}`);
  }
  if (sequence > next) return { kind: 'hole', expected: next };
  return { kind: 'next', applied: { appliedPosition: position, appliedSequence: next, appliedEventId: id } };
}
