import type { Json } from '@luciq/events';
import type { Parsed } from '../error.ts';
import { parsed, problem } from '../error.ts';
import { LIST_RESPONSE_URN } from '../urns.ts';

/** The requested part of a list. */
export interface Paging {
  /** From 1. */
  readonly startIndex: number;
  readonly count: number;
}

const WHOLE_NUMBER = /^-?\d{1,40}$/;

/** A list answer (RFC 7644 section 3.4.2); `itemsPerPage` is the number of resources in it. */
export const listResponse = (list: {
  readonly totalResults: number;
  readonly startIndex: number;
  readonly resources: readonly Json[];
}): Record<string, Json> => ({
  schemas: [LIST_RESPONSE_URN],
  totalResults: list.totalResults,
  startIndex: list.startIndex,
  itemsPerPage: list.resources.length,
  Resources: list.resources,
});

/** A page of a list that is walked by cursors (RFC 9865 section 2); `nextCursor` is null on the last page. */
export const cursorResponse = (page: {
  readonly totalResults: number;
  readonly resources: readonly Json[];
  readonly nextCursor: string | null;
}): Record<string, Json> => ({
  schemas: [LIST_RESPONSE_URN],
  totalResults: page.totalResults,
  itemsPerPage: page.resources.length,
  ...(page.nextCursor === null ? {} : { nextCursor: page.nextCursor }),
  Resources: page.resources,
});

/** A whole number of a query parameter; the fallback where it is not given, undefined for anything else. */
export function wholeNumber(text: string | undefined, fallback: number): number | undefined {
  if (text === undefined) return fallback;
  return WHOLE_NUMBER.test(text) ? Math.min(Number(text), Number.MAX_SAFE_INTEGER) : undefined;
}

/**
 * Reads the query parameters `startIndex` and `count` (RFC 7644 section 3.4.2.4): a startIndex below 1 is 1, a count below
 * 0 is 0 and one above `maxCount` is `maxCount`. Anything but a whole number is invalidValue.
 */
export function parsePaging(
  query: { readonly startIndex?: string | undefined; readonly count?: string | undefined },
  limits: { readonly defaultCount: number; readonly maxCount: number },
): Parsed<Paging> {
  const startIndex = wholeNumber(query.startIndex, 1);
  if (startIndex === undefined) return problem('invalidValue', 'startIndex must be a whole number.');
  const count = wholeNumber(query.count, limits.defaultCount);
  if (count === undefined) return problem('invalidValue', 'count must be a whole number.');
  return parsed({ startIndex: Math.max(1, startIndex), count: Math.min(Math.max(0, count), limits.maxCount) });
}
