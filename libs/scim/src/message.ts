import type { Parsed } from './error.ts';
import { parsed, problem } from './error.ts';
import { memberInAnyCase } from './json.ts';

/** The URNs that a message says in `schemas`; one that stands alone counts as a list of one, null as none. */
function saidSchemas(body: Readonly<Record<string, unknown>>): readonly unknown[] {
  const said = memberInAnyCase(body, 'schemas') ?? [];
  return Array.isArray(said) ? said : [said];
}

/** True for a message that says in `schemas` what it is. */
export const saysSchema = (body: Readonly<Record<string, unknown>>): boolean => saidSchemas(body).length > 0;

/**
 * Checks what a message says in `schemas`. Clients leave it out (transcripts/authentik): that is forgiven, because an endpoint
 * takes one kind of message only, and what else the body has shows whether it is that. A list without the URN, in any case, is
 * invalidSyntax: a message that says what it is must be what it says.
 */
export function checkMessageSchema(body: Readonly<Record<string, unknown>>, urn: string): Parsed<null> {
  const said = saidSchemas(body);
  const isMeant =
    said.length === 0 || said.some((each) => typeof each === 'string' && each.toLowerCase() === urn.toLowerCase());
  return isMeant ? parsed(null) : problem('invalidSyntax', `schemas must be a list that has ${urn}.`);
}
