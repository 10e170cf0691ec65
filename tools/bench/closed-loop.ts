import { Pool } from 'undici';

export interface LoadRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly path: string;
  readonly body?: unknown;
  /** The status that counts as right; anything else is an error. */
  readonly expect: number;
}

/** A load to run; `next` gives the n-th request, null when there are no more. */
export interface Load {
  readonly origin: string;
  readonly token: string;
  readonly connections: number;
  readonly seconds: number;
  readonly next: (n: number) => LoadRequest | null;
  /** Sees the body of each right answer. */
  readonly onAnswer?: (body: string, n: number) => void;
}

/** What a load reached: right answers a second, and latencies in milliseconds. */
export interface LoadResult {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly answers: number;
  readonly errors: number;
}

/** The value at a share of sorted values, 0 for none. */
export const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;

/** Runs a closed loop: every connection sends its next request once the last one was answered. */
export async function closedLoop(load: Load): Promise<LoadResult> {
  const pool = new Pool(load.origin, { connections: load.connections, pipelining: 1 });
  const headers = {
    authorization: `Bearer ${load.token}`,
    accept: 'application/scim+json',
    'content-type': 'application/scim+json',
  };
  const latencies: number[] = [];
  let n = 0;
  let errors = 0;
  const started = performance.now();
  const until = started + load.seconds * 1_000;
  const connection = async (): Promise<void> => {
    while (performance.now() < until) {
      const index = n++;
      const request = load.next(index);
      if (!request) return;
      const { method, path, body, expect } = request;
      const sent = performance.now();
      const answer = await pool.request({
        method,
        path,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.body.text();
      latencies.push(performance.now() - sent);
      if (answer.statusCode === expect) load.onAnswer?.(text, index);
      else errors += 1;
    }
  };
  await Promise.all(Array.from({ length: load.connections }, connection));
  const seconds = (performance.now() - started) / 1_000;
  await pool.close();
  latencies.sort((a, b) => a - b);
  const answers = latencies.length - errors;
  return {
    perSecond: answers / seconds,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    answers,
    errors,
  };
}
