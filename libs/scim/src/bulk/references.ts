import type { Json } from '@luciq/events';
import { isJsonObject, isList } from '../json.ts';
import { MAX_BULK_DEPTH } from '../limits.ts';

const REFERENCE = /^bulkId:(.+)$/s;

/** The bulkId that a text refers to, null for any other text. */
export const referredId = (text: string): string | null => REFERENCE.exec(text)?.[1] ?? null;

/** A reference in the filter of the path of a PATCH operation, such as `members[value eq "bulkId:x"]`. */
const QUOTED_REFERENCE = /"bulkId:((?:[^"\\]|\\.)+)"/g;

const isPath = (name: string, value: Json): value is string =>
  typeof value === 'string' && name.toLowerCase() === 'path';

function walk(data: Json, depth: number, found: Set<string>): boolean {
  if (typeof data === 'string') {
    const id = referredId(data);
    if (id !== null) found.add(id);
    return true;
  }
  if (data === null || typeof data !== 'object') return true;
  if (depth >= MAX_BULK_DEPTH) return false;
  if (isList(data)) return data.every((each) => walk(each, depth + 1, found));
  return Object.entries(data).every(([name, each]) => {
    if (!isPath(name, each)) return walk(each, depth + 1, found);
    for (const [, id = ''] of each.matchAll(QUOTED_REFERENCE)) found.add(id);
    return true;
  });
}

/** The bulkIds that the data of an operation refers to, null for data that is nested too deeply. */
export function referencesIn(data: Json): ReadonlySet<string> | null {
  const found = new Set<string>();
  return walk(data, 0, found) ? found : null;
}

const pathWithReferences = (path: string, resolve: (bulkId: string) => string | null): string =>
  path.replace(QUOTED_REFERENCE, (quoted, bulkId: string) => {
    const id = resolve(bulkId);
    return id === null ? quoted : JSON.stringify(id);
  });

/**
 * The data with each reference replaced by what `resolve` gives for it. A reference for which it gives null is left out: the
 * element, or the object of which it is the `value`, else the member alone.
 */
export function withReferences(data: Json, resolve: (bulkId: string) => string | null): Json | undefined {
  if (typeof data === 'string') {
    const id = referredId(data);
    return id === null ? data : (resolve(id) ?? undefined);
  }
  if (isList(data)) return data.map((each) => withReferences(each, resolve)).filter((each) => each !== undefined);
  if (!isJsonObject(data)) return data;
  const members = new Map<string, Json>();
  for (const [name, member] of Object.entries(data)) {
    const next = isPath(name, member) ? pathWithReferences(member, resolve) : withReferences(member, resolve);
    if (next !== undefined) members.set(name, next);
    else if (name.toLowerCase() === 'value') return undefined;
  }
  // Object.fromEntries defines own members, whatever their names.
  return Object.fromEntries(members);
}
