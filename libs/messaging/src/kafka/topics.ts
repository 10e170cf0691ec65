import { setTimeout as delay } from 'node:timers/promises';
import type { Admin, ConfigResourceTypes, ITopicConfig } from 'kafkajs';
import { counted } from '@luciq/events';
import { Unrecoverable } from '@luciq/pump';
import type { KafkaSettings } from '@luciq/settings';
import type { KafkaConnection, KafkaNames } from './client.ts';
import { disconnect, kafkaNames, lookAtBrokers, openKafka, protocolErrors } from './client.ts';

/** Largest batch of messages that a topic takes, in bytes: any event (the event store takes 1 MiB) with its headers fits twice. */
export const MAX_MESSAGE_BYTES = 4 * 1_024 * 1_024;
/** The checkpoint topic is compacted in segments of so many bytes, so that reading it at a start stays short. */
export const CHECKPOINT_SEGMENT_BYTES = 16 * 1_024 * 1_024;

const DAY_MS = 86_400_000;
/** ConfigResourceTypes.TOPIC, which kafkajs has in its types, but not among the exports that Node finds. */
const TOPIC_RESOURCE: ConfigResourceTypes = 2;
const TOPIC_TIMEOUT_MS = 15_000;
/** Topics that are made together are seen one after the other for so long at most, in milliseconds. */
const SETTLING_MS = 1_000;
const LOOK_AGAIN_MS = 50;

/** How topics are made. */
export interface TopicSettings {
  readonly names: KafkaNames;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly retentionDays: number;
}

/** What the topics were found to be. A difference is a sentence for the operator: nothing was altered. */
export interface EnsuredTopics {
  readonly created: readonly string[];
  readonly differences: readonly string[];
}

/** How topics are made by the settings of a service. */
export const topicSettings = (settings: KafkaSettings): TopicSettings => ({
  names: kafkaNames(settings.LUCIQ_KAFKA_PREFIX),
  partitions: settings.LUCIQ_KAFKA_PARTITIONS,
  replicationFactor: settings.LUCIQ_KAFKA_REPLICATION,
  retentionDays: settings.LUCIQ_KAFKA_RETENTION_DAYS,
});

/** What Kafka says where trying again would not help. */
const REFUSALS: readonly string[] = [
  'INVALID_REPLICATION_FACTOR',
  'INVALID_PARTITIONS',
  'INVALID_CONFIG',
  'POLICY_VIOLATION',
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
];

/** The topics are not as they must be, and are not made so. */
export class TopicsUnsuitable extends Unrecoverable {
  override readonly name = 'TopicsUnsuitable';
}

/**
 * Makes the topics that are missing. Throws KafkaUnusable where Kafka cannot be used as it is addressed, TopicsUnsuitable where topics differ, cannot be
 * made, or Kafka refuses to let us in.
 */
export async function openTopics(connection: KafkaConnection, settings: TopicSettings): Promise<void> {
  const admin = openKafka(connection).admin();
  try {
    await admin.connect();
    const { differences: found } = await ensureTopics(admin, settings);
    if (found.length > 0) throw new TopicsUnsuitable(found.join('\n'));
  } catch (error) {
    const refusal = refused(error);
    if (refusal === null && !(error instanceof TopicsUnsuitable)) await lookAtBrokers(connection);
    throw refusal ?? error;
  } finally {
    await disconnect(admin);
  }
}

function refused(error: unknown): TopicsUnsuitable | null {
  const options = { cause: error };
  if (error instanceof Error && error.name === 'KafkaJSSASLAuthenticationError') {
    return new TopicsUnsuitable(
      'Kafka refuses user name or password. Check LUCIQ_KAFKA_SASL, LUCIQ_KAFKA_USERNAME and LUCIQ_KAFKA_PASSWORD.',
      options,
    );
  }
  const all =
    error instanceof Error && 'errors' in error && Array.isArray(error.errors)
      ? [error, ...(error.errors as unknown[])]
      : [error];
  const type = all.flatMap(protocolErrors).find((each) => REFUSALS.includes(each));
  if (type === undefined) return null;
  return new TopicsUnsuitable(
    `Kafka refuses to make the topics: ${type}. Check LUCIQ_KAFKA_REPLICATION, which no more than the brokers can be, and LUCIQ_KAFKA_PARTITIONS.`,
    options,
  );
}

type Topic = ITopicConfig & { readonly numPartitions: number; readonly config: Readonly<Record<string, string>> };

