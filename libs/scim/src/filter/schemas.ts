import type { Parsed } from '../error.ts';
import { parsed, problem } from '../error.ts';
import type { ResourceTypeDefinition } from '../schema/definition.ts';
import type { IndexedSchema } from '../schema/lookup.ts';
import { typeIndex } from '../schema/lookup.ts';
import type { Literal } from './comparison.ts';
import { matches } from './evaluate.ts';
import type { ComparisonOperator, Filter } from './filter.ts';

/** True of a resource that uses the schema: each uses the core one, and an extension of which it has an attribute. */
function inUse({ isExtension, attributes }: IndexedSchema): Filter {
  if (!isExtension) return { kind: 'constant', value: true };
  return { kind: 'or', terms: [...attributes.values()].map((path): Filter => ({ kind: 'present', path })) };
}

/**
 * The filter that compares `schemas`, such as `schemas eq "urn:…:enterprise:2.0:User"` (RFC 7644 section 3.4.2.2). It is not
 * kept but follows from what a resource has, and so does the filter: anyone who answers it needs no rule for `schemas`.
 */
export function compareSchemas(
  type: ResourceTypeDefinition,
  operator: ComparisonOperator,
  literal: Literal,
): Parsed<Filter> {
  const { core, schemas } = typeIndex(type);
  const definition = core.attributes.get('schemas');
  if (literal === null && (operator === 'eq' || operator === 'ne'))
    return parsed({ kind: 'constant', value: operator === 'ne' });
  if (!definition || typeof literal !== 'string')
    return problem('invalidFilter', 'schemas must be compared with a string.');
  const matching = [...schemas.values()].filter((schema) =>
    matches(definition.attribute, operator, schema.definition.id, literal),
  );
  if (matching.some(({ isExtension }) => !isExtension)) return parsed({ kind: 'constant', value: true });
  if (matching.length === 0) return parsed({ kind: 'constant', value: false });
  return parsed({ kind: 'or', terms: matching.map(inUse) });
}
