import type { Position } from '@luciq/events';
import type { FeedOptions } from './feed.ts';
import { Feed } from './feed.ts';

/** Feeds held at once: readers at so many places of the log share no subscription. */
export const MAX_FEEDS = 8;

/** A feed that is not read for so long is ended, in milliseconds. */
export const FEED_IDLE_MS = 60_000;

interface Used {
  readonly feed: Feed;
  lastUse: number;
}

/** The feeds of the log, each found by the position that its reader has come to. */
export class Feeds {
  private readonly options: Omit<FeedOptions, 'after'>;
  private readonly sweep: NodeJS.Timeout;
  private feeds: Used[] = [];
  private stopped = false;

  constructor(options: Omit<FeedOptions, 'after'>) {
    this.options = options;
    this.sweep = setInterval(() => this.endIdle(), FEED_IDLE_MS / 2).unref();
  }

  /** The feed that goes on after a position, its own reader's before one that another reader is on; null for none. */
  find(after: Position): Feed | null {
    const fitting = this.feeds.filter(({ feed }) => feed.fits(after));
    const known = fitting.find(({ feed }) => feed.begins(after)) ?? fitting[0];
    if (!known) return null;
    known.lastUse = Date.now();
    return known.feed;
  }

  /**
   * The feed that goes on after a position, a new one if there is none: where they are too many, in place of the one that was
   * longest unused. Null while readers wait at all of them.
   */
  at(after: Position): Feed | null {
    const known = this.find(after);
    if (known) return known;
    if (this.feeds.length >= MAX_FEEDS && !this.endLongestUnused()) return null;
    const feed = new Feed({ ...this.options, after });
    if (this.stopped) feed.stop();
    this.feeds.push({ feed, lastUse: Date.now() });
    return feed;
  }

  /** Ends every feed. */
  stop(): void {
    this.stopped = true;
    clearInterval(this.sweep);
    for (const { feed } of this.feeds) feed.stop();
    this.feeds = [];
  }

  private endLongestUnused(): boolean {
    const [longest] = this.feeds.filter(({ feed }) => !feed.isBusy).toSorted((a, b) => a.lastUse - b.lastUse);
    if (!longest) return false;
    longest.feed.stop();
    this.feeds = this.feeds.filter((used) => used !== longest);
    return true;
  }

  private endIdle(): void {
    const [kept, idle] = [[] as Used[], [] as Used[]];
    for (const used of this.feeds) (Date.now() - used.lastUse > FEED_IDLE_MS ? idle : kept).push(used);
    for (const { feed } of idle) feed.stop();
    this.feeds = kept;
  }
}
