import type { Parsed } from '@luciq/scim';
import { parsed, problem } from '@luciq/scim';

const NAMES = ['filter', 'startIndex', 'count', 'attributes', 'excludedAttributes'] as const;

/** The query parameters that SCIM knows and this service reads; any other is ignored (RFC 7644 section 3.4.2). */
export type ScimQuery = { readonly [name in (typeof NAMES)[number]]?: string };

/** Picks the known parameters; one that is given twice is a mistake that nobody should guess about. */
export function queryParameters(query: unknown): Parsed<ScimQuery> {
  const given = new Map<string, unknown>(Object.entries(query ?? {}));
  const known: { [name in (typeof NAMES)[number]]?: string } = {};
  for (const name of NAMES) {
    const value = given.get(name);
    if (value === undefined) continue;
    if (typeof value !== 'string') return problem('invalidValue', `The query parameter ${name} was given more than once. Send it once.`);
    known[name] = value;
  }
  return parsed(known);
}
