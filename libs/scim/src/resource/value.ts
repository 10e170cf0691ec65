import type { Json } from '@luciq/events';
import type { Parsed, Refused } from '../error.ts';
import { kindOf, parsed, problem } from '../error.ts';
import { isObject } from '../json.ts';
import { MAX_ELEMENTS, MAX_STRING_LENGTH, MAX_USER_NAME_LENGTH } from '../limits.ts';
import type { AttributeDefinition } from '../schema/definition.ts';
import { subAttribute } from '../schema/lookup.ts';
import { isPrimary, mergeSame, onlyPrimary, primaryDecides } from './same-elements.ts';

/** A value of an attribute; undefined where what was sent means unassigned (null or an empty list, RFC 7643 section 2.5). */
export type ParsedValue = Parsed<Json | undefined>;

const NUL = '\u0000';
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})?$/i;
const URI_CHARACTERS = /^[^\s<>"{}|\\^`]*$/;
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;
const TRUE_OR_FALSE: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [true, true],
  ['true', true],
  ['True', true],
  [false, false],
  ['false', false],
  ['False', false],
]);

const EXPECTED: Readonly<Record<AttributeDefinition['type'], string>> = {
  string: 'a string',
  boolean: 'true or false',
  decimal: 'a number',
  integer: 'a whole number',
  dateTime: 'a date and time such as 2026-01-31T12:00:00Z',
  binary: 'a base64 string',
  reference: 'a URI',
  complex: 'an object',
};

/** A problem that names the attribute, what it must be, and what kind of value came instead. */
export function wrongType(attribute: AttributeDefinition, label: string, value: unknown): Refused {
  const expected = EXPECTED[attribute.type];
  const came = kindOf(value);
  return problem(
    'invalidValue',
    came === expected || expected.startsWith(came)
      ? `${label} must be ${expected}.`
      : `${label} must be ${expected}, not ${came}.`,
  );
}

