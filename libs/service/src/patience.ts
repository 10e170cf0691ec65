import { AsyncLocalStorage } from 'node:async_hooks';

/** A request waits no longer for its engine: it has not answered any call of it for too long. Nothing was sent. */
export class PatienceOver extends Error {
  override readonly name = 'PatienceOver';
  constructor() {
    super('the engine has not answered this request for too long');
  }
}

const current = new AsyncLocalStorage<Patience>();

/**
 * How long the calls of one request together may wait for an engine that does not answer, in milliseconds. Each answer makes it whole again, so that a
 * request of many calls may take its time while the engine is well. Whatever a request leaves running is free of it once the request has ended.
 */
export class Patience {
  private readonly whole: number;
  private left: number;
  private isOver = false;

  constructor(ms: number) {
    this.whole = ms;
    this.left = ms;
  }

  /** Runs the request, or the rest of it. */
  run<T>(work: () => T): T {
    return current.run(this, work);
  }

  /** The request has been answered. */
  end(): void {
    this.isOver = true;
  }

  /** See `withPatience`. */
  async wait<T>(ms: number, call: (ms: number) => Promise<T>): Promise<T> {
    if (this.isOver) return call(ms);
    if (this.left <= 0) throw new PatienceOver();
    const startedAt = performance.now();
    try {
      const answer = await call(Math.max(1, Math.round(Math.min(ms, this.left))));
      this.left = this.whole;
      return answer;
    } catch (error) {
      this.left -= performance.now() - startedAt;
      throw error;
    }
  }
}

/** Makes a call that may take so many milliseconds, fewer where the request that it belongs to has waited before. Throws PatienceOver where that has no time left. */
export const withPatience = <T>(ms: number, call: (ms: number) => Promise<T>): Promise<T> =>
  current.getStore()?.wait(ms, call) ?? call(ms);
