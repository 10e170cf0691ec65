import { expect, it } from '@jest/globals';
import type { RefusedHour } from '../../api/types.ts';
import { byToken, refusedName } from './refused-tokens.ts';

const hour = (more: Partial<RefusedHour>): RefusedHour => ({
  tokenId: 'old',
  label: null,
  lastFour: null,
  reason: 'revoked',
  hour: '2026-03-01T12:00:00.000Z',
  count: 3,
  lastAt: '2026-03-01T12:59:00.000Z',
  ...more,
});

it('puts the hours of a token and a reason together, the newest first', () => {
  const hours = [
    hour({}),
    hour({ hour: '2026-03-01T11:00:00.000Z', lastAt: '2026-03-01T11:30:00.000Z', count: 4 }),
    hour({ tokenId: 'other', reason: 'expired', lastAt: '2026-03-01T13:00:00.000Z' }),
  ];
  expect(byToken(hours).map(({ tokenId, reason, count, lastAt }) => [tokenId, reason, count, lastAt])).toEqual([
    ['other', 'expired', 3, '2026-03-01T13:00:00.000Z'],
    ['old', 'revoked', 7, '2026-03-01T12:59:00.000Z'],
  ]);
  expect(byToken([])).toEqual([]);
});

it('calls a token by its label and end, and a revoked one by its id', () => {
  expect(refusedName(hour({}))).toBe('Token that begins with old');
  expect(refusedName(hour({ lastFour: 'wxyz' }))).toBe('Token ending in wxyz');
  expect(refusedName(hour({ lastFour: 'wxyz', label: 'Okta' }))).toBe('Okta, ending in wxyz');
});
