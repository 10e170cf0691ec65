import type {
  AllStreamSubscription,
  AppendExpectedRevision,
  EventData,
  Position as AllPosition,
  ReadAllOptions,
  ReadStreamOptions,
  RecordedEvent,
} from '@eventstore/db-client';
import { BACKWARDS, END, FORWARDS, NO_STREAM, START, streamNameFilter } from '@eventstore/db-client';
import type { Position } from '@luciq/events';
import { PatienceOver, withPatience } from '@luciq/service';
import { EventStoreUnavailable, EventStoreUnusable } from '../../port.ts';
import type { ConnectionOptions, OpenedClient } from './client.ts';
import { closeClient, openClient } from './client.ts';
import { parseConnectionString } from './connection-string.ts';
import type { Draining } from './drain.ts';
import { drain, SHORT_READ, withoutMissing } from './drain.ts';
import type { Doing } from './failures.ts';
import { appendFailure, conflicting, isNeverSent, NoAnswer, readFailure, within } from './failures.ts';
import { whyEventStoreOutOfReach } from './reach.ts';
import type { At, SentAppend } from './sent-append.ts';
import type { Listener, Subscription } from './subscription.ts';

/** Times a read is sent: after a connection broke, the first call on it fails, and the client makes a new one. */
export const READ_TRIES = 3;

/** Between two sends of a read, in milliseconds. */
const RETRY_DELAY_MS = 50;

/** An append whose outcome is not known is sent again after so many milliseconds, doubled each time, up to the longest. */
export const FIRST_RESEND_MS = 50;
export const LONGEST_RESEND_MS = 500;

/** Records that the server passes over before it says how far it is. */
const SEARCH_WINDOW = 512;

const ignore = (): void => undefined;

/** Calls of the client, each with a timer of its own, its failures sorted. */
export class Connection {
  private opened: OpenedClient;
  /** Reading of the monotonic clock at the last answer of the server on this client, milliseconds. */
  private heardAt = performance.now();
  private readonly options: ConnectionOptions;
  private readonly closingController = new AbortController();
  private readonly running = new Set<Promise<unknown>>();

  /** Throws EventStoreDbUnusable. Connects with the first call. */
  constructor(options: ConnectionOptions) {
    this.options = options;
    this.opened = openClient(options.connectionString);
  }

  /** Aborted when the connection is closed. */
  get closing(): AbortSignal {
    return this.closingController.signal;
  }

  /**
   * Appends events to one stream at exactly that revision. While its outcome is not known it is sent again with the same ids, which the server recognises,
   * until the append's time is over. Throws EventStoreUnavailable; RangeError for what no server takes.
   */
  append(stream: string, at: At, events: readonly EventData[]): Promise<SentAppend> {
    return this.patiently(this.options.appendTimeoutMs, async (allowedMs) => {
      const until = performance.now() + allowedMs;
      let open: EventStoreUnavailable | null = null;
      for (let sends = 1; ; sends += 1) {
        try {
          return await this.send(stream, at, { events, ms: Math.max(1, Math.round(until - performance.now())) });
        } catch (error) {
          const failure = appendFailure(error);
          // Later sends that did not arrive say nothing of the first one.
          if (!(failure instanceof EventStoreUnavailable)) throw open ?? failure;
          if (failure.outcome === 'unknown') open = failure;
          const pauseMs = Math.min(LONGEST_RESEND_MS, FIRST_RESEND_MS * 2 ** (sends - 1));
          if (open === null || performance.now() + pauseMs >= until || this.closing.aborted)
            throw open ?? (await this.explained(failure));
          await new Promise((resolve) => setTimeout(resolve, pauseMs));
        }
      }
    });
  }

