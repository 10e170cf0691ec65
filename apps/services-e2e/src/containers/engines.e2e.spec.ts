import { afterAll, expect, it } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import { describeOn, freshName, privateEngine } from '@luciq/test-engines';

const kafka = await privateEngine('kafka', { from: 'containers' });
const postgres = await privateEngine('postgres', { from: 'containers' });

describeOn(kafka, 'docker', 'Kafka in a container', (own) => {
  afterAll(() => own.close());

  it('takes transactions, and keeps them when it is stopped and started', async () => {
    const topic = freshName('containers');
    const client = new Kafka({ brokers: own.engine.brokers, logLevel: logLevel.NOTHING });
    const admin = client.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true });
    const producer = client.producer({ transactionalId: topic, maxInFlightRequests: 1, idempotent: true });
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ value: 'a' }] });
    await transaction.commit();
    await producer.disconnect();
    await own.stop();
    await own.start();
    expect(await admin.fetchTopicOffsets(topic)).toMatchObject([{ partition: 0, offset: '2' }]);
    await admin.disconnect();
  });
});

describeOn(postgres, 'docker', 'PostgreSQL in a container', (own) => {
  afterAll(() => own.close());

  const ask = async (statement: string): Promise<unknown[]> => {
    const client = new pg.Client({ connectionString: own.engine.url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(statement)).rows;
    } finally {
      await client.end();
    }
  };

  it('knows letters, and keeps its rows when it is killed and started', async () => {
    await ask("create table letters as select lower('ÄÖ') as small");
    await own.stop('SIGKILL');
    await own.start();
    expect(await ask('select * from letters')).toEqual([{ small: 'äö' }]);
  });
});
