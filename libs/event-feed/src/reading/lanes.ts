import { setImmediate as nextTurn } from 'node:timers/promises';

/** Runs work a few pieces at a time, in the order in which it came; other work of the process runs in between. */
export class Lanes {
  private free: number;
  private readonly queue: (() => void)[] = [];

  constructor(count: number) {
    this.free = count;
  }

  /** Runs the work when its turn comes. Throws what it throws. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => void this.queue.push(resolve));
    try {
      // Embedded engines answer in microtasks: without this, a long catch-up would starve every request.
      await nextTurn();
      return await work();
    } finally {
      const next = this.queue.shift();
      if (next) next();
      else this.free += 1;
    }
  }
}
