import { describe, expect, it } from '@jest/globals';
import { CheckLane, MAX_CHECKS_WAITING, MAX_CHECKS_WAITING_OF_COMPANY } from './index.ts';

describe('the lane of checks', () => {
  it('does one after the other, in the order of asking, also after one that failed', async () => {
    const lane = new CheckLane();
    const done: string[] = [];
    const work = (name: string) => lane.run('acme', () => void done.push(name));
    const failing = lane.run('acme', () => {
      throw new Error('broken');
    });
    await Promise.all([work('first'), expect(failing).rejects.toThrow('broken'), work('second')]);
    expect(done).toEqual(['first', 'second']);
  });

  it('answers null at once where too many of a company wait, and lets other companies in', async () => {
    const lane = new CheckLane();
    const ask = (company: string) => lane.run(company, () => company);
    const own = Array.from({ length: MAX_CHECKS_WAITING_OF_COMPANY }, () => ask('acme'));
    expect(await ask('acme')).toBeNull();
    expect(await Promise.all([...own, ask('other')])).toEqual([...own.map(() => 'acme'), 'other']);
    expect(await ask('acme')).toBe('acme');
  });

  it('has a bound for all companies together', async () => {
    const lane = new CheckLane();
    const all = Array.from({ length: MAX_CHECKS_WAITING + 1 }, (_, index) => lane.run(`company-${index}`, () => index));
    expect((await Promise.all(all)).filter((answer) => answer === null)).toHaveLength(1);
  });
});
