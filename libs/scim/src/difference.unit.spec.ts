import { describe, expect, it } from '@jest/globals';
import { diffAttributes, sameAttributes } from './difference.ts';
import { sameValue } from './json.ts';

describe('sameValue', () => {
  it('looks past the order of keys, not of elements', () => {
    expect(sameValue({ a: 1, b: [{ c: null, d: 'x' }] }, { b: [{ d: 'x', c: null }], a: 1 })).toBe(true);
    expect(sameValue([1, 2], [2, 1])).toBe(false);
  });

  it.each([
    [{ a: 1 }, { b: 1 }],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{}, []],
    [null, {}],
    [null, false],
    ['1', 1],
    [[1], [1, 2]],
    [{ toString: null }, {}],
  ])('tells %j from %j', (a, b) => {
    expect(sameValue(a, b)).toBe(false);
    expect(sameValue(b, a)).toBe(false);
  });
});

describe('diffAttributes', () => {
  it('gives whole new values and the names of what is gone', () => {
    const before = { userName: 'a', name: { givenName: 'x', familyName: 'y' }, title: 't' };
    const after = { userName: 'a', name: { givenName: 'z', familyName: 'y' }, locale: 'en' };
    expect(diffAttributes(before, after)).toEqual({
      set: { name: { givenName: 'z', familyName: 'y' }, locale: 'en' },
      unset: ['title'],
    });
  });

  it('is empty for the same attributes in another order', () => {
    const before = { userName: 'a', name: { givenName: 'x', familyName: 'y' } };
    const after = { name: { familyName: 'y', givenName: 'x' }, userName: 'a' };
    expect(diffAttributes(before, after)).toEqual({ set: {}, unset: [] });
    expect(sameAttributes(before, after)).toBe(true);
  });
});
