import type { Json } from '@luciq/events';
import type { Parsed } from '../error.ts';
import { parsed, problem } from '../error.ts';
import { isJsonObject, isList } from '../json.ts';
import { MAX_SELECTION_LENGTH } from '../limits.ts';
import type { ResourceTypeDefinition } from '../schema/definition.ts';
import { resolveAttribute, resolveSchema } from '../schema/lookup.ts';

/**
 * Which attributes an answer has (RFC 7644 section 3.9). `names` has the keys that were named, each with the sub-attributes
 * that were, or `whole`. What is returned always is never in an `exclude`.
 */
export interface Selection {
  readonly mode: 'include' | 'exclude';
  readonly names: ReadonlyMap<string, ReadonlySet<string> | 'whole'>;
}

const ALWAYS: ReadonlySet<string> = new Set(['id', 'schemas']);

/**
 * Reads the query parameters `attributes` and `excludedAttributes`; null where neither is given. Names that no schema knows
 * are ignored. Both at once, or one longer than the limit, is invalidValue.
 */
export function parseSelection(
  type: ResourceTypeDefinition,
  query: { readonly attributes?: string | undefined; readonly excludedAttributes?: string | undefined },
): Parsed<Selection | null> {
  const { attributes = '', excludedAttributes = '' } = query;
  if (attributes !== '' && excludedAttributes !== '') {
    return problem('invalidValue', 'attributes and excludedAttributes must not be given together.');
  }
  const mode = attributes === '' ? 'exclude' : 'include';
  const list = attributes + excludedAttributes;
  if (list === '') return parsed(null);
  if (list.length > MAX_SELECTION_LENGTH) {
    return problem(
      'invalidValue',
      `attributes and excludedAttributes must not be longer than ${MAX_SELECTION_LENGTH} characters.`,
    );
  }
  const names = new Map<string, Set<string> | 'whole'>();
  for (const name of list.split(',')) addName(type, name.trim(), names);
  if (mode === 'exclude') for (const key of ALWAYS) names.delete(key);
  return parsed({ mode, names });
}

function addName(type: ResourceTypeDefinition, name: string, names: Map<string, Set<string> | 'whole'>): void {
  const schema = resolveSchema(type, name);
  if (schema) {
    for (const { key } of schema.attributes.values()) names.set(key, 'whole');
    return;
  }
  const path = resolveAttribute(type, name);
  if (!path) return;
  const known = names.get(path.key);
  if (!path.sub) names.set(path.key, 'whole');
  else if (known === undefined) names.set(path.key, new Set([path.sub.name]));
  else if (known !== 'whole') known.add(path.sub.name);
}

/** False for an attribute of which an answer has nothing, so that nobody needs to look it up. */
export function showsAttribute(selection: Selection | null, key: string): boolean {
  if (!selection || ALWAYS.has(key)) return true;
  const named = selection.names.get(key);
  return selection.mode === 'include' ? named !== undefined : named !== 'whole';
}

/** What an answer has of the attribute's value; undefined for nothing. A null selection takes everything. */
export function selectValue(selection: Selection | null, key: string, value: Json): Json | undefined {
  if (!selection || ALWAYS.has(key)) return value;
  const named = selection.names.get(key);
  const including = selection.mode === 'include';
  if (named === undefined) return including ? undefined : value;
  if (named === 'whole') return including ? value : undefined;
  if (isList(value)) {
    const kept = value
      .map((element) => selectMembers(element, named, including))
      .filter((element) => element !== undefined);
    return kept.length > 0 ? kept : undefined;
  }
  return selectMembers(value, named, including);
}

function selectMembers(value: Json, named: ReadonlySet<string>, including: boolean): Json | undefined {
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).filter(([name]) => named.has(name) === including);
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}
