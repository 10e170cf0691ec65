import type { Attributes, Json } from '@luciq/events';
import { sameAttributes } from '../difference.ts';
import type { Parsed } from '../error.ts';
import { inOperation, kindOf, parsed, problem } from '../error.ts';
import { isJsonObject, isList, isObject, sameValue } from '../json.ts';
import { checkRequired, isKept, schemaDecides } from '../resource/parse.ts';
import type { ParsedValue } from '../resource/value.ts';
import {
  assignedMembers,
  complexForm,
  isIgnored,
  parseElements,
  parseMembers,
  parseValue,
  wrongType,
} from '../resource/value.ts';
import type { AttributeDefinition, ResourceTypeDefinition } from '../schema/definition.ts';
import type { IndexedSchema, KeyedAttribute } from '../schema/lookup.ts';
import { resolveSchema, typeIndex } from '../schema/lookup.ts';
import { addElements, changeMatching, elementWithMember, withMember } from './elements.ts';
import { withoutListed } from './listed-removals.ts';
import type { AttributeTarget, PatchOperation } from './operation.ts';

const elementsOf = (value: Json | undefined): readonly Json[] => {
  if (value === undefined) return [];
  return isList(value) ? value : [value];
};

const listOrNothing = (elements: readonly Json[]): Json | undefined => (elements.length > 0 ? elements : undefined);

/** Gives an attribute its new value, undefined for none. Changing an immutable one that has a value is mutability. */
function assign(
  attributes: Attributes,
  { key, attribute }: KeyedAttribute,
  value: Json | undefined,
): Parsed<Attributes> {
  const old = attributes[key];
  if (old === value || (old !== undefined && value !== undefined && sameValue(old, value))) return parsed(attributes);
  if (attribute.mutability === 'immutable' && old !== undefined) {
    return problem('mutability', `${key} can't be changed once it has a value.`);
  }
  if (value !== undefined) return parsed({ ...attributes, [key]: value });
  const left = { ...attributes };
  delete left[key];
  return parsed(left);
}

/** The old object with the given members in place of its own; a member given as null goes. */
function mergeComplex(
  attribute: AttributeDefinition,
  old: Json | undefined,
  value: unknown,
  label: string,
): ParsedValue {
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return parsed(undefined);
  const object = complexForm(attribute, value);
  if (!object) return wrongType(attribute, label, value);
  const given = parseMembers(attribute, object, label);
  if (!given.ok) return given;
  const members = new Map<string, Json | undefined>(isJsonObject(old) ? Object.entries(old) : []);
  for (const [name, member] of given.value) members.set(name, member);
  return parsed(assignedMembers(members));
}

/** The value of an attribute after an add or replace of the whole of it. */
function changeWhole(target: KeyedAttribute, old: Json | undefined, { op, value }: PatchOperation): ParsedValue {
  const { key, attribute } = target;
  if (!attribute.multiValued) {
    return attribute.type === 'complex' ? mergeComplex(attribute, old, value, key) : parseValue(attribute, value, key);
  }
  const given = parseElements(attribute, value, key);
  if (!given.ok) return given;
  if (op === 'replace') return parsed(listOrNothing(given.value));
  const elements = addElements(elementsOf(old), given.value, { attribute, label: key });
  return elements.ok ? parsed(listOrNothing(elements.value)) : elements;
}

/** The value after an add or replace of `attr.sub`. Several elements without a filter that chooses one are noTarget. */
function changeSub(
  target: KeyedAttribute,
  sub: AttributeDefinition,
  old: Json | undefined,
  value: unknown,
): ParsedValue {
  const { key, attribute } = target;
  const member = parseValue(sub, value, `${key}.${sub.name}`);
  if (!member.ok) return member;
  if (!attribute.multiValued) return parsed(withMember(old, sub.name, member.value));
  const elements = elementsOf(old);
  if (elements.length > 1) return problem('noTarget', `${key} has several values: the path must choose with a filter.`);
  const element = elementWithMember(elements[0], sub.name, member.value);
  return parsed(element === undefined ? undefined : [element]);
}

/** The value after a remove. */
function removeFrom(target: AttributeTarget, old: Json, value: unknown): ParsedValue {
  const { key, attribute, sub } = target;
  if (!attribute.multiValued) return parsed(sub ? withMember(old, sub.name, undefined) : undefined);
  if (sub) {
    const left = elementsOf(old).map((element) => elementWithMember(element, sub.name, undefined));
    return parsed(listOrNothing(left.filter((element) => element !== undefined)));
  }
  if (value === undefined || value === null) return parsed(undefined);
  const left = withoutListed(attribute, elementsOf(old), { value, label: key });
  return left.ok ? parsed(listOrNothing(left.value)) : left;
}

