import type { Json } from '@luciq/events';
import { elementFromFilter } from '../dialects/entra.ts';
import { parsed, problem, type Parsed } from '../error.ts';
import { elementMatches } from '../filter/evaluate.ts';
import type { Filter } from '../filter/filter.ts';
import { elementText, isJsonObject, sameValue } from '../json.ts';
import { MAX_ELEMENTS } from '../limits.ts';
import { assignedMembers, isPrimary, parseElement, parseValue } from '../resource/value.ts';
import type { AttributeDefinition } from '../schema/definition.ts';
import type { AttributeTarget, PatchOp } from './operation.ts';

/** Where the elements of a list are, by what makes two the same: value and type (RFC 7643 section 2.4). */
class Places {
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

/** By the list they are of. A list that an add made is the start of the next add, which would else look at all of it again. */
const knownPlaces = new WeakMap<readonly Json[], Places>();

/** The places of a list, taken from whoever knew them: the caller goes on with them for a list of its own. */
function takePlaces(elements: readonly Json[]): Places {
  const known = knownPlaces.get(elements);
  if (known) {
    knownPlaces.delete(elements);
    return known;
  }
  const places = new Places();
  elements.forEach((element, at) => {
    places.remember(element, at);
  });
  return places;
}

const merge = (old: Json, added: Json): Json => (isJsonObject(old) && isJsonObject(added) ? { ...old, ...added } : added);

/**
 * Makes the one element at `touched` that says primary true the only one (RFC 7644 section 3.5.2); more than one there is
 * invalidValue.
 */
function withOnePrimary(elements: readonly Json[], touched: ReadonlySet<number>, label: string): Parsed<readonly Json[]> {
  const chosen = [...touched].filter((at) => isPrimary(elements[at] ?? null));
  if (chosen.length > 1) return problem('invalidValue', `${label} must not have more than one value with primary true.`);
  if (chosen.length === 0) return parsed(elements);
  return parsed(
    elements.map((element, at) => (at !== chosen[0] && isJsonObject(element) && isPrimary(element) ? { ...element, primary: false } : element)),
  );
}

/** Adds elements; one that is there already takes over what is new about it. Too many in the end is invalidValue. */
export function addElements(existing: readonly Json[], added: readonly Json[], label: string): Parsed<readonly Json[]> {
  const elements = [...existing];
  const places = takePlaces(existing);
  const touched = new Set<number>();
  let changed = false;
  for (const element of added) {
    const at = places.find(element) ?? elements.length;
    const old = elements[at];
    const next = old === undefined ? element : merge(old, element);
    touched.add(at);
    if (old !== undefined && sameValue(old, next)) continue;
    changed = true;
    elements[at] = next;
    places.remember(next, at);
  }
  if (elements.length > MAX_ELEMENTS) return problem('invalidValue', `${label} must not have more than ${MAX_ELEMENTS} values.`);
  const result = changed ? withOnePrimary(elements, touched, label) : parsed(existing);
  // Taking primary from an element leaves it in its place.
  if (result.ok) knownPlaces.set(result.value, places);
  return result;
}

/** The object with one member set, or without it; undefined if nothing is left. */
export function withMember(object: Json | undefined, name: string, value: Json | undefined): Json | undefined {
  const members = new Map<string, Json | undefined>(isJsonObject(object) ? Object.entries(object) : []);
  return assignedMembers(members.set(name, value));
}

/** As withMember, for an element of a multi-valued attribute: without its `value` it is none. */
export const elementWithMember = (element: Json | undefined, name: string, value: Json | undefined): Json | undefined =>
  value === undefined && name === 'value' ? undefined : withMember(element, name, value);

/** A target with a filter. */
export type FilteredTarget = AttributeTarget & { readonly filter: Filter };

interface Change {
  readonly op: PatchOp;
  readonly value: unknown;
  readonly label: string;
}

/** The new form of one matched element. */
type Rework = (element: Json) => Json | undefined;

function rework(attribute: AttributeDefinition, sub: AttributeDefinition | undefined, change: Change): Parsed<Rework> {
  const { op, value, label } = change;
  if (sub) {
    const member = op === 'remove' ? parsed(undefined) : parseValue(sub, value, `${label}.${sub.name}`);
    return member.ok ? parsed((element) => elementWithMember(element, sub.name, member.value)) : member;
  }
  if (op === 'remove') return parsed(() => undefined);
  const single: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  const given = parseElement(attribute, single, label);
  if (!given.ok) return given;
  const whole = given.value;
  return parsed((element) => (op === 'add' && whole !== undefined ? merge(element, whole) : whole));
}

/**
 * Changes the elements that a filter matches. Without a match a remove changes nothing, and an add or replace is noTarget,
 * unless the filter says which element to make.
 */
export function changeMatching(target: FilteredTarget, existing: readonly Json[], change: Change): Parsed<readonly Json[]> {
  const { attribute, filter, sub } = target;
  const made = rework(attribute, sub, change);
  if (!made.ok) return made;
  const elements: Json[] = [];
  const touched = new Set<number>();
  let matched = false;
  for (const element of existing) {
    const hit = elementMatches(filter, element);
    matched ||= hit;
    const next = hit ? made.value(element) : element;
    if (next === undefined) continue;
    if (hit) touched.add(elements.length);
    elements.push(next);
  }
  if (matched) return withOnePrimary(elements, touched, change.label);
  if (change.op === 'remove') return parsed(existing);
  const start = sub ? elementFromFilter(filter) : null;
  if (!start) return problem('noTarget', `${change.label} has no value that matches the filter of the path.`);
  const element = change.value === '' ? undefined : made.value(start);
  return element === undefined || sameValue(element, start) ? parsed(existing) : addElements(existing, [element], change.label);
}