function wanted({ names, partitions, replicationFactor, retentionDays }: TopicSettings): readonly Topic[] {
  // One replica may be away without a halt, and what is acknowledged is on all but one.
  const safe = {
    'min.insync.replicas': String(Math.max(1, replicationFactor - 1)),
    'max.message.bytes': String(MAX_MESSAGE_BYTES),
  };
  const topic = (name: string, numPartitions: number, config: Readonly<Record<string, string>>): Topic => ({
    topic: name,
    numPartitions,
    replicationFactor,
    config,
    configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
  });
  return [
    topic(names.messages, partitions, {
      ...safe,
      'cleanup.policy': 'delete',
      'retention.ms': String(retentionDays * DAY_MS),
      'retention.bytes': '-1',
    }),
    topic(names.checkpoint, 1, {
      ...safe,
      'cleanup.policy': 'compact',
      'segment.bytes': String(CHECKPOINT_SEGMENT_BYTES),
      'min.cleanable.dirty.ratio': '0.1',
    }),
    topic(names.leader, 1, { ...safe, 'cleanup.policy': 'delete' }),
  ];
}

/** Makes the topics that are missing. Those that are there stay as they are; what would break a promise is told. */
export async function ensureTopics(admin: Admin, settings: TopicSettings): Promise<EnsuredTopics> {
  const topics = wanted(settings);
  const { messages, checkpoint } = settings.names;
  const isTorn = (names: ReadonlySet<string>): boolean => !names.has(messages) && names.has(checkpoint);
  let there = new Set(await admin.listTopics());
  if (isTorn(there)) {
    // Another relay may be making them at this moment.
    await delay(SETTLING_MS);
    there = new Set(await admin.listTopics());
  }
  const missing = topics.filter(({ topic }) => !there.has(topic));
  if (isTorn(there)) {
    return {
      created: [],
      differences: [
        `The topic ${messages} is missing, and ${checkpoint} says what was on it. Delete that one too, so that all is published anew; see docs/operate/relay.md.`,
      ],
    };
  }
  if (missing.length > 0) {
    const requests = missing.map(({ topic, numPartitions, replicationFactor = 1, configEntries = [] }) => ({
      topic,
      numPartitions,
      replicationFactor,
      configEntries,
    }));
    // Another relay may make them at the same moment; kafkajs takes that for done.
    // kafkajs' own waiting gives up where a broker has not heard of the topic yet.
    await admin.createTopics({ topics: requests, waitForLeaders: false, timeout: TOPIC_TIMEOUT_MS });
    for (const { topic } of missing) await answers(admin, topic);
  }
  return { created: missing.map(({ topic }) => topic), differences: await differences(admin, topics) };
}

/** Brokers hear of a new topic a little after it is made: waits until the leader of each partition answers for it. */
async function answers(admin: Admin, topic: string): Promise<void> {
  const deadline = performance.now() + TOPIC_TIMEOUT_MS;
  for (;;) {
    try {
      await admin.fetchTopicOffsets(topic);
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await delay(LOOK_AGAIN_MS);
    }
  }
}

async function differences(admin: Admin, topics: readonly Topic[]): Promise<readonly string[]> {
  const names = topics.map(({ topic }) => topic);
  const [{ topics: found }, { resources }] = await Promise.all([
    admin.fetchTopicMetadata({ topics: names }),
    admin.describeConfigs({
      includeSynonyms: false,
      resources: names.map((name) => ({
        type: TOPIC_RESOURCE,
        name,
        configNames: ['cleanup.policy', 'max.message.bytes'],
      })),
    }),
  ]);
  return topics.flatMap(({ topic, numPartitions, config }) => {
    const partitions = found.find(({ name }) => name === topic)?.partitions.length ?? 0;
    const entries = resources.find(({ resourceName }) => resourceName === topic)?.configEntries ?? [];
    const value = (key: string): string => entries.find(({ configName }) => configName === key)?.configValue ?? '';
    const sentences: string[] = [];
    if (partitions !== numPartitions)
      sentences.push(`The topic ${topic} has ${counted(partitions, 'partition')} and should have ${numPartitions}.`);
    if (value('cleanup.policy') !== config['cleanup.policy']) {
      sentences.push(
        `The topic ${topic} has cleanup.policy=${value('cleanup.policy')} and should have ${config['cleanup.policy']}.`,
      );
    }
    if (Number(value('max.message.bytes')) < MAX_MESSAGE_BYTES) {
      sentences.push(
        `The topic ${topic} has max.message.bytes=${value('max.message.bytes')} and should have at least ${MAX_MESSAGE_BYTES}.`,
      );
    }
    return sentences;
  });
}
