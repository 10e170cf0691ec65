import type { Parsed } from '../error.ts';
import { parsed, problem } from '../error.ts';
import type { Filter } from '../filter/filter.ts';
import { parseFilter } from '../filter/parse.ts';
import { isObject, memberInAnyCase } from '../json.ts';
import { checkMessageSchema, saysSchema } from '../message.ts';
import type { Selection } from '../resource/selection.ts';
import { parseSelection } from '../resource/selection.ts';
import type { ResourceTypeDefinition } from '../schema/definition.ts';
import { SEARCH_REQUEST_URN } from '../urns.ts';
import type { Paging } from './list.ts';
import { parsePaging, wholeNumber } from './list.ts';
import type { Sort } from './sort.ts';
import { parseSort } from './sort.ts';

/** Names of the parameters of a list, the same in a URL (RFC 7644 section 3.4.2) and in a search (section 3.4.3). */
export const LIST_PARAMETERS = [
  'filter',
  'sortBy',
  'sortOrder',
  'startIndex',
  'count',
  'cursor',
  'attributes',
  'excludedAttributes',
] as const;

/** The parameters of a list as texts. */
export type ListParameters = { readonly [name in (typeof LIST_PARAMETERS)[number]]?: string | undefined };

/** How a list is cut: from an index, or after a cursor; null for the first page. */
export type ListPaging =
  | ({ readonly kind: 'index' } & Paging)
  | { readonly kind: 'cursor'; readonly cursor: string | null; readonly count: number };

/** The parameters of a list request, ready for the read model. */
export interface ListQuery {
  readonly filter: Filter | null;
  readonly sort: Sort | null;
  readonly paging: ListPaging;
  readonly selection: Selection | null;
}

/** Sizes of pages. */
export interface PageLimits {
  readonly defaultCount: number;
  readonly maxCount: number;
}

/**
 * Reads how a list is to be cut. A `cursor`, be it empty, asks for cursors (RFC 9865 section 2): a `count` over `maxCount` is
 * then invalidCount, one below 0 is 0; together with startIndex it is invalidValue. Without one see parsePaging.
 */
export function parseListPaging(parameters: ListParameters, limits: PageLimits): Parsed<ListPaging> {
  const { cursor, startIndex, count } = parameters;
  if (cursor === undefined) {
    const paging = parsePaging(parameters, limits);
    return paging.ok ? parsed({ kind: 'index', ...paging.value }) : paging;
  }
  if (startIndex !== undefined) return problem('invalidValue', 'cursor and startIndex must not be given together.');
  const number = wholeNumber(count, limits.defaultCount);
  if (number === undefined || number > limits.maxCount) {
    return problem(
      'invalidCount',
      `count must be a whole number of at most ${limits.maxCount} where a cursor is used.`,
    );
  }
  return parsed({ kind: 'cursor', cursor: cursor === '' ? null : cursor, count: Math.max(0, number) });
}

/** Reads all parameters of a list of one resource type; an empty filter is none. */
export function parseListQuery(
  type: ResourceTypeDefinition,
  parameters: ListParameters,
  limits: PageLimits,
): Parsed<ListQuery> {
  const filter =
    parameters.filter === undefined || parameters.filter === '' ? parsed(null) : parseFilter(type, parameters.filter);
  if (!filter.ok) return filter;
  const sort = parseSort(type, parameters);
  if (!sort.ok) return sort;
  const paging = parseListPaging(parameters, limits);
  if (!paging.ok) return paging;
  const selection = parseSelection(type, parameters);
  if (!selection.ok) return selection;
  return parsed({ filter: filter.value, sort: sort.value, paging: paging.value, selection: selection.value });
}

const isNames = (name: string): boolean => name === 'attributes' || name === 'excludedAttributes';

/** The text that a URL would have for a value in the body of a search; undefined for one that no URL could have. */
function parameterText(name: string, value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (name === 'startIndex' || name === 'count') return typeof value === 'number' ? String(value) : undefined;
  const isList = isNames(name) && Array.isArray(value) && value.every((each) => typeof each === 'string');
  return isList ? value.join(',') : undefined;
}

/**
 * Reads the body of a search by POST (RFC 7644 section 3.4.3) into the parameters that a GET would have, keys in any case.
 * `schemas` may be missing where a parameter shows what the body is; one that shows neither, or another URN, is invalidSyntax,
 * a value of another type invalidValue.
 */
export function parseSearchRequest(body: unknown): Parsed<ListParameters> {
  if (!isObject(body)) return problem('invalidSyntax', 'The body must be a JSON object.');
  const schemas = checkMessageSchema(body, SEARCH_REQUEST_URN);
  if (!schemas.ok) return schemas;
  const isSearch =
    saysSchema(body) || LIST_PARAMETERS.some((name) => memberInAnyCase(body, name.toLowerCase()) !== undefined);
  if (!isSearch)
    return problem(
      'invalidSyntax',
      `This is no search: give schemas with ${SEARCH_REQUEST_URN}, or one of ${LIST_PARAMETERS.join(', ')}.`,
    );
  const parameters: { [name in (typeof LIST_PARAMETERS)[number]]?: string } = {};
  for (const name of LIST_PARAMETERS) {
    const value = memberInAnyCase(body, name.toLowerCase());
    if (value === undefined || value === null) continue;
    const text = parameterText(name, value);
    if (text === undefined)
      return problem(
        'invalidValue',
        `${name} must be ${isNames(name) ? 'a list of strings' : 'a string, or a number where it counts'}.`,
      );
    parameters[name] = text;
  }
  return parsed(parameters);
}
