import { describe, expect, it } from '@jest/globals';
import type { Position } from '@luciq/events';
import type { Sink } from '@luciq/pump';
import { Unrecoverable } from '@luciq/pump';
import type { PartitionItem, RelaySink } from '../port.ts';
import type { MessagingEngine, OpenMessaging } from './engine.ts';
import { expectExactly, onTopicsOf, until } from './engine.ts';
import { TestLog } from './test-log.ts';

/** Rows in memory: what was written and how far, by partition. Several processes may share them, as they do a database. */
class Rows {
  readonly items = new Map<number, PartitionItem[]>();
  readonly checkpoints = new Map<number, Position>();
  /** Held before each write. */
  gate: Promise<unknown> = Promise.resolve();
  writes = 0;
  refused = 0;

  sinkFor(partition: number): Sink<PartitionItem> {
    let from: Position = 0n;
    return {
      checkpoint: async () => {
        from = this.checkpoints.get(partition) ?? 0n;
        return from;
      },
      write: async (items, through) => {
        this.writes += 1;
        await this.gate;
        if ((this.checkpoints.get(partition) ?? 0n) !== from) {
          this.refused += 1;
          throw new Error('someone else moved the checkpoint');
        }
        this.items.set(partition, [...(this.items.get(partition) ?? []), ...items]);
        this.checkpoints.set(partition, through);
        from = through;
      },
    };
  }

  count(): number {
    return [...this.items.values()].reduce((sum, { length }) => sum + length, 0);
  }

  expectAll(log: TestLog): void {
    expectExactly(
      [...this.items.values()].flat().map(({ message }) => message),
      log,
    );
  }
}

const published = (log: TestLog): number => [...log.expected().values()].reduce((sum, { length }) => sum + length, 0);

async function relay(sink: RelaySink, log: TestLog, limit = 500): Promise<void> {
  for (;;) {
    const { records, through } = await log.readLog({ after: await sink.checkpoint(), limit });
    if (records.length === 0) return;
    await sink.write(records, through);
  }
}

const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

