import { describe, expect, it } from '@jest/globals';
import { untilAvailable } from './availability.ts';

class Away extends Error {}

describe('waiting for an engine', () => {
  const isAway = (error: unknown): boolean => error instanceof Away;
  const signal = new AbortController().signal;

  it('goes on until it answers, and tells of each failed try', async () => {
    const answers: readonly (() => Promise<string>)[] = [
      () => Promise.reject(new Away()),
      () => Promise.resolve('open'),
    ];
    const attempts: number[] = [];
    let tries = 0;
    const open = (): Promise<string> => answers[tries++]?.() ?? Promise.reject(new Error('asked too often'));
    expect(await untilAvailable(open, { isAway, signal, onAway: (_, attempt) => attempts.push(attempt) })).toBe('open');
    expect(attempts).toEqual([1]);
  });

  it('ends at once on an error that does not pass', async () => {
    const broken = new Error('wrong password');
    const open = (): Promise<never> => Promise.reject(broken);
    await expect(untilAvailable(open, { isAway, signal, onAway: () => undefined })).rejects.toBe(broken);
  });

  it('ends when the start is called off, during a try or between two', async () => {
    const starting = new AbortController();
    const open = (): Promise<never> => Promise.reject(new Away());
    const waiting = untilAvailable(open, { isAway, signal: starting.signal, onAway: () => starting.abort() });
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });
});
