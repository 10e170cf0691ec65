import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { Position } from '@luciq/events';
import { LOG_START } from '@luciq/events';

/** Something with a place in the log: a record, or a message made of one. */
export interface Positioned {
  readonly position: Position;
}

/** A slice of what a source has. Everything up to and including `through` has been read, whether kept or filtered out. */
export interface Slice<Item extends Positioned> {
  readonly items: readonly Item[];
  readonly through: Position;
}

/** Where items come from, in the order of their positions. */
export interface Source<Item extends Positioned> {
  /** At most `limit` items after a position; never skips one that shows up later at a lower position. */
  read(request: { readonly after: Position; readonly limit: number }): Promise<Slice<Item>>;
  /** Resolves when there may be items after the position, or sooner: a hint. Resolves at once on abort. */
  wait(after: Position, signal: AbortSignal): Promise<void>;
}

/** Where items go. It keeps the checkpoint in one transaction with their effect. */
export interface Sink<Item extends Positioned> {
  /**
   * Position through which everything has been written. Asked for before every batch, because a sink may move to other
   * rows that stand elsewhere: a sink for which that is costly remembers it between its own writes.
   */
  checkpoint(): Promise<Position>;
  /** Writes the items and moves the checkpoint to `through`, both or neither. `items` may be empty. */
  write(items: readonly Item[], through: Position): Promise<void>;
  /**
   * Sets the key of a refused item aside, durably: `write` passes over every item of that key from then on, until an operator
   * lets it go on. Repeating it does no harm. A sink without it parks nothing.
   */
  park?(refused: ItemRefused, attempts: number): Promise<void>;
}

/** What happens on failure: repeat after a delay that doubles, give up after so many failures without progress. */
export interface FailurePolicy {
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
  /** Tries in a row without progress, the first one included. */
  readonly attempts: number | 'unlimited';
  readonly onExhausted: 'stop';
  /** Tries of an item that the sink refuses before its key is parked; without it, or without `park`, a refusal is a failure like any other. */
  readonly parkAfter?: number;
}

/**
 * One item is to blame, and the engine is not: its like will be refused again. Thrown by `Sink.write`, which then has
 * written nothing.
 */