/** Registers the tests of the consuming side: every message of every partition reaches its sink once, wherever that stands. */
export function partitionsContract(name: string, engine: MessagingEngine): void {
  const on = onTopicsOf(engine);
  describe(`${name} keeps the contract of partitions`, () => {
    it(
      'brings every message once and in order, and those that come later',
      on(async (messaging) => {
        const log = new TestLog();
        log.history(50);
        const sink = messaging.sink({ log });
        await relay(sink, log, 7);
        const rows = new Rows();
        const partitions = messaging.partitions({ sinkFor: (partition) => rows.sinkFor(partition) });
        await until(() => rows.count() >= published(log));
        log.history(10);
        await relay(sink, log, 3);
        await until(() => rows.count() >= published(log));
        await until(() => partitions.readings().every(({ state }) => state === 'live'));
        expect(partitions.connected()).toBe(true);
        await partitions.drain();
        await partitions.done;
        rows.expectAll(log);
      }),
    );

    it(
      'goes on from the checkpoint of the sink and not from what Kafka thinks',
      on(async (messaging) => {
        const log = new TestLog();
        log.history(40);
        const sink = messaging.sink({ log });
        await relay(sink, log);
        const rows = new Rows();
        const first = messaging.partitions({ sinkFor: (partition) => rows.sinkFor(partition) });
        await until(() => rows.count() >= published(log));
        await first.drain();
        // Rows from an older copy: all comes again, although Kafka's own offsets are at the end.
        rows.items.clear();
        rows.checkpoints.clear();
        log.history(10);
        await relay(sink, log);
        const second = messaging.partitions({ sinkFor: (partition) => rows.sinkFor(partition) });
        await until(() => rows.count() >= published(log));
        await second.drain();
        rows.expectAll(log);
      }),
    );

    it(
      'follows a checkpoint that moves under it, back and forth',
      on(async (messaging) => {
        const log = new TestLog();
        log.history(60);
        const sink = messaging.sink({ log });
        await relay(sink, log);
        const rows = new Rows();
        const partitions = messaging.partitions({ sinkFor: (partition) => rows.sinkFor(partition) });
        await until(() => rows.count() >= published(log));
        await until(() => partitions.readings().every(({ state }) => state === 'live'));
        const ends = new Map(rows.checkpoints);
        rows.items.clear();
        rows.checkpoints.clear();
        log.history(30);
        await relay(sink, log);
        await until(() => rows.count() >= published(log));
        rows.expectAll(log);
        expect([...rows.checkpoints].every(([partition, position]) => position >= (ends.get(partition) ?? 0n))).toBe(
          true,
        );
        await partitions.drain();
      }),
    );

    it(
      'tries again after failures of the sink, and loses nothing',
      on(async (messaging) => {
        const log = new TestLog();
        log.history(60);
        await relay(messaging.sink({ log }), log, 10);
        const rows = new Rows();
        const failures: number[] = [];
        let calls = 0;
        const flaky = (partition: number): Sink<PartitionItem> => {
          const inner = rows.sinkFor(partition);
          const often = async <T>(call: () => Promise<T>): Promise<T> => {
            calls += 1;
            if (calls % 3 === 0) throw new Error('failed before its effect');
            const answer = await call();
            if (calls % 4 === 0) throw new Error('failed after its effect');
            return answer;
          };
          return {
            checkpoint: () => often(() => inner.checkpoint()),
            write: (items, through) => often(() => inner.write(items, through)),
          };
        };
        const partitions = messaging.partitions({ sinkFor: flaky, onFailure: (_, attempt) => failures.push(attempt) });
        await until(() => rows.count() >= published(log));
        await partitions.drain();
        rows.expectAll(log);
        expect(failures.length).toBeGreaterThan(0);
      }),
    );

    it(
      'is not disturbed by a second process that joins and leaves in the middle of a batch',
      on(async (messaging) => {
        const log = new TestLog();
        log.history(200);
        const sink = messaging.sink({ log });
        await relay(sink, log, 40);
        const rows = new Rows();
        const sinkFor = (partition: number): Sink<PartitionItem> => rows.sinkFor(partition);
        const gate = Promise.withResolvers<void>();
        rows.gate = gate.promise;
        const first = messaging.partitions({ sinkFor });
        await until(() => rows.writes > 0);
        const second = messaging.partitions({ sinkFor });
        await until(
          () =>
            first.readings().length > 0 &&
            second.readings().length > 0 &&
            first.readings().length + second.readings().length === 3,
        );
        // Both hold the first batch of the partitions that moved; only one of them may write it.
        await until(() => rows.writes > 3 || second.readings().every(({ state }) => state !== 'starting'));
        gate.resolve();
        await until(() => rows.count() >= published(log));
        log.history(100);
        const relaying = relay(sink, log, 5);
        await second.drain();
        await relaying;
        await until(() => rows.count() >= published(log));
        await first.drain();
        rows.expectAll(log);
      }),
      120_000,
    );

    it(
      'holds only so much in memory when the sink is slow',
      on(async (messaging) => {
        const log = new TestLog();
        for (let n = 0; n < 120; n += 1) log.user(1, 300_000);
        await relay(messaging.sink({ log }), log, 100);
        const rows = new Rows();
        const gate = Promise.withResolvers<void>();
        rows.gate = gate.promise;
        const partitions = messaging.partitions({ sinkFor: (partition) => rows.sinkFor(partition) });
        await until(() => rows.writes > 0);
        gate.resolve();
        await until(() => rows.count() >= published(log));
        await partitions.drain();
        rows.expectAll(log);
      }),
      120_000,
    );

    it(
      'passes over a large transaction that was given up',
      on(async (messaging) => {
        const log = new TestLog();
        for (let n = 0; n < 20; n += 1) log.user(1, 300_000);
        const killed = messaging.sink({
          log,
          onStep: (step) => {
            if (step === 'sent') throw new Error('killed');
          },
        });
        for (let n = 0; n < 2; n += 1) expect(await rejection(relay(killed, log))).not.toBeNull();
        await relay(messaging.sink({ log }), log);
        const rows = new Rows();
        const partitions = messaging.partitions({ sinkFor: (partition) => rows.sinkFor(partition) });
        await until(() => rows.count() >= published(log));
        await partitions.drain();
        rows.expectAll(log);
      }),
      120_000,
    );

    it(
      'stops with a sentence at a checkpoint beyond the end of its partition',
      on(async (messaging) => {
        const rows = new Rows();
        rows.checkpoints.set(0, 1_000n);
        const stopped = await rejection(messaging.partitions({ sinkFor: (partition) => rows.sinkFor(partition) }).done);
        expect(stopped).toBeInstanceOf(Unrecoverable);
        expect(String((stopped as Error).message)).toMatch(/^The rows are at offset 1000 of partition 0 /);
      }),
    );

    /** A topic of which some partitions no longer have their first two offsets; answers which. */
    const shortened = async (messaging: OpenMessaging): Promise<readonly number[]> => {
      const log = new TestLog();
      log.history(60);
      await relay(messaging.sink({ log }), log);
      const full = async (): Promise<number[]> =>
        (await messaging.bounds()).flatMap(({ partition, high }) => (high > 2n ? [partition] : []));
      // A commit is answered a little before its messages are there for readers.
      while ((await full()).length === 0) await new Promise(setImmediate);
      const partitions = await full();
      for (const partition of partitions) await messaging.forget(partition, 2n);
      return partitions;
    };

    it(
      'begins with what there is where the rows have never read',
      on(async (messaging) => {
        const cut = await shortened(messaging);
        const rows = new Rows();
        const partitions = messaging.partitions({ sinkFor: (partition) => rows.sinkFor(partition) });
        await until(() => cut.every((partition) => (rows.items.get(partition) ?? []).length > 0));
        await partitions.drain();
        for (const partition of cut) expect(rows.items.get(partition)?.[0]?.position).toBeGreaterThan(2n);
      }),
    );

    it(
      'stops and asks for a rebuild at a checkpoint before what is still kept',
      on(async (messaging) => {
        const rows = new Rows();
        for (const partition of await shortened(messaging)) rows.checkpoints.set(partition, 1n);
        const stopped = await rejection(messaging.partitions({ sinkFor: (partition) => rows.sinkFor(partition) }).done);
        expect(stopped).toBeInstanceOf(Unrecoverable);
        expect(String((stopped as Error).message)).toMatch(/operator rebuild --topic-from-start$/);
      }),
    );
  });
}