  /** Sends an append once; throws what the client throws. */
  private async send(
    stream: string,
    at: At,
    { events, ms }: { readonly events: readonly EventData[]; readonly ms: number },
  ): Promise<SentAppend> {
    const expectedRevision: AppendExpectedRevision = at < 0 ? NO_STREAM : BigInt(at);
    const sentAt = performance.now();
    try {
      const { client, appendAs } = this.opened;
      const options = {
        expectedRevision,
        requiresLeader: true,
        deadline: ms,
        ...(appendAs && { credentials: appendAs }),
      };
      const { nextExpectedRevision, position } = await within(ms, client.appendToStream(stream, [...events], options));
      this.heard();
      return { kind: 'appended', revision: Number(nextExpectedRevision), position: position?.commit ?? null };
    } catch (error) {
      this.renewIfDeaf(error, sentAt);
      const actual = conflicting(error);
      if (actual !== undefined) return { kind: 'conflict', actual };
      throw error;
    }
  }

  /** Events of a stream from a revision on, none for a stream that is not there. Throws EventStoreUnavailable. */
  readStream(stream: string, from = 0): Promise<readonly RecordedEvent[]> {
    return this.eventsOf(stream, { fromRevision: from > 0 ? BigInt(from) : START });
  }

  /** At most `count` events of a stream from a revision on. Throws EventStoreUnavailable. */
  readSome(stream: string, from: number, count: number): Promise<readonly RecordedEvent[]> {
    return this.eventsOf(stream, { fromRevision: BigInt(from), maxCount: count });
  }

  /** The newest event of a stream, null for none. Throws EventStoreUnavailable. */
  async newestOf(stream: string): Promise<RecordedEvent | null> {
    const [newest] = await this.eventsOf(stream, { direction: BACKWARDS, fromRevision: END, maxCount: 1 });
    return newest ?? null;
  }

  /** Hands over everything in the store from the newest back, at most `count`, until told to stop. Throws EventStoreUnavailable. */
  backwards(count: number, isEnough: (event: RecordedEvent) => boolean): Promise<void> {
    return this.ofAll({ direction: BACKWARDS, fromPosition: END, maxCount: count }, isEnough);
  }

  /** The event of the store at a position. Throws EventStoreUnavailable, also where none begins there: see `isNoPlace`. */
  async at(position: Position): Promise<RecordedEvent | null> {
    const found: RecordedEvent[] = [];
    const from = { commit: position, prepare: position };
    await this.ofAll({ direction: FORWARDS, fromPosition: from, maxCount: 1 }, (event) => found.push(event) > 0);
    return found[0] ?? null;
  }

  /** Subscribes to the streams with one of these prefixes, after a position; from the beginning for null. */
  subscribe(prefixes: readonly string[], after: AllPosition | null, listener: Listener): Subscription {
    let over = false;
    const openedAt = performance.now();
    const fail = (error: unknown): void => {
      if (over) return;
      stop();
      this.renewIfDeaf(error, openedAt);
      listener.failed(error);
    };
    const checkpointReached = (_: unknown, position: AllPosition): void => {
      // It overtakes events that the client still holds: to go on from there would lose them.
      if (!over && subscription.readableLength === 0) listener.checkpoint?.(position);
    };
    const filter = streamNameFilter({
      prefixes: [...prefixes],
      maxSearchWindow: SEARCH_WINDOW,
      checkpointInterval: 1,
      checkpointReached,
    });
    const subscription: AllStreamSubscription = this.opened.client.subscribeToAll({
      fromPosition: after ?? START,
      filter,
      requiresLeader: true,
    });
    const confirmed = setTimeout(() => fail(new NoAnswer(this.options.readTimeoutMs)), this.options.readTimeoutMs);
    const stop = (): void => {
      over = true;
      clearTimeout(confirmed);
      // Leaving the loop or losing the object cancels nothing: the server would go on sending.
      void subscription.unsubscribe().catch(ignore);
      subscription.resume();
    };
    subscription.on('confirmation', () => {
      this.heard();
      clearTimeout(confirmed);
    });
    subscription.on('error', fail);
    subscription.on('end', () => fail(new Error('the subscription ended')));
    subscription.on('data', ({ event }) => {
      if (!over && event) listener.event(event);
    });
    const caughtUp = (): void => {
      // The word may overtake events that the client still holds.
      if (!over && subscription.readableLength > 0) setImmediate(caughtUp);
      else if (!over) listener.caughtUp?.();
    };
    subscription.on('caughtUp', () => setImmediate(caughtUp));
    return { pause: () => void subscription.pause(), resume: () => void subscription.resume(), stop };
  }

