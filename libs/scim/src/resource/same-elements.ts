import type { Json } from '@luciq/events';
import { elementText, isJsonObject } from '../json.ts';
import type { AttributeDefinition } from '../schema/definition.ts';
import { subAttribute } from '../schema/lookup.ts';

/** Where the elements of a list are, by what makes two the same: value and type (RFC 7643 section 2.4). */
export class Places {
  private readonly byValue = new Map<string, Map<string | null, number>>();

  remember(element: Json, at: number): void {
    const key = Places.valueOf(element);
    const known = this.byValue.get(key) ?? new Map<string | null, number>();
    // An element that had no type may have taken one over.
    if (known.get(null) === at) known.delete(null);
    const type = Places.typeOf(element);
    // Of two that are the same the first one is meant.
    if (!known.has(type)) known.set(type, at);
    this.byValue.set(key, known);
  }

  /** The place of the same element; one without a type is the same as one with any. */
  find(element: Json): number | undefined {
    const known = this.byValue.get(Places.valueOf(element));
    const type = Places.typeOf(element);
    const [first] = known?.values() ?? [];
    return type === null ? first : (known?.get(type) ?? known?.get(null));
  }

  /** The `value`, or the whole element where there is none. */
  private static valueOf(element: Json): string {
    return elementText(isJsonObject(element) ? (element['value'] ?? element) : element);
  }

  private static typeOf(element: Json): string | null {
    const type = isJsonObject(element) ? element['type'] : undefined;
    return typeof type === 'string' ? type : null;
  }
}

/** The old element with what is new about the other; the other one where they are no objects. */
export const mergeElements = (old: Json, added: Json): Json =>
  isJsonObject(old) && isJsonObject(added) ? { ...old, ...added } : added;

/** True for an element that says `primary: true`. */
export const isPrimary = (element: Json): boolean => isJsonObject(element) && element['primary'] === true;

/**
 * Elements of one list with those made one that have the same value and type (RFC 7643 section 2.4): a later one takes its
 * place beside the first, and is primary if either is.
 */
export function mergeSame(elements: readonly Json[]): readonly Json[] {
  if (elements.length < 2) return elements;
  const places = new Places();
  const merged: Json[] = [];
  for (const element of elements) {
    const at = places.find(element) ?? merged.length;
    const old = merged[at];
    const both = old === undefined ? element : mergeElements(old, element);
    merged[at] = old !== undefined && isPrimary(old) && isJsonObject(both) ? { ...both, primary: true } : both;
    places.remember(merged[at], at);
  }
  return merged.length < elements.length ? merged : elements;
}

/** True where it decides something which of the elements is primary, so that two of them must not be. */
export const primaryDecides = (attribute: AttributeDefinition): boolean =>
  subAttribute(attribute, 'primary')?.decides === true;

/** Elements with primary true at one of them only. */
export const onlyPrimary = (elements: readonly Json[], chosen: number): readonly Json[] =>
  elements.map((element, at) =>
    at !== chosen && isJsonObject(element) && isPrimary(element) ? { ...element, primary: false } : element,
  );
