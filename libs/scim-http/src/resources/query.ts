import type { ListParameters, Parsed } from '@luciq/scim';
import { LIST_PARAMETERS, parsed, problem } from '@luciq/scim';

/** The query parameters that SCIM knows and this service reads; any other is ignored (RFC 7644 section 3.4.2). */
export type ScimQuery = ListParameters;

/** Picks the known parameters; one that is given twice is a mistake that nobody should guess about. */
export function queryParameters(query: unknown): Parsed<ScimQuery> {
  const given = new Map<string, unknown>(Object.entries(query ?? {}));
  const known: { -readonly [name in keyof ListParameters]: string } = {};
  for (const name of LIST_PARAMETERS) {
    const value = given.get(name);
    if (value === undefined) continue;
    if (typeof value !== 'string') return problem('invalidValue', `The query parameter ${name} was given more than once. Send it once.`);
    known[name] = value;
  }
  return parsed(known);
}
