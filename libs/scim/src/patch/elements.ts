import type { Json } from '@luciq/events';
import type { Parsed } from '../error.ts';
import { parsed, problem } from '../error.ts';
import { elementMatches } from '../filter/evaluate.ts';
import type { Filter } from '../filter/filter.ts';
import { isJsonObject, sameValue } from '../json.ts';
import { MAX_ELEMENTS } from '../limits.ts';
import { isPrimary, mergeElements, mergeSame, onlyPrimary, Places, primaryDecides } from '../resource/same-elements.ts';
import {
  assignedMembers,
  complexForm,
  parseElement,
  parseMembers,
  parseValue,
  severalPrimaries,
  tooManyElements,
} from '../resource/value.ts';
import type { AttributeDefinition } from '../schema/definition.ts';
import type { AttributeTarget, PatchOp } from './operation.ts';

/** An attribute, and how it is called in a refusal. */
interface Labelled {
  readonly attribute: AttributeDefinition;
  readonly label: string;
}

/** By the list they are of. A list that an add made is the start of the next add, which would else look at all of it again. */
const knownPlaces = new WeakMap<readonly Json[], Places>();

/** The places of a list, taken from anyone who knew them: the caller goes on with them for a list of its own. */
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

/**
 * Makes the one element at `touched` that says primary true the only one (RFC 7644 section 3.5.2). Of more than one there the
 * first is meant, but where it decides something which it is: that is invalidValue.
 */
function withOnePrimary(
  elements: readonly Json[],
  touched: ReadonlySet<number>,
  { attribute, label }: Labelled,
): Parsed<readonly Json[]> {
  const chosen = [...touched].filter((at) => isPrimary(elements[at] ?? null));
  const [first] = chosen;
  if (first === undefined) return parsed(elements);
  if (chosen.length > 1 && primaryDecides(attribute)) return severalPrimaries(label);
  return parsed(onlyPrimary(elements, first));
}

/** Adds elements; one that is there already takes over what is new about it. Too many in the end is invalidValue. */
export function addElements(
  existing: readonly Json[],
  added: readonly Json[],
  labelled: Labelled,
): Parsed<readonly Json[]> {
  const elements = [...existing];
  const places = takePlaces(existing);
  const touched = new Set<number>();
  let changed = false;
  for (const element of added) {
    const at = places.find(element) ?? elements.length;
    const old = elements[at];
    const next = old === undefined ? element : mergeElements(old, element);
    touched.add(at);
    if (old !== undefined && sameValue(old, next)) continue;
    changed = true;
    elements[at] = next;
    places.remember(next, at);
  }
  if (elements.length > MAX_ELEMENTS) return tooManyElements(labelled.label);
  const result = changed ? withOnePrimary(elements, touched, labelled) : parsed(existing);
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
export const elementWithMember = (
  element: Json | undefined,
  name: string,
  value: Json | undefined,
): Json | undefined => (value === undefined && name === 'value' ? undefined : withMember(element, name, value));

export type FilteredTarget = AttributeTarget & { readonly filter: Filter };

interface Change {
  readonly op: PatchOp;
  readonly value: unknown;
  readonly label: string;
}

/** The new form of one matched element. */
type Rework = (element: Json) => Json | undefined;

/** What an add or replace of a whole element makes of it: sub-attributes that are not named stay, those given as null go. */
function reworkWhole(attribute: AttributeDefinition, value: unknown, label: string): Parsed<Rework> {
  const single: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  const object = attribute.type === 'complex' ? complexForm(attribute, single) : undefined;
  if (!object || single === '') {
    const given = parseElement(attribute, single, label);
    return given.ok ? parsed(() => given.value) : given;
  }
  const members = parseMembers(attribute, object, label);
  if (!members.ok) return members;
  return parsed((element) =>
    [...members.value].reduce<Json | undefined>(
      (left, [name, member]) => left && elementWithMember(left, name, member),
      element,
    ),
  );
}

function rework(attribute: AttributeDefinition, sub: AttributeDefinition | undefined, change: Change): Parsed<Rework> {
  const { op, value, label } = change;
  if (op === 'remove') return parsed((element) => (sub ? elementWithMember(element, sub.name, undefined) : undefined));
  if (!sub) return reworkWhole(attribute, value, label);
  const member = parseValue(sub, value, `${label}.${sub.name}`);
  return member.ok ? parsed((element) => elementWithMember(element, sub.name, member.value)) : member;
}

/**
 * Changes the elements that a filter matches. Without a match a remove changes nothing, and an add or replace is noTarget,
 * unless the filter says which element to make.
 */
export function changeMatching(
  target: FilteredTarget,
  existing: readonly Json[],
  change: Change,
): Parsed<readonly Json[]> {
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
  const labelled = { attribute, label: change.label };
  if (matched) {
    const result = withOnePrimary(elements, touched, labelled);
    return result.ok ? parsed(mergeSame(result.value)) : result;
  }
  if (change.op === 'remove') return parsed(existing);
  const start = sub ? elementFromFilter(filter) : null;
  if (!start) return problem('noTarget', `${change.label} has no value that matches the filter of the path.`);
  const element = change.value === '' ? undefined : made.value(start);
  return element === undefined || sameValue(element, start)
    ? parsed(existing)
    : addElements(existing, [element], labelled);
}

/**
 * The element that a filter of nothing but `eq` describes, for an add or replace through `emails[type eq "work"].value`
 * where no element matches: the element is made, as Entra expects, where RFC 7644 says noTarget. Null for any other filter.
 * Needed by transcripts/entra/a-work-email-is-made-when-there-is-none.json.
 */
function elementFromFilter(filter: Filter): Readonly<Record<string, Json>> | null {
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
