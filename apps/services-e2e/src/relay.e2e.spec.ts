import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import type { EventStore } from '@luciq/event-store';
import { openEventStore } from '@luciq/event-store/by-address';
import type { EventRecord } from '@luciq/events';
import { isPublished, LOG_START, plain, userStream } from '@luciq/events';
import type { PartitionItem } from '@luciq/messaging';
import { kafkaNames, kafkaPartitions, openKafka } from '@luciq/messaging/kafka';
import type { Sink } from '@luciq/pump';
import { describeOn, engine, freshName, privateEngine } from '@luciq/test-engines';
import type { LogAddress } from '@luciq/test-engines/eventstoredb';
import { EventStoreDbDouble, freshLog } from '@luciq/test-engines/eventstoredb';
import { programArguments } from '@luciq/testing/processes';

const ROOT = join(import.meta.dirname, '../../..');
const EXIT_SHUT_OUT = 75;

const children: ChildProcess[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A relay as a process of its own, to kill and to hold. */
class RelayProcess {
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  stderr = '';
  origin = '';

  constructor(environment: NodeJS.ProcessEnv) {
    const env = { ...process.env, LUCIQ_OPERATIONS_PORT: '0', ...environment };
    this.child = spawn(process.execPath, programArguments('relay'), {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(this.child);
    this.exited = once(this.child, 'close').then(([code]) => code as number | null);
    this.child.stderr?.on('data', (chunk) => (this.stderr += String(chunk)));
    this.child.stdout?.on('data', (chunk) => (this.origin ||= /http:\/\/[\w.]+:\d+/.exec(String(chunk))?.[0] ?? ''));
  }

  async ready(): Promise<{ status: string; engines: Record<string, string>; pumps: Record<string, string> } | null> {
    if (this.origin === '') return null;
    const answer = await fetch(`${this.origin}/health/ready`).catch(() => null);
    return (
      answer &&
      ((await answer.json()) as { status: string; engines: Record<string, string>; pumps: Record<string, string> })
    );
  }

  /** Waits for a state of its pump: `standby`, `live`. */
  async reaches(state: string): Promise<void> {
    for (;;) {
      if ((await this.ready())?.pumps['relay'] === state) return;
      if (this.child.exitCode !== null) throw new Error(`the relay ended: ${this.stderr}`);
      await pause(50);
    }
  }
}

function ownLog(): LogAddress {
  const folder = mkdtempSync(join(tmpdir(), 'luciq-relay-'));
  folders.push(folder);
  return freshLog(folder);
}

/** A log, and what Kafka has of it. */
class Line {
  readonly names = kafkaNames(freshName('relay'));
  readonly store: EventStore;
  readonly environment: NodeJS.ProcessEnv;
  readonly brokers: readonly string[];

  constructor(brokers: readonly string[], log: LogAddress = ownLog()) {
    this.brokers = brokers;
    this.store = openEventStore({
      url: log.LUCIQ_EVENT_STORE_URL,
      claimKey: log.LUCIQ_CLAIM_KEY,
      timeoutMs: 10_000,
      prefix: log.LUCIQ_EVENT_STORE_PREFIX,
    }).store;
    this.environment = {
      ...log,
      LUCIQ_KAFKA_BROKERS: brokers.join(','),
      LUCIQ_KAFKA_PREFIX: this.names.transactionalId.replace(/\.relay$/, ''),
      LUCIQ_KAFKA_PARTITIONS: '3',
      LUCIQ_KAFKA_REPLICATION: '1',
    };
  }

  relay(environment: NodeJS.ProcessEnv = {}): RelayProcess {
    return new RelayProcess({ ...this.environment, ...environment });
  }

  async append(members: number): Promise<void> {
    const appended = Array.from({ length: members }, (_, n) => {
      const userId = randomUUID();
      return this.store.append({
        stream: userStream(`company-${n % 4}`, userId),
        expected: 'no-stream',
        time: new Date().toISOString(),
        events: [
          {
            id: randomUUID(),
            event: { type: 'UserProvisioned', data: { userId, origin: 'scim' }, personal: plain({ userName: userId }) },
          },
        ],
        cause: {
          commandId: randomUUID(),
          requestId: randomUUID(),
          actor: { kind: 'system', id: 'spec' },
          tokenId: null,
        },
      });
    });
    await Promise.all(appended);
  }

  /** Every record of the log is on the topic once, in order, as committed messages; waits until as many are there. */
  async expectPublished(): Promise<void> {
    const records: EventRecord[] = [];
    for (let after = LOG_START, more = true; more;) {
      const slice = await this.store.readLog({ after, limit: 1_000 });
      records.push(...slice.records);
      more = slice.through > after;
      after = slice.through;
    }
    const counts = new Map<string, number>();
    const expected = records
      .filter(({ event }) => isPublished(event.type))
      .map(({ id, companyId }) => {
        counts.set(companyId, (counts.get(companyId) ?? 0) + 1);
        return `${companyId} ${counts.get(companyId)} ${id}`;
      });
    const found: string[] = [];
    const sinkFor = (): Sink<PartitionItem> => {
      let checkpoint = 0n;
      return {
        checkpoint: async () => checkpoint,
        write: async (items, through) => {
          for (const { message } of items) {
            if (message.kind === 'unreadable') throw new Error(message.reason);
            const { companyId, companySequence, id } = message.record;
            found.push(`${companyId} ${companySequence} ${id}`);
          }
          checkpoint = through;
        },
      };
    };
    const partitions = kafkaPartitions({
      connection: { brokers: this.brokers, clientId: 'spec' },
      topic: this.names.messages,
      groupId: freshName('spec'),
      sinkFor,
      failure: { initialDelayMs: 5, maxDelayMs: 100, attempts: 'unlimited', onExhausted: 'stop' },
    });
    const caughtUp = (): boolean =>
      partitions.readings().length === 3 &&
      partitions.readings().every(({ state, lag }) => state === 'live' && lag === 0);
    while (found.length < expected.length || !caughtUp()) await pause(50);
    await partitions.drain();
    const byCompany = (all: readonly string[]): Record<string, string[]> =>
      Object.fromEntries(
        Object.entries(Object.groupBy(all, (line) => line.split(' ', 1)[0] ?? '')).map(([key, lines = []]) => [
          key,
          lines,
        ]),
      );
    expect(byCompany(found)).toEqual(byCompany(expected));
  }

  async close(): Promise<void> {
    await this.store.close();
    const admin = openKafka({ brokers: this.brokers, clientId: 'spec' }).admin();
    await admin.connect();
    const there = await admin.listTopics();
    await admin.deleteTopics({
      topics: [this.names.messages, this.names.checkpoint, this.names.leader].filter((topic) => there.includes(topic)),
    });
    await admin.disconnect();
  }
}

const kafka = await engine('kafka');

describe('a relay that cannot start', () => {
  it.each([
    [{}, /^LUCIQ_EVENT_STORE_URL is not set: .+\.$/m],
    [{ LUCIQ_EVENT_STORE_URL: 'sqlite:/nowhere/events.sqlite' }, /^LUCIQ_KAFKA_BROKERS is not set: .+\.$/m],
    [
      {
        LUCIQ_EVENT_STORE_URL: 'esdb://localhost:1?tls=false',
        LUCIQ_CLAIM_KEY: 'k'.repeat(32),
        LUCIQ_KAFKA_BROKERS: 'localhost:1',
        LUCIQ_KAFKA_SASL: 'plain',
      },
      /^LUCIQ_KAFKA_SASL needs LUCIQ_KAFKA_USERNAME and LUCIQ_KAFKA_PASSWORD\.$/m,
    ],
    [{ LUCIQ_EVENT_STORE_URL: 'sqlite:/nowhere/events.sqlite', LUCIQ_KAFKA_BROKERS: 'localhost:1' }, /events\.sqlite/],
  ])('says why, and exits with 1: %p', async (environment, sentence) => {
    const relay = new RelayProcess({ LUCIQ_EVENT_STORE_URL: '', LUCIQ_KAFKA_BROKERS: '', ...environment });
    expect(await relay.exited).toBe(1);
    expect(relay.stderr).toMatch(sentence);
  });
});

describeOn(kafka, 'kafka', 'a relay', ({ brokers }) => {
  const onLine = (body: (line: Line) => Promise<void>) => async (): Promise<void> => {
    const line = new Line(brokers);
    try {
      await body(line);
    } finally {
      await line.close();
    }
  };

  it(
    'publishes what is there and what comes, tells how it stands, and stops cleanly',
    onLine(async (line) => {
      await line.append(300);
      const relay = line.relay();
      await relay.reaches('live');
      await line.append(50);
      await line.expectPublished();
      expect(await relay.ready()).toEqual({
        status: 'ready',
        engines: { eventStore: 'up', kafka: 'up' },
        reasons: {},
        pumps: { relay: 'live' },
      });
      const metrics = await (await fetch(`${relay.origin}/metrics`)).text();
      expect(metrics).toMatch(/luciq_pump_lag_records\{[^}]*pump="relay"[^}]*\} 0/);
      relay.child.kill('SIGTERM');
      expect(await relay.exited).toBe(0);
      expect(relay.stderr).not.toMatch(/Warning/);
    }),
    120_000,
  );

  it(
    'is followed within seconds when it is killed, and nothing is lost or doubled',
    onLine(async (line) => {
      await line.append(20);
      const first = line.relay();
      await first.reaches('live');
      const second = line.relay();
      await second.reaches('standby');
      const writing = (async () => {
        for (let n = 0; n < 20; n += 1) {
          await line.append(25);
          if (n === 5) first.child.kill('SIGKILL');
        }
      })();
      await writing;
      await second.reaches('live');
      await line.expectPublished();
    }),
    120_000,
  );

  it(
    'is shut out when it hangs and another took over, and exits so that it is started again',
    onLine(async (line) => {
      await line.append(20);
      const first = line.relay();
      await first.reaches('live');
      const second = line.relay();
      await second.reaches('standby');
      first.child.kill('SIGSTOP');
      await line.append(100);
      await second.reaches('live');
      first.child.kill('SIGCONT');
      await line.append(100);
      expect(await first.exited).toBe(EXIT_SHUT_OUT);
      await line.expectPublished();
      expect((await second.ready())?.pumps['relay']).toBe('live');
    }),
    120_000,
  );

  it(
    'hands over at once when it is stopped',
    onLine(async (line) => {
      await line.append(20);
      const first = line.relay();
      await first.reaches('live');
      const second = line.relay();
      await second.reaches('standby');
      first.child.kill('SIGTERM');
      await line.append(20);
      expect(await first.exited).toBe(0);
      await second.reaches('live');
      await line.expectPublished();
    }),
    120_000,
  );

  it('relays from EventStoreDB, here its double, and waits for it while it is away', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'luciq-relay-'));
    folders.push(folder);
    const file = join(folder, 'double.jsonl');
    let double = await EventStoreDbDouble.start({ file });
    const { port } = double;
    const line = new Line(brokers, { ...freshLog(folder), LUCIQ_EVENT_STORE_URL: double.connectionString });
    try {
      await line.append(60);
      const relay = line.relay({ LUCIQ_EVENT_STORE_TIMEOUT_MS: '500' });
      await relay.reaches('live');
      await line.append(20);
      await double.stop();
      while ((await relay.ready())?.engines['eventStore'] !== 'down') await pause(100);
      double = await EventStoreDbDouble.start({ file, port });
      while ((await relay.ready())?.status !== 'ready') await pause(100);
      await line.append(20);
      await line.expectPublished();
      relay.child.kill('SIGTERM');
      expect(await relay.exited).toBe(0);
    } finally {
      await line.close();
      await double.stop();
    }
  }, 120_000);

  it(
    'stops with a sentence where the topics are not as they must be',
    onLine(async (line) => {
      const admin = openKafka({ brokers, clientId: 'spec' }).admin();
      await admin.connect();
      await admin.createTopics({ topics: [{ topic: line.names.leader, numPartitions: 2, replicationFactor: 1 }] });
      await admin.disconnect();
      const relay = line.relay();
      expect(await relay.exited).toBe(1);
      expect(relay.stderr).toMatch(/^The topic \S+ has 2 partitions and should have 1\.$/m);
    }),
    60_000,
  );

  it(
    'stops with a sentence where the topic is gone and its checkpoint is not',
    onLine(async (line) => {
      const admin = openKafka({ brokers, clientId: 'spec' }).admin();
      await admin.connect();
      await admin.createTopics({ topics: [{ topic: line.names.checkpoint, numPartitions: 1, replicationFactor: 1 }] });
      await admin.disconnect();
      const relay = line.relay();
      expect(await relay.exited).toBe(1);
      expect(relay.stderr).toMatch(/^The topic \S+ is missing, and \S+ says what was on it\. Delete that one too/m);
    }),
    60_000,
  );

  it(
    'stops with a sentence where Kafka has too few brokers for the copies',
    onLine(async (line) => {
      const relay = line.relay({ LUCIQ_KAFKA_REPLICATION: '9' });
      expect(await relay.exited).toBe(1);
      expect(relay.stderr).toMatch(/^Kafka refuses to make the topics: INVALID_REPLICATION_FACTOR\./m);
    }),
    60_000,
  );
});

const own = kafka && (await privateEngine('kafka'));

describeOn(own, 'kafka', 'a relay whose Kafka goes away', (broker) => {
  afterAll(() => broker.close());

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'says so after %s, waits, and goes on without a restart',
    async (signal) => {
      const line = new Line(broker.engine.brokers);
      await line.append(50);
      const relay = line.relay();
      await relay.reaches('live');
      await broker.stop(signal);
      await line.append(50);
      while ((await relay.ready())?.engines['kafka'] !== 'down') await pause(100);
      await broker.start();
      while ((await relay.ready())?.engines['kafka'] !== 'up') await pause(100);
      await line.append(10);
      await line.expectPublished();
      relay.child.kill('SIGTERM');
      expect(await relay.exited).toBe(0);
      await line.close();
    },
    120_000,
  );
});
