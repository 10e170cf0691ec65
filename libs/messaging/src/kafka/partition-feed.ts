import type { Position } from '@luciq/events';
import { LOG_START } from '@luciq/events';
import type { Slice, Source } from '@luciq/pump';
import { Unrecoverable } from '@luciq/pump';
import type { PartitionItem } from '../port.ts';

/** A partition is not fetched from while so many of its messages wait to be written. */
export const MAX_WAITING_MESSAGES = 5_000;
/** Nor while they have so many bytes. What was fetched by then comes on top: at most 1 MiB, or one larger message. */
export const MAX_WAITING_BYTES = 16 * 1_024 * 1_024;

/** Checkpoint and partition do not belong together. */
export class CheckpointOffPartition extends Unrecoverable {
  override readonly name = 'CheckpointOffPartition';
}

/** What the feed needs of its fetcher. */
export interface Fetching {
  /** First offset that the partition still has, and the one after its last. */
  bounds(): Promise<{ readonly low: Position; readonly high: Position }>;
  /** Fetch on from this offset. */
  seek(offset: Position): void;
  pause(): void;
  resume(): void;
}

/** Messages of one fetch of the partition. `fetchedFrom` is the offset that was requested. */
export interface FetchedBatch {
  readonly fetchedFrom: Position | null;
  readonly first: Position | null;
  readonly last: Position;
  readonly items: readonly WaitingItem[];
}

/** A message that waits to be written. */
export interface WaitingItem {
  readonly item: PartitionItem;
  readonly bytes: number;
}

/**
 * One partition as a source of a pump: what was fetched waits here until the pump asks. The pump says where to go on,
 * from the sink's checkpoint; if that is elsewhere than what waits, fetching begins there anew.
 */
export class PartitionFeed implements Source<PartitionItem> {
  private readonly name: string;
  private readonly fetching: Fetching;
  private waiting: WaitingItem[] = [];
  private bytes = 0;
  private paused = true;
  private closed = false;
  /** What waits begins after this position; null before the first question. */
  private from: Position | null = null;
  /** Offset that is to be fetched next. */
  private next: Position = 0n;
  private wake: () => void = () => undefined;

  constructor(name: string, fetching: Fetching) {
    this.name = name;
    this.fetching = fetching;
  }

  async read({ after, limit }: { readonly after: Position; readonly limit: number }): Promise<Slice<PartitionItem>> {
    if (this.closed) return { items: [], through: after };
    if (this.from === null || after < this.from || after > this.next) await this.place(after);
    const done = this.waiting.findIndex(({ item }) => item.position > after);
    const passed = this.waiting.splice(0, done === -1 ? this.waiting.length : done);
    for (const { bytes } of passed) this.bytes -= bytes;
    this.from = after;
    if (this.paused && !this.full(2)) {
      this.paused = false;
      this.fetching.resume();
    }
    const items = this.waiting.slice(0, limit).map(({ item }) => item);
    // Kafka's marks after the last message are passed over with it, but are no reason to write by themselves.
    const through =
      items.length > 0 && items.length === this.waiting.length ? this.next : (items.at(-1)?.position ?? after);
    return { items, through };
  }

  async wait(after: Position, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.closed || (this.waiting.at(-1)?.item.position ?? 0n) > after) return;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** Takes what was fetched. False for what does not continue what waits: it is dropped and fetched again from the right place. */
  accept({ fetchedFrom, first, last, items }: FetchedBatch): boolean {
    if (this.closed || this.from === null) return false;
    if (first !== this.next && fetchedFrom !== this.next) {
      this.fetching.seek(this.next);
      return false;
    }
    this.waiting.push(...items);
    for (const { bytes } of items) this.bytes += bytes;
    this.next = last + 1n;
    if (this.full(1)) {
      this.paused = true;
      this.fetching.pause();
    }
    if (items.length > 0) this.wake();
    return true;
  }

  /** Passes over a fetch that holds no message: control records, and messages of aborted transactions. */
  skip(first: Position, last: Position): void {
    if (this.from !== null && first === this.next) this.next = last + 1n;
  }

  /** The group was joined again, and Kafka begins where it likes: goes on from where this feed is. */
  rejoined(): void {
    if (this.from !== null) this.fetching.seek(this.next);
    if (this.paused) this.fetching.pause();
  }

  /** Where Kafka's own offset may stand when the sink stands at a position: after marks that follow the last message. */
  offsetAt(position: Position): Position {
    if (this.from === null || position < this.from || position > this.next) return position;
    return this.waiting.some(({ item }) => item.position > position) ? position : this.next;
  }

  close(): void {
    this.closed = true;
    this.waiting = [];
    this.wake();
  }

  private async place(after: Position): Promise<void> {
    const { low, high } = await this.fetching.bounds();
    if (after > high) {
      throw new CheckpointOffPartition(
        `The rows are at offset ${after} of ${this.name}, which ends at ${high}: the topic was made anew, or this is another Kafka. Run: operator rebuild --topic-from-start`,
      );
    }
    if (after > LOG_START && after < low) {
      throw new CheckpointOffPartition(
        `The rows are at offset ${after} of ${this.name}, which begins at ${low}: what lies between is no longer kept. Run: operator rebuild --topic-from-start`,
      );
    }
    // Rows that never read this partition begin with what it has: the sink knows what it misses by the sequence of each company.
    const start = after === LOG_START ? low : after;
    this.waiting = [];
    this.bytes = 0;
    this.from = after;
    this.next = start;
    this.fetching.seek(start);
  }

  private full(share: 1 | 2): boolean {
    return this.waiting.length * share >= MAX_WAITING_MESSAGES || this.bytes * share >= MAX_WAITING_BYTES;
  }
}