/** True or false for the booleans and for the strings Entra sends instead (`"True"`, `"false"`); undefined for anything else. */
export const readBoolean = (value: unknown): boolean | undefined => TRUE_OR_FALSE.get(value);

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** Milliseconds since 1970 of an xsd:dateTime (RFC 7643 section 2.3.5), UTC where no zone is given; undefined if it is none. */
export function readTime(text: string): number | undefined {
  // Date.parse takes the 30th of February for the 2nd of March.
  if (!DATE_TIME.test(text) || Number(text.slice(8, 10)) > daysIn(Number(text.slice(0, 4)), Number(text.slice(5, 7))))
    return undefined;
  const time = Date.parse(/(?:Z|[+-]\d{2}:\d{2})$/i.test(text) ? text : `${text}Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** False for text that does not survive storage: databases refuse NUL in it, and a lone surrogate has no UTF-8 form. */
export const isStorable = (text: string): boolean => !text.includes(NUL) && text.isWellFormed();

/** Why a string can't be kept, whatever it means; null if it can. */
function unfitText(attribute: AttributeDefinition, value: string, label: string): ParsedValue | null {
  const limit = attribute.name === 'userName' ? MAX_USER_NAME_LENGTH : MAX_STRING_LENGTH;
  if (value.length > limit) return problem('invalidValue', `${label} must not be longer than ${limit} characters.`);
  if (!isStorable(value)) {
    return problem('invalidValue', `${label} must be well-formed Unicode text without NUL characters.`);
  }
  return null;
}

/** True for text that the type allows, where it decides something; any is kept elsewhere. An empty string is let through: identity providers push it to empty a field. */
function textFits(type: AttributeDefinition['type'], value: string): boolean {
  if (value === '') return true;
  switch (type) {
    case 'dateTime':
      return readTime(value) !== undefined;
    case 'reference':
      return URI_CHARACTERS.test(value);
    case 'binary':
      return BASE64.test(value);
    case 'string':
    case 'boolean':
    case 'decimal':
    case 'integer':
    case 'complex':
      return true;
  }
}

function parseScalar(attribute: AttributeDefinition, value: unknown, label: string): ParsedValue {
  switch (attribute.type) {
    case 'boolean': {
      const truth = readBoolean(value);
      return truth === undefined ? wrongType(attribute, label, value) : parsed(truth);
    }
    case 'integer':
      return Number.isSafeInteger(value) && typeof value === 'number'
        ? parsed(value)
        : wrongType(attribute, label, value);
    case 'decimal':
      return typeof value === 'number' && Number.isFinite(value) ? parsed(value) : wrongType(attribute, label, value);
    case 'string':
    case 'dateTime':
    case 'binary':
    case 'reference':
    case 'complex':
      if (typeof value !== 'string') return wrongType(attribute, label, value);
      return (
        unfitText(attribute, value, label) ??
        (!attribute.decides || textFits(attribute.type, value) ? parsed(value) : wrongType(attribute, label, value))
      );
  }
}

/** Known sub-attributes under their schema names; a sub-attribute that is given but unassigned is undefined. */
export function parseMembers(
  attribute: AttributeDefinition,
  value: Readonly<Record<string, unknown>>,
  label: string,
): Parsed<ReadonlyMap<string, Json | undefined>> {
  const members = new Map<string, Json | undefined>();
  for (const [name, member] of Object.entries(value)) {
    const sub = subAttribute(attribute, name);
    if (!sub) continue;
    if (members.has(sub.name)) return problem('invalidValue', `${label}.${sub.name} is given more than once.`);
    const result = parseValue(sub, member, `${label}.${sub.name}`);
    if (!result.ok) {
      if (isIgnored(sub, member)) continue;
      return result;
    }
    members.set(sub.name, result.value);
  }
  return parsed(members);
}

/**
 * The object form of a complex value: a bare string stands for its `value` where there is one (roles and emails as plain
 * strings, Entra's manager), and an empty string for no value at all. Undefined if it is neither.
 */
export function complexForm(
  attribute: AttributeDefinition,
  value: unknown,
): Readonly<Record<string, unknown>> | undefined {
  if (isObject(value)) return value;
  if (value === '') return {};
  return typeof value === 'string' && subAttribute(attribute, 'value') ? { value } : undefined;
}

function parseComplex(attribute: AttributeDefinition, value: unknown, label: string): ParsedValue {
  const object = complexForm(attribute, value);
  if (!object) return wrongType(attribute, label, value);
  const members = parseMembers(attribute, object, label);
  return members.ok ? parsed(assignedMembers(members.value)) : members;
}

/** An object of the members that have a value; undefined if none has. */
export function assignedMembers(members: Iterable<readonly [string, Json | undefined]>): Json | undefined {
  const kept: Record<string, Json> = {};
  let some = false;
  for (const [name, member] of members) {
    if (member === undefined) continue;
    kept[name] = member;
    some = true;
  }
  return some ? kept : undefined;
}

/** One element of a multi-valued attribute, or the value of a single one; undefined if it is unassigned. */
export function parseElement(attribute: AttributeDefinition, value: unknown, label: string): ParsedValue {
  if (value === null || value === undefined) return parsed(undefined);
  return attribute.type === 'complex' ? parseComplex(attribute, value, label) : parseScalar(attribute, value, label);
}

/** More elements than are kept. */
export const tooManyElements = (label: string): Refused =>
  problem('invalidValue', `${label} must not have more than ${MAX_ELEMENTS} values.`);

/** More than one element that says to be the primary one. */
export const severalPrimaries = (label: string): Refused =>
  problem('invalidValue', `${label} must not have more than one value with primary true.`);

/**
 * True for a value of a wrong type of an attribute on which no access depends: it is ignored, so that the user gets in without
 * it. Holds for the whole value, an element and a sub-attribute. The rest of this file refuses wrong values.
 */
export function isIgnored(attribute: AttributeDefinition, value: unknown): boolean {
  if (attribute.decides || value === undefined || (Array.isArray(value) && value.length === 0)) return false;
  const elements: readonly unknown[] = attribute.multiValued && Array.isArray(value) ? value : [value];
  return (
    elements.length > 0 && elements.length <= MAX_ELEMENTS && elements.every((element) => isUnfit(attribute, element))
  );
}

function isUnfit(attribute: AttributeDefinition, element: unknown): boolean {
  if (attribute.type !== 'complex') return element !== null && !parseScalar(attribute, element, attribute.name).ok;
  const object = complexForm(attribute, element);
  if (!object) return element !== null;
  const given = Object.entries(object).flatMap(([name, member]) => {
    const sub = subAttribute(attribute, name);
    return sub ? [{ sub, member }] : [];
  });
  return given.length > 0 && given.every(({ sub, member }) => isIgnored(sub, member));
}

/** Elements of a multi-valued attribute, the same ones made one; a single value stands for a list of one. Empty for nothing, null or "". */
export function parseElements(attribute: AttributeDefinition, value: unknown, label: string): Parsed<readonly Json[]> {
  if (value === '') return parsed([]);
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (items.length > MAX_ELEMENTS) return tooManyElements(label);
  const elements: Json[] = [];
  for (const item of items) {
    const element = parseElement(attribute, item, label);
    if (element.ok && element.value !== undefined) elements.push(element.value);
    if (!element.ok && !isIgnored(attribute, [item])) return element;
  }
  return withOnePrimary(attribute, mergeSame(elements), label);
}

/** Of several primary elements the first is meant, but where it decides something which one is. */
function withOnePrimary(
  attribute: AttributeDefinition,
  elements: readonly Json[],
  label: string,
): Parsed<readonly Json[]> {
  const first = elements.findIndex(isPrimary);
  if (first < 0 || elements.findLastIndex(isPrimary) === first) return parsed(elements);
  return primaryDecides(attribute) ? severalPrimaries(label) : parsed(onlyPrimary(elements, first));
}

/** Checks what was sent for an attribute against its definition and keeps it exactly as sent; `label` names it in a problem. */
export function parseValue(attribute: AttributeDefinition, value: unknown, label: string): ParsedValue {
  // RFC 7643 section 2.5: an empty list is an unassigned attribute, whatever its type.
  if (Array.isArray(value) && value.length === 0) return parsed(undefined);
  if (!attribute.multiValued) return parseElement(attribute, value, label);
  const elements = parseElements(attribute, value, label);
  if (!elements.ok) return elements;
  return parsed(elements.value.length > 0 ? elements.value : undefined);
}
