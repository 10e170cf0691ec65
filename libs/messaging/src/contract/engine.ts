import { expect } from '@jest/globals';
import type { FailurePolicy, Sink } from '@luciq/pump';
import type { Leadership, PartitionItem, Partitions, ReadMessage, RelayedLog, RelaySink, RelayStep } from '../port.ts';
import type { TestLog } from './test-log.ts';

/** What a suite needs of a broker: topics of its own for each case. */
export interface MessagingEngine {
  open(): Promise<OpenMessaging>;
}

/** Topics of one case. Whatever was opened and not closed is let go of by `close`. */
export interface OpenMessaging {
  sink(options: {
    readonly log: RelayedLog;
    readonly mayFence?: () => boolean;
    readonly onStep?: (step: RelayStep) => void | Promise<void>;
  }): RelaySink;
  leadership(): Leadership;
  partitions(options: {
    readonly sinkFor: (partition: number) => Sink<PartitionItem>;
    readonly failure?: FailurePolicy;
    readonly onFailure?: (error: unknown, attempt: number, partition: number) => void;
  }): Partitions;
  /** Every committed message, in the order of its partition. */
  committed(): Promise<readonly ReadMessage[]>;
  /** First and next offset of each partition. */
  bounds(): Promise<readonly { readonly partition: number; readonly low: bigint; readonly high: bigint }[]>;
  /** Forgets the messages of a partition before an offset, as retention does. */
  forget(partition: number, before: bigint): Promise<void>;
  close(): Promise<void>;
}

/** Runs a case on topics of its own. */
export const onTopicsOf =
  (engine: MessagingEngine) =>
  (body: (messaging: OpenMessaging) => Promise<void>): (() => Promise<void>) =>
  async () => {
    const messaging = await engine.open();
    try {
      await body(messaging);
    } finally {
      await messaging.close();
    }
  };

/** The topic holds every published record of the log once, in order, numbered without a gap. */
export async function expectPublished(messaging: OpenMessaging, log: TestLog): Promise<void> {
  expectExactly(await messaging.committed(), log);
}

/** These messages are every published record of the log once, in order, numbered without a gap. */
export function expectExactly(messages: readonly ReadMessage[], log: TestLog): void {
  const found = new Map<string, { id: string; sequence: number }[]>();
  for (const message of messages) {
    if (message.kind === 'unreadable') throw new Error(message.reason);
    const { companyId, id, companySequence: sequence } = message.record;
    expect(message.logId).toBe(log.id);
    found.set(companyId, [...(found.get(companyId) ?? []), { id, sequence }]);
  }
  expect(found).toEqual(log.expected());
}

/** Waits until something holds; the test's own limit ends it. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}
