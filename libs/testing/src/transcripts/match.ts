import { isObject } from '../http/index.ts';

type Matcher = (argument: unknown, actual: unknown, at: string) => readonly string[];

const shown = (value: unknown): string => (value === undefined ? 'absent' : JSON.stringify(value).slice(0, 200));

const KINDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string' && value !== '',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  array: (value) => Array.isArray(value),
  object: isObject,
};

const say = (holds: boolean, at: string, want: string, actual: unknown): readonly string[] => (holds ? [] : [`${at}: want ${want}, got ${shown(actual)}`]);

const MATCHERS: Readonly<Record<string, Matcher>> = {
  $any: (kind, actual, at) => say(KINDS[String(kind)]?.(actual) ?? false, at, `any ${String(kind)}`, actual),
  $absent: (_, actual, at) => say(actual === undefined, at, 'nothing', actual),
  $contains: (part, actual, at) => say(typeof actual === 'string' && actual.includes(String(part)), at, `a text with ${shown(part)}`, actual),
  $matches: (pattern, actual, at) => say(typeof actual === 'string' && new RegExp(String(pattern), 'u').test(actual), at, `a text like ${String(pattern)}`, actual),
  $atLeast: (least, actual, at) => say(typeof actual === 'number' && actual >= Number(least), at, `at least ${String(least)}`, actual),
  $length: (length, actual, at) => say(Array.isArray(actual) && actual.length === length, at, `${String(length)} elements`, actual),
  $not: (unwanted, actual, at) => say(mismatches(unwanted, actual, at).length > 0, at, `anything but ${shown(unwanted)}`, actual),
  $has: (elements, actual, at) => {
    const wanted = Array.isArray(elements) ? elements : [elements];
    return wanted.flatMap((element: unknown) => {
      const found = Array.isArray(actual) && actual.some((each) => mismatches(element, each, at).length === 0);
      return say(found, at, `an element ${shown(element)}`, actual);
    });
  },
};

function matcherOf(expected: Readonly<Record<string, unknown>>, at: string): readonly [Matcher, unknown] | null {
  const [name = '', ...others] = Object.keys(expected);
  // `$ref` is an attribute of SCIM, not a matcher.
  if (!name.startsWith('$') || name === '$ref') return null;
  const matcher = MATCHERS[name];
  if (!matcher || others.length > 0) throw new RangeError(`${at}: ${shown(expected)} is not one known matcher`);
  return [matcher, expected[name]];
}

/**
 * How a JSON value differs from what was expected, one sentence each; none if it matches. An object is matched as a
 * subset, an array element by element, anything else exactly. An object with one `$` key is a matcher, see
 * transcripts/README.md. Throws RangeError for a matcher that is not known.
 */
export function mismatches(expected: unknown, actual: unknown, at = 'body'): readonly string[] {
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return [`${at}: want ${shown(expected)}, got ${shown(actual)}`];
    return expected.flatMap((element: unknown, index) => mismatches(element, actual[index], `${at}[${index}]`));
  }
  if (!isObject(expected)) return say(expected === actual, at, shown(expected), actual);
  const matcher = matcherOf(expected, at);
  if (matcher) return matcher[0](matcher[1], actual, at);
  if (!isObject(actual)) return [`${at}: want an object, got ${shown(actual)}`];
  return Object.entries(expected).flatMap(([key, value]) => mismatches(value, Object.hasOwn(actual, key) ? actual[key] : undefined, `${at}.${key}`));
}
