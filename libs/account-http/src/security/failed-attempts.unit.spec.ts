import { describe, expect, it } from '@jest/globals';
import {
  FailedAttempts,
  FAILURE_WINDOW_MS,
  FAILURES_OF_ALL,
  FAILURES_PER_ADDRESS,
  MAX_FAILING_ADDRESSES,
  networkOf,
} from './failed-attempts.ts';

const times = (count: number, work: (index: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, index) => work(index));

describe('wrong guesses', () => {
  it('are few, then at the limit once, then many, by address, until the window is over', () => {
    const attempts = new FailedAttempts();
    expect(new Set(times(FAILURES_PER_ADDRESS, () => attempts.failed('192.0.2.1', 0)))).toEqual(new Set(['few']));
    expect([attempts.failed('192.0.2.1', 1), attempts.failed('192.0.2.1', 2), attempts.failed('192.0.2.2', 2)]).toEqual(
      ['limit', 'many', 'few'],
    );
    expect(attempts.secondsLeft(2)).toBe(FAILURE_WINDOW_MS / 1_000);
    expect(attempts.failed('192.0.2.1', FAILURE_WINDOW_MS)).toBe('few');
  });

  it('of many addresses are counted together, and their memory is bounded', () => {
    const attempts = new FailedAttempts();
    const answers = times(MAX_FAILING_ADDRESSES + 100, (index) =>
      attempts.failed(`10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`, 0),
    );
    expect(answers.slice(0, FAILURES_OF_ALL)).not.toContain('limit');
    expect([answers[FAILURES_OF_ALL], answers[FAILURES_OF_ALL + 1], answers.at(-1)]).toEqual(['limit', 'many', 'many']);
    expect(attempts['ofAddress'].size).toBe(MAX_FAILING_ADDRESSES);
  });

  it('of one network of IPv6 are those of one address', () => {
    expect(networkOf('2001:db8::1')).toBe('2001:db8:0:0');
    expect(networkOf('2001:0DB8:0:0:a:b:c:d')).toBe('2001:db8:0:0');
    expect(networkOf('::1')).toBe('0:0:0:0');
    expect(networkOf('::ffff:192.0.2.1')).toBe('::ffff:192.0.2.1');
    expect(networkOf('192.0.2.1')).toBe('192.0.2.1');
  });
});
