import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterEach, describe, expect, it } from '@jest/globals';
import { LOG_START } from '@luciq/events';
import { Patience } from '@luciq/service';
import type { DoubleOptions, SelfSigned } from '@luciq/test-engines/eventstoredb';
import { EventStoreDbDouble, freshPrefix, selfSigned } from '@luciq/test-engines/eventstoredb';
import { RUNS_TYPESCRIPT } from '@luciq/test-engines/programs';
import { ACME, appended, events, nameClaim, newStream, readAll, request } from '../contract/log.ts';
import { FEED_RECORDS } from './feeds/feed.ts';
import { MAX_FEEDS } from './feeds/feeds.ts';
import type { EventStoreDb, EventStoreDbOptions } from './index.ts';
import { EventStoreDbUnusable, MAX_EVENT_BYTES, openEventStoreDb, UnreadableRecord } from './index.ts';

const KEY = 'the key under which claims are named';
const TIMEOUT_MS = 400;
/** No call may take longer than its own timer by more than this, on a busy machine. */
const LONG_MS = 20_000;
/** A reader that has not read what is there after so long will not. */
const READ_ON_MS = 8_000;
const CLOSING_PROCESS = new URL('./closing-process.ts', import.meta.url).pathname;
const unknown = { name: 'EventStoreUnavailable', outcome: 'unknown' };
const notDone = { name: 'EventStoreUnavailable', outcome: 'not-done' };

