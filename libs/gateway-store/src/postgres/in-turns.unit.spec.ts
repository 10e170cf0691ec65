import { describe, expect, it } from '@jest/globals';
import type { Position } from '@luciq/events';
import { inTurns } from './in-turns.ts';

/** Writes that end when told to. */
class Writes {
  readonly begun: [string, Position][] = [];
  private readonly ends: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  readonly write = inTurns((companyId, position) => {
    this.begun.push([companyId, position]);
    return new Promise<void>((resolve, reject) => this.ends.push({ resolve, reject }));
  });

  async end(error?: Error): Promise<void> {
    const next = this.ends.shift();
    if (error) next?.reject(error);
    else next?.resolve();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('positions in turns', () => {
  it('are written one at a time for a company, those that wait together by the highest', async () => {
    const writes = new Writes();
    const answered: Position[] = [];
    for (const position of [3n, 5n, 9n, 7n]) void writes.write('acme', position).then(() => answered.push(position));
    expect(writes.begun).toEqual([['acme', 3n]]);
    await writes.end();
    expect(writes.begun).toEqual([
      ['acme', 3n],
      ['acme', 9n],
    ]);
    expect(answered).toEqual([3n]);
    await writes.end();
    expect(answered).toEqual([3n, 5n, 9n, 7n]);
    void writes.write('acme', 10n);
    expect(writes.begun.at(-1)).toEqual(['acme', 10n]);
  });

  it('do not answer with a write that began before them', async () => {
    const writes = new Writes();
    void writes.write('acme', 9n);
    let isAnswered = false;
    void writes.write('acme', 4n).then(() => (isAnswered = true));
    await writes.end();
    expect(isAnswered).toBe(false);
    expect(writes.begun.at(-1)).toEqual(['acme', 4n]);
  });

  it('of companies do not wait for each other', () => {
    const writes = new Writes();
    void writes.write('acme', 1n);
    void writes.write('globex', 2n);
    expect(writes.begun).toHaveLength(2);
  });

  it('fail those that were written together, and no other', async () => {
    const writes = new Writes();
    const first = writes.write('acme', 1n);
    const second = writes.write('acme', 2n);
    const third = writes.write('acme', 3n);
    const settled = Promise.allSettled([first, second, third]);
    await writes.end(new Error('away'));
    const fourth = writes.write('acme', 4n);
    await writes.end();
    await writes.end();
    await fourth;
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  });
});