function nextValue(target: AttributeTarget, old: Json | undefined, operation: PatchOperation): ParsedValue {
  const { key, filter, sub } = target;
  const { op, value } = operation;
  if (filter) {
    const elements = changeMatching({ ...target, filter }, elementsOf(old), { op, value, label: key });
    return elements.ok ? parsed(listOrNothing(elements.value)) : elements;
  }
  if (op === 'remove') return old === undefined ? parsed(undefined) : removeFrom(target, old, value);
  return sub ? changeSub(target, sub, old, value) : changeWhole(target, old, operation);
}

function applyToAttribute(
  attributes: Attributes,
  target: AttributeTarget,
  operation: PatchOperation,
): Parsed<Attributes> {
  const { key, attribute } = target;
  if (!isKept(attribute)) return parsed(attributes);
  if (operation.op === 'remove' && attribute.required)
    return problem('mutability', `${key} is required and can't be removed.`);
  if (operation.op !== 'remove' && isIgnored(target.sub ?? attribute, operation.value)) return parsed(attributes);
  const value = nextValue(target, attributes[key], operation);
  return value.ok ? assign(attributes, target, value.value) : value;
}

function removeSchema(attributes: Attributes, schema: IndexedSchema): Parsed<Attributes> {
  if (!schema.isExtension) return problem('mutability', "The core schema of a resource can't be removed.");
  const gone = new Set([...schema.attributes.values()].map(({ key }) => key));
  return parsed(Object.fromEntries(Object.entries(attributes).filter(([key]) => !gone.has(key))));
}

/** Applies an object of attributes of one schema; unknown and read-only ones are ignored, as Okta sends `id` and `meta`. */
function applyObject(attributes: Attributes, schema: IndexedSchema, operation: PatchOperation): Parsed<Attributes> {
  const { value } = operation;
  if (value === null && schema.isExtension) return removeSchema(attributes, schema);
  if (!isObject(value))
    return schemaDecides(schema)
      ? problem('invalidValue', `The value for ${schema.definition.id} must be an object, not ${kindOf(value)}.`)
      : parsed(attributes);
  let current = attributes;
  for (const [name, member] of Object.entries(value)) {
    const found = schema.attributes.get(name.toLowerCase());
    if (!found) continue;
    const next = applyToAttribute(current, { kind: 'attribute', ...found }, { ...operation, value: member });
    if (!next.ok) return next;
    current = next.value;
  }
  return parsed(current);
}

function applyWhole(
  type: ResourceTypeDefinition,
  attributes: Attributes,
  operation: PatchOperation,
): Parsed<Attributes> {
  const { value } = operation;
  const core = applyObject(attributes, typeIndex(type).core, operation);
  if (!core.ok || !isObject(value)) return core;
  let current = core.value;
  for (const [name, member] of Object.entries(value)) {
    const schema = resolveSchema(type, name);
    if (!schema) continue;
    const next = applyObject(current, schema, { ...operation, value: member });
    if (!next.ok) return next;
    current = next.value;
  }
  return parsed(current);
}

function applyOperation(
  type: ResourceTypeDefinition,
  attributes: Attributes,
  operation: PatchOperation,
): Parsed<Attributes> {
  const { op, target } = operation;
  if (target === null) return applyWhole(type, attributes, operation);
  if (target.kind === 'attribute') return applyToAttribute(attributes, target, operation);
  return op === 'remove' ? removeSchema(attributes, target.schema) : applyObject(attributes, target.schema, operation);
}

/**
 * The attributes after all operations, in order, or the first problem and nothing done (RFC 7644 section 3.5.2). Gives back
 * the very same object when nothing changed, and never changes the one it was given. Problems: invalidValue, noTarget for a
 * filter without a match, mutability for removing a required attribute.
 */
export function applyPatch(
  type: ResourceTypeDefinition,
  attributes: Attributes,
  operations: readonly PatchOperation[],
): Parsed<Attributes> {
  let current = attributes;
  for (const operation of operations) {
    const next = applyOperation(type, current, operation);
    if (!next.ok) return inOperation(operation.number, next);
    current = next.value;
  }
  return sameAttributes(attributes, current) ? parsed(attributes) : checkRequired(type, current);
}