  /** Lets appends come to their end, ends everything else and lets go of the server, so that the process can end. */
  async close(): Promise<void> {
    if (this.closingController.signal.aborted) return;
    this.closingController.abort();
    await Promise.allSettled(this.running);
    await closeClient(this.opened.client);
  }

  private get draining(): Omit<Draining, 'isShort' | 'silenceMs'> {
    return { closing: this.closing, heard: () => this.heard() };
  }

  private heard(): void {
    this.heardAt = performance.now();
  }

  /**
   * A call without an answer, and no word on any other meanwhile: the connection leads nowhere, though nothing says so. It
   * is given up, because the client itself would wait on it for ever.
   */
  private renewIfDeaf(error: unknown, sentAt: number): void {
    if (!(error instanceof NoAnswer) || this.heardAt >= sentAt || this.closing.aborted) return;
    const deaf = this.opened.client;
    this.opened = openClient(this.options.connectionString);
    this.heard();
    void closeClient(deaf);
  }

  private ofAll(options: ReadAllOptions, isEnough: (event: RecordedEvent) => boolean): Promise<void> {
    return this.reading('read $all', (silenceMs) =>
      drain(this.opened.client.readAll({ ...options, requiresLeader: true }), isEnough, {
        ...this.draining,
        silenceMs,
        isShort: Number(options.maxCount) <= SHORT_READ,
      }),
    );
  }

  private eventsOf(stream: string, options: ReadStreamOptions): Promise<readonly RecordedEvent[]> {
    return this.reading('read', async (silenceMs) => {
      const events: RecordedEvent[] = [];
      const isEnough = (event: RecordedEvent): boolean => {
        events.push(event);
        return false;
      };
      const read: ReadStreamOptions = { direction: FORWARDS, requiresLeader: true, ...options };
      await drain(withoutMissing(this.opened.client.readStream(stream, read)), isEnough, {
        ...this.draining,
        silenceMs,
        isShort: false,
      });
      return events;
    });
  }

  private async reading<T>(doing: Doing, read: (silenceMs: number) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      const sentAt = performance.now();
      try {
        return await this.patiently(this.options.readTimeoutMs, read);
      } catch (error) {
        this.renewIfDeaf(error, sentAt);
        const failure = await this.explained(readFailure(error, doing));
        if (
          tries >= READ_TRIES ||
          error instanceof NoAnswer ||
          failure instanceof EventStoreUnusable ||
          this.closing.aborted
        )
          throw failure;
        await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY_MS));
      }
    }
  }

  /** The same failure, with the reason where no connection was made and a look at the address shows why. */
  private async explained(failure: Error): Promise<Error> {
    const { cause } = failure;
    if (!(failure instanceof EventStoreUnavailable) || failure.sentence !== null || !isNeverSent(cause)) return failure;
    const why = await whyEventStoreOutOfReach(parseConnectionString(this.options.connectionString));
    if (why === null) return failure;
    const { lasts, sentence } = why;
    return lasts
      ? new EventStoreUnusable(sentence, { cause })
      : new EventStoreUnavailable(failure.outcome, failure.message, { cause, sentence });
  }

  /** Makes a call within the time of the request that it belongs to. Throws EventStoreUnavailable where that is over, and what the call throws. */
  async patiently<T>(ms: number, call: (ms: number) => Promise<T>): Promise<T> {
    if (this.closing.aborted) throw new EventStoreUnavailable('not-done', 'the event store is closed');
    const running = withPatience(ms, call).catch((error: unknown) => {
      throw error instanceof PatienceOver
        ? new EventStoreUnavailable('not-done', 'the event store has not answered this request for too long', {
            cause: error,
          })
        : error;
    });
    this.running.add(running);
    try {
      return await running;
    } finally {
      this.running.delete(running);
    }
  }
}
