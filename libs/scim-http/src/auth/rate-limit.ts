import { LRUCache } from 'lru-cache';
import { MAX_COUNTED_COMPANIES } from '../limits.ts';

/** How many requests of one company are answered: so many a second on average, and so many at once after a pause. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

interface Bucket {
  /** Below 0 where a request cost more than was left. */
  tokens: number;
  /** Reading of the clock, in milliseconds. */
  at: number;
}

/** A token bucket for each company, in this process alone. Without a rate everything is let in. */
export class RateLimit {
  private readonly buckets = new LRUCache<string, Bucket>({ max: MAX_COUNTED_COMPANIES });

  /** `now` is a monotonic clock in milliseconds. */
  constructor(
    private readonly rate: Rate | null,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Counts one request. 0 if it is let in, else after how many whole seconds one will be. */
  admit(companyId: string): number {
    if (!this.rate) return 0;
    const bucket = this.filled(companyId, this.rate);
    if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / this.rate.perSecond));
    bucket.tokens -= 1;
    return 0;
  }

  /** Counts more for a request that was let in and turns out to be worth several: later ones wait for it. */
  charge(companyId: string, requests: number): void {
    if (this.rate) this.filled(companyId, this.rate).tokens -= requests;
  }

  private filled(companyId: string, { perSecond, burst }: Rate): Bucket {
    const at = this.now();
    const bucket = this.buckets.get(companyId) ?? { tokens: burst, at };
    bucket.tokens = Math.min(burst, bucket.tokens + ((at - bucket.at) / 1_000) * perSecond);
    bucket.at = at;
    this.buckets.set(companyId, bucket);
    return bucket;
  }
}
