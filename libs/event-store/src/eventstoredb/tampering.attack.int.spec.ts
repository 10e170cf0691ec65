import { randomUUID } from 'node:crypto';
import type { JSONEventData } from '@eventstore/db-client';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LOG_START } from '@luciq/events';
import { EventStoreDbDouble, freshPrefix } from '@luciq/test-engines/eventstoredb';
import { appended, events, newStream, readAll, request } from '../contract/log.ts';
import type { EventStoreDb } from './index.ts';
import { openEventStoreDb } from './index.ts';

const KEY = 'the key under which claims are named';

describe('A server to which someone else may write', () => {
  let double: EventStoreDbDouble;
  let store: EventStoreDb;
  let client: EventStoreDBClient;
  let prefix: string;

  beforeEach(async () => {
    double = await EventStoreDbDouble.start();
    prefix = freshPrefix();
    store = openEventStoreDb({ connectionString: double.connectionString, claimKey: KEY, prefix });
    client = EventStoreDBClient.connectionString(double.connectionString);
    await store.logId();
  });
  afterEach(async () => {
    await store.close();
    await client.dispose();
    await double.stop();
  });

  it.each([
    ['a record of his own making', {}],
    ['a record with a code that he made up', { mac: 'x'.repeat(43) }],
  ])('has nothing of %s believed, in the stream or in the log', async (_, more) => {
    const stream = newStream();
    const [first] = appended(await store.append(request(stream)));
    const forged = jsonEvent({
      id: randomUUID(),
      type: 'UserDeleted',
      data: { data: { userId: 'u' } },
      metadata: { version: 1, time: first?.time, cause: first?.cause, ...more } as never,
    });
    await client.appendToStream(`${prefix}/${stream}`, forged);
    await expect(store.readStream(stream)).rejects.toMatchObject({
      name: 'DamagedLog',
      message: expect.stringContaining(`revision 1 of ${stream}`),
    });
    expect(await store.readLog({ after: LOG_START, limit: 10 })).toMatchObject({ records: [{ id: first?.id }] });
    await expect(store.readLog({ after: first?.position ?? LOG_START, limit: 10 })).rejects.toMatchObject({
      name: 'DamagedLog',
    });
  });

  it('cannot bring a record back by appending it once more, nor move it to another stream', async () => {
    const [stream, other] = [newStream(), newStream()];
    appended(await store.append(request(stream, { events: events('a', 'b') })));
    appended(await store.append(request(other)));
    const {
      type = '',
      data = Buffer.of(),
      metadata = Buffer.of(),
    } = double.log.events.find((event) => event.stream === `${prefix}/${stream}`) ?? {};
    const json = (bytes: Uint8Array): Record<string, string> =>
      JSON.parse(Buffer.from(bytes).toString('utf8')) as Record<string, string>;
    const again = (): JSONEventData =>
      jsonEvent({ id: randomUUID(), type, data: json(data), metadata: json(metadata) });
    await client.appendToStream(`${prefix}/${stream}`, again());
    await client.appendToStream(`${prefix}/${other}`, again());
    for (const each of [stream, other])
      await expect(store.readStream(each)).rejects.toMatchObject({ name: 'DamagedLog' });
  });

  it('cannot hide the first records of a stream', async () => {
    const stream = newStream();
    appended(await store.append(request(stream, { events: events('a', 'b') })));
    const kept = double.log.stream(`${prefix}/${stream}`);
    if (Array.isArray(kept)) kept.shift();
    await expect(store.readStream(stream)).rejects.toMatchObject({ name: 'DamagedLog' });
  });

  it('leaves a log that an older build began readable, and checks what has a code', async () => {
    const old = freshPrefix();
    await client.appendToStream(`${old}-log`, jsonEvent({ type: 'LogIdentified', data: { logId: randomUUID() } }));
    const stream = newStream();
    const time = '2026-01-01T00:00:00.000Z';
    const cause = { commandId: randomUUID(), requestId: 'r', actor: { kind: 'system', id: 'test' }, tokenId: null };
    await client.appendToStream(
      `${old}/${stream}`,
      jsonEvent({
        type: 'UserDeleted',
        data: { data: { userId: 'u' } },
        metadata: { version: 1, time, cause } as never,
      }),
    );
    const upgraded = openEventStoreDb({ connectionString: double.connectionString, claimKey: KEY, prefix: old });
    try {
      appended(await upgraded.append(request(stream, { expected: 0 })));
      expect(await upgraded.readStream(stream)).toHaveLength(2);
      expect(await readAll(upgraded)).toHaveLength(2);
      await client.appendToStream(
        `${old}/${stream}`,
        jsonEvent({
          type: 'UserDeleted',
          data: { data: { userId: 'u' } },
          metadata: { version: 1, time, cause, mac: 'forged' } as never,
        }),
      );
      await expect(upgraded.readStream(stream)).rejects.toMatchObject({ name: 'DamagedLog' });
    } finally {
      await upgraded.close();
    }
  });
});
