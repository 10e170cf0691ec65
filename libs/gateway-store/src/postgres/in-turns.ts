import type { Position } from '@luciq/events';

/** Writes a position of a company so that it is never lowered. */
export type WritePosition = (companyId: string, position: Position) => Promise<void>;

interface Turn {
  position: Position;
  readonly done: Promise<void>;
}

/**
 * Writes at most one position of a company at a time. What comes meanwhile waits and is written together, by its highest position: writers of one company
 * would otherwise wait for the lock on its row, and each for the disk. Resolves once a position that is not lower has been written.
 */
export function inTurns(write: WritePosition): WritePosition {
  const running = new Map<string, Promise<void>>();
  const waiting = new Map<string, Turn>();
  const start = (companyId: string, position: Position): Promise<void> => {
    const done = write(companyId, position);
    const settled = done
      .catch(() => undefined)
      .then(() => {
        if (running.get(companyId) === settled) running.delete(companyId);
      });
    running.set(companyId, settled);
    return done;
  };
  return (companyId, position) => {
    const next = waiting.get(companyId);
    if (next) {
      if (position > next.position) next.position = position;
      return next.done;
    }
    const before = running.get(companyId);
    if (!before) return start(companyId, position);
    const turn: Turn = {
      position,
      // Whether the one before was written or not: each turn stands for itself.
      done: before.then(() => {
        waiting.delete(companyId);
        return start(companyId, turn.position);
      }),
    };
    waiting.set(companyId, turn);
    return turn.done;
  };
}
