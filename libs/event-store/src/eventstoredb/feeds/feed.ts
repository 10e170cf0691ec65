import type { Position as AllPosition, RecordedEvent } from '@eventstore/db-client';
import type { Position } from '@luciq/events';
import { LOG_START } from '@luciq/events';
import type { Connection } from '../connection/connection.ts';
import type { Subscription } from '../connection/subscription.ts';

/** Records that a feed holds ahead of its reader; the server waits while it is full. */
export const FEED_RECORDS = 4_096;

/** After a subscription failed, in milliseconds: the first delay, doubled with each failure in a row, up to the longest. */
export const FIRST_RESUBSCRIBE_MS = 100;
export const LONGEST_RESUBSCRIBE_MS = 5_000;

/** A reader that knows of a record waits so long for a subscription to bring it before it makes a new one, in milliseconds. */
export const FEED_STALL_MS = 2_000;

/** A reader that is faster than the subscription waits so long, in milliseconds, for a slice of the size it wants. */
export const GATHER_MS = 100;

/** What a feed reads. */
export interface FeedOptions {
  readonly connection: Connection;
  /** What the names of the streams begin with. */
  readonly prefix: string;
  readonly after: Position;
  readonly positionOf: (event: RecordedEvent) => Position;
  /** The end of the log as far as reads have shown it. */
  readonly knownEnd: () => Position;
  readonly stallMs?: number;
}

/**
 * A part of the log that goes on growing at its end: a supervised subscription behind a bounded buffer. Gives a reader what
 * comes after a position, as long as that position is not before the last one it gave.
 */
export class Feed {
  private readonly options: FeedOptions;
  private readonly waiting = new Set<() => void>();
  /** Events after `base`, in order. */
  private buffer: RecordedEvent[] = [];
  /** Nothing at or before it is kept. */
  private base: Position;
  /** Position of the newest event that came. */
  private tail: Position;
  /** Where a new subscription goes on. A checkpoint may lie before the commit that its first number names. */
  private resume: AllPosition | null;
  private subscription: Subscription | null = null;
  private paused = false;
  /** True once the subscription has caught up with the log. */
  private live = false;
  private stopped = false;
  private failures = 0;
  private reaching = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(options: FeedOptions) {
    this.options = options;
    this.base = options.after;
    this.tail = options.after;
    this.resume = options.after === LOG_START ? null : { commit: options.after, prepare: options.after };
    this.subscribe();
  }

  /** True where everything after the position is here, or will be. */
  fits(after: Position): boolean {
    return !this.stopped && after >= this.base && after <= this.tail;
  }

  /** True where a reader at the position was the last to ask. */
  begins(after: Position): boolean {
    return after === this.base;
  }

  /** True while a reader waits for something that is known to be there. */
  get isBusy(): boolean {
    return this.reaching > 0;
  }

  /** True where there is something after the position. */
  has(after: Position): boolean {
    return this.tail > after;
  }

  /** What comes after a position that fits, at most `limit`; what is at or before it is let go of. */
  take(after: Position, limit: number): readonly RecordedEvent[] {
    const { positionOf } = this.options;
    if (after > this.base) {
      let first = this.buffer.findIndex((event) => positionOf(event) > after);
      if (first < 0) first = this.buffer.length;
      this.buffer = this.buffer.slice(first);
      this.base = after;
    }
    if (this.paused && this.buffer.length <= FEED_RECORDS / 2) {
      this.paused = false;
      this.subscription?.resume();
    }
    return this.buffer.slice(0, limit);
  }

  /** Waits until there is something after the position, or for so long, or until aborted. */
  wait(after: Position, ms: number, signal?: AbortSignal): Promise<void> {
    return this.until(() => this.has(after), ms, signal);
  }

  /** While the subscription is catching up: waits a moment for so many events, so that they are given in large slices. */
  async gather(count: number): Promise<void> {
    const enough = Math.min(count, FEED_RECORDS / 2);
    if (!this.live) await this.until(() => this.live || this.buffer.length >= enough, GATHER_MS);
  }

  private async until(isThere: () => boolean, ms: number, signal?: AbortSignal): Promise<void> {
    if (isThere() || this.stopped || signal?.aborted) return;
    await new Promise<void>((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        signal?.removeEventListener('abort', finish);
        resolve();
      };
      const wake = (): void => {
        if (isThere() || this.stopped) finish();
      };
      const timer = setTimeout(finish, ms);
      this.waiting.add(wake);
      signal?.addEventListener('abort', finish);
    });
  }

  /**
   * Waits for something after the position that is known to be there. A subscription can fall silent without an error, so
   * one that does not bring it is replaced.
   */
  async reach(after: Position, ms: number): Promise<void> {
    const { stallMs = FEED_STALL_MS } = this.options;
    this.reaching += 1;
    for (let left = ms; left > 0 && !this.has(after) && !this.stopped; left -= stallMs) {
      await this.wait(after, Math.min(left, stallMs));
      if (!this.has(after) && left > stallMs) this.restart();
    }
    this.reaching -= 1;
  }

  /** Ends the subscription and every wait. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.subscription?.stop();
    this.subscription = null;
    this.wake();
  }

  private wake(): void {
    for (const wake of this.waiting) wake();
  }

  private restart(): void {
    clearTimeout(this.timer);
    this.subscription?.stop();
    this.subscribe();
  }

  private subscribe(): void {
    if (this.stopped) return;
    const { connection, prefix } = this.options;
    this.paused = false;
    this.live = false;
    this.subscription = connection.subscribe([prefix], this.resume, {
      event: (event) => this.keep(event),
      checkpoint: (position) => this.checkpoint(position),
      caughtUp: () => {
        this.live = true;
        this.wake();
      },
      failed: () => this.failed(),
    });
  }

  /**
   * Servers answer checkpoints that no log has (24.2 to 24.10 say 2^64-1 as they catch up with a small log), and such that lie before what was
   * delivered. To go on from there would skip records or repeat them: a checkpoint counts only after the newest event and within the known log.
   */
  private checkpoint(position: AllPosition): void {
    this.failures = 0;
    if (position.commit > this.tail && position.commit <= this.options.knownEnd()) this.resume = position;
  }

  private keep(event: RecordedEvent): void {
    const position = this.position(event);
    // Delivered twice, or again after a new subscription.
    if (position === null || position <= this.tail) return;
    this.failures = 0;
    this.tail = position;
    this.resume = { commit: position, prepare: position };
    this.buffer.push(event);
    if (!this.paused && this.buffer.length >= FEED_RECORDS) {
      this.paused = true;
      this.subscription?.pause();
    }
    this.wake();
  }

  /** Null for an event without a position: the caller of `head` is told why. */
  private position(event: RecordedEvent): Position | null {
    try {
      return this.options.positionOf(event);
    } catch {
      return null;
    }
  }

  private failed(): void {
    this.subscription = null;
    if (this.stopped) return;
    const delay = Math.min(FIRST_RESUBSCRIBE_MS * 2 ** this.failures, LONGEST_RESUBSCRIBE_MS);
    this.failures += 1;
    this.timer = setTimeout(() => this.subscribe(), delay);
  }
}
