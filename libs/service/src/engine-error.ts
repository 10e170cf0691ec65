import { databaseAwaySentence, databaseSentence } from '@luciq/settings';

/** An engine behind one of the product's ports. */
export type Engine = 'event-store' | 'gateway-store' | 'read-model';

/**
 * Why an engine did not do a call that was right. A repeat does no harm, and may succeed.
 *
 * - `unavailable`: it could not be reached or did not answer.
 * - `contended`: it is well, and others were faster again and again.
 * - `other-build`: it is ahead of this process, which is about to be replaced by a newer build.
 * - `damaged`: it is not as it was written, until an operator puts it back.
 * - `unusable`: it refuses us, or is not reached as it is addressed, until an operator corrects a right or a setting.
 */
export type EngineTrouble = 'unavailable' | 'contended' | 'other-build' | 'damaged' | 'unusable';

/** Thrown by ports for trouble with their engine; each port has its own classes of it. Mistakes of the caller are other errors. */
export abstract class EngineError extends Error {
  abstract readonly engine: Engine;
  abstract readonly trouble: EngineTrouble;
  /** Why it is so and what to do about it, in a sentence of our own for operators; null where that is not known. */
  readonly sentence: string | null = null;
}

/** True where an engine is away or busy: waiting is all that is needed. */
export const isEngineAway = (error: unknown): boolean =>
  error instanceof EngineError && (error.trouble === 'unavailable' || error.trouble === 'contended');

/** Why an engine fails, in a sentence for operators that holds nothing of a request; null where it is not known. */
export function engineSentence(thrown: unknown): string | null {
  if (!(thrown instanceof EngineError)) return null;
  return (
    thrown.sentence ??
    (thrown.engine === 'event-store' ? null : (databaseSentence(thrown) ?? databaseAwaySentence(thrown)))
  );
}
