import type { Position } from '@luciq/events';
import { Feed } from './feed.ts';
import type { FeedOptions } from './feed.ts';

/** Feeds held at once: readers at so many places of the log share no subscription. */
export const MAX_FEEDS = 4;

/** A feed that nobody asked for so long is ended, in milliseconds. */
export const FEED_IDLE_MS = 60_000;

interface Used {
  readonly feed: Feed;
  lastUse: number;
}

/** The feeds of the log, each found by the position that its reader has come to. */
export class Feeds {
  readonly #options: Omit<FeedOptions, 'after'>;
  readonly #sweep: NodeJS.Timeout;
  #feeds: Used[] = [];
  #stopped = false;

  constructor(options: Omit<FeedOptions, 'after'>) {
    this.#options = options;
    this.#sweep = setInterval(() => this.#endIdle(), FEED_IDLE_MS / 2).unref();
  }

  /** The feed that goes on after a position, a new one if there is none. Ends the one that was longest unused if they are too many. */
  at(after: Position): Feed {
    const known = this.#feeds.find(({ feed }) => feed.fits(after));
    if (known) {
      known.lastUse = Date.now();
      return known.feed;
    }
    const feed = new Feed({ ...this.#options, after });
    if (this.#stopped) feed.stop();
    this.#feeds.sort((a, b) => b.lastUse - a.lastUse);
    for (const { feed: unused } of this.#feeds.splice(MAX_FEEDS - 1)) unused.stop();
    this.#feeds.push({ feed, lastUse: Date.now() });
    return feed;
  }

  /** Ends every feed. */
  stop(): void {
    this.#stopped = true;
    clearInterval(this.#sweep);
    for (const { feed } of this.#feeds) feed.stop();
    this.#feeds = [];
  }

  #endIdle(): void {
    const [kept, idle] = [[] as Used[], [] as Used[]];
    for (const used of this.#feeds) (Date.now() - used.lastUse > FEED_IDLE_MS ? idle : kept).push(used);
    for (const { feed } of idle) feed.stop();
    this.#feeds = kept;
  }
}
