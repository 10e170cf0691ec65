import type { Admin, Batch, Consumer, Kafka } from 'kafkajs';
import type { Position } from '@luciq/events';
import type { FailurePolicy, Pump, Sink } from '@luciq/pump';
import { startPump } from '@luciq/pump';
import { fromMessage, keyOf } from '../cloud-event.ts';
import type { PartitionItem, PartitionReading, Partitions } from '../port.ts';
import type { KafkaConnection } from './client.ts';
import { disconnect, openKafka } from './client.ts';
import { groupConsumer, Membership } from './membership.ts';
import type { FetchedBatch } from './partition-feed.ts';
import { PartitionFeed } from './partition-feed.ts';

/** How long a projector may be silent before its partitions are given to others, in milliseconds. */
export const PROJECTOR_SESSION_MS = 10_000;
/** How often Kafka is told how far the rows are, for tools that show lag, and how often the ends of the partitions are fetched, in milliseconds. */
export const OFFSETS_INTERVAL_MS = 5_000;
/** Most bytes fetched from one partition at once; one larger message comes alone. */
export const FETCH_BYTES = 1_024 * 1_024;

/** Longest wait of a fetch, in milliseconds: a partition that is resumed waits so long at most. */
const FETCH_WAIT_MS = 200;

/** Of whom the partitions are made, and whom they tell. */
export interface PartitionsOptions {
  readonly connection: KafkaConnection;
  readonly topic: string;
  readonly groupId: string;
  /** Where the messages of a partition go. It keeps the checkpoint; a write from elsewhere than the checkpoint must fail. */
  readonly sinkFor: (partition: number) => Sink<PartitionItem>;
  readonly failure: FailurePolicy;
  readonly batchItems?: number;
  readonly onFailure?: (error: unknown, attempt: number, partition: number) => void;
  readonly onProgress?: (progress: {
    readonly partition: number;
    readonly position: Position;
    readonly items: number;
  }) => void;
}

/** Joins the group and pumps each partition that it is given into its sink, until drained. */
export function kafkaPartitions(options: PartitionsOptions): Partitions {
  return new KafkaPartitions(options);
}

interface Lane {
  readonly feed: PartitionFeed;
  pump: Pump | null;
  committed: Position;
}

class KafkaPartitions implements Partitions {
  readonly done: Promise<void>;
  private readonly options: PartitionsOptions;
  private readonly kafka: Kafka;
  private readonly membership: Membership;
  private readonly finished = Promise.withResolvers<void>();
  private readonly lanes = new Map<number, Lane>();
  /** By partition: pumps that were taken away and finish their batch. */
  private readonly leaving = new Map<number, Promise<void>>();
  private readonly ends = new Map<number, Position>();
  private readonly timer: NodeJS.Timeout;
  private admin: Promise<Admin> | null = null;
  private consumer: Consumer | null = null;
  private stopped: Promise<void> | null = null;
  private telling = false;

  constructor(options: PartitionsOptions) {
    this.options = options;
    this.kafka = openKafka(options.connection);
    this.done = this.finished.promise;
    // A caller that only drains need not look at it.
    this.done.catch(() => undefined);
    this.membership = new Membership({
      sessionTimeoutMs: PROJECTOR_SESSION_MS,
      topic: options.topic,
      open: () => {
        const { groupId } = options;
        return groupConsumer(this.kafka, {
          groupId,
          sessionTimeout: PROJECTOR_SESSION_MS,
          maxWaitTimeInMs: FETCH_WAIT_MS,
          maxBytesPerPartition: FETCH_BYTES,
        });
      },
      run: {
        autoCommit: false,
        eachBatchAutoResolve: false,
        eachBatch: async ({ batch, resolveOffset }) => this.take(batch, resolveOffset),
      },
      onJoined: (consumer, partitions) => this.joined(consumer, partitions),
      onLeft: () => {
        this.consumer = null;
      },
      onNothing: ({ partition, firstOffset, lastOffset }) =>
        this.lanes.get(partition)?.feed.skip(BigInt(firstOffset), BigInt(lastOffset)),
    });
    this.timer = setInterval(() => void this.exchangeOffsets(), OFFSETS_INTERVAL_MS);
  }

  readings(): readonly PartitionReading[] {
    return [...this.lanes].map(([partition, { feed, pump }]) => {
      const position = pump?.position() ?? 0n;
      const end = this.ends.get(partition) ?? position;
      const reached = feed.offsetAt(position);
      return {
        partition,
        state: pump?.state() ?? 'starting',
        position,
        end,
        lag: end > reached ? Number(end - reached) : 0,
      };
    });
  }

  connected(): boolean {
    return this.membership.confirmed();
  }

  drain(): Promise<void> {
    return this.stop().then(() => this.finished.resolve());
  }

  private stop(): Promise<void> {
    this.stopped ??= (async () => {
      clearInterval(this.timer);
      const drained = [...this.lanes.values()].map(({ pump }) => pump?.drain());
      await Promise.all([...drained, ...this.leaving.values()]);
      await this.exchangeOffsets();
      for (const { feed } of this.lanes.values()) feed.close();
      await this.membership.stop();
      const admin = await this.admin?.catch(() => null);
      if (admin) await disconnect(admin);
    })();
    return this.stopped;
  }

  private fail(error: unknown): void {
    this.finished.reject(error);
    void this.stop();
  }

