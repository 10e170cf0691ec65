import type { Json } from '@luciq/events';
import type { Parsed } from '../error.ts';
import { parsed } from '../error.ts';
import type { Filter } from '../filter/filter.ts';
import { foldCase } from '../filter/text.ts';
import { elementText, isJsonObject, isObject } from '../json.ts';
import type { SentOperation } from '../patch/operation.ts';
import { parsePath } from '../patch/path.ts';
import { parseElements } from '../resource/value.ts';
import type { AttributeDefinition, ResourceTypeDefinition } from '../schema/definition.ts';
import { resolveSchema, subAttribute } from '../schema/lookup.ts';

const QUALIFIED = /[.:[]/;

/** True for a key that is a path to something a client may write: `name.givenName`, `urn:…:User:department`. */
function isWritablePath(type: ResourceTypeDefinition, key: string): boolean {
  if (!QUALIFIED.test(key) || resolveSchema(type, key)) return false;
  const path = parsePath(type, key);
  if (!path.ok || path.value.kind !== 'attribute') return false;
  return path.value.attribute.mutability !== 'readOnly' && path.value.sub?.mutability !== 'readOnly';
}

/** Keys of a path-less value that may be paths: each is to be read. */
export const countPathKeys = ({ op, path, value }: SentOperation): number =>
  op === 'remove' || path !== null || !isObject(value)
    ? 0
    : Object.keys(value).reduce((count, key) => (QUALIFIED.test(key) ? count + 1 : count), 0);

/**
 * Takes path-less values apart whose keys are paths, as Entra sends them:
 * `{"name.givenName": "X", "urn:…:enterprise:2.0:User:department": "Y"}` becomes one operation for each of these keys after
 * one for the rest. Needed by transcripts/entra/dotted-and-qualified-keys-without-a-path.json.
 */
export function rewriteEntra(type: ResourceTypeDefinition, operation: SentOperation): readonly SentOperation[] {
  const { op, path, value } = operation;
  if (op === 'remove' || path !== null || !isObject(value)) return [operation];
  const entries = Object.entries(value);
  const qualified = entries.filter(([key]) => isWritablePath(type, key));
  if (qualified.length === 0) return [operation];
  const moved = new Set(qualified.map(([key]) => key));
  return [
    { op, path, value: Object.fromEntries(entries.filter(([key]) => !moved.has(key))) },
    ...qualified.map(([key, member]) => ({ op, path: key, value: member })),
  ];
}

/**
 * The element that a filter of nothing but `eq` describes, for an add or replace through `emails[type eq "work"].value`
 * where no element matches: Entra means the element to be made, where RFC 7644 says noTarget. Null for any other filter.
 * Needed by transcripts/entra/a-work-email-is-made-when-there-is-none.json.
 */
export function elementFromFilter(filter: Filter): Readonly<Record<string, Json>> | null {
  if (filter.kind === 'compare' && filter.operator === 'eq') return { [filter.path.key]: filter.value };
  if (filter.kind !== 'and') return null;
  const element: Record<string, Json> = {};
  for (const term of filter.terms) {
    const part = elementFromFilter(term);
    if (!part) return null;
    Object.assign(element, part);
  }
  return element;
}

/**
 * What is left of the elements after a remove with a list of values, which only Entra sends: `{"op": "Remove",
 * "path": "roles", "value": [{"value": "x"}]}`. An element goes if its `value` is listed; listed objects without a `value`
 * are compared whole. Needed by transcripts/entra/removes-listed-roles.json.
 */
export function withoutListed(
  attribute: AttributeDefinition,
  elements: readonly Json[],
  listed: { readonly value: unknown; readonly label: string },
): Parsed<readonly Json[]> {
  const items = parseElements(attribute, listed.value, listed.label);
  if (!items.ok) return items;
  const caseExact = (subAttribute(attribute, 'value') ?? attribute).caseExact;
  const comparable = (element: Json): Json | undefined => {
    const value = isJsonObject(element) ? element['value'] : element;
    return typeof value === 'string' && !caseExact ? foldCase(value) : value;
  };
  const values = new Set(items.value.map(comparable).filter((value) => value !== undefined));
  const wholes = new Set(items.value.filter((item) => comparable(item) === undefined).map(elementText));
  return parsed(
    elements.filter((element) => {
      const value = comparable(element);
      return value === undefined ? !wholes.has(elementText(element)) : !values.has(value);
    }),
  );
}