export class ItemRefused extends Error {
  override readonly name = 'ItemRefused';
  constructor(
    readonly item: Positioned,
    /** What has to be set aside so that order holds: the company. */
    readonly key: string,
    /** Says why, for an operator, without personal data. */
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** No repeat can mend it, and going on would do harm: the pump stops at once. The message is a sentence for the operator. */
export abstract class Unrecoverable extends Error {}

/** `live` means that the last read of the source gave nothing more. */
export type PumpState = 'starting' | 'catching-up' | 'live' | 'draining' | 'stopped';

/** What a pump moves, how, and whom it tells. */
export interface PumpOptions<Item extends Positioned> {
  readonly source: Source<Item>;
  readonly sink: Sink<Item>;
  readonly failure: FailurePolicy;
  /** Most items in one write; DEFAULT_BATCH_ITEMS unless set. */
  readonly batchItems?: number;
  /**
   * After a write of `from` items or more that was not full, the next one begins so many milliseconds later: where much comes, each write then carries
   * more, and where little comes nothing is delayed. At once unless set.
   */
  readonly gather?: { readonly from: number; readonly ms: number };
  /** Stop when exactly this position has been written, even in the middle of a slice; waits for it if it is still to come. */
  readonly until?: Position;
  /** After each committed batch. */
  readonly onProgress?: (progress: {
    readonly position: Position;
    readonly items: number;
    readonly newest?: Item;
  }) => void;
  /** After each failure; `attempt` counts from 1 and begins again after progress. */
  readonly onFailure?: (error: unknown, attempt: number) => void;
}

/** A running pump. */
export interface Pump {
  state(): PumpState;
  /** Position through which everything is known to be written; LOG_START before the first answer of the sink. */
  position(): Position;
  /** Resolves when drained, or when `until` is reached; rejects with the cause when the pump gave up. */
  readonly done: Promise<void>;
  /** Finishes the current batch, then stops. Resolves when stopped, for whatever reason. */
  drain(): Promise<void>;
}

/** Items in one batch, unless set otherwise. */
export const DEFAULT_BATCH_ITEMS = 500;

/**
 * Moves everything from a source to a sink, from the sink's checkpoint on, until drained. The only loop that does so.
 * It always goes on from where the sink says it stands: a write that failed may have been done.
 */
export function startPump<Item extends Positioned>(options: PumpOptions<Item>): Pump {
  const loop = new PumpLoop(options);
  const done = loop.run();
  return {
    state: () => loop.state,
    position: () => loop.position,
    done,
    drain: async () => {
      loop.stop();
      await done.catch(() => undefined);
    },
  };
}

class PumpLoop<Item extends Positioned> {
  state: PumpState = 'starting';
  position: Position = LOG_START;
  private readonly options: PumpOptions<Item>;
  private readonly stopping = new AbortController();
  private finished = false;
  private failures = 0;
  private refusals = 0;

  constructor(options: PumpOptions<Item>) {
    this.options = options;
  }

  stop(): void {
    if (this.state !== 'stopped') this.state = 'draining';
    this.stopping.abort();
  }

  async run(): Promise<void> {
    try {
      while (!this.stopping.signal.aborted && !this.finished) {
        await this.step().catch((error: unknown) => this.backOff(error));
        // Embedded engines answer in microtasks: without this, a long catch-up would starve every request.
        await nextTurn();
      }
    } finally {
      this.state = 'stopped';
    }
  }

  private async step(): Promise<void> {
    const { source, sink, until, batchItems = DEFAULT_BATCH_ITEMS, gather, onProgress } = this.options;
    this.position = await sink.checkpoint();
    if (until !== undefined && this.position >= until) {
      if (this.position > until) throw new PastTheEnd(this.position, until);
      this.finished = true;
      return;
    }
    const slice = upTo(until, await source.read({ after: this.position, limit: batchItems }));
    if (slice.through <= this.position) {
      this.failures = 0;
      this.enter('live');
      await source.wait(this.position, this.stopping.signal);
      return;
    }
    if (this.state === 'starting' || slice.items.length >= batchItems) this.enter('catching-up');
    await sink.write(slice.items, slice.through);
    this.position = slice.through;
    this.failures = 0;
    this.refusals = 0;
    const newest = slice.items.at(-1);
    onProgress?.({ position: slice.through, items: slice.items.length, ...(newest === undefined ? {} : { newest }) });
    if (gather && slice.items.length >= gather.from && slice.items.length < batchItems)
      await delay(gather.ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  private async backOff(error: unknown): Promise<void> {
    const { failure, onFailure } = this.options;
    this.failures += 1;
    // What is new since the failure is not known.
    if (this.state === 'live') this.enter('catching-up');
    onFailure?.(error, this.failures);
    if (error instanceof ItemRefused && (await this.parked(error))) return;
    const exhausted = failure.attempts !== 'unlimited' && this.failures >= failure.attempts;
    if (exhausted || error instanceof Unrecoverable) throw error;
    const wait = Math.min(failure.maxDelayMs, failure.initialDelayMs * 2 ** (this.failures - 1));
    await delay(wait, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  /** True where the key of the item is set aside, so that the others go on. */
  private async parked(refused: ItemRefused): Promise<boolean> {
    const { sink, failure, onFailure } = this.options;
    this.refusals += 1;
    if (!sink.park || failure.parkAfter === undefined || this.refusals < failure.parkAfter) return false;
    try {
      await sink.park(refused, this.refusals);
    } catch (error) {
      onFailure?.(error, this.failures);
      return false;
    }
    this.failures = 0;
    this.refusals = 0;
    return true;
  }

  private enter(state: 'catching-up' | 'live'): void {
    if (this.state !== 'draining') this.state = state;
  }
}

/** The checkpoint is beyond the position to stop at: the sink is not the one that was meant. */
export class PastTheEnd extends Unrecoverable {
  override readonly name = 'PastTheEnd';
  constructor(position: Position, until: Position) {
    super(`the checkpoint ${position} is already past ${until}, where the pump was to stop`);
  }
}

function upTo<Item extends Positioned>(until: Position | undefined, slice: Slice<Item>): Slice<Item> {
  if (until === undefined || slice.through <= until) return slice;
  return { items: slice.items.filter((item) => item.position <= until), through: until };
}
