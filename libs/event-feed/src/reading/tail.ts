import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { EventStore } from '@luciq/event-store';
import type { EventRecord, Position } from '@luciq/events';
import { LOG_START } from '@luciq/events';
import type { Entry } from './entry.ts';

/** Newest records that are kept in memory for readers who are live, and the characters of them. */
export const TAIL_ENTRIES = 4_096;
export const TAIL_CHARACTERS = 16_777_216;
/** Records that the tail reads at once. */
export const TAIL_BATCH = 500;
/** Readers woken at once; other work runs before the next ones. */
export const WOKEN_AT_ONCE = 50;
/** A tail without readers for so long stops reading, in milliseconds. */
export const TAIL_IDLE_MS = 60_000;
/** After a failed read, in milliseconds: the first delay, doubled with each failure in a row, up to the longest. */
export const FIRST_TAIL_DELAY_MS = 100;
export const LONGEST_TAIL_DELAY_MS = 5_000;

/** What a tail reads, and whom it tells. */
export interface TailOptions {
  readonly store: Pick<EventStore, 'readLog' | 'head' | 'waitForRecords'>;
  readonly entries: (records: readonly EventRecord[]) => Promise<readonly Entry[]>;
  /** Told of what came, and with nothing each time that the tail starts. */
  readonly came: (entries: readonly Entry[]) => void;
}

/**
 * The end of the log as it grows: one reader of the log and one wait for all readers of the feed that are live. They are served from memory; who falls
 * behind it reads the log.
 */
export class Tail {
  private readonly options: TailOptions;
  private readonly closing = new AbortController();
  private readonly waiting = new Set<() => void>();
  private entries: Entry[] = [];
  private characters = 0;
  /** Nothing at or before it is kept. */
  private base: Position = LOG_START;
  private end: Position = LOG_START;
  private running: Promise<void> | null = null;
  private isSound = false;
  private lastUse = 0;

  constructor(options: TailOptions) {
    this.options = options;
  }

  /** What comes after a position, at most `limit`; null where the tail does not know it. */
  after(position: Position, limit: number): readonly Entry[] | null {
    if (!this.isSound || position < this.base || position > this.end) return null;
    this.lastUse = performance.now();
    let [low, high] = [0, this.entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.entries[middle]?.position ?? this.end) > position) high = middle;
      else low = middle + 1;
    }
    return this.entries.slice(low, low + limit);
  }

  /** Resolves when there may be something after a position, at the latest after so long, or on abort. Starts the tail if it does not run. */
  async wait(position: Position, ms: number, signal: AbortSignal): Promise<void> {
    this.lastUse = performance.now();
    this.running ??= this.run();
    if (signal.aborted || this.closing.signal.aborted || (this.isSound && position < this.end)) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        this.waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      signal.addEventListener('abort', wake);
      this.waiting.add(wake);
    });
  }

  /** Ends every wait and stops reading. */
  async close(): Promise<void> {
    this.closing.abort();
    for (const wake of this.waiting) wake();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.closing;
    for (let failures = 0; !signal.aborted;) {
      try {
        if (!this.isSound && !(await this.start())) break;
        if (await this.step()) failures = 0;
        else if (this.isIdle()) break;
      } catch {
        // Readers that are woken ask the log themselves, and are told what is wrong with it.
        this.isSound = false;
        await this.wakeAll();
        const ms = Math.min(LONGEST_TAIL_DELAY_MS, FIRST_TAIL_DELAY_MS * 2 ** failures);
        failures += 1;
        await delay(ms, undefined, { signal }).catch(() => undefined);
      }
    }
    this.isSound = false;
    this.running = null;
  }

  /** Begins at the end of the log. False where the tail was closed meanwhile. */
  private async start(): Promise<boolean> {
    const head = await this.options.store.head();
    [this.entries, this.characters, this.base, this.end] = [[], 0, head, head];
    this.isSound = !this.closing.signal.aborted;
    this.options.came([]);
    await this.wakeAll();
    return this.isSound;
  }

  /** Reads what is new; false where nothing was, after a wait. */
  private async step(): Promise<boolean> {
    const { store, entries, came } = this.options;
    const { records, through } = await store.readLog({ after: this.end, limit: TAIL_BATCH });
    if (through <= this.end) {
      await store.waitForRecords(this.end, this.closing.signal);
      return false;
    }
    const fresh = await entries(records);
    for (const entry of fresh) this.characters += entry.text.length;
    this.entries.push(...fresh);
    this.end = through;
    this.letGo();
    came(fresh);
    await this.wakeAll();
    return true;
  }

  /** Keeps the newest entries only; half of what is allowed goes at once, so that it happens seldom. */
  private letGo(): void {
    if (this.entries.length <= TAIL_ENTRIES && this.characters <= TAIL_CHARACTERS) return;
    let gone = 0;
    for (const { position, text } of this.entries) {
      if (this.entries.length - gone <= TAIL_ENTRIES / 2 && this.characters <= TAIL_CHARACTERS / 2) break;
      this.characters -= text.length;
      this.base = position;
      gone += 1;
    }
    this.entries = this.entries.slice(gone);
  }

  private isIdle(): boolean {
    return this.waiting.size === 0 && performance.now() - this.lastUse > TAIL_IDLE_MS;
  }

  private async wakeAll(): Promise<void> {
    let woken = 0;
    for (const wake of [...this.waiting]) {
      wake();
      woken += 1;
      if (woken % WOKEN_AT_ONCE === 0) await nextTurn();
    }
  }
}
