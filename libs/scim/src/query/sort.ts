import type { Json } from '@luciq/events';
import type { Parsed } from '../error.ts';
import { parsed, problem } from '../error.ts';
import type { FilterPath } from '../filter/filter.ts';
import { compareText, foldCase } from '../filter/text.ts';
import type { JsonObject } from '../json.ts';
import { isJsonObject, isList } from '../json.ts';
import { isPrimary } from '../resource/same-elements.ts';
import { readTime } from '../resource/value.ts';
import type { AttributeDefinition, ResourceTypeDefinition } from '../schema/definition.ts';
import { resolveAttribute, subAttribute } from '../schema/lookup.ts';

/** The requested order of a list. A complex attribute always has its `sub`: `emails` alone means `emails.value`. */
export interface Sort {
  readonly path: FilterPath;
  readonly descending: boolean;
}

const ORDERS: ReadonlyMap<string, { readonly descending: boolean }> = new Map([
  ['', { descending: false }],
  ['ascending', { descending: false }],
  ['descending', { descending: true }],
]);

/**
 * Reads `sortBy` and `sortOrder` (RFC 7644 section 3.4.2.3); null for no order of its own. An attribute that no schema
 * knows, or that is never returned, is ignored. Another sortOrder, and a complex attribute without a sub-attribute, is
 * invalidValue.
 */
export function parseSort(
  type: ResourceTypeDefinition,
  query: { readonly sortBy?: string | undefined; readonly sortOrder?: string | undefined },
): Parsed<Sort | null> {
  const order = ORDERS.get((query.sortOrder ?? '').trim().toLowerCase());
  if (!order) return problem('invalidValue', 'sortOrder must be ascending or descending.');
  const path = resolveAttribute(type, (query.sortBy ?? '').trim());
  if (!path || path.key === 'schemas' || path.attribute.returned === 'never') return parsed(null);
  if (path.attribute.type !== 'complex' || path.sub) return parsed({ path, ...order });
  const sub = subAttribute(path.attribute, 'value');
  return sub
    ? parsed({ path: { ...path, sub }, ...order })
    : problem('invalidValue', `sortBy ${path.key} is complex: name one of its sub-attributes.`);
}

/** The value by which a resource is ordered, undefined for none: of several elements the primary one's, else the first one's. */
export function sortValue({ path }: Sort, resource: JsonObject): Json | undefined {
  const value = Object.hasOwn(resource, path.key) ? resource[path.key] : undefined;
  const element = isList(value) ? (value.find(isPrimary) ?? value[0]) : value;
  const inner = path.sub
    ? isJsonObject(element) && Object.hasOwn(element, path.sub.name)
      ? element[path.sub.name]
      : undefined
    : element;
  return inner === null ? undefined : inner;
}

function compareValues(attribute: AttributeDefinition, one: Json, other: Json): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  if (typeof one === 'boolean' && typeof other === 'boolean') return Number(one) - Number(other);
  if (typeof one !== 'string' || typeof other !== 'string') return 0;
  if (attribute.type === 'dateTime') return (readTime(one) ?? 0) - (readTime(other) ?? 0);
  return attribute.caseExact ? compareText(one, other) : compareText(foldCase(one), foldCase(other));
}

/**
 * Compares two resources by that order: below, at or above 0. One without a value is last when ascending and first when
 * descending. This is the meaning that an order in SQL must have too; equals keep the order that the list has anyway.
 */
export function compareResources(sort: Sort, one: JsonObject, other: JsonObject): number {
  const [a, b] = [sortValue(sort, one), sortValue(sort, other)];
  const missing = Number(a === undefined) - Number(b === undefined);
  const ascending =
    a === undefined || b === undefined ? missing : compareValues(sort.path.sub ?? sort.path.attribute, a, b);
  return sort.descending ? -ascending : ascending;
}
