import { checkText } from '@luciq/scim';
import { MAX_BODY_DEPTH, MAX_BODY_PARTS } from './dto/limits.ts';
import { problem } from './problem.ts';

/** Such keys would reach the prototype of the class that is read into, and no field has such a name: they are left out. */
const OF_PROTOTYPES = ['__proto__', 'constructor'] as const;

const UNFIT = 'A text in the request has a NUL character, or half of a character, which cannot be kept. Take it out and send the request again.';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Throws a problem for text that no engine can keep: a row that cannot be written would hold up the whole company. */
export function refuseUnfit(text: unknown): void {
  if (typeof text === 'string' && !checkText(text).ok) throw problem('invalid', { detail: UNFIT });
}

/** Reads a body, and refuses one with more in it than any has that is meant well. */
export function parsedJson(body: Buffer): unknown {
  const json = parse(body);
  plainParts(json);
  return json;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(body)) as unknown;
  } catch {
    throw problem('not-json');
  }
}

/** Without recursion, and no longer than it takes to find too much. */
function plainParts(json: unknown): void {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value: json, depth: 0 }];
  let parts = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, depth } = next;
    refuseUnfit(value);
    if (typeof value !== 'object' || value === null) continue;
    for (const name of OF_PROTOTYPES) if (Object.hasOwn(value, name)) Reflect.deleteProperty(value, name);
    const names = Array.isArray(value) ? [] : Object.keys(value);
    const values: readonly unknown[] = Object.values(value);
    parts += names.length + values.length;
    if (parts > MAX_BODY_PARTS || depth > MAX_BODY_DEPTH) throw problem('too-large');
    names.forEach(refuseUnfit);
    for (const each of values) open.push({ value: each, depth: depth + 1 });
  }
}
