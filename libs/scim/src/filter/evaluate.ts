import type { Json } from '@luciq/events';
import type { JsonObject } from '../json.ts';
import { isJsonObject, isList } from '../json.ts';
import { readTime } from '../resource/value.ts';
import type { AttributeDefinition } from '../schema/definition.ts';
import type { ComparisonOperator, Filter, FilterPath } from './filter.ts';
import { compareText, foldCase, foldPart } from './text.ts';

type Comparison = Extract<Filter, { kind: 'compare' }>;

/** The values a path leads to, undefined for an element that has none. Empty for an unassigned attribute. */
function valuesAt(resource: JsonObject, path: FilterPath): readonly (Json | undefined)[] {
  const value = resource[path.key];
  if (value === undefined || value === null) return [];
  const { sub } = path;
  const elements = isList(value) ? value : [value];
  return sub ? elements.map((element) => (isJsonObject(element) ? element[sub.name] : undefined)) : elements;
}

/** RFC 7643 section 2.5: null, an empty list and an object of nothing are unassigned; an empty string is a value. */
function isAssigned(value: Json | undefined): boolean {
  if (value === undefined || value === null) return false;
  if (isList(value)) return value.some(isAssigned);
  return !isJsonObject(value) || Object.values(value).some(isAssigned);
}

/** Below, at or above 0; undefined for values that can't be ordered. */
function order(attribute: AttributeDefinition, value: Json, literal: Json): number | undefined {
  if (typeof value === 'number' && typeof literal === 'number') return value - literal;
  if (typeof value !== 'string' || typeof literal !== 'string') return undefined;
  if (attribute.type === 'dateTime') return (readTime(value) ?? NaN) - (readTime(literal) ?? NaN);
  return attribute.caseExact ? compareText(value, literal) : compareText(foldCase(value), foldCase(literal));
}

function equal(attribute: AttributeDefinition, value: Json, literal: Json): boolean {
  if (value === literal) return true;
  if (attribute.type === 'dateTime') return order(attribute, value, literal) === 0;
  return (
    !attribute.caseExact &&
    typeof value === 'string' &&
    typeof literal === 'string' &&
    foldCase(value) === foldCase(literal)
  );
}

function substring(attribute: AttributeDefinition, value: Json, literal: Json, operator: 'co' | 'sw' | 'ew'): boolean {
  if (typeof value !== 'string' || typeof literal !== 'string') return false;
  const text = attribute.caseExact ? value : foldCase(value);
  const part = attribute.caseExact ? literal : foldPart(literal);
  if (operator === 'co') return text.includes(part);
  return operator === 'sw' ? text.startsWith(part) : text.endsWith(part);
}

/** True if a value that is there compares so with a literal. */
export function matches(
  attribute: AttributeDefinition,
  operator: ComparisonOperator,
  value: Json,
  literal: Json,
): boolean {
  switch (operator) {
    case 'eq':
      return equal(attribute, value, literal);
    case 'ne':
      return !equal(attribute, value, literal);
    case 'co':
    case 'sw':
    case 'ew':
      return substring(attribute, value, literal, operator);
    case 'gt':
      return (order(attribute, value, literal) ?? NaN) > 0;
    case 'ge':
      return (order(attribute, value, literal) ?? NaN) >= 0;
    case 'lt':
      return (order(attribute, value, literal) ?? NaN) < 0;
    case 'le':
      return (order(attribute, value, literal) ?? NaN) <= 0;
  }
}

function compares({ path, operator, value: literal }: Comparison, resource: JsonObject): boolean {
  const attribute = path.sub ?? path.attribute;
  const values = valuesAt(resource, path);
  if (values.length === 0) return operator === 'ne';
  return values.some((value) =>
    value === undefined || value === null ? operator === 'ne' : matches(attribute, operator, value, literal),
  );
}

function hasElement(filter: Filter, elements: Json | undefined): boolean {
  return isList(elements) && elements.some((element) => elementMatches(filter, element));
}

/** True if one element of a multi-valued attribute matches the filter between the brackets of a value path. */
export const elementMatches = (filter: Filter, element: Json): boolean =>
  evaluateFilter(filter, isJsonObject(element) ? element : { value: element });

/**
 * Says whether a resource matches (RFC 7644 section 3.4.2.2). The resource is its attributes with `id`, `meta` and `active`
 * beside them. A multi-valued attribute matches if any of its elements does; `ne` also matches what is unassigned; case
 * counts by `caseExact`; dates compare as times. This is the meaning that a filter in SQL must have too.
 */
export function evaluateFilter(filter: Filter, resource: JsonObject): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.terms.every((term) => evaluateFilter(term, resource));
    case 'or':
      return filter.terms.some((term) => evaluateFilter(term, resource));
    case 'not':
      return !evaluateFilter(filter.term, resource);
    case 'compare':
      return compares(filter, resource);
    case 'present':
      return valuesAt(resource, filter.path).some(isAssigned);
    case 'element':
      return hasElement(filter.filter, resource[filter.path.key]);
    case 'constant':
      return filter.value;
  }
}
