import { checkText } from '@luciq/scim';
import { problem } from '../problem/problem.ts';
import { MAX_BODY_DEPTH, MAX_BODY_PARTS } from './limits.ts';

/** Such names belong to the prototype of the class that is read into, where class-transformer passes them over without a word; no field has one. */
const isOfPrototypes = (name: string): boolean => name in Object.prototype;

/** What is said of a field that the body does not have. */
export const NOT_KNOWN = 'This field is not known. Leave it out.';

const UNFIT =
  'A text in the request has a NUL character, or half of a character, which cannot be kept. Take it out and send the request again.';

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
    const names = Array.isArray(value) ? [] : Object.keys(value);
    const values: readonly unknown[] = Object.values(value);
    parts += names.length + values.length;
    if (parts > MAX_BODY_PARTS || depth > MAX_BODY_DEPTH) throw problem('too-large');
    names.forEach(refuseUnfit);
    const field = names.find(isOfPrototypes);
    if (field !== undefined) throw problem('invalid', { errors: [{ field, detail: NOT_KNOWN }] });
    for (const each of values) open.push({ value: each, depth: depth + 1 });
  }
}
