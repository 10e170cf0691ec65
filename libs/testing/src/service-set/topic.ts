import { setTimeout as delay } from 'node:timers/promises';
import type { PublishedRecord } from '@luciq/messaging';
import { fromMessage } from '@luciq/messaging';
import { kafkaNames, openKafka } from '@luciq/messaging/kafka';
import { freshName } from '@luciq/test-engines';

/** How long a topic must bring nothing new until it counts as read, in milliseconds. */
const QUIET_MS = 1_500;
/** How long a record may be missing, in milliseconds: a relay may have to find its engines again. */
const MISSING_MS = 60_000;

/** What another service finds on the topic. */
export interface TopicContent {
  /** In the order in which they came. */
  readonly records: readonly PublishedRecord[];
  /** Messages that were not sent by a relay. */
  readonly unreadable: number;
}

/** Which topic to read, and which events must have come before it counts as read. */
export interface TopicReading {
  readonly brokers: readonly string[];
  readonly prefix: string;
  readonly expected: ReadonlySet<string>;
}

/** Every committed message of the provisioning topic, as a consumer of another service gets it. */
export async function readTopic({ brokers, prefix, expected }: TopicReading): Promise<TopicContent> {
  const consumer = openKafka({ brokers, clientId: 'reader' }).consumer({
    groupId: freshName('reader'),
    readUncommitted: false,
  });
  const records: PublishedRecord[] = [];
  const missing = new Set(expected);
  let unreadable = 0;
  let quietSince = Date.now();
  await consumer.connect();
  try {
    await consumer.subscribe({ topic: kafkaNames(prefix).messages, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message }) => {
        const decoded = fromMessage({ key: message.key, value: message.value, headers: message.headers ?? {} });
        quietSince = Date.now();
        if (decoded.kind === 'record') {
          records.push(decoded.record);
          missing.delete(decoded.record.id);
        } else {
          unreadable += 1;
        }
      },
    });
    while (Date.now() - quietSince < (missing.size === 0 ? QUIET_MS : MISSING_MS)) await delay(100);
  } finally {
    await consumer.disconnect();
  }
  return { records, unreadable };
}
