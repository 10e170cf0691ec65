import { afterEach, expect, it } from '@jest/globals';
import type { Admin } from 'kafkajs';
import { Unrecoverable } from '@luciq/pump';
import { describeOn, engine, freshName } from '@luciq/test-engines';
import { fromMessage } from '../cloud-event.ts';
import type { MessagingEngine, OpenMessaging } from '../contract/index.ts';
import { leadershipContract, partitionsContract, relaySinkContract } from '../contract/index.ts';
import { TestLog } from '../contract/test-log.ts';
import type { ReadMessage } from '../port.ts';
import type { KafkaConnection, KafkaNames, TopicSettings } from './index.ts';
import {
  ensureTopics,
  kafkaNames,
  kafkaPartitions,
  kafkaRelaySink,
  MAX_MESSAGE_BYTES,
  openKafka,
  relayLeadership,
} from './index.ts';

const PARTITIONS = 3;
const FAILURE = { initialDelayMs: 5, maxDelayMs: 50, attempts: 'unlimited', onExhausted: 'stop' } as const;

const settingsOf = (names: KafkaNames): TopicSettings => ({
  names,
  partitions: PARTITIONS,
  replicationFactor: 1,
  retentionDays: 30,
});

async function withAdmin<T>(connection: KafkaConnection, body: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = openKafka(connection).admin();
  await admin.connect();
  try {
    return await body(admin);
  } finally {
    await admin.disconnect();
  }
}

const END = 'end';

/**
 * Every committed message, read by a consumer that has nothing to do with the code under test. It reads to messages of its
 * own: a commit is answered before its marks are written, so that the end of a partition is not known until later.
 */
async function committed(connection: KafkaConnection, topic: string): Promise<readonly ReadMessage[]> {
  const left = new Set(Array.from({ length: PARTITIONS }, (_, partition) => partition));
  const producer = openKafka(connection).producer();
  await producer.connect();
  await producer.send({ topic, messages: [...left].map((partition) => ({ partition, value: END })) });
  await producer.disconnect();
  const read = new Map<number, ReadMessage[]>();
  const consumer = openKafka(connection).consumer({
    groupId: freshName('committed'),
    readUncommitted: false,
    maxWaitTimeInMs: 50,
  });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve) => {
    void consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        for (const message of batch.messages) {
          if (message.value?.toString() === END) left.delete(batch.partition);
          else
            read.set(batch.partition, [
              ...(read.get(batch.partition) ?? []),
              fromMessage({ ...message, headers: message.headers ?? {} }),
            ]);
        }
        if (left.size === 0) resolve();
      },
    });
  });
  await consumer.disconnect();
  return [...read.values()].flat();
}

function kafkaEngine(connection: KafkaConnection): MessagingEngine {
  return {
    open: async () => {
      const names = kafkaNames(freshName('spec'));
      await withAdmin(connection, (admin) => ensureTopics(admin, settingsOf(names)));
      const opened: (() => Promise<void>)[] = [];
      const messaging: OpenMessaging = {
        sink: (options) => {
          const sink = kafkaRelaySink({ connection, names, ...options });
          opened.push(() => sink.close());
          return sink;
        },
        leadership: () => {
          const leadership = relayLeadership({ connection, names });
          opened.push(() => leadership.resign());
          return leadership;
        },
        partitions: (options) => {
          const partitions = kafkaPartitions({
            connection,
            topic: names.messages,
            groupId: names.projectorGroup,
            failure: FAILURE,
            ...options,
          });
          opened.push(() => partitions.drain());
          return partitions;
        },
        committed: () => committed(connection, names.messages),
        bounds: () =>
          withAdmin(connection, async (admin) => {
            const offsets = await admin.fetchTopicOffsets(names.messages);
            return offsets.map(({ partition, low, high }) => ({ partition, low: BigInt(low), high: BigInt(high) }));
          }),
        forget: (partition, before) =>
          withAdmin(connection, async (admin) => {
            // Without it the client does not know the topic yet.
            await admin.fetchTopicOffsets(names.messages);
            await admin.deleteTopicRecords({
              topic: names.messages,
              partitions: [{ partition, offset: String(before) }],
            });
          }),
        close: async () => {
          await Promise.all(opened.map((close) => close()));
          await withAdmin(connection, (admin) =>
            admin.deleteTopics({ topics: [names.messages, names.checkpoint, names.leader] }),
          );
        },
      };
      return messaging;
    },
  };
}

const kafka = await engine('kafka');

