import type { Parsed } from '../error.ts';
import { kindOf, parsed, problem } from '../error.ts';
import { isStorable, readBoolean, readTime } from '../resource/value.ts';
import type { AttributeDefinition } from '../schema/definition.ts';
import { subAttribute } from '../schema/lookup.ts';
import type { ComparisonOperator, Filter, FilterPath } from './filter.ts';

/** What a filter may compare with. */
export type Literal = string | number | boolean | null;

const ORDERING: ReadonlySet<ComparisonOperator> = new Set(['gt', 'ge', 'lt', 'le']);
const SUBSTRING: ReadonlySet<ComparisonOperator> = new Set(['co', 'sw', 'ew']);

/** The operators that a type has, equality aside. */
const ALLOWED: Readonly<
  Record<AttributeDefinition['type'], { readonly ordering: boolean; readonly substring: boolean }>
> = {
  string: { ordering: true, substring: true },
  reference: { ordering: true, substring: true },
  binary: { ordering: false, substring: true },
  boolean: { ordering: false, substring: false },
  decimal: { ordering: true, substring: false },
  integer: { ordering: true, substring: false },
  dateTime: { ordering: true, substring: false },
  complex: { ordering: false, substring: false },
};

/** The literal in the form the attribute's values have; undefined for one of the wrong type. */
function fitLiteral(type: AttributeDefinition['type'], literal: Literal): string | number | boolean | undefined {
  switch (type) {
    case 'boolean':
      return readBoolean(literal);
    case 'decimal':
    case 'integer':
      return typeof literal === 'number' ? literal : undefined;
    case 'dateTime': {
      const time = typeof literal === 'string' ? readTime(literal) : undefined;
      return time === undefined ? undefined : new Date(time).toISOString();
    }
    case 'string':
    case 'reference':
    case 'binary':
    case 'complex':
      return typeof literal === 'string' ? literal : undefined;
  }
}

const labelOf = ({ key, sub }: FilterPath): string => (sub ? `${key}.${sub.name}` : key);

/**
 * The filter that compares what a path names with a literal. A null path is an unknown attribute, which is unassigned.
 * `eq null` and `ne null` become tests of presence. Dates are written in UTC with milliseconds. Booleans also take Entra's
 * strings (`primary eq "True"`). A wrong literal, or an operator that the type does not have, is invalidFilter.
 */
export function comparison(path: FilterPath | null, operator: ComparisonOperator, literal: Literal): Parsed<Filter> {
  if (literal === null && operator !== 'eq' && operator !== 'ne') {
    return problem(
      'invalidFilter',
      `The operator ${operator} can't be used with null${path ? `, as it is for ${labelOf(path)}` : ''}.`,
    );
  }
  if (typeof literal === 'string' && !isStorable(literal)) {
    return problem('invalidFilter', 'The strings of a filter must be well-formed Unicode text without NUL characters.');
  }
  if (!path) return parsed({ kind: 'constant', value: (operator === 'ne') !== (literal === null) });
  if (literal === null) {
    const present: Filter = { kind: 'present', path };
    return parsed(operator === 'ne' ? present : { kind: 'not', term: present });
  }
  const target = path.sub ?? path.attribute;
  const implied = target.type === 'complex' ? subAttribute(target, 'value') : undefined;
  const compared = implied ?? target;
  const label = labelOf(path);
  if (compared.type === 'complex')
    return problem('invalidFilter', `${label} is complex: name one of its sub-attributes.`);
  const allowed = ALLOWED[compared.type];
  if ((ORDERING.has(operator) && !allowed.ordering) || (SUBSTRING.has(operator) && !allowed.substring)) {
    return problem(
      'invalidFilter',
      `The operator ${operator} can't be used with ${label}, which is of type ${compared.type}.`,
    );
  }
  const value = fitLiteral(compared.type, literal);
  if (value === undefined)
    return problem(
      'invalidFilter',
      `${label} must be compared with a value of type ${compared.type}, not with ${kindOf(literal)}.`,
    );
  return parsed({ kind: 'compare', path: implied ? { ...path, sub: implied } : path, operator, value });
}
