import type { AttributeDefinition } from '@luciq/scim';

type Element = Readonly<Record<string, unknown>>;
type Matches = (element: Element) => boolean;

const TOKEN = /\s*("(?:[^"\\]|\\.)*"|[()]|[^\s()"]+)/y;

function tokens(text: string): string[] | null {
  const list: string[] = [];
  let at = 0;
  while (text.slice(at).trim() !== '') {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (!found?.[1]) return null;
    list.push(found[1]);
    at = TOKEN.lastIndex;
  }
  return list;
}

const OPERATORS: Readonly<Record<string, (value: string, literal: string) => boolean>> = {
  eq: (value, literal) => value === literal,
  co: (value, literal) => value.includes(literal),
  sw: (value, literal) => value.startsWith(literal),
  ew: (value, literal) => value.endsWith(literal),
};

/**
 * A filter on strings and booleans as RFC 7644 section 3.4.2.2 reads, for the elements of a PATCH path: eq, ne, co, sw, ew,
 * pr, and, or, not and groups. Null for one that it does not understand.
 */
export function naiveFilter(text: string, find: (name: string) => AttributeDefinition | undefined): Matches | null {
  const list = tokens(text);
  if (!list) return null;
  let isWrong = false;
  const isNext = (word: string): boolean => list[0]?.toLowerCase() === word;

  const wrong = (): Matches => {
    isWrong = true;
    return () => false;
  };

  function term(): Matches {
    const first = list?.shift();
    if (first === '(' || (first?.toLowerCase() === 'not' && isNext('('))) {
      if (first !== '(') list?.shift();
      const inner = or();
      if (list?.shift() !== ')') return wrong();
      return first === '(' ? inner : (element) => !inner(element);
    }
    const attribute = find(first ?? '');
    const operator = list?.shift()?.toLowerCase() ?? '';
    const valueOf = (element: Element): unknown => (attribute ? element[attribute.name] : undefined);
    if (operator === 'pr') return (element) => valueOf(element) !== undefined;
    const literal = list?.shift();
    const compare = OPERATORS[operator === 'ne' ? 'eq' : operator];
    if (!compare || literal === undefined) return wrong();
    const wanted: unknown = JSON.parse(literal);
    const fold = (value: unknown): string => (attribute?.caseExact ? String(value) : String(value).toLowerCase());
    const holds = (element: Element): boolean =>
      valueOf(element) !== undefined && compare(fold(valueOf(element)), fold(wanted));
    return operator === 'ne' ? (element) => !holds(element) : holds;
  }

  function and(): Matches {
    const first = term();
    if (!isNext('and')) return first;
    list?.shift();
    const rest = and();
    return (element) => first(element) && rest(element);
  }

  function or(): Matches {
    const first = and();
    if (!isNext('or')) return first;
    list?.shift();
    const rest = or();
    return (element) => first(element) || rest(element);
  }

  const matches = or();
  return isWrong || list.length > 0 ? null : matches;
}
