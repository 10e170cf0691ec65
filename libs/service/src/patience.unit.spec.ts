import { describe, expect, it } from '@jest/globals';
import { Patience, PatienceOver, withPatience } from './patience.ts';

const unanswered = (ms: number): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });

describe('The patience of a request', () => {
  it('is for all of its calls together that are not answered; then none is made any more', async () => {
    const given: number[] = [];
    const call = (): Promise<never> =>
      withPatience(40, (ms) => {
        given.push(ms);
        return unanswered(ms);
      });
    await new Patience(60).run(async () => {
      for (let calls = 0; calls < 2; calls += 1) await expect(call()).rejects.toThrow('no answer');
      // Timers may be early by a fraction of a millisecond.
      while ((await call().catch((error: unknown) => error)) instanceof PatienceOver === false);
    });
    expect(given[0]).toBe(40);
    expect(given.slice(1).every((ms) => ms <= 21)).toBe(true);
  });

  it('is whole again with each answer, and not used up by time between calls', async () => {
    const given: number[] = [];
    const call = (answers: boolean): Promise<unknown> =>
      withPatience(1_000, (ms) => {
        given.push(ms);
        return answers ? Promise.resolve() : unanswered(20);
      });
    await new Patience(50).run(async () => {
      await call(false).catch(() => undefined);
      await call(true);
      await new Promise((resolve) => setTimeout(resolve, 80));
      await call(true);
    });
    expect([given[0], (given[1] ?? 50) < 50, given[2]]).toEqual([50, true, 50]);
  });

  it('does not bind what a request leaves behind, nor what belongs to no request', async () => {
    const patience = new Patience(0);
    await patience.run(async () => {
      await expect(withPatience(10, async (ms) => ms)).rejects.toThrow(PatienceOver);
      patience.end();
      expect(await withPatience(10, async (ms) => ms)).toBe(10);
    });
    expect(await withPatience(10, async (ms) => ms)).toBe(10);
  });
});
