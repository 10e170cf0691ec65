import { expect, it } from '@jest/globals';
import { counted } from './counted.ts';

it('a number and its word agree', () => {
  expect([0, 1, 2, 4_000].map((count) => counted(count, 'line'))).toEqual([
    '0 lines',
    '1 line',
    '2 lines',
    '4,000 lines',
  ]);
  expect([0, 1, 2].map((count) => counted(count, 'company is', 'companies are'))).toEqual([
    '0 companies are',
    '1 company is',
    '2 companies are',
  ]);
  expect(counted(1n, 'record')).toBe('1 record');
});
