import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mismatches } from './match.ts';

const isMatch = (expected: unknown, actual: unknown): boolean => mismatches(expected, actual).length === 0;

describe('a match', () => {
  it('holds for every JSON value and itself', () => {
    const plain = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('"$'));
    fc.assert(fc.property(plain, (value) => isMatch(value, value)));
  });

  it('lets an object have more keys, and an array not more elements', () => {
    expect(isMatch({ a: 1 }, { a: 1, b: 2 })).toBe(true);
    expect(isMatch([1], [1, 2])).toBe(false);
  });

  it('tells a number from its text, and null from nothing', () => {
    expect(isMatch({ startIndex: 1 }, { startIndex: '1' })).toBe(false);
    expect(isMatch({ title: null }, {})).toBe(false);
  });

  it('names the place and both values of a difference', () => {
    expect(mismatches({ emails: [{ value: 'a' }] }, { emails: [{ value: 'b' }] })).toEqual(['body.emails[0].value: want "a", got "b"']);
  });

  it('does not take what an object inherits for its attribute', () => {
    expect(isMatch({ toString: { $absent: true } }, {})).toBe(true);
  });

  it.each([
    [{ $any: 'string' }, 'x', ''],
    [{ $any: 'integer' }, 3, '3'],
    [{ $any: 'array' }, [], {}],
    [{ $any: 'object' }, {}, []],
    [{ $any: 'boolean' }, false, 'false'],
    [{ $absent: true }, undefined, null],
    [{ $contains: 'low' }, 'yellow', 'green'],
    [{ $matches: '^\\d+$' }, '12', '12s'],
    [{ $atLeast: 2 }, 2, 1],
    [{ $length: 2 }, [1, 2], [1]],
    [{ $not: 'x' }, 'y', 'x'],
    [{ $has: [{ id: 1 }, { id: 2 }] }, [{ id: 2 }, { id: 1, more: true }], [{ id: 1 }]],
  ])('%j takes %j and not %j', (matcher, good, bad) => {
    expect(isMatch(matcher, good)).toBe(true);
    expect(isMatch(matcher, bad)).toBe(false);
  });

  it('refuses a matcher that is not known or has a key beside it', () => {
    expect(() => mismatches({ $anny: 'string' }, 'x')).toThrow(RangeError);
    expect(() => mismatches({ $any: 'string', a: 1 }, 'x')).toThrow(RangeError);
  });
});
