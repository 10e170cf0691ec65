import { describe, expect, it } from '@jest/globals';
import { errorBody } from '../error.ts';
import { ERROR_URN, LIST_RESPONSE_URN } from '../urns.ts';
import { listResponse, parsePaging } from './list.ts';

const limits = { defaultCount: 50, maxCount: 200 };

describe('parsePaging', () => {
  it.each<[string | undefined, string | undefined, number, number]>([
    [undefined, undefined, 1, 50],
    ['1', '2', 1, 2],
    ['0', '0', 1, 0],
    ['-7', '-1', 1, 0],
    ['101', '201', 101, 200],
    ['9'.repeat(30), '9'.repeat(30), Number.MAX_SAFE_INTEGER, 200],
  ])('reads startIndex %s and count %s', (startIndex, count, first, size) => {
    expect(parsePaging({ startIndex, count }, limits)).toEqual({ ok: true, value: { startIndex: first, count: size } });
  });

  it.each(['', 'x', '1.5', '1e3', ' 1', '0x1', 'NaN'])('refuses %j', (text) => {
    expect(parsePaging({ startIndex: text }, limits)).toMatchObject({
      ok: false,
      problem: { scimType: 'invalidValue' },
    });
    expect(parsePaging({ count: text }, limits)).toMatchObject({ ok: false, problem: { scimType: 'invalidValue' } });
  });
});

describe('answers', () => {
  it('a list counts the resources it has and always has them', () => {
    expect(listResponse({ totalResults: 0, startIndex: 1, resources: [] })).toEqual({
      schemas: [LIST_RESPONSE_URN],
      totalResults: 0,
      startIndex: 1,
      itemsPerPage: 0,
      Resources: [],
    });
  });

  it('an error has its status as a string', () => {
    expect(errorBody({ status: 409, scimType: 'uniqueness', detail: 'x' })).toEqual({
      schemas: [ERROR_URN],
      status: '409',
      scimType: 'uniqueness',
      detail: 'x',
    });
    expect(errorBody({ status: 404, detail: 'x' })).toEqual({ schemas: [ERROR_URN], status: '404', detail: 'x' });
  });
});