  /** Called before anything is fetched: what was taken away stops, what is new is paused until its sink says where to begin. */
  private joined(consumer: Consumer, partitions: readonly number[]): void {
    this.consumer = consumer;
    for (const partition of this.lanes.keys()) if (!partitions.includes(partition)) this.leave(partition);
    if (this.stopped) return;
    for (const partition of partitions) {
      const lane = this.lanes.get(partition) ?? this.enter(partition);
      lane.feed.rejoined();
    }
  }

  private enter(partition: number): Lane {
    const { topic } = this.options;
    const place = [{ topic, partitions: [partition] }];
    const feed = new PartitionFeed(`partition ${partition} of ${topic}`, {
      bounds: () => this.bounds(partition),
      // Without a consumer there is nothing to tell: the next one is told when it joins.
      seek: (offset) => this.consumer?.seek({ topic, partition, offset: String(offset) }),
      pause: () => this.consumer?.pause(place),
      resume: () => this.consumer?.resume(place),
    });
    const lane: Lane = { feed, pump: null, committed: 0n };
    this.lanes.set(partition, lane);
    // A pump that had this partition before may still write its last batch.
    const before = this.leaving.get(partition) ?? Promise.resolve();
    void before.then(() => {
      if (this.lanes.get(partition) === lane && !this.stopped) lane.pump = this.pump(partition, feed);
    });
    return lane;
  }

  private pump(partition: number, source: PartitionFeed): Pump {
    const { sinkFor, failure, batchItems, onFailure, onProgress } = this.options;
    const pump = startPump<PartitionItem>({
      source,
      sink: sinkFor(partition),
      failure,
      ...(batchItems === undefined ? {} : { batchItems }),
      onFailure: (error, attempt) => onFailure?.(error, attempt, partition),
      onProgress: (progress) => onProgress?.({ partition, ...progress }),
    });
    pump.done.catch((error: unknown) => {
      // A pump that was taken away may fail as it likes: another process has its partition.
      if (this.lanes.get(partition)?.pump === pump) this.fail(error);
    });
    return pump;
  }

  private leave(partition: number): void {
    const lane = this.lanes.get(partition);
    if (!lane) return;
    this.lanes.delete(partition);
    this.ends.delete(partition);
    lane.feed.close();
    if (!lane.pump) return;
    const left = lane.pump.drain().then(() => {
      if (this.leaving.get(partition) === left) this.leaving.delete(partition);
    });
    this.leaving.set(partition, left);
  }

  private take(batch: Batch, resolveOffset: (offset: string) => void): void {
    const lane = this.lanes.get(batch.partition);
    const newest = batch.messages.at(-1);
    if (!lane || !newest) return;
    this.ends.set(batch.partition, BigInt(batch.highWatermark));
    try {
      if (lane.feed.accept(fetched(batch))) resolveOffset(newest.offset);
    } catch (error) {
      // kafkajs would fetch the same again for ever, without an error.
      this.fail(error);
    }
  }

  private async bounds(partition: number): Promise<{ readonly low: Position; readonly high: Position }> {
    const found = (await this.fetchOffsets()).find((offsets) => offsets.partition === partition);
    if (!found) throw new Error(`Kafka does not know partition ${partition}`);
    return { low: BigInt(found.low), high: BigInt(found.high) };
  }

  private async fetchOffsets(): ReturnType<Admin['fetchTopicOffsets']> {
    try {
      this.admin ??= this.connectAdmin();
      return await (await this.admin).fetchTopicOffsets(this.options.topic);
    } catch (error) {
      const failed = this.admin;
      this.admin = null;
      void failed?.then(disconnect, () => undefined);
      throw error;
    }
  }

  private async connectAdmin(): Promise<Admin> {
    const admin = this.kafka.admin();
    await admin.connect();
    return admin;
  }

  /** Best effort: nothing depends on Kafka's own offsets. */
  private async exchangeOffsets(): Promise<void> {
    const consumer = this.consumer;
    if (!consumer || this.telling || !this.connected()) return;
    this.telling = true;
    try {
      const { topic } = this.options;
      const moved = [...this.lanes].flatMap(([partition, lane]) => {
        const offset = lane.pump ? lane.feed.offsetAt(lane.pump.position()) : 0n;
        return offset > lane.committed ? [{ lane, partition, offset }] : [];
      });
      if (moved.length > 0)
        await consumer.commitOffsets(
          moved.map(({ partition, offset }) => ({ topic, partition, offset: String(offset) })),
        );
      for (const { lane, offset } of moved) lane.committed = offset;
      for (const { partition, high } of await this.fetchOffsets())
        if (this.lanes.has(partition)) this.ends.set(partition, BigInt(high));
    } catch {
      // Told again after the next interval.
    } finally {
      this.telling = false;
    }
  }
}

function fetched(batch: Batch): FetchedBatch {
  // Not in the types of kafkajs, but there: without it, a gap in the offsets would look like the wrong place.
  const from: unknown = Reflect.get(batch, 'fetchedOffset');
  const first = batch.firstOffset();
  return {
    fetchedFrom: typeof from === 'string' ? BigInt(from) : null,
    first: first === null ? null : BigInt(first),
    last: BigInt(batch.lastOffset()),
    items: batch.messages.map((message) => {
      const received = { key: message.key, value: message.value, headers: message.headers ?? {} };
      const item = { position: BigInt(message.offset) + 1n, key: keyOf(received), message: fromMessage(received) };
      return { item, bytes: (message.key?.length ?? 0) + (message.value?.length ?? 0) };
    }),
  };
}
