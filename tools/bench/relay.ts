import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Partitioners } from 'kafkajs';
import type { EventStore } from '@luciq/event-store';
import { EVENT_STORE_FILE, openSqliteEventStore } from '@luciq/event-store/sqlite';
import { plain, userStream } from '@luciq/events';
import type { Message } from '@luciq/messaging';
import { toMessage } from '@luciq/messaging';
import type { KafkaConnection, KafkaNames } from '@luciq/messaging/kafka';
import { ensureTopics, kafkaNames, kafkaRelaySink, openKafka } from '@luciq/messaging/kafka';
import { logSource, startPump } from '@luciq/pump';

const PARTITIONS = 3;
const COMPANIES = 50;
const APPENDS_AT_ONCE = 2_000;
const TRANSACTION_TIMEOUT_MS = 60_000;
/** Rounds of each measurement, in turns; the middle one counts. */
const ROUNDS = 3;

/** What the relay reached while catching up, and what a bare transactional producer takes for the same messages. */
export interface RelayFigures {
  readonly batchItems: number;
  readonly messageBytes: number;
  readonly recordsPerSecond: number;
  readonly barePerSecond: number;
  /** Time of the bare producer by time of the relay. */
  readonly ratio: number;
}

async function fill(store: EventStore, records: number): Promise<void> {
  for (let at = 0; at < records; at += APPENDS_AT_ONCE) {
    const some = Array.from({ length: Math.min(APPENDS_AT_ONCE, records - at) }, (_, n) => {
      const userId = randomUUID();
      const userName = `member.${at + n}@example.com`;
      const personal = plain({
        userName,
        displayName: `Given${n} Family${n}`,
        name: { givenName: `Given${n}`, familyName: `Family${n}` },
        emails: [{ primary: true, value: userName, type: 'work' }],
      });
      return store.append({
        stream: userStream(`company-${n % COMPANIES}`, userId),
        expected: 'no-stream',
        time: new Date().toISOString(),
        events: [{ id: randomUUID(), event: { type: 'UserProvisioned', data: { userId, origin: 'scim' }, personal } }],
        cause: {
          commandId: randomUUID(),
          requestId: randomUUID(),
          actor: { kind: 'idp', id: 'bench' },
          tokenId: 'bench',
        },
      });
    });
    await Promise.all(some);
  }
}

async function withTopics<T>(connection: KafkaConnection, body: (names: KafkaNames) => Promise<T>): Promise<T> {
  const names = kafkaNames(`bench-${randomUUID()}`);
  const admin = openKafka(connection).admin();
  await admin.connect();
  try {
    await ensureTopics(admin, { names, partitions: PARTITIONS, replicationFactor: 1, retentionDays: 1 });
    return await body(names);
  } finally {
    await admin.deleteTopics({ topics: [names.messages, names.checkpoint, names.leader] });
    await admin.disconnect();
  }
}

/** Seconds of the relay from its first read to its last commit. */
const relaySeconds = (connection: KafkaConnection, store: EventStore, batchItems: number): Promise<number> =>
  withTopics(connection, async (names) => {
    const log = { id: randomUUID(), readStream: store.readStream.bind(store) };
    const sink = kafkaRelaySink({ connection, names, log });
    await sink.checkpoint();
    const started = performance.now();
    const failure = { initialDelayMs: 1, maxDelayMs: 1, attempts: 1, onExhausted: 'stop' } as const;
    await startPump({ source: logSource(store), sink, batchItems, until: await store.head(), failure }).done;
    const seconds = (performance.now() - started) / 1_000;
    await sink.close();
    return seconds;
  });

/** Seconds of a bare transactional producer for messages that are made already. */
const bareSeconds = (connection: KafkaConnection, messages: readonly Message[], batchItems: number): Promise<number> =>
  withTopics(connection, async (names) => {
    const producer = openKafka(connection).producer({
      transactionalId: names.transactionalId,
      maxInFlightRequests: 1,
      transactionTimeout: TRANSACTION_TIMEOUT_MS,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    const empty = await producer.transaction();
    await empty.abort();
    const started = performance.now();
    for (let at = 0; at < messages.length; at += batchItems) {
      const transaction = await producer.transaction();
      await transaction.send({ topic: names.messages, messages: messages.slice(at, at + batchItems) });
      await transaction.commit();
    }
    const seconds = (performance.now() - started) / 1_000;
    await producer.disconnect();
    return seconds;
  });

const middle = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

/** Fills a log in a file, relays it in batches of each size, and sends the same messages barely, in turns of the same run. */
export async function measureRelay(options: {
  readonly data: string;
  readonly brokers: readonly string[];
  readonly records: number;
  readonly batchItems: readonly number[];
}): Promise<readonly RelayFigures[]> {
  const { data, brokers, records, batchItems } = options;
  const connection: KafkaConnection = { brokers, clientId: 'bench' };
  const store = openSqliteEventStore({ file: join(data, EVENT_STORE_FILE) });
  try {
    await fill(store, records);
    const read = await store.readLog({ after: 0n, limit: records });
    const messages = read.records.map((record) =>
      toMessage({ ...record, companySequence: record.companySequence ?? 0 }, randomUUID(), null),
    );
    const size = ({ value, headers }: Message): number => value.length + Object.entries(headers).join('').length;
    const messageBytes = Math.round(messages.reduce((sum, message) => sum + size(message), 0) / messages.length);
    // Both once for nothing: the first transactions of a process pay for connections and compiled code.
    await bareSeconds(connection, messages.slice(0, 5_000), 500);
    await relaySeconds(connection, store, 2_000);
    const figures: RelayFigures[] = [];
    for (const items of batchItems) {
      const rounds: { readonly bare: number; readonly relayed: number }[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        rounds.push({
          bare: await bareSeconds(connection, messages, items),
          relayed: await relaySeconds(connection, store, items),
        });
      }
      const bare = middle(rounds.map((round) => round.bare));
      const relayed = middle(rounds.map((round) => round.relayed));
      figures.push({
        batchItems: items,
        messageBytes,
        recordsPerSecond: records / relayed,
        barePerSecond: records / bare,
        ratio: bare / relayed,
      });
    }
    return figures;
  } finally {
    await store.close();
  }
}
