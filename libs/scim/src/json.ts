import type { Json } from '@luciq/events';

export type JsonObject = Readonly<Record<string, Json>>;

/** True for an object that is neither null nor an array. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** True for a JSON array. */
export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/** True for a JSON object; unlike isObject it keeps the type of the members. */
export const isJsonObject = (value: Json | undefined): value is JsonObject => isObject(value);

/** The member whose lower-case name is this; undefined if there is none. */
export function memberInAnyCase(object: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(object, name)) return object[name];
  const key = Object.keys(object).find((candidate) => candidate.toLowerCase() === name);
  return key === undefined ? undefined : object[key];
}

/** True for equal JSON: the order of keys does not matter, that of elements does. */
export function sameValue(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (isList(a)) {
    return isList(b) && a.length === b.length && a.every((item, at) => sameValue(item, b[at] ?? null));
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key] ?? null, b[key] ?? null))
  );
}

/** A text that is the same for equal elements of a multi-valued attribute: scalars, or objects of scalars in any key order. */
export function elementText(element: Json): string {
  if (typeof element === 'string') return `"${element}`;
  return JSON.stringify(isJsonObject(element) ? Object.entries(element).sort(([a], [b]) => (a < b ? -1 : 1)) : element);
}