describeOn(kafka, 'kafka', 'Kafka', ({ brokers }) => {
  const connection: KafkaConnection = { brokers, clientId: 'spec' };
  const testEngine = kafkaEngine(connection);
  relaySinkContract('Kafka', testEngine);
  leadershipContract('Kafka', testEngine);
  partitionsContract('Kafka', testEngine);

  let topics: string[] = [];
  afterEach(async () => {
    const made = topics;
    topics = [];
    if (made.length > 0) await withAdmin(connection, (admin) => admin.deleteTopics({ topics: made }));
  });
  const fresh = (): KafkaNames => {
    const names = kafkaNames(freshName('topics'));
    topics = [names.messages, names.checkpoint, names.leader];
    return names;
  };

  it('relays nothing into a topic that was made anew under its checkpoint', async () => {
    const names = fresh();
    const log = new TestLog();
    log.history(5);
    const { records, through } = await log.readLog({ after: 0n, limit: 100 });
    await withAdmin(connection, (admin) => ensureTopics(admin, settingsOf(names)));
    const first = kafkaRelaySink({ connection, names, log });
    await first.checkpoint();
    await first.write(records, through);
    await first.close();
    await withAdmin(connection, async (admin) => {
      await admin.deleteTopics({ topics: [names.messages] });
      while ((await admin.listTopics()).includes(names.messages))
        await new Promise((resolve) => setTimeout(resolve, 50));
      expect((await ensureTopics(admin, settingsOf(names))).differences).toEqual([
        expect.stringMatching(/is missing, and .* says what was on it/),
      ]);
      await admin.createTopics({
        topics: [{ topic: names.messages, numPartitions: PARTITIONS, replicationFactor: 1 }],
        waitForLeaders: true,
      });
    });
    const second = kafkaRelaySink({ connection, names, log });
    await expect(second.checkpoint()).rejects.toMatchObject({ name: 'CheckpointOfAnotherLog' });
    await second.close();
  });

  it('makes its topics once, with explicit settings', async () => {
    const names = fresh();
    await withAdmin(connection, async (admin) => {
      const both = await Promise.all([ensureTopics(admin, settingsOf(names)), ensureTopics(admin, settingsOf(names))]);
      expect(both.flatMap(({ differences }) => differences)).toEqual([]);
      expect(await ensureTopics(admin, settingsOf(names))).toEqual({ created: [], differences: [] });
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: [
          { type: 2, name: names.messages },
          { type: 2, name: names.checkpoint },
        ],
      });
      const settings = resources.map(({ configEntries }) =>
        Object.fromEntries(configEntries.map(({ configName, configValue }) => [configName, configValue])),
      );
      expect(settings[0]).toMatchObject({
        'cleanup.policy': 'delete',
        'retention.ms': String(30 * 86_400_000),
        'max.message.bytes': String(MAX_MESSAGE_BYTES),
        'min.insync.replicas': '1',
      });
      expect(settings[1]).toMatchObject({ 'cleanup.policy': 'compact' });
    });
  });

  it('tells what differs in topics that are there, and alters nothing', async () => {
    const names = fresh();
    await withAdmin(connection, async (admin) => {
      await admin.createTopics({
        topics: [
          { topic: names.messages, numPartitions: 2, replicationFactor: 1 },
          { topic: names.checkpoint, numPartitions: 1, replicationFactor: 1 },
        ],
      });
      const found = await ensureTopics(admin, settingsOf(names));
      expect(found.created).toEqual([names.leader]);
      expect(found.differences).toEqual([
        `The topic ${names.messages} has 2 partitions and should have 3.`,
        expect.stringMatching(/max\.message\.bytes=\d+ and should have at least/),
        `The topic ${names.checkpoint} has cleanup.policy=delete and should have compact.`,
        expect.stringMatching(/max\.message\.bytes=\d+ and should have at least/),
      ]);
      expect(await ensureTopics(admin, settingsOf(names))).toEqual({ created: [], differences: found.differences });
    });
  });

  it('stops when the checkpoint is gone but messages are there', async () => {
    const names = fresh();
    const log = new TestLog();
    const { position } = log.user(1);
    await withAdmin(connection, (admin) => ensureTopics(admin, settingsOf(names)));
    const sink = kafkaRelaySink({ connection, names, log });
    await sink.checkpoint();
    await sink.write(log.records, position);
    await sink.close();
    await withAdmin(connection, async (admin) => {
      await admin.deleteTopics({ topics: [names.checkpoint] });
      // Kafka forgets a topic a little after it says so.
      for (let there = true; there;) {
        there = (await admin.listTopics()).includes(names.checkpoint);
      }
      await ensureTopics(admin, settingsOf(names));
    });
    const next = kafkaRelaySink({ connection, names, log });
    await expect(next.checkpoint()).rejects.toBeInstanceOf(Unrecoverable);
    await next.close();
  });

  it('stops at a checkpoint that no relay writes', async () => {
    const names = fresh();
    await withAdmin(connection, (admin) => ensureTopics(admin, settingsOf(names)));
    const producer = openKafka(connection).producer();
    await producer.connect();
    await producer.send({ topic: names.checkpoint, messages: [{ key: 'position', value: '{"position":12}' }] });
    await producer.disconnect();
    const sink = kafkaRelaySink({ connection, names, log: new TestLog() });
    await expect(sink.checkpoint()).rejects.toBeInstanceOf(Unrecoverable);
    await sink.close();
  });
});
