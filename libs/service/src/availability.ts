import { setTimeout as delay } from 'node:timers/promises';

/** Delay after the first failed try of an engine, in milliseconds; it doubles up to the longest. */
export const FIRST_RETRY_MS = 200;
/** Longest delay between two tries, in milliseconds. */
export const LONGEST_RETRY_MS = 5_000;

/** How to wait for an engine. */
export interface Availability {
  /** True for an error that passes by itself: the engine is away. Every other error ends the wait. */
  readonly isAway: (error: unknown) => boolean;
  /** Called after each failed try; `attempt` counts from 1. */
  readonly onAway: (error: unknown, attempt: number) => void;
  readonly signal: AbortSignal;
}

/** Opens an engine as soon as it answers. Throws what is not passing, and the signal's reason when the start is called off. */
export async function untilAvailable<Engine>(
  open: () => Promise<Engine>,
  { isAway, onAway, signal }: Availability,
): Promise<Engine> {
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted();
    try {
      return await open();
    } catch (error) {
      if (!isAway(error)) throw error;
      onAway(error, attempt);
    }
    await delay(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (attempt - 1)), undefined, { signal });
  }
}
