import { isIPv6 } from 'node:net';

/** Wrong credentials and set-up secrets that one address is told of as such in one window; further ones are answered 429. */
export const FAILURES_PER_ADDRESS = 20;
/** The same of all addresses together, by each process. */
export const FAILURES_OF_ALL = 300;
/** Length of a window, in milliseconds. */
export const FAILURE_WINDOW_MS = 60_000;
/** Addresses whose failures are counted in one window; of further ones all are counted together only. */
export const MAX_FAILING_ADDRESSES = 10_000;

/** How a failure stands: the first ones, the one with which there are too many, and those after it. */
export type AttemptCount = 'few' | 'limit' | 'many';

/** Groups of an IPv6 address that name a network: who has one has all addresses in it. */
const NETWORK_GROUPS = 4;

/** Whom an address belongs to, about: itself, or the network of /64 of an IPv6 address. */
export function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address;
  const [head = '', tail] = address.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - groups.length - after.length }, () => '0');
  return [...groups, ...zeros, ...after]
    .slice(0, NETWORK_GROUPS)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}

/**
 * Counts failures by address and in all. Only failures are counted and held back, so that no flood of wrong guesses keeps
 * the right secret out.
 */
export class FailedAttempts {
  private startedAt = -Infinity;
  private all = 0;
  private readonly ofAddress = new Map<string, number>();

  /** Counts one at a reading of the monotonic clock, in milliseconds. */
  failed(address: string, now: number): AttemptCount {
    if (now - this.startedAt >= FAILURE_WINDOW_MS) {
      this.startedAt = now;
      this.all = 0;
      this.ofAddress.clear();
    }
    this.all += 1;
    const network = networkOf(address);
    const before = this.ofAddress.get(network);
    const own = (before ?? 0) + 1;
    if (before !== undefined || this.ofAddress.size < MAX_FAILING_ADDRESSES) this.ofAddress.set(network, own);
    if (own > FAILURES_PER_ADDRESS + 1 || this.all > FAILURES_OF_ALL + 1) return 'many';
    return own > FAILURES_PER_ADDRESS || this.all > FAILURES_OF_ALL ? 'limit' : 'few';
  }

  /** Seconds until the window ends, at least 1. */
  secondsLeft(now: number): number {
    return Math.max(1, Math.ceil((this.startedAt + FAILURE_WINDOW_MS - now) / 1_000));
  }
}
