import { afterAll, expect, it } from '@jest/globals';
import type { FailurePolicy, Sink } from '@luciq/pump';
import { logSource, startPump } from '@luciq/pump';
import { describeOn, engine, privateEngine } from '@luciq/test-engines';
import { expectExactly, until } from '../contract/engine.ts';
import { TestLog } from '../contract/test-log.ts';
import type { PartitionItem, ReadMessage } from '../port.ts';
import { kafkaNames, kafkaPartitions, kafkaRelaySink, openTopics, relayLeadership } from './index.ts';

const FAILURE: FailurePolicy = { initialDelayMs: 20, maxDelayMs: 500, attempts: 'unlimited', onExhausted: 'stop' };

const own = (await engine('kafka')) && (await privateEngine('kafka'));

describeOn(own, 'kafka', 'a Kafka that goes away and comes back', (broker) => {
  afterAll(() => broker.close());

  it('is waited for by relay and partitions alike, and every record still comes once and in order', async () => {
    const connection = { brokers: broker.engine.brokers, clientId: 'spec' };
    const names = kafkaNames('outage');
    await openTopics(connection, { names, partitions: 3, replicationFactor: 1, retentionDays: 1 });
    const log = new TestLog();
    const leadership = relayLeadership({ connection, names });
    await leadership.won;
    const pump = startPump({
      source: logSource(log),
      sink: kafkaRelaySink({ connection, names, log, mayFence: () => leadership.leading() }),
      failure: FAILURE,
    });
    const messages: ReadMessage[] = [];
    const sinkFor = (): Sink<PartitionItem> => {
      let position = 0n;
      return {
        checkpoint: async () => position,
        write: async (items, through) => {
          messages.push(...items.map(({ message }) => message));
          position = through;
        },
      };
    };
    const partitions = kafkaPartitions({
      connection,
      topic: names.messages,
      groupId: names.projectorGroup,
      sinkFor,
      failure: FAILURE,
    });
    const published = (): number => [...log.expected().values()].reduce((sum, { length }) => sum + length, 0);
    const settled = (): boolean => messages.length === published();
    log.history(20);
    await until(settled);
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      // Written while it goes, while it is away, and while it comes back.
      log.history(20);
      await broker.stop(signal);
      log.history(20);
      await until(() => !leadership.connected() && !partitions.connected());
      expect(leadership.leading()).toBe(false);
      await broker.start();
      log.history(20);
      await until(settled);
    }
    await partitions.drain();
    await pump.drain();
    await leadership.resign();
    expectExactly(messages, log);
  }, 240_000);
});
