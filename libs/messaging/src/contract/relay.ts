import { describe, expect, it } from '@jest/globals';
import { logSource, startPump, Unrecoverable } from '@luciq/pump';
import type { RelaySink, RelayStep } from '../port.ts';
import type { MessagingEngine } from './engine.ts';
import { expectPublished, onTopicsOf, until } from './engine.ts';
import { TestLog } from './test-log.ts';

const RECORDS = 14;
const BATCH = 5;

class Killed extends Error {}

/** Throws at the step of this number; `fired` tells whether there was one. */
function killAt(number: number): { readonly onStep: (step: RelayStep) => void; readonly fired: () => boolean } {
  let steps = 0;
  return {
    onStep: () => {
      steps += 1;
      if (steps === number) throw new Killed();
    },
    fired: () => steps >= number,
  };
}

/** Writes what the log has, batch by batch, like a pump that gives up at the first failure. */
async function relayOnce(sink: RelaySink, log: TestLog, limit = BATCH): Promise<void> {
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

/** Registers the tests of a relay's sink: exactly once, in order, without a gap. */
export function relaySinkContract(name: string, engine: MessagingEngine): void {
  const on = onTopicsOf(engine);
  describe(`${name} keeps the contract of a relay's sink`, () => {
    it(
      'publishes each published record once, in order and numbered, and no internal one',
      on(async (messaging) => {
        const log = new TestLog();
        log.history(RECORDS);
        const sink = messaging.sink({ log });
        await relayOnce(sink, log);
        expect(await sink.checkpoint()).toBe(log.records.at(-1)?.position);
        await expectPublished(messaging, log);
      }),
    );

    it(
      'goes on where it was, in the same and in another process, and counts on',
      on(async (messaging) => {
        const log = new TestLog();
        for (let round = 0; round < 3; round += 1) {
          log.history(4);
          const sink = messaging.sink({ log });
          await relayOnce(sink, log);
          log.history(3);
          await relayOnce(sink, log);
          await sink.close();
        }
        await expectPublished(messaging, log);
      }),
    );

    it(
      'passes over records that are all internal, and over nothing at all',
      on(async (messaging) => {
        const log = new TestLog();
        const last = log.internal(1);
        const sink = messaging.sink({ log });
        await relayOnce(sink, log);
        await sink.write([], last.position + 10n);
        const next = messaging.sink({ log });
        expect(await next.checkpoint()).toBe(last.position + 10n);
        expect(await messaging.committed()).toEqual([]);
      }),
    );

    for (const then of ['another process goes on', 'the same one tries again'] as const) {
      it(`publishes exactly once when killed at any step, and ${then}`, async () => {
        for (let number = 1, more = true; more; number += 1) {
          await on(async (messaging) => {
            const log = new TestLog();
            log.history(RECORDS);
            const { onStep, fired } = killAt(number);
            const first = messaging.sink({ log, onStep });
            const failed = await rejection(relayOnce(first, log));
            expect(failed === null).toBe(!fired());
            if (failed) expect(failed).toBeInstanceOf(Killed);
            more = fired();
            // A killed one does not close: its open transaction is still there.
            await relayOnce(then === 'the same one tries again' ? first : messaging.sink({ log }), log);
            await expectPublished(messaging, log);
          })();
        }
      }, 180_000);
    }

    it(
      'shuts out a slower relay for good, between batches',
      on(async (messaging) => {
        const log = new TestLog();
        log.history(RECORDS);
        const slow = messaging.sink({ log });
        const { records, through } = await log.readLog({ after: await slow.checkpoint(), limit: BATCH });
        await slow.write(records, through);
        const fast = messaging.sink({ log });
        expect(await fast.checkpoint()).toBe(through);
        const stale = await log.readLog({ after: await slow.checkpoint(), limit: BATCH });
        expect(await rejection(slow.write(stale.records, stale.through))).toBeInstanceOf(Unrecoverable);
        await relayOnce(fast, log);
        await expectPublished(messaging, log);
      }),
    );

    it(
      'shuts out a slower relay in the middle of its transaction, of which nothing is seen',
      on(async (messaging) => {
        const log = new TestLog();
        log.history(RECORDS);
        const gate = Promise.withResolvers<void>();
        const sent = Promise.withResolvers<void>();
        const slow = messaging.sink({
          log,
          onStep: async (step) => {
            if (step !== 'sent') return;
            sent.resolve();
            await gate.promise;
          },
        });
        const writing = rejection(relayOnce(slow, log));
        await sent.promise;
        await relayOnce(messaging.sink({ log }), log);
        gate.resolve();
        expect(await writing).toBeInstanceOf(Unrecoverable);
        await expectPublished(messaging, log);
      }),
    );

    it(
      'shuts nobody out while it may not, and tries again later',
      on(async (messaging) => {
        const log = new TestLog();
        log.history(RECORDS);
        const leader = messaging.sink({ log });
        await leader.checkpoint();
        let may = false;
        const other = messaging.sink({ log, mayFence: () => may });
        const refused = await rejection(other.checkpoint());
        expect(refused).toBeInstanceOf(Error);
        expect(refused).not.toBeInstanceOf(Unrecoverable);
        await relayOnce(leader, log);
        may = true;
        expect(await other.checkpoint()).toBe(log.records.at(-1)?.position);
      }),
    );

    it(
      'takes large records, alone and many at once',
      on(async (messaging) => {
        const log = new TestLog();
        log.user(1, 1_000_000);
        for (let n = 0; n < 40; n += 1) log.user(n % 2, 300_000);
        await relayOnce(messaging.sink({ log }), log, 100);
        await expectPublished(messaging, log);
      }),
      120_000,
    );

    it(
      'takes the sequences of a log that counts itself, if they are its own count',
      on(async (messaging) => {
        const log = new TestLog();
        log.history(RECORDS);
        const counts = new Map<string, number>();
        const counted = log.records.map((record) => {
          if (record.event.type === 'TokenIssued') return record;
          const companySequence = (counts.get(record.companyId) ?? 0) + 1;
          counts.set(record.companyId, companySequence);
          return { ...record, companySequence };
        });
        const [first, ...others] = counted;
        const sink = messaging.sink({ log });
        await sink.checkpoint();
        expect(await rejection(sink.write([{ ...first!, companySequence: 2 }], first!.position))).toBeInstanceOf(
          Unrecoverable,
        );
        await sink.checkpoint();
        await sink.write([first!, ...others], log.records.at(-1)!.position);
        await expectPublished(messaging, log);
      }),
    );

    it(
      'stops at records whose order cannot be',
      on(async (messaging) => {
        const log = new TestLog();
        const [one, two] = [log.user(1), log.user(1)];
        const sink = messaging.sink({ log });
        for (const [records, through] of [
          [[two, one], two.position],
          [[one, two], one.position],
        ] as const) {
          await sink.checkpoint();
          expect(await rejection(sink.write(records, through))).toBeInstanceOf(Unrecoverable);
        }
        await relayOnce(sink, log);
        await sink.checkpoint();
        expect(await rejection(sink.write([two], two.position))).toBeInstanceOf(Unrecoverable);
        await expectPublished(messaging, log);
      }),
    );

    it(
      'stops with a sentence at another log, and at one that was restored from an older copy',
      on(async (messaging) => {
        const log = new TestLog();
        log.history(RECORDS);
        await relayOnce(messaging.sink({ log }), log);
        const others = [new TestLog(), new TestLog(log.id), new TestLog(log.id)] as const;
        others[1].records = log.records.slice(0, -1);
        // Grown again since: the place is taken by something else.
        others[2].records = [...log.records.slice(0, -1), { ...log.records.at(-1)!, id: crypto.randomUUID() }];
        for (const other of others) {
          const stopped = await rejection(messaging.sink({ log: other }).checkpoint());
          expect(stopped).toBeInstanceOf(Unrecoverable);
          expect(String((stopped as Error).message)).toMatch(/^[A-Z].+\.(md|\.)?/);
        }
        expect(await messaging.sink({ log }).checkpoint()).toBe(log.records.at(-1)?.position);
      }),
    );

    it(
      'follows a log that grows, under a pump',
      on(async (messaging) => {
        const log = new TestLog();
        const sink = messaging.sink({ log });
        const pump = startPump({
          source: logSource(log),
          sink,
          failure: { initialDelayMs: 10, maxDelayMs: 100, attempts: 'unlimited', onExhausted: 'stop' },
        });
        for (let n = 0; n < 20; n += 1) {
          const { position } = log.user(n % 3);
          if (n % 4 === 0) await until(() => pump.position() >= position);
        }
        await until(() => pump.position() >= log.records.at(-1)!.position);
        await pump.drain();
        await expectPublished(messaging, log);
      }),
    );
  });
}

/** Registers the tests of the election among relays. */
export function leadershipContract(name: string, engine: MessagingEngine): void {
  const on = onTopicsOf(engine);
  describe(`${name} keeps the contract of a leadership`, () => {
    it(
      'has one leader, who stays when another joins and is followed when it resigns',
      on(async (messaging) => {
        const first = messaging.leadership();
        await first.won;
        expect(first.leading()).toBe(true);
        const second = messaging.leadership();
        await until(() => second.connected());
        const third = messaging.leadership();
        await until(() => third.connected());
        expect([first.leading(), second.leading(), third.leading()]).toEqual([true, false, false]);
        await first.resign();
        expect(first.leading()).toBe(false);
        await Promise.race([second.won, third.won]);
        await until(() => second.leading() !== third.leading());
      }),
    );
  });
}
