import type { EventRecord, Position, StreamName } from '@luciq/events';
import type { PumpState, Sink } from '@luciq/pump';

/** A record as other services see it: published, with its place among the published records of its company. */
export type PublishedRecord = EventRecord & { readonly companySequence: number };

/** A published record on its way: a CloudEvent in Kafka's binary mode. The key is the company, so that its order holds. */
export interface Message {
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A message as it came, not looked at yet. */
export interface ReceivedMessage {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers?: Readonly<Record<string, Uint8Array | string | readonly (Uint8Array | string)[] | undefined>>;
}

/** What a message says. `logId` is the log its record comes from; `reason` holds no personal data. */
export type ReadMessage =
  | { readonly kind: 'record'; readonly record: PublishedRecord; readonly logId: string }
  | { readonly kind: 'unreadable'; readonly key: string | null; readonly reason: string };

/** The log that a relay publishes. It is looked at again after each start: a checkpoint of another log must not be used. */
export interface RelayedLog {
  readonly id: string;
  readStream(stream: StreamName, after?: number): Promise<readonly EventRecord[]>;
}

/** Steps of a relay's sink; one that fails at any of them is as good as killed there. */
export type RelayStep = 'connected' | 'fenced' | 'read' | 'begun' | 'sent' | 'committed';

/**
 * Where a relay writes: messages, the counters of their companies and the position in one transaction. A relay that asks for
 * the checkpoint first shuts out every other writer, whose next write fails for good.
 */
export interface RelaySink extends Sink<EventRecord> {
  /** Lets go of the engine; what was not committed never happened. */
  close(): Promise<void>;
}

/** The one relay that may write. */
export interface Leadership {
  /** True while it is certain: chosen, and confirmed within the session timeout. */
  leading(): boolean;
  /** Resolves when chosen for the first time. */
  readonly won: Promise<void>;
  /** Resolves when another was chosen instead. Stop then: it has shut this one out. */
  readonly lost: Promise<void>;
  /** True while the engine answers. */
  connected(): boolean;
  /** Leaves, so that another is chosen at once. */
  resign(): Promise<void>;
}

/** A message with its place in a partition: `position` is the offset to read on from once it is written. */
export interface PartitionItem {
  readonly position: Position;
  /** The company as far as the message tells. */
  readonly key: string | null;
  readonly message: ReadMessage;
}

/** How one partition stands. */
export interface PartitionReading {
  readonly partition: number;
  readonly state: PumpState;
  /** Next offset to read, by the last answer of the sink. */
  readonly position: Position;
  /** Offset after the newest message of the partition, as last seen. */
  readonly end: Position;
  /** Offsets not written yet: messages, and few of Kafka's own marks. */
  readonly lag: number;
}

/** Every partition that this process has been given, each with its pump. */
export interface Partitions {
  /** Resolves when drained; rejects with the cause when a pump gave up. */
  readonly done: Promise<void>;
  readings(): readonly PartitionReading[];
  /** True while the engine answers and this process is a member of the group. */
  connected(): boolean;
  /** Finishes the current batches, then leaves the group. */
  drain(): Promise<void>;
}
