import { expect, it } from '@jest/globals';
import { exactTime, fullTime, shortTime } from './format-time.ts';

it('times of a burst differ by their seconds, and in full by thousandths', () => {
  const [one, other] = ['2026-03-01T12:00:05.001Z', '2026-03-01T12:00:06.999Z'];
  expect(shortTime(one)).toBe(shortTime(other));
  expect([exactTime(one), exactTime(other)]).toEqual([
    expect.stringContaining(':00:05'),
    expect.stringContaining(':00:06'),
  ]);
  expect([fullTime(one), fullTime(other)]).toEqual([
    expect.stringContaining('05.001'),
    expect.stringContaining('06.999'),
  ]);
});
