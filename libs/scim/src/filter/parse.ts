import type { Parsed, ScimType } from '../error.ts';
import { parsed, problem } from '../error.ts';
import { MAX_FILTER_DEPTH, MAX_FILTER_LENGTH, MAX_FILTER_SCANS, MAX_FILTER_TERMS } from '../limits.ts';
import type { AttributeDefinition, ResourceTypeDefinition } from '../schema/definition.ts';
import { resolveAttribute, subAttribute } from '../schema/lookup.ts';
import type { Literal } from './comparison.ts';
import { comparison } from './comparison.ts';
import { countScans } from './cost.ts';
import type { ComparisonOperator, Filter, FilterPath } from './filter.ts';
import { compareSchemas } from './schemas.ts';
import type { Token } from './tokens.ts';
import { tokenize } from './tokens.ts';

/** Finds the attribute a name means; null for one that no schema knows. */
type Resolve = (name: string) => FilterPath | null;

/** Where names are looked up; a value path can't stand inside another. */
interface Scope {
  /** Null inside an element, which has no schemas of its own. */
  readonly type: ResourceTypeDefinition | null;
  readonly resolve: Resolve;
  readonly inElement: boolean;
  readonly depth: number;
}

const OPERATORS: ReadonlyMap<string, ComparisonOperator> = new Map(
  (['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const).map((operator) => [operator, operator]),
);
const WORD_LITERALS: ReadonlyMap<string, Literal> = new Map<string, Literal>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** What is never returned can't be searched: it counts as unassigned. */
const resolveIn =
  (type: ResourceTypeDefinition): Resolve =>
  (name) => {
    const path = resolveAttribute(type, name);
    return path?.attribute.returned === 'never' ? null : path;
  };

/** Inside `attr[…]`: sub-attributes; the elements of a simple attribute have a `value` only (RFC 7643 section 2.4). */
const resolveInElement =
  (attribute: AttributeDefinition): Resolve =>
  (name) => {
    if (attribute.type !== 'complex' && name.toLowerCase() === 'value') {
      return { key: 'value', attribute: { ...attribute, name: 'value', multiValued: false } };
    }
    const sub = subAttribute(attribute, name);
    return sub ? { key: sub.name, attribute: sub } : null;
  };

const resolveNothing: Resolve = () => null;

class FilterParser {
  private at = 0;
  private terms = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly grammarProblem: ScimType,
  ) {}

  parse(names: Pick<Scope, 'resolve' | 'type'>): Parsed<Filter> {
    const filter = this.or({ ...names, inElement: names.type === null, depth: 0 });
    if (!filter.ok || this.at === this.tokens.length) return filter;
    return this.wrong(`"and", "or" or the end`);
  }

  private wrong(expected: string) {
    const place = this.at < this.tokens.length ? `at token ${this.at + 1}` : 'at its end';
    return problem(this.grammarProblem, `The filter is not well-formed: ${expected} expected ${place}.`);
  }

  private accept(kind: Token['kind']): boolean {
    if (this.tokens[this.at]?.kind !== kind) return false;
    this.at += 1;
    return true;
  }

  private acceptWord(word: string): boolean {
    const token = this.tokens[this.at];
    if (token?.kind !== 'word' || token.text.toLowerCase() !== word) return false;
    this.at += 1;
    return true;
  }

  private or(scope: Scope): Parsed<Filter> {
    return this.sequence('or', () => this.sequence('and', () => this.term(scope)));
  }

  private sequence(kind: 'and' | 'or', next: () => Parsed<Filter>): Parsed<Filter> {
    const first = next();
    if (!first.ok) return first;
    const terms = [first.value];
    while (this.acceptWord(kind)) {
      const term = next();
      if (!term.ok) return term;
      terms.push(term.value);
    }
    return terms.length === 1 ? first : parsed({ kind, terms });
  }

  private term(scope: Scope): Parsed<Filter> {
    if (this.accept('(')) return this.nested(scope, ')');
    const token = this.tokens[this.at];
    if (token?.kind !== 'word') return this.wrong('an attribute name');
    this.at += 1;
    if (token.text.toLowerCase() === 'not' && this.accept('(')) {
      const inner = this.nested(scope, ')');
      return inner.ok ? parsed({ kind: 'not', term: inner.value }) : inner;
    }
    const path = scope.resolve(token.text);
    if (this.accept('[')) return this.element(path?.key === 'schemas' ? null : path, scope);
    return this.compare(path, path?.key === 'schemas' ? scope.type : null);
  }

  private nested(scope: Scope, close: ')' | ']'): Parsed<Filter> {
    if (scope.depth >= MAX_FILTER_DEPTH) {
      return problem('invalidFilter', `The filter must not be nested more than ${MAX_FILTER_DEPTH} deep.`);
    }
    const inner = this.or({ ...scope, depth: scope.depth + 1 });
    if (!inner.ok || this.accept(close)) return inner;
    return this.wrong(`"${close}"`);
  }

  private element(path: FilterPath | null, scope: Scope): Parsed<Filter> {
    if (scope.inElement) return this.wrong('no "[" inside "[ ]"');
    const attribute = path?.sub ?? path?.attribute;
    if (path && !attribute?.multiValued)
      return problem('invalidFilter', `${path.key} is not multi-valued and can't have a "[ ]".`);
    const resolve = attribute ? resolveInElement(attribute) : resolveNothing;
    const filter = this.nested({ ...scope, type: null, resolve, inElement: true }, ']');
    if (!filter.ok) return filter;
    const sub = this.tokens[this.at];
    if (sub?.kind !== 'sub')
      return parsed(path ? { kind: 'element', path, filter: filter.value } : { kind: 'constant', value: false });
    this.at += 1;
    // Not in the grammar of the RFC, but how Entra finds people: emails[type eq "work"].value eq "…" is about one element.
    const comparing = this.compare(resolve(sub.text), null);
    if (!comparing.ok) return comparing;
    return parsed(
      path
        ? { kind: 'element', path, filter: { kind: 'and', terms: [filter.value, comparing.value] } }
        : { kind: 'constant', value: false },
    );
  }

  /** `schemasOf` is the type whose `schemas` are meant, null for any other path. */
  private compare(path: FilterPath | null, schemasOf: ResourceTypeDefinition | null): Parsed<Filter> {
    this.terms += 1;
    if (this.terms > MAX_FILTER_TERMS) {
      return problem('invalidFilter', `The filter must not have more than ${MAX_FILTER_TERMS} comparisons.`);
    }
    if (this.acceptWord('pr'))
      return parsed(path && !schemasOf ? { kind: 'present', path } : { kind: 'constant', value: schemasOf !== null });
    const token = this.tokens[this.at];
    const operator = token?.kind === 'word' ? OPERATORS.get(token.text.toLowerCase()) : undefined;
    if (!operator) return this.wrong('an operator (eq, ne, co, sw, ew, gt, ge, lt, le, pr)');
    this.at += 1;
    const literal = this.literal();
    if (literal === undefined) return this.wrong('a quoted string, a number, true, false or null');
    return schemasOf ? compareSchemas(schemasOf, operator, literal) : comparison(path, operator, literal);
  }

  private literal(): Literal | undefined {
    const token = this.tokens[this.at];
    if (token?.kind === 'literal') {
      this.at += 1;
      return token.value;
    }
    if (token?.kind !== 'word') return undefined;
    const value = WORD_LITERALS.get(token.text.toLowerCase());
    if (value !== undefined) this.at += 1;
    return value;
  }
}

function parseWith(
  text: string,
  grammarProblem: ScimType,
  parse: (parser: FilterParser) => Parsed<Filter>,
): Parsed<Filter> {
  if (text.length > MAX_FILTER_LENGTH) {
    return problem('invalidFilter', `The filter must not be longer than ${MAX_FILTER_LENGTH} characters.`);
  }
  const tokens = tokenize(text);
  if ('wrongAt' in tokens)
    return problem(grammarProblem, `The filter is not well-formed at character ${tokens.wrongAt}.`);
  return parse(new FilterParser(tokens, grammarProblem));
}

/**
 * Reads a filter (RFC 7644 section 3.4.2.2) and resolves its names. An attribute that no schema knows is unassigned: its
 * comparisons become constants. Beside the grammar, a value path may be followed by a sub-attribute that is compared. Anything
 * wrong, and any limit passed, is invalidFilter.
 */
export function parseFilter(type: ResourceTypeDefinition, text: string): Parsed<Filter> {
  const filter = parseWith(text, 'invalidFilter', (parser) => parser.parse({ resolve: resolveIn(type), type }));
  if (!filter.ok || countScans(filter.value) <= MAX_FILTER_SCANS) return filter;
  return problem(
    'invalidFilter',
    `The filter must not have more than ${MAX_FILTER_SCANS} conditions on attributes with several values. Ask for less at once.`,
  );
}

/**
 * Reads the filter between the brackets of a PATCH path such as `emails[type eq "work"]`. Bad grammar is invalidPath; a
 * comparison that the attribute does not have, and any limit passed, is invalidFilter.
 */
export const parseElementFilter = (attribute: AttributeDefinition, text: string): Parsed<Filter> =>
  parseWith(text, 'invalidPath', (parser) => parser.parse({ resolve: resolveInElement(attribute), type: null }));
