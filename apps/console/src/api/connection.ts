import { useSyncExternalStore } from 'react';

/** How often an open page looks whether Luciq answers, in milliseconds. */
export const LOOK_INTERVAL_MS = 15_000;
/** The same while it does not. */
export const AWAY_LOOK_INTERVAL_MS = 3_000;

/** A file of the console: asking for it keeps no session alive. */
const LOOKED_AT = '/console/favicon.svg';

/** Whether Luciq answers: null, or since when it does not, as `Date.now` counts. */
export type AwaySince = number | null;

/** The last answer of Luciq to this page, and whether it answered the last request at all. */
class Connection {
  private lastAnswer = Date.now();
  private awaySince: AwaySince = null;
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly read = (): AwaySince => this.awaySince;

  /** Something answered, whatever it said. */
  answered(): void {
    this.lastAnswer = Date.now();
    this.set(null);
  }

  /** Nothing answered: what pages show is as old as the last answer. */
  unanswered(): void {
    this.set(this.awaySince ?? this.lastAnswer);
  }

  private set(awaySince: AwaySince): void {
    if (awaySince === this.awaySince) return;
    this.awaySince = awaySince;
    for (const listener of this.listeners) listener();
  }
}

/** That of this page. */
export const connection = new Connection();

/** True if Luciq answers now; every page learns of the result. */
export async function lookForAnswer(): Promise<boolean> {
  try {
    await fetch(LOOKED_AT, { method: 'HEAD', cache: 'no-store' });
    connection.answered();
    return true;
  } catch {
    connection.unanswered();
    return false;
  }
}

/** Time of the last answer while Luciq does not answer, null while it does. */
export const useAwaySince = (): AwaySince => useSyncExternalStore(connection.subscribe, connection.read);
