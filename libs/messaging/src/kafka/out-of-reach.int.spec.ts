import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { expect, it } from '@jest/globals';
import { selfSigned } from '@luciq/test-engines/eventstoredb';
import { freePort } from '@luciq/test-engines/programs';
import { kafkaOutOfReach } from './client.ts';
import { kafkaNames } from './index.ts';
import { openTopics, TopicsUnsuitable } from './topics.ts';

const SETTINGS = { names: kafkaNames('out-of-reach'), partitions: 1, replicationFactor: 1, retentionDays: 1 };
const MINUTE = 60_000;

const failed = async (broker: string, ssl: boolean): Promise<unknown> =>
  openTopics({ brokers: [broker], clientId: 'spec', ...(ssl ? { ssl } : {}) }, SETTINGS).catch(
    (error: unknown) => error,
  );

it(
  'a Kafka whose certificate is not trusted has a sentence, and is not asked again',
  async () => {
    const { key, certificate, remove } = selfSigned();
    const server = createServer({ key, cert: certificate }).on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const error = await failed(`127.0.0.1:${(server.address() as AddressInfo).port}`, true);
    server.close();
    remove();
    expect(error).toBeInstanceOf(TopicsUnsuitable);
    expect(error).toMatchObject({
      message: expect.stringMatching(/^The certificate of Kafka is of an authority that is not trusted here\./),
    });
  },
  MINUTE,
);

it(
  'a Kafka that does not listen has a sentence, and is asked again',
  async () => {
    const error = await failed(`127.0.0.1:${await freePort()}`, false);
    expect(error).not.toBeInstanceOf(TopicsUnsuitable);
    expect(kafkaOutOfReach(error)).toEqual({
      lasts: false,
      sentence: expect.stringMatching(/^Nothing listens where Kafka should be\./),
    });
  },
  MINUTE,
);
