import { setTimeout as pause } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';

/** How long a started engine may take to answer, in milliseconds. */
export const ANSWER_TIMEOUT_MS = 60_000;
const BETWEEN_TRIES_MS = 100;

/** Resolves if a broker answers and is registered; else rejects. */
export async function kafkaAnswers(broker: string): Promise<void> {
  const kafka = new Kafka({
    brokers: [broker],
    clientId: 'luciq-tests',
    connectionTimeout: 1_000,
    requestTimeout: 2_000,
    retry: { retries: 0 },
    logLevel: logLevel.NOTHING,
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    const { brokers } = await admin.describeCluster();
    if (brokers.length === 0) throw new Error('no broker is registered yet');
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

/** Resolves if a server takes a query; else rejects. */
export async function postgresAnswers(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Waits until an engine answers; throws when time runs out, or earlier when `hasEnded` says that it never will. */
export async function untilReady(answers: () => Promise<void>, hasEnded: () => boolean = () => false): Promise<void> {
  const deadline = performance.now() + ANSWER_TIMEOUT_MS;
  for (;;) {
    try {
      return await answers();
    } catch (error) {
      if (performance.now() > deadline || hasEnded()) throw new Error('it does not answer', { cause: error });
    }
    await pause(BETWEEN_TRIES_MS);
  }
}
