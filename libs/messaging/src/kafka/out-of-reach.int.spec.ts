import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { expect, it } from '@jest/globals';
import { describeOn, engine } from '@luciq/test-engines';
import { selfSigned } from '@luciq/test-engines/eventstoredb';
import { freePort } from '@luciq/test-engines/programs';
import { kafkaOutOfReach, KafkaUnusable } from './client.ts';
import { kafkaNames } from './index.ts';
import { openTopics } from './topics.ts';

const SETTINGS = { names: kafkaNames('out-of-reach'), partitions: 1, replicationFactor: 1, retentionDays: 1 };
const MINUTE = 60_000;

const failed = async (broker: string, ssl: boolean): Promise<unknown> =>
  openTopics({ brokers: [broker], clientId: 'spec', ...(ssl ? { ssl } : {}) }, SETTINGS).catch(
    (error: unknown) => error,
  );

it(
  'a Kafka whose certificate is not trusted has a sentence, and is not tried again',
  async () => {
    const { key, certificate, remove } = selfSigned();
    const server = createServer({ key, cert: certificate }).on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const error = await failed(`127.0.0.1:${(server.address() as AddressInfo).port}`, true);
    server.close();
    remove();
    expect(error).toBeInstanceOf(KafkaUnusable);
    expect(error).toMatchObject({
      message: expect.stringMatching(/^The certificate of Kafka is of an authority that is not trusted here\./),
    });
  },
  MINUTE,
);

it(
  'a Kafka that speaks TLS where none is expected has a sentence, and is not tried again',
  async () => {
    const { key, certificate, remove } = selfSigned();
    const server = createServer({ key, cert: certificate }).on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const error = await failed(`127.0.0.1:${(server.address() as AddressInfo).port}`, false);
    server.close();
    remove();
    expect(error).toBeInstanceOf(KafkaUnusable);
    expect(error).toMatchObject({
      message: expect.stringMatching(/^Kafka speaks TLS, and is addressed without it\. Set LUCIQ_KAFKA_TLS=true/),
    });
  },
  MINUTE,
);

const kafka = await engine('kafka');
describeOn(kafka, 'kafka', 'a Kafka without TLS', (on) => {
  it(
    'has a sentence where TLS is expected, and is not tried again',
    async () => {
      const error = await failed(on.brokers[0] ?? '', true);
      expect(error).toBeInstanceOf(KafkaUnusable);
      expect(error).toMatchObject({
        message: expect.stringMatching(/^Kafka speaks without TLS where TLS is expected\. /),
      });
    },
    MINUTE,
  );
});

it(
  'a Kafka that does not listen has a sentence, and is tried again',
  async () => {
    const error = await failed(`127.0.0.1:${await freePort()}`, false);
    expect(error).not.toBeInstanceOf(KafkaUnusable);
    expect(kafkaOutOfReach(error)).toEqual({
      lasts: false,
      sentence: expect.stringMatching(/^Nothing listens where Kafka should be\./),
    });
  },
  MINUTE,
);
