import type { FilterPath } from '../filter/filter.ts';
import { commonAttributes } from './common-attributes.ts';
import type { AttributeDefinition, ResourceTypeDefinition, SchemaDefinition } from './definition.ts';

/** An attribute and the key it has in `Attributes`. */
export interface KeyedAttribute {
  readonly key: string;
  readonly attribute: AttributeDefinition;
}

/** A schema of a resource type; `attributes` is keyed by lower-case name. */
export interface IndexedSchema {
  readonly definition: SchemaDefinition;
  readonly isExtension: boolean;
  readonly attributes: ReadonlyMap<string, KeyedAttribute>;
}

/** Look-up tables of one resource type. The maps are keyed by lower-case name or URN, but `byKey` by the key itself. */
export interface TypeIndex {
  readonly core: IndexedSchema;
  readonly schemas: ReadonlyMap<string, IndexedSchema>;
  readonly byKey: ReadonlyMap<string, KeyedAttribute & { readonly schema: SchemaDefinition }>;
  readonly required: readonly KeyedAttribute[];
}

const indexes = new WeakMap<ResourceTypeDefinition, TypeIndex>();
const subAttributes = new WeakMap<AttributeDefinition, ReadonlyMap<string, AttributeDefinition>>();

function indexSchema(definition: SchemaDefinition, isExtension: boolean): IndexedSchema {
  const all = isExtension ? definition.attributes : [...commonAttributes, ...definition.attributes];
  const attributes = new Map<string, KeyedAttribute>();
  for (const attribute of all) {
    const key = isExtension ? `${definition.id}:${attribute.name}` : attribute.name;
    attributes.set(attribute.name.toLowerCase(), { key, attribute });
  }
  return { definition, isExtension, attributes };
}

function buildIndex(type: ResourceTypeDefinition): TypeIndex {
  const core = indexSchema(type.schema, false);
  const all = [core, ...type.extensions.map((extension) => indexSchema(extension, true))];
  const keyed = all.flatMap((schema) =>
    [...schema.attributes.values()].map((entry) => ({ ...entry, schema: schema.definition })),
  );
  return {
    core,
    schemas: new Map(all.map((schema) => [schema.definition.id.toLowerCase(), schema])),
    byKey: new Map(keyed.map((entry) => [entry.key, entry])),
    required: [...core.attributes.values()].filter(({ attribute }) => attribute.required),
  };
}

/** The look-up tables of a resource type, built at the first use. */
export function typeIndex(type: ResourceTypeDefinition): TypeIndex {
  let index = indexes.get(type);
  if (!index) {
    index = buildIndex(type);
    indexes.set(type, index);
  }
  return index;
}

/** The sub-attribute of that name in any case, if there is one. */
export function subAttribute(attribute: AttributeDefinition, name: string): AttributeDefinition | undefined {
  let subs = subAttributes.get(attribute);
  if (!subs) {
    subs = new Map((attribute.subAttributes ?? []).map((sub) => [sub.name.toLowerCase(), sub]));
    subAttributes.set(attribute, subs);
  }
  return subs.get(name.toLowerCase());
}

/** The schema of the type with that URN in any case, if there is one. */
export const resolveSchema = (type: ResourceTypeDefinition, urn: string): IndexedSchema | undefined =>
  typeIndex(type).schemas.get(urn.toLowerCase());

/**
 * Finds what `userName`, `name.givenName`, `urn:…:User:department` or `urn:…:User:manager.value` names, in any case
 * (RFC 7644 section 3.10). Null for a name that no schema of the type knows.
 */
export function resolveAttribute(type: ResourceTypeDefinition, path: string): FilterPath | null {
  const { core, schemas } = typeIndex(type);
  const lower = path.toLowerCase();
  let schema = core;
  let name = lower;
  if (lower.startsWith('urn:')) {
    // The URN itself has dots (`2.0`), so it is cut off at its last colon before the name is split.
    const colon = lower.lastIndexOf(':');
    const named = schemas.get(lower.slice(0, colon));
    if (!named) return null;
    schema = named;
    name = lower.slice(colon + 1);
  }
  const [attributeName = '', subName, ...rest] = name.split('.');
  const found = schema.attributes.get(attributeName);
  if (!found || rest.length > 0) return null;
  if (subName === undefined) return found;
  const sub = subAttribute(found.attribute, subName);
  return sub ? { ...found, sub } : null;
}
