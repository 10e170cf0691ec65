import type { Claim, StreamName } from '@luciq/events';
import { parseStream } from '@luciq/events';

/** Appends of a migration that are on their way at once. */
export const APPENDS_AT_ONCE = 16;
/** Appends that wait for their turn, those on their way among them: more are not read from the source. */
export const MOST_WAITING = 256;

/** What the order of an append rests on. */
export interface Turn {
  readonly stream: StreamName;
  /** Claims that it takes or gives up. */
  readonly claims: readonly Claim[];
}

/** True for streams whose records stay in order with all others of their company: what they say is about the users of it. */
export const isBarrier = (stream: StreamName): boolean => parseStream(stream).kind !== 'user';

interface CompanyTurns {
  barrier: Promise<void>;
  /** Since the barrier. */
  since: Promise<void>[];
}

/**
 * Runs work side by side, each piece after those before it that it rests on: of its stream, of a claim that it takes or gives up, and of its company where
 * one of both is of a group or of the company itself. After the first failure nothing more is begun.
 */
export class InOrder {
  private readonly streams = new Map<string, Promise<void>>();
  private readonly claims = new Map<string, Promise<void>>();
  private readonly companies = new Map<string, CompanyTurns>();
  private readonly waiting = new Set<Promise<void>>();
  private readonly queue: (() => void)[] = [];
  private free = APPENDS_AT_ONCE;
  private failure: { readonly error: unknown } | null = null;

  /** Takes work on, and resolves when there is room for more. Throws what work before it threw. */
  async add({ stream, claims }: Turn, work: () => Promise<void>): Promise<void> {
    const { companyId } = parseStream(stream);
    const company = this.companies.get(companyId) ?? { barrier: Promise.resolve(), since: [] };
    this.companies.set(companyId, company);
    const keys = claims.map((claim) => JSON.stringify(claim));
    const before = [
      this.streams.get(stream),
      ...keys.map((key) => this.claims.get(key)),
      company.barrier,
      ...(isBarrier(stream) ? company.since : []),
    ].filter((one) => one !== undefined);
    const done = this.run(Promise.all(before), work);
    if (isBarrier(stream)) [company.barrier, company.since] = [done, []];
    else company.since.push(done);
    this.streams.set(stream, done);
    for (const key of keys) this.claims.set(key, done);
    this.waiting.add(done);
    void done.then(() => {
      this.waiting.delete(done);
      if (company.since.length > MOST_WAITING) company.since = company.since.filter((one) => this.waiting.has(one));
      if (this.streams.get(stream) === done) this.streams.delete(stream);
      for (const key of keys) if (this.claims.get(key) === done) this.claims.delete(key);
    });
    while (this.waiting.size >= MOST_WAITING) await Promise.race(this.waiting);
    this.throwFailure();
  }

  /** Resolves when everything is done. Throws what some of it threw. */
  async end(): Promise<void> {
    await Promise.all(this.waiting);
    this.throwFailure();
  }

  private throwFailure(): void {
    if (this.failure) throw this.failure.error as Error;
  }

  private async run(before: Promise<unknown>, work: () => Promise<void>): Promise<void> {
    await before;
    if (this.free === 0) await new Promise<void>((resolve) => void this.queue.push(resolve));
    else this.free -= 1;
    try {
      if (!this.failure) await work();
    } catch (error) {
      this.failure ??= { error };
    } finally {
      const next = this.queue.shift();
      if (next) next();
      else this.free += 1;
    }
  }
}
