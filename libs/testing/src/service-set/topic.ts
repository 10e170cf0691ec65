import { setTimeout as delay } from 'node:timers/promises';
import { fromMessage } from '@luciq/messaging';
import type { PublishedRecord } from '@luciq/messaging';
import { kafkaNames, openKafka } from '@luciq/messaging/kafka';
import { freshName } from '../engines/index.ts';

/** How long a topic must bring nothing new until it counts as read, in milliseconds. */
const QUIET_MS = 1_500;
/** How long the first message may take, in milliseconds. */
const FIRST_MS = 20_000;

/** What another service finds on the topic. */
export interface TopicContent {
  /** In the order of arrival. */
  readonly records: readonly PublishedRecord[];
  /** Messages that were not sent by a relay. */
  readonly unreadable: number;
}

/** Every committed message of the provisioning topic, as a consumer of another service gets it. */
export async function readTopic({ brokers, prefix }: { readonly brokers: readonly string[]; readonly prefix: string }): Promise<TopicContent> {
  const kafka = openKafka({ brokers, clientId: 'reader' });
  const consumer = kafka.consumer({ groupId: freshName('reader'), readUncommitted: false });
  const records: PublishedRecord[] = [];
  let unreadable = 0;
  let quietSince = Date.now() + FIRST_MS - QUIET_MS;
  await consumer.connect();
  try {
    await consumer.subscribe({ topic: kafkaNames(prefix).messages, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message }) => {
        const said = fromMessage({ key: message.key, value: message.value, headers: message.headers ?? {} });
        if (said.kind === 'record') records.push(said.record);
        else unreadable += 1;
        quietSince = Date.now();
      },
    });
    while (Date.now() - quietSince < QUIET_MS) await delay(100);
  } finally {
    await consumer.disconnect();
  }
  return { records, unreadable };
}
