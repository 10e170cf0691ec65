import type { Attributes, Json } from '@luciq/events';
import type { Parsed } from '../error.ts';
import { kindOf, parsed, problem } from '../error.ts';
import { isObject, memberInAnyCase } from '../json.ts';
import type { AttributeDefinition, ResourceTypeDefinition } from '../schema/definition.ts';
import type { IndexedSchema } from '../schema/lookup.ts';
import { resolveSchema, typeIndex } from '../schema/lookup.ts';
import { isIgnored, parseValue } from './value.ts';

const SCHEMAS = 'schemas';

/** True for an attribute that a client sets and that is kept. */
export const isKept = (attribute: AttributeDefinition): boolean =>
  attribute.mutability === 'readWrite' || attribute.mutability === 'immutable';

/** True for a schema that has an attribute that decides something. */
export const schemaDecides = ({ attributes }: IndexedSchema): boolean =>
  [...attributes.values()].some(({ attribute }) => attribute.decides);

/** True for a required attribute's value that counts as given: a string needs more than white space. */
export const isGiven = (value: Json | undefined): boolean =>
  value !== undefined && !(typeof value === 'string' && value.trim() === '');

/** Checks that every required attribute has a value: invalidValue with a sentence that names the one that has not. */
export function checkRequired(type: ResourceTypeDefinition, attributes: Attributes): Parsed<Attributes> {
  for (const { key } of typeIndex(type).required) {
    if (!isGiven(attributes[key])) return problem('invalidValue', `${key} is required and must not be empty.`);
  }
  return parsed(attributes);
}

/** Checks that what a body says in `schemas` is a list of strings, or nothing. */
export function checkSchemas(body: Readonly<Record<string, unknown>>): Parsed<null> {
  const schemas = memberInAnyCase(body, SCHEMAS) ?? [];
  const fits = Array.isArray(schemas) && schemas.every((urn) => typeof urn === 'string');
  return fits ? parsed(null) : problem('invalidValue', 'schemas must be a list of strings.');
}

/** What a body says of the attributes of one schema, and names of attributes whose values were ignored. */
interface Reading {
  readonly attributes: Record<string, Json>;
  readonly ignored: string[];
}

function parseMembersOf(
  schema: IndexedSchema,
  body: Readonly<Record<string, unknown>>,
  { attributes, ignored }: Reading,
): Parsed<null> {
  const seen = new Set<string>();
  for (const [name, sent] of Object.entries(body)) {
    const found = schema.attributes.get(name.toLowerCase());
    if (!found || !isKept(found.attribute)) continue;
    if (seen.has(found.key)) return problem('invalidValue', `${found.key} is given more than once.`);
    seen.add(found.key);
    if (isIgnored(found.attribute, sent)) {
      ignored.push(found.key);
      continue;
    }
    const value = parseValue(found.attribute, sent, found.key);
    if (!value.ok) return value;
    if (value.value !== undefined) attributes[found.key] = value.value;
  }
  return parsed(null);
}

/**
 * Reads the body of a POST or PUT (RFC 7644 sections 3.3 and 3.5.1) into flat attributes. Values are kept exactly as sent.
 * Unknown, readOnly and writeOnly attributes are ignored silently: Okta sends `id`, `meta`, `groups` and `password`.
 * A value of a wrong type is ignored where no access depends on the attribute; `ignored` gets its name. An extension
 * counts without its URN in `schemas`. Problems: invalidSyntax for a body that is no object, invalidValue for a wrong type of
 * what decides, a missing required attribute or a limit.
 */
export function parseResource(type: ResourceTypeDefinition, body: unknown, ignored: string[] = []): Parsed<Attributes> {
  if (!isObject(body)) return problem('invalidSyntax', `The body must be a JSON object, not ${kindOf(body)}.`);
  const schemas = checkSchemas(body);
  if (!schemas.ok) return schemas;
  const attributes: Record<string, Json> = {};
  const reading = { attributes, ignored };
  const core = parseMembersOf(typeIndex(type).core, body, reading);
  if (!core.ok) return core;
  for (const [name, sent] of Object.entries(body)) {
    const schema = resolveSchema(type, name);
    if (!schema?.isExtension || sent === null) continue;
    if (!isObject(sent)) {
      if (schemaDecides(schema))
        return problem('invalidValue', `${schema.definition.id} must be an object, not ${kindOf(sent)}.`);
      ignored.push(schema.definition.id);
      continue;
    }
    const extension = parseMembersOf(schema, sent, reading);
    if (!extension.ok) return extension;
  }
  return checkRequired(type, attributes);
}
