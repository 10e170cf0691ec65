import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer, ConsumerRunConfig, Kafka } from 'kafkajs';
import { disconnect } from './client.ts';

/** How often a member says that it is there, in milliseconds. */
export const HEARTBEAT_MS = 1_000;
/** Wait before a consumer that ended is made anew, in milliseconds. */
export const REJOIN_MS = 1_000;

/** How to be a member of a group, and whom to tell. */
export interface MembershipOptions {
  readonly sessionTimeoutMs: number;
  readonly topic: string;
  readonly open: () => Consumer;
  readonly run: ConsumerRunConfig;
  /** Joined, with these partitions; called before anything is fetched. */
  readonly onJoined: (consumer: Consumer, partitions: readonly number[]) => void;
  /** Not a member for now. */
  readonly onLeft?: () => void;
  /** A fetch held no message to be read. */
  readonly onNothing?: (fetched: {
    readonly partition: number;
    readonly firstOffset: string;
    readonly lastOffset: string;
  }) => void;
}

/**
 * Membership in a consumer group that outlives its consumers. kafkajs restarts a consumer after some failures and ends
 * it quietly after others, such as a coordinator that is not found; here another one is made.
 */
export class Membership {
  private readonly options: MembershipOptions;
  private readonly stopping = new AbortController();
  private readonly ran: Promise<void>;
  private confirmedAt = Number.NEGATIVE_INFINITY;

  constructor(options: MembershipOptions) {
    this.options = options;
    this.ran = this.run();
  }

  /** True while the group has heard of this member within the session timeout: no other has its partitions. */
  confirmed(): boolean {
    return performance.now() - this.confirmedAt < this.options.sessionTimeoutMs;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.ran;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.once();
      this.confirmedAt = Number.NEGATIVE_INFINITY;
      this.options.onLeft?.();
      if (!signal.aborted) await delay(REJOIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** The life of one consumer, until it ends or is stopped. */
  private async once(): Promise<void> {
    const { topic, open, onJoined, onLeft, onNothing } = this.options;
    const { signal } = this.stopping;
    const consumer = open();
    const { CRASH, GROUP_JOIN, HEARTBEAT, END_BATCH_PROCESS } = consumer.events;
    const ended = Promise.withResolvers<void>();
    const stop = (): void => ended.resolve();
    const confirm = (): void => {
      this.confirmedAt = performance.now();
    };
    consumer.on(CRASH, ({ payload }) => {
      onLeft?.();
      if (!payload.restart) ended.resolve();
    });
    consumer.on(HEARTBEAT, confirm);
    consumer.on(GROUP_JOIN, ({ payload }) => {
      confirm();
      onJoined(consumer, payload.memberAssignment[topic] ?? []);
    });
    consumer.on(END_BATCH_PROCESS, ({ payload }) => {
      // kafkajs reports a fetch that held nothing but control records and aborted messages by this event alone.
      if (payload.batchSize === 0 && typeof payload.firstOffset === 'string') onNothing?.(payload);
    });
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    this.start(consumer).catch(() => ended.resolve());
    try {
      await ended.promise;
    } finally {
      signal.removeEventListener('abort', stop);
      await disconnect(consumer);
    }
  }

  private async start(consumer: Consumer): Promise<void> {
    const { topic, run } = this.options;
    const { signal } = this.stopping;
    await consumer.connect();
    if (!signal.aborted) await consumer.subscribe({ topic, fromBeginning: true });
    if (!signal.aborted) await consumer.run(run);
    // It was stopped while it joined, and let go of too early.
    if (signal.aborted) await disconnect(consumer);
  }
}

/** A consumer of a group of this product; the same everywhere but for what is given. */
export function groupConsumer(kafka: Kafka, options: Parameters<Kafka['consumer']>[0]): Consumer {
  return kafka.consumer({
    heartbeatInterval: HEARTBEAT_MS,
    allowAutoTopicCreation: false,
    readUncommitted: false,
    ...options,
  });
}