describe('An event store on a server that fails', () => {
  const cleanUps: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
  });

  const startDouble = async (options: DoubleOptions = {}): Promise<EventStoreDbDouble> => {
    const double = await EventStoreDbDouble.start(options);
    cleanUps.push(() => double.stop());
    return double;
  };
  const open = (connectionString: string, options: Partial<EventStoreDbOptions> = {}): EventStoreDb => {
    const store = openEventStoreDb({
      connectionString,
      claimKey: KEY,
      prefix: freshPrefix(),
      appendTimeoutMs: TIMEOUT_MS,
      readTimeoutMs: TIMEOUT_MS,
      stallMs: 100,
      ...options,
    });
    cleanUps.push(() => store.close());
    return store;
  };
  const ready = async (
    options: Partial<EventStoreDbOptions> = {},
  ): Promise<{ double: EventStoreDbDouble; store: EventStoreDb }> => {
    const double = await startDouble();
    const store = open(double.connectionString, { readTimeoutMs: 5_000, ...options });
    await store.logId();
    return { double, store };
  };
  const rawClient = (double: EventStoreDbDouble): EventStoreDBClient => {
    const client = EventStoreDBClient.connectionString(double.connectionString);
    cleanUps.push(() => client.dispose());
    return client;
  };

  const ownCertificate = (): SelfSigned => {
    const made = selfSigned();
    cleanUps.push(() => made.remove());
    return made;
  };

  describe('appends', () => {
    it('have a timer of their own: a hanging server leaves the outcome unknown, and the repeat settles it', async () => {
      const { double, store } = await ready();
      for (const when of ['before', 'after'] as const) {
        const same = request(newStream(), { expected: 'no-stream' });
        const fault = double.order({ what: 'hang', on: 'append', event: 'UserProvisioned', when });
        await expect(store.append(same)).rejects.toMatchObject(unknown);
        fault.clear();
        appended(await store.append(same));
        expect(await store.readStream(same.stream)).toHaveLength(1);
      }
    });

    it('that are answered too late are there once, and the repeat says so', async () => {
      const { double, store } = await ready();
      const same = request(newStream(), { expected: 'no-stream' });
      double.order({
        what: 'slow',
        ms: TIMEOUT_MS * 2,
        on: 'append',
        event: 'UserProvisioned',
        when: 'after',
        times: 1,
      });
      await expect(store.append(same)).rejects.toMatchObject(unknown);
      appended(await store.append(same));
      expect(await store.readStream(same.stream)).toHaveLength(1);
    });

    it('never ask for the features of the server, which has no timer, nor use the batched call', async () => {
      const double = await startDouble();
      const features = double.order({ what: 'hang', on: 'features' });
      const batched = double.order({ what: 'hang', on: 'batch-append' });
      const store = open(double.connectionString);
      appended(await store.append(request(newStream())));
      expect([features.struck(), batched.struck()]).toEqual([0, 0]);
    });

    it(
      'to a server that is not there are not done, and work when it is back',
      async () => {
        const first = await EventStoreDbDouble.start();
        const { port, connectionString } = first;
        const store = open(connectionString);
        await store.logId();
        await first.stop();
        await expect(store.append(request(newStream()))).rejects.toMatchObject({ name: 'EventStoreUnavailable' });
        await expect(store.append(request(newStream()))).rejects.toMatchObject(notDone);
        await expect(store.head()).rejects.toMatchObject(notDone);
        await startDouble({ port });
        const again = async (): Promise<unknown> => store.append(request(newStream())).catch(again);
        expect(await again()).toMatchObject({ kind: 'appended' });
      },
      LONG_MS,
    );

    it(
      'are known as not done only where the server refused them, and go to the leader that it names',
      async () => {
        const { double, store } = await ready();
        const leader = await startDouble();
        double.leader = { host: '127.0.0.1', port: leader.port };
        double.order({ what: 'not-leader', on: 'append' });
        await expect(store.append(request(newStream(), { expected: 'no-stream' }))).rejects.toMatchObject(notDone);
        const again = async (): Promise<unknown> =>
          store.append(request(newStream(), { expected: 'no-stream' })).catch(again);
        await again();
        expect(leader.log.events.filter(({ type }) => type === 'UserProvisioned')).toHaveLength(1);
        expect(double.log.events.filter(({ type }) => type === 'UserProvisioned')).toHaveLength(0);
      },
      LONG_MS,
    );

    it(
      'on broken connections are sent again with the same ids, whether they were done or not',
      async () => {
        const { double, store } = await ready({ appendTimeoutMs: 5_000 });
        for (const when of ['before', 'after'] as const) {
          const same = request(newStream(), { expected: 'no-stream' });
          const fault = double.order({ what: 'drop', on: 'append', event: 'UserProvisioned', when, times: 2 });
          expect(await store.append(same)).toMatchObject({ kind: 'appended' });
          expect(fault.struck()).toBe(2);
          expect(await store.readStream(same.stream)).toHaveLength(1);
        }
      },
      LONG_MS,
    );

    it(
      'are unknown where connections break until their time is over',
      async () => {
        const { double, store } = await ready();
        const same = request(newStream(), { expected: 'no-stream' });
        const fault = double.order({ what: 'drop', on: 'append', event: 'UserProvisioned', when: 'after' });
        await expect(store.append(same)).rejects.toMatchObject(unknown);
        fault.clear();
        appended(await store.append(same));
        expect(await store.readStream(same.stream)).toHaveLength(1);
      },
      LONG_MS,
    );

    it(
      'sent again while the first is being written wait for its commit, though the server gives up on them',
      async () => {
        const { double, store } = await ready({ appendTimeoutMs: 5_000 });
        double.commits.timeoutMs = 100;
        double.commits.ms = () => 150;
        const same = request(newStream(), { expected: 'no-stream' });
        const [first, second] = await Promise.all([store.append(same), store.append(same)]);
        expect(second).toEqual(first);
        expect(appended(first)).toHaveLength(1);
        expect(await store.readStream(same.stream)).toHaveLength(1);
      },
      LONG_MS,
    );

    it('do not fail with those of another server of the same process', async () => {
      const { double: one, store: first } = await ready();
      const { double: two, store: second } = await ready({ appendTimeoutMs: 5_000 });
      one.order({ what: 'hang', on: 'append', event: 'UserProvisioned' });
      two.order({ what: 'slow', ms: 500, on: 'append', event: 'UserProvisioned' });
      const [fails, works] = [first.append(request(newStream())), second.append(request(newStream()))];
      one.dropConnections();
      await expect(fails).rejects.toMatchObject(unknown);
      expect(await works).toMatchObject({ kind: 'appended' });
    });

    it('tell the revision that they conflict with by its field: the message of the error is empty', async () => {
      const { store } = await ready();
      const stream = newStream();
      await store.append(request(stream, { expected: 'no-stream', events: events('a', 'b', 'c') }));
      expect(await store.append(request(stream, { expected: 0 }))).toEqual({ kind: 'conflict', actual: 2 });
    });

    it(
      'of more than a server takes at once are completed by the repeat',
      async () => {
        const { double, store } = await ready();
        const large = request(newStream(), {
          expected: 'no-stream',
          events: events(...Array.from({ length: 12 }, (_, index) => `${index}${'x'.repeat(120_000)}`)),
        });
        for (const expected of ['no-stream', 'any'] as const) {
          const same = {
            ...large,
            stream: newStream(),
            expected,
            events: large.events.map(({ event }) => ({ id: randomUUID(), event })),
          };
          const fault = double.order({ what: 'hang', on: 'append', stream: new RegExp(same.stream), skip: 1 });
          await expect(store.append(same)).rejects.toMatchObject(unknown);
          const part = (await store.readStream(same.stream)).length;
          expect(part).toBeGreaterThan(0);
          expect(part).toBeLessThan(12);
          fault.clear();
          expect(appended(await store.append(same))).toHaveLength(12);
          expect((await store.readStream(same.stream)).map(({ id }) => id)).toEqual(same.events.map(({ id }) => id));
        }
      },
      LONG_MS,
    );

    it("of one event that no server takes are the caller's fault, and nothing is sent", async () => {
      const { double, store } = await ready();
      const before = double.log.events.length;
      await expect(
        store.append(request(newStream(), { events: events('a', 'x'.repeat(MAX_EVENT_BYTES)) })),
      ).rejects.toThrow(RangeError);
      await expect(store.append(request(newStream(), { events: [] }))).rejects.toThrow(RangeError);
      const big = events('x').map(({ id, event }) => ({
        id,
        event: { ...event, data: { big: 1n } } as unknown as typeof event,
      }));
      await expect(store.append(request(newStream(), { events: big }))).rejects.toThrow(TypeError);
      expect(double.log.events).toHaveLength(before);
    });

    it(
      'that hang while claims are taken heal with the repeat',
      async () => {
        const { double, store } = await ready();
        for (const event of ['ClaimTaken', 'UserProvisioned'] as const) {
          for (const when of ['before', 'after'] as const) {
            const value = `${event}-${when}`;
            const same = request(newStream(), {
              expected: 'no-stream',
              claims: [{ action: 'take', claim: nameClaim(value) }],
            });
            const fault = double.order({ what: 'hang', on: 'append', event, when });
            await expect(store.append(same)).rejects.toMatchObject(unknown);
            fault.clear();
            appended(await store.append(same));
            expect(await store.claimOwner(nameClaim(value))).toBe(same.stream);
            expect(await store.readStream(same.stream)).toHaveLength(1);
          }
        }
      },
      LONG_MS,
    );
  });

  describe('reads', () => {
    it(
      'have timers of their own, also on a peer that accepts and says nothing',
      async () => {
        const { double, store } = await ready({ readTimeoutMs: TIMEOUT_MS });
        double.mute = true;
        await expect(store.readStream(newStream())).rejects.toMatchObject(notDone);
        await expect(store.append(request(newStream(), { expected: 'no-stream' }))).rejects.toMatchObject({
          name: 'EventStoreUnavailable',
        });
        await expect(store.head()).rejects.toMatchObject(notDone);
        await expect(store.head(ACME)).rejects.toMatchObject(notDone);
      },
      LONG_MS,
    );

    it(
      'of one request that is not answered have the time of the request: a write whose look-ups took it is not sent',
      async () => {
        const { double, store } = await ready({ readTimeoutMs: TIMEOUT_MS });
        const reads = double.order({ what: 'hang', on: 'read' });
        await new Patience(TIMEOUT_MS + 1).run(async () => {
          await expect(store.readStream(newStream())).rejects.toMatchObject(notDone);
          await expect(store.readStream(newStream())).rejects.toMatchObject(notDone);
          const before = double.log.events.length;
          await expect(store.append(request(newStream(), { expected: 'no-stream' }))).rejects.toMatchObject(notDone);
          expect(double.log.events).toHaveLength(before);
        });
        reads.clear();
        appended(await store.append(request(newStream())));
      },
      LONG_MS,
    );

    it(
      'go on by themselves after a peer that said nothing speaks again, on a connection of their own',
      async () => {
        const { double, store } = await ready({ readTimeoutMs: TIMEOUT_MS, appendTimeoutMs: TIMEOUT_MS });
        const [record] = appended(await store.append(request(newStream())));
        double.mute = true;
        await expect(store.head()).rejects.toMatchObject(notDone);
        await expect(store.append(request(newStream()))).rejects.toMatchObject({ name: 'EventStoreUnavailable' });
        double.mute = false;
        const read = async (): Promise<unknown> => readAll(store).catch(() => null);
        const found = [await read()];
        while (found[0] === null && found.push(null) < 50) {
          await new Promise((resolve) => setTimeout(resolve, 100));
          found[0] = await read();
        }
        expect(found[0]).toEqual([record]);
        appended(await store.append(request(newStream())));
      },
      LONG_MS,
    );

    it('go on after a connection broke, though the first call on it fails', async () => {
      const { double, store } = await ready();
      const [record] = appended(await store.append(request(newStream())));
      double.dropConnections();
      expect(await store.head()).toBe(record?.position);
      double.dropConnections();
      expect(await readAll(store)).toEqual([record]);
    });

    it("say where a record is that can't be read, after those before it", async () => {
      const { double } = await ready();
      const prefix = freshPrefix();
      const store = open(double.connectionString, { prefix, readTimeoutMs: 5_000 });
      const [good] = appended(await store.append(request(newStream())));
      const client = rawClient(double);
      const stream = newStream();
      const named = jsonEvent({ type: 'UserDeleted', data: { data: { userId: 'u' } } });
      await client.appendToStream(`${prefix}/${stream}`, named);
      const broken = double.log.events.at(-1);
      expect(await store.readLog({ after: LOG_START, limit: 10 })).toEqual({
        records: [good],
        through: good?.position,
      });
      const after = good?.position ?? LOG_START;
      await expect(store.readLog({ after, limit: 10 })).rejects.toThrow(UnreadableRecord);
      await expect(store.readLog({ after, limit: 10 })).rejects.toThrow(
        new RegExp(`position ${broken?.position}, ${prefix}/${stream}@0`),
      );
      const text = { ...named, id: randomUUID(), data: 'not JSON {' };
      await client.appendToStream(`${prefix}/${newStream()}`, {
        ...text,
        contentType: 'application/octet-stream',
        data: Buffer.from('not JSON {'),
      });
      await expect(store.readStream(stream)).rejects.toThrow(UnreadableRecord);
    });

    it('find the newest record behind any number of other events', async () => {
      const { double, store } = await ready();
      const [record] = appended(await store.append(request(newStream())));
      const client = rawClient(double);
      for (let i = 0; i < 30; i += 1)
        await client.appendToStream('someone-else', [jsonEvent({ type: 'Other', data: {} })]);
      expect([await store.head(), await store.head()]).toEqual([record?.position, record?.position]);
      expect(await store.head('initech')).toBe(LOG_START);
    });

    it(
      'cancel no calls when they need not: a server closes the connection of a client that cancels thousands',
      async () => {
        const { double, store } = await ready();
        const { connections } = double;
        for (let i = 0; i < 2_500; i += 100) {
          await Promise.all(
            Array.from({ length: 100 }, () =>
              Promise.all([store.readStream(newStream()), store.claimOwner(nameClaim('nobody')), store.head()]),
            ),
          );
        }
        expect(double.connections).toBe(connections);
        expect(double.accepted).toBe(connections);
      },
      LONG_MS,
    );

    it('of one company leave no subscription behind', async () => {
      const { double, store } = await ready();
      for (let i = 0; i < 5; i += 1) await store.append(request(newStream()));
      for (let i = 0; i < 5; i += 1) await readAll(store, { companyId: ACME, limit: 2 });
      while (double.subscriptions > 0) await new Promise((resolve) => setTimeout(resolve, 10));
      expect(double.subscriptions).toBe(0);
    });
  });

  describe('catching up', () => {
    const reader = (store: EventStoreDb): { all: string[]; readOn: (count: number) => Promise<void> } => {
      const all: string[] = [];
      let after = LOG_START;
      const readOn = async (count: number): Promise<void> => {
        const end = Date.now() + READ_ON_MS;
        while (all.length < count && Date.now() < end) {
          const slice = await store.readLog({ after, limit: 3 }).catch(() => ({ records: [], through: after }));
          all.push(...slice.records.map(({ id }) => id));
          after = slice.through;
          if (slice.records.length === 0) await store.waitForRecords(after, new AbortController().signal);
        }
      };
      return { all, readOn };
    };
    const write = async (store: EventStoreDb, count: number): Promise<readonly string[]> => {
      const ids: string[] = [];
      for (let i = 0; i < count; i += 1)
        ids.push(...appended(await store.append(request(newStream(), { expected: 'no-stream' }))).map(({ id }) => id));
      return ids;
    };

    it.each([
      ['ends its subscriptions', (double: EventStoreDbDouble) => double.endSubscriptions()],
      ['lets its subscriptions fall silent', (double: EventStoreDbDouble) => double.loseSubscriptions()],
      ['breaks every connection', (double: EventStoreDbDouble) => double.dropConnections()],
    ])(
      'goes on from where it was when the server %s',
      async (_, harm) => {
        const { double, store } = await ready();
        const { all, readOn } = reader(store);
        const ids = [...(await write(store, 5))];
        await readOn(5);
        harm(double);
        const more = async (): Promise<readonly string[]> => write(store, 5).catch(more);
        ids.push(...(await more()));
        await readOn(ids.length);
        harm(double);
        await readOn(ids.length);
        expect(all).toEqual(ids);
      },
      LONG_MS,
    );

    it('takes what is delivered twice once', async () => {
      const { double, store } = await ready();
      double.duplicates = true;
      const ids = await write(store, 10);
      const { all, readOn } = reader(store);
      await readOn(10);
      expect(all).toEqual(ids);
    });

    it('does not skip the record that begins where the last checkpoint was', async () => {
      const { double, store } = await ready();
      const { all, readOn } = reader(store);
      const ids = [...(await write(store, 2))];
      await readOn(2);
      // The checkpoint after catching up is where the next record will begin: only its second number says that it is before.
      double.endSubscriptions();
      await new Promise((resolve) => setTimeout(resolve, 300));
      double.endSubscriptions();
      ids.push(...(await write(store, 1)));
      await readOn(3);
      expect(all).toEqual(ids);
    });

    it(
      'believes no checkpoint that the log does not have: a small log loses none of its first records',
      async () => {
        const { double, store } = await ready();
        const { all, readOn } = reader(store);
        // A reader has caught up with a log without records, and was told the checkpoint 2^64-1.
        await store.waitForRecords(LOG_START, new AbortController().signal);
        double.endSubscriptions();
        const ids = [...(await write(store, 8))];
        await readOn(8);
        double.dropConnections();
        const more = async (): Promise<readonly string[]> => write(store, 4).catch(more);
        ids.push(...(await more()));
        await readOn(ids.length);
        expect(all).toEqual(ids);
      },
      LONG_MS,
    );

    it("answers a company's head and records from where the log ends, whatever the server calls caught up", async () => {
      const { double, store } = await ready();
      const [record] = appended(await store.append(request(newStream(), { expected: 'no-stream' })));
      expect(await store.head(ACME)).toBe(record?.position);
      double.earlyCaughtUp = true;
      const [next] = appended(await store.append(request(newStream(), { expected: 'no-stream' })));
      expect(await store.head(ACME)).toBe(next?.position);
      expect((await readAll(store, { companyId: ACME })).map(({ id }) => id)).toEqual([record?.id, next?.id]);
    });

    it.each(['23.10', '24.2'] as const)(
      'loses and doubles nothing behind a reader that stands still, as a %s treats it',
      async (plays) => {
        const double = await startDouble({ plays });
        const store = open(double.connectionString, { readTimeoutMs: 5_000, appendTimeoutMs: 5_000 });
        const { all, readOn } = reader(store);
        const ids = [...(await write(store, 2))];
        await readOn(2);
        double.holdBack = true;
        ids.push(...(await write(store, 200)));
        double.holdBack = false;
        ids.push(...(await write(store, 5)));
        await readOn(ids.length);
        expect(all).toEqual(ids);
        expect(double.subscriptions).toBeLessThanOrEqual(MAX_FEEDS);
      },
      LONG_MS,
    );

    it('passes over any number of other events', async () => {
      const { double, store } = await ready();
      const { all, readOn } = reader(store);
      const ids = [...(await write(store, 1))];
      const client = rawClient(double);
      const others = Array.from({ length: 2_000 }, () => jsonEvent({ type: 'Other', data: {} }));
      await client.appendToStream('someone-else', others);
      ids.push(...(await write(store, 1)));
      await readOn(2);
      expect(all).toEqual(ids);
    });

    it(
      'holds no more than its bound while the reader rests, and loses nothing',
      async () => {
        const { double, store } = await ready();
        const count = FEED_RECORDS + 500;
        const stream = newStream();
        for (let at = 0; at < count; at += 500) {
          const names = events(...Array.from({ length: Math.min(500, count - at) }, (_, index) => `${at + index}`));
          appended(await store.append(request(stream, { expected: at === 0 ? 'no-stream' : at - 1, events: names })));
        }
        await store.readLog({ after: LOG_START, limit: 1 });
        await new Promise((resolve) => setTimeout(resolve, 500));
        expect((await readAll(store)).map(({ revision }) => revision)).toEqual(
          Array.from({ length: count }, (_, index) => index),
        );
        expect(double.subscriptions).toBe(1);
      },
      LONG_MS,
    );

    it(
      'works for several readers at once, with a bound on their subscriptions',
      async () => {
        const { double, store } = await ready();
        await write(store, MAX_FEEDS + 6);
        const log = await readAll(store);
        for (let round = 0; round < 2; round += 1) {
          await Promise.all(
            log.slice(0, MAX_FEEDS + 2).map(async ({ position }, index) => {
              expect((await readAll(store, { after: position, limit: 2 })).map(({ id }) => id)).toEqual(
                log.slice(index + 1).map(({ id }) => id),
              );
            }),
          );
        }
        while (double.subscriptions > MAX_FEEDS) await new Promise((resolve) => setTimeout(resolve, 10));
        expect(double.subscriptions).toBeLessThanOrEqual(MAX_FEEDS);
      },
      LONG_MS,
    );
  });

  describe('what the store says of itself', () => {
    it('is one identity, though several processes ask for it first', async () => {
      const double = await startDouble();
      const prefix = freshPrefix();
      const ids = await Promise.all(
        Array.from({ length: 6 }, () => open(double.connectionString, { prefix, readTimeoutMs: 5_000 }).logId()),
      );
      expect(new Set(ids).size).toBe(1);
      expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
    });

    it('stops anyone who comes with another claim key, with a sentence', async () => {
      const { double } = await ready();
      const prefix = freshPrefix();
      await open(double.connectionString, { prefix }).logId();
      const other = open(double.connectionString, { prefix, claimKey: 'another key under which they are named' });
      await expect(other.logId()).rejects.toThrow(EventStoreDbUnusable);
      await expect(other.append(request(newStream()))).rejects.toThrow(/The claim key is not the one/);
      expect(() => openEventStoreDb({ connectionString: double.connectionString, claimKey: 'short' })).toThrow(
        EventStoreDbUnusable,
      );
      expect(() =>
        openEventStoreDb({ connectionString: double.connectionString, claimKey: KEY, readTimeoutMs: 1 }),
      ).toThrow(EventStoreDbUnusable);
    });

    it('is asked for again after a failure', async () => {
      const double = await startDouble();
      const store = open(double.connectionString, { readTimeoutMs: 5_000 });
      const fault = double.order({ what: 'unavailable', on: 'append', event: 'LogIdentified' });
      await expect(store.logId()).rejects.toMatchObject({ name: 'EventStoreUnavailable' });
      fault.clear();
      const again = async (): Promise<string> => store.logId().catch(again);
      expect(await again()).toMatch(/^[0-9a-f-]{36}$/);
    });
  });

  describe('closing', () => {
    it('ends subscriptions and connections, and appends that run are answered', async () => {
      const { double, store } = await ready({ appendTimeoutMs: 5_000 });
      await store.readLog({ after: LOG_START, limit: 1 });
      double.order({ what: 'slow', ms: 200, on: 'append' });
      const append = store.append(request(newStream(), { expected: 'no-stream' }));
      await new Promise((resolve) => setTimeout(resolve, 50));
      await store.close();
      expect(await append).toMatchObject({ kind: 'appended' });
      while (double.connections > 0) await new Promise((resolve) => setTimeout(resolve, 10));
      expect([double.connections, double.subscriptions]).toEqual([0, 0]);
    });

    it(
      'lets the process end by itself',
      async () => {
        const double = await startDouble();
        const child = spawn(process.execPath, [...RUNS_TYPESCRIPT, CLOSING_PROCESS, double.connectionString], {
          stdio: 'inherit',
        });
        expect(await once(child, 'exit')).toEqual([0, null]);
      },
      LONG_MS,
    );
  });

  it(
    'is reached by TLS with user and password, and says when they are refused',
    async () => {
      const tls = ownCertificate();
      const double = await startDouble({ tls, users: { ann: { password: 'a:b', groups: ['$admins'] } } });
      const at = (user: string) =>
        `esdb://${user}127.0.0.1:${double.port}?tlsCAFile=${encodeURIComponent(tls.certificateFile)}`;
      const batched = double.order({ what: 'hang', on: 'batch-append' });
      const store = open(at('ann:a%3Ab@'), { appendTimeoutMs: 5_000, readTimeoutMs: 5_000 });
      const [record] = appended(await store.append(request(newStream())));
      expect(await readAll(store)).toEqual([record]);
      expect(batched.struck()).toBe(0);
      await expect(open(at('ann:wrong@')).append(request(newStream()))).rejects.toMatchObject(notDone);
      await expect(open(at('')).logId()).rejects.toMatchObject(notDone);
      await expect(open(`esdb://127.0.0.1:${double.port}?tls=false`).logId()).rejects.toMatchObject({
        name: 'EventStoreUnavailable',
      });
    },
    LONG_MS,
  );

  it(
    'is reached by TLS with a certificate in place of user and password, by one call for each append',
    async () => {
      const tls = ownCertificate();
      const double = await startDouble({ tls });
      const batched = double.order({ what: 'hang', on: 'batch-append' });
      const [authority, keyFile] = [tls.certificateFile, tls.keyFile].map(encodeURIComponent);
      const store = open(
        `esdb://127.0.0.1:${double.port}?tlsCAFile=${authority}&userCertFile=${authority}&userKeyFile=${keyFile}`,
        { appendTimeoutMs: 5_000, readTimeoutMs: 5_000 },
      );
      const [record] = appended(await store.append(request(newStream())));
      expect(await readAll(store)).toEqual([record]);
      expect(batched.struck()).toBe(0);
    },
    LONG_MS,
  );

  it(
    'prints nothing in the image where an address of a server with TLS is no name',
    async () => {
      const tls = ownCertificate();
      const double = await startDouble({ tls });
      const at = `esdb://127.0.0.1:${double.port}?tlsCAFile=${encodeURIComponent(tls.certificateFile)}`;
      const printed = async (options: string): Promise<string> => {
        const flags = [...RUNS_TYPESCRIPT.slice(0, 2), '--disable-warning=ExperimentalWarning'];
        return (
          await promisify(execFile)(process.execPath, [...flags, CLOSING_PROCESS, at], {
            env: { ...process.env, NODE_OPTIONS: options },
          })
        ).stderr;
      };
      const [, ofTheImage = ''] = /NODE_OPTIONS="([^"]*)"/.exec(readFileSync('docker/Dockerfile', 'utf8')) ?? [];
      expect([await printed(''), await printed(ofTheImage)]).toEqual([expect.stringContaining('DEP0123'), '']);
    },
    LONG_MS,
  );
});
