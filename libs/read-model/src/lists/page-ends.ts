import type { Sort } from '@luciq/scim';
import { columnName } from './filter-subjects.ts';

/** Sorted lists whose last page is remembered. */
const REMEMBERED_LISTS = 1_000;

/** Where a page of a list ended; true as long as nothing of the company changes. */
interface PageEnd {
  readonly nextIndex: number;
  readonly lastPosition: string;
  readonly appliedSequence: number;
}

/** A list of all users of a company in an order. */
interface SortedList {
  readonly companyId: string;
  readonly sort: Sort;
}

/** The places at which walks by index through sorted lists will go on: the users before need not be passed over again. */
export class PageEnds {
  private readonly ends = new Map<string, PageEnd>();

  /** The position at which the last user before the index was created; null where that is not known. */
  lastBefore(list: SortedList, startIndex: number, appliedSequence: number): string | null {
    const end = this.ends.get(nameOf(list));
    return end?.nextIndex === startIndex && end.appliedSequence === appliedSequence ? end.lastPosition : null;
  }

  remember(list: SortedList, end: PageEnd): void {
    const name = nameOf(list);
    this.ends.delete(name);
    this.ends.set(name, end);
    const [oldest] = this.ends.keys();
    if (this.ends.size > REMEMBERED_LISTS && oldest !== undefined) this.ends.delete(oldest);
  }
}

const nameOf = ({ companyId, sort }: SortedList): string =>
  `${columnName(sort.path)} ${sort.descending ? 'down' : 'up'} ${companyId}`;
