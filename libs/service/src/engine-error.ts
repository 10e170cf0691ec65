/** An engine behind one of the product's ports. */
export type Engine = 'event-store' | 'gateway-store' | 'read-model';

/**
 * Why an engine did not do what was asked though nothing was wrong with that. A repeat does no harm, and may succeed.
 *
 * - `unavailable`: it could not be reached or did not answer.
 * - `contended`: it is well, and others were faster again and again.
 * - `other-build`: it is ahead of this process, which is about to be replaced by a newer build.
 * - `damaged`: it is not as it was written, until an operator puts it back.
 */
export type EngineTrouble = 'unavailable' | 'contended' | 'other-build' | 'damaged';

/** Thrown by ports for trouble with their engine; each port has its own classes of it. Mistakes of the caller are other errors. */
export abstract class EngineError extends Error {
  abstract readonly engine: Engine;
  abstract readonly trouble: EngineTrouble;
}

/** True where an engine is away or busy: waiting is all that is needed. */
export const isEngineAway = (error: unknown): boolean => error instanceof EngineError && (error.trouble === 'unavailable' || error.trouble === 'contended');
