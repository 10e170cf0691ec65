import type { Position } from '@luciq/events';
import type { Filter, ResourceTypeDefinition } from '@luciq/scim';
import { parseFilter } from '@luciq/scim';

/** Most users or groups of one page of a search. */
export const MAX_SEARCH_PAGE = 100;

/** Characters of a search text; what is beyond is not looked at. */
export const MAX_SEARCH_TEXT = 200;

/** Words of a search text; further ones are not looked at. */
export const MAX_SEARCH_WORDS = 5;

/** Form of a cursor: the position at which the last resource that was looked at was created. */
const CURSOR = /^\d{1,18}$/;

/** What a page must show, and how long to wait for that. */
export interface Waiting {
  readonly companyId: string;
  /** Everything up to this position of the company is in the answer. */
  readonly passed: Position;
  readonly timeoutMs: number;
}

/** The rows did not get so far in time. */
export interface RowsBehind {
  readonly kind: 'behind';
}

/** What no database keeps is found nowhere. */
const tidy = (text: string): string => text.toWellFormed().replaceAll('\0', '\u{fffd}');

/** A filter of the product's own, with every literal in it replaced. */
export function filterOf(type: ResourceTypeDefinition, text: string, value: string | boolean): Filter {
  const read = parseFilter(type, text);
  if (!read.ok) throw new TypeError(`not a filter: ${text}`);
  const put = (filter: Filter): Filter => {
    if (filter.kind === 'and' || filter.kind === 'or') return { kind: filter.kind, terms: filter.terms.map(put) };
    return filter.kind === 'compare' ? { ...filter, value: typeof value === 'string' ? tidy(value) : value } : filter;
  };
  return put(read.value);
}

const wordsOf = (text: string): readonly string[] =>
  text
    .slice(0, MAX_SEARCH_TEXT)
    .split(/\s+/u)
    .filter((word) => word !== '')
    .slice(0, MAX_SEARCH_WORDS);

/** A condition for each word of the text: it is in one of the attributes. */
export const anywhere = (
  type: ResourceTypeDefinition,
  attributes: readonly string[],
  text: string,
): readonly Filter[] =>
  wordsOf(text).map((word) => filterOf(type, attributes.map((attribute) => `${attribute} co ""`).join(' or '), word));

/** All of the conditions as one; null where there is none. */
export function all(terms: readonly Filter[]): Filter | null {
  if (terms.length > 1) return { kind: 'and', terms };
  return terms[0] ?? null;
}

/** Where a page begins: after the position in its cursor; null for a cursor that no page gave. */
export const startOf = (after: string | null | undefined): bigint | null => {
  if (after === null || after === undefined) return -1n;
  return CURSOR.test(after) ? BigInt(after) : null;
};

/** How many of a page are given, whatever was requested. */
export const pageSize = (count: number): number => Math.max(1, Math.min(count, MAX_SEARCH_PAGE));
