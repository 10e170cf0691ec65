import { isObject } from '../json.ts';
import type { ResourceTypeDefinition } from '../schema/definition.ts';
import { resolveSchema } from '../schema/lookup.ts';
import type { SentOperation } from './operation.ts';
import { parsePath } from './path.ts';

/** A character that only a path has: of a sub-attribute, a URN or a filter. */
const IN_PATHS = /[.:[]/;

/** True for a key that is a path to something a client may write: `name.givenName`, `urn:…:User:department`. */
function isWritablePath(type: ResourceTypeDefinition, key: string): boolean {
  if (!IN_PATHS.test(key) || resolveSchema(type, key)) return false;
  const path = parsePath(type, key);
  if (!path.ok || path.value.kind !== 'attribute') return false;
  return path.value.attribute.mutability !== 'readOnly' && path.value.sub?.mutability !== 'readOnly';
}

/** How many keys of a value without a path may be paths. */
export const countDottedKeys = ({ op, path, value }: SentOperation): number =>
  op === 'remove' || path !== null || !isObject(value)
    ? 0
    : Object.keys(value).reduce((count, key) => (IN_PATHS.test(key) ? count + 1 : count), 0);

/**
 * Splits an operation without a path whose value has keys that are paths. RFC 7644 does not have them, Entra sends them, and
 * they are read for every client: `{"name.givenName": "X", "urn:…:enterprise:2.0:User:department": "Y"}` becomes one operation
 * for each of these keys, after one for the rest. Needed by transcripts/entra/dotted-and-qualified-keys-without-a-path.json.
 */
export function splitDottedKeys(type: ResourceTypeDefinition, operation: SentOperation): readonly SentOperation[] {
  const { op, path, value } = operation;
  if (op === 'remove' || path !== null || !isObject(value)) return [operation];
  const entries = Object.entries(value);
  const dotted = entries.filter(([key]) => isWritablePath(type, key));
  if (dotted.length === 0) return [operation];
  const moved = new Set(dotted.map(([key]) => key));
  return [
    { op, path, value: Object.fromEntries(entries.filter(([key]) => !moved.has(key))) },
    ...dotted.map(([key, member]) => ({ op, path: key, value: member })),
  ];
}
