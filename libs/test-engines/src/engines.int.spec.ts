import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import type { PrivateEngine } from './index.ts';
import { describeOn, engine, freshDatabase, freshName, privateEngine } from './index.ts';

const postgres = await engine('postgres');
const kafka = await engine('kafka');

const ask = async (url: string, statement: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
};

const topicsOf = async (brokers: string[], make?: string): Promise<string[]> => {
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    if (make !== undefined)
      await admin.createTopics({ topics: [{ topic: make, numPartitions: 1 }], waitForLeaders: true });
    return await admin.listTopics();
  } finally {
    await admin.disconnect();
  }
};

describeOn(postgres, 'postgres', 'a PostgreSQL of the run', ({ url }) => {
  it('gives each spec a database of its own, and takes it away again', async () => {
    const mine = await freshDatabase(url);
    const other = await freshDatabase(url);
    await ask(mine.url, 'create table a (b int)');
    await expect(ask(other.url, 'select * from a')).rejects.toThrow('does not exist');
    await Promise.all([mine.drop(), other.drop()]);
    await expect(ask(mine.url, 'select 1')).rejects.toThrow('does not exist');
  });
});

describeOn(kafka, 'kafka', 'a Kafka of the run', ({ brokers }) => {
  it('makes topics', async () => {
    const topic = freshName('engines');
    expect(await topicsOf(brokers, topic)).toContain(topic);
  });
});

describeOn(postgres, 'postgres', "a PostgreSQL of one's own", () => {
  let own: PrivateEngine<'postgres'> | null;
  beforeAll(async () => {
    own = await privateEngine('postgres');
  });
  afterAll(() => own?.close());

  it.each(['SIGTERM', 'SIGKILL'] as const)('keeps port and data over a stop by %s', async (signal) => {
    if (own === null) return;
    const { url } = own.engine;
    await ask(url, `create table ${signal} (a int)`);
    await own.stop(signal);
    await expect(ask(url, 'select 1')).rejects.toThrow();
    await own.start();
    expect(await ask(url, `select * from ${signal}`)).toEqual([]);
  });
});

describeOn(kafka, 'kafka', "a Kafka of one's own", () => {
  let own: PrivateEngine<'kafka'> | null;
  beforeAll(async () => {
    own = await privateEngine('kafka');
  });
  afterAll(() => own?.close());

  it.each(['SIGTERM', 'SIGKILL'] as const)('keeps port and topics over a stop by %s', async (signal) => {
    if (own === null) return;
    const topic = freshName(signal);
    await topicsOf(own.engine.brokers, topic);
    await own.stop(signal);
    await own.start();
    expect(await topicsOf(own.engine.brokers)).toContain(topic);
  });
});

describe('engines that cannot be had', () => {
  it('are told in words that name what to install', async () => {
    const before = { ...process.env };
    Object.assign(process.env, { BROWSER_BIN: '/nowhere/chromium', REQUIRE_ENGINES: 'browser' });
    await expect(engine('browser')).rejects.toThrow('BROWSER_BIN names /nowhere/chromium, which cannot be run');
    Object.assign(process.env, { PATH: '/nowhere', REQUIRE_ENGINES: '' });
    Reflect.deleteProperty(process.env, 'BROWSER_BIN');
    expect(await engine('browser')).toBeNull();
    process.env = before;
  });

  it('fail the run if they are required; an image counts as Docker', async () => {
    const before = { ...process.env };
    Object.assign(process.env, { LUCIQ_IMAGE: '', REQUIRE_ENGINES: 'kafka,docker' });
    await expect(engine('image')).rejects.toThrow('REQUIRE_ENGINES names docker');
    process.env['REQUIRE_ENGINES'] = 'kafka';
    expect(await engine('image')).toBeNull();
    process.env = before;
  });
});
