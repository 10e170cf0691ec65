import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { EventRecord } from '@luciq/events';
import { companyStream, LOG_START } from '@luciq/events';
import type { EventStore } from '../port.ts';
import type { OnLog } from './log.ts';
import { ACME, appended, CAUSE, events, internal, newStream, provisioned, readAll, request, TIME } from './log.ts';

const LARGE_BODY_CHARACTERS = 100_000;
const WRITERS = 4;
const APPENDS_PER_WRITER = 50;

async function writeMany(store: EventStore, writer: number): Promise<readonly string[]> {
  const stream = newStream(`company-${writer % 2}`);
  const ids: string[] = [];
  for (let i = 0; i < APPENDS_PER_WRITER; i += 1) {
    for (const { id } of appended(await store.append(request(stream, { events: events('a', 'b') })))) ids.push(id);
  }
  return ids;
}

const names = (records: readonly EventRecord[]): readonly unknown[] =>
  records.map(({ event }) =>
    'personal' in event && 'userName' in event.personal.body ? event.personal.body.userName : null,
  );

/** What is read is what was appended, in order, from anywhere. */
export function readingCases(onLog: OnLog): void {
  describe('reading', () => {
    it(
      'gives back the records as append returned them, with time and cause',
      onLog(async ({ store, reopen }) => {
        const stream = newStream();
        const [record, ...rest] = appended(await store.append(request(stream)));
        expect(rest).toEqual([]);
        expect(record).toMatchObject({
          stream,
          revision: 0,
          companyId: ACME,
          time: TIME,
          cause: CAUSE,
          event: provisioned('ada'),
        });
        expect(await store.readStream(stream)).toEqual([record]);
        expect(await readAll(store)).toEqual([record]);
        expect(await (await reopen()).readStream(stream)).toEqual([record]);
      }),
    );

    it(
      'keeps every kind of text exactly, and large bodies',
      onLog(async ({ store }) => {
        const texts = [
          'Zoë 李雷 🙂 \u0000 \u2028 "\\',
          '\ud800 alone',
          'e\u0301',
          '',
          'x'.repeat(LARGE_BODY_CHARACTERS),
        ];
        const stream = newStream();
        await store.append(request(stream, { events: events(...texts) }));
        expect(names(await store.readStream(stream))).toEqual(texts);
        const own: unknown = JSON.parse('{"__proto__": {"a": [1, -0.5, 1e300, null, true]}, "constructor": "b"}');
        const odd = request(stream, {
          events: events('odd').map(({ id, event }) => ({ id, event: { ...event, data: own } as typeof event })),
        });
        await store.append(odd);
        expect(JSON.stringify((await store.readStream(stream)).at(-1)?.event.data)).toBe(JSON.stringify(own));
      }),
    );

    it(
      'orders a stream by revision and the log by position',
      onLog(async ({ store }) => {
        const [one, two] = [newStream(), newStream()];
        for (const stream of [one, two, one, two]) await store.append(request(stream, { events: events('a', 'b') }));
        expect((await store.readStream(one)).map(({ revision }) => revision)).toEqual([0, 1, 2, 3]);
        expect((await store.readStream(one, 1)).map(({ revision }) => revision)).toEqual([2, 3]);
        expect(await store.readStream(one, 3)).toEqual([]);
        const log = await readAll(store);
        expect(log.map(({ stream }) => stream)).toEqual([one, one, two, two, one, one, two, two]);
        expect(log.every(({ position }, index) => position > (log[index - 1]?.position ?? LOG_START))).toBe(true);
      }),
    );

    it(
      'catches up from any position with any limit to the same list',
      onLog(async ({ store }) => {
        for (let i = 0; i < 12; i += 1)
          await store.append(request(newStream(i % 3 ? 'acme' : 'globex'), { events: events('a', 'b') }));
        const log = await readAll(store);
        expect(log).toHaveLength(24);
        for (const limit of [1, 2, 3, 7, 24, 25]) {
          for (const after of [LOG_START, ...log.map(({ position }) => position)]) {
            const rest = log.filter(({ position }) => position > after);
            expect(await readAll(store, { after, limit })).toEqual(rest);
            const ofOne = rest.filter(({ companyId }) => companyId === 'globex');
            expect(await readAll(store, { after, limit, companyId: 'globex' })).toEqual(ofOne);
          }
        }
      }),
    );

    it(
      'answers with the id of the record at a position, and with none where no record is',
      onLog(async ({ store }) => {
        const log = [
          ...appended(await store.append(request(newStream(), { events: events('a', 'b') }))),
          ...appended(await store.append(request(newStream('globex')))),
        ];
        for (const { position, id } of log) expect(await store.idAt(position)).toBe(id);
        const places = new Set(log.map(({ position }) => position));
        const head = await store.head();
        const nowhere = [LOG_START, 1n, head - 1n, head + 1n, head + 1_000_000n].filter((place) => !places.has(place));
        for (const place of nowhere) expect([place, await store.idAt(place)]).toEqual([place, null]);
      }),
    );

    it(
      'answers head for the log and for a company',
      onLog(async ({ store }) => {
        expect([await store.head(), await store.head(ACME)]).toEqual([LOG_START, LOG_START]);
        const acme = appended(await store.append(request(newStream())));
        const globex = appended(await store.append(request(newStream('globex'))));
        expect(await store.head()).toBe(globex[0]?.position);
        expect(await store.head(ACME)).toBe(acme[0]?.position);
        expect(await store.head('initech')).toBe(LOG_START);
        const { through } = await store.readLog({ after: LOG_START, limit: 10, companyId: ACME });
        expect(through).toBeGreaterThanOrEqual(acme[0]?.position ?? LOG_START);
      }),
    );

    it(
      'never skips a record while many writers run',
      onLog(async ({ store, another }) => {
        const stores = [store, await another()] as const;
        const reader = await another();
        const writing = { on: true };
        const writers = Promise.all(
          Array.from({ length: WRITERS }, (_, index) => writeMany(stores[index % 2] ?? store, index)),
        );
        const stopped = writers.finally(() => (writing.on = false));
        const seen: EventRecord[] = [];
        for (let after = LOG_START, last = false; !last;) {
          last = !writing.on;
          const slice = await reader.readLog({ after, limit: 10 });
          seen.push(...slice.records);
          last &&= slice.records.length === 0;
          after = slice.through;
          await new Promise((resolve) => setImmediate(resolve));
        }
        const ids = (await stopped).flat();
        expect(seen.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
        expect(seen).toEqual(await readAll(store));
      }),
    );

    it(
      'leaves records that were returned as they were',
      onLog(async ({ store }) => {
        const stream = newStream();
        const records = appended(await store.append(request(stream)));
        const read = await store.readStream(stream);
        const copy = structuredClone(records);
        await store.append(request(stream, { events: events('b', 'c') }));
        expect(records).toEqual(copy);
        expect(read).toEqual(copy);
        expect(await store.readStream(stream)).toHaveLength(3);
      }),
    );
  });

  describe('waiting', () => {
    it(
      'is over at once when there are records after the position',
      onLog(async ({ store }) => {
        await store.append(request(newStream()));
        await store.waitForRecords(LOG_START, new AbortController().signal);
        expect(await store.head()).toBeGreaterThan(LOG_START);
      }),
    );

    it(
      'sees what this store and another one append',
      onLog(async ({ store, another }) => {
        for (const writer of [store, await another()]) {
          const after = await store.head();
          const wait = (async () => {
            while ((await store.head()) === after) await store.waitForRecords(after, new AbortController().signal);
          })();
          await writer.append(request(newStream()));
          await wait;
          expect(await store.head()).toBeGreaterThan(after);
        }
      }),
    );

    it(
      'ends when aborted, before or during, and when the store is closed',
      onLog(async ({ store }) => {
        const gone = new AbortController();
        gone.abort();
        await store.waitForRecords(LOG_START, gone.signal);
        const going = new AbortController();
        const wait = store.waitForRecords(LOG_START, going.signal);
        going.abort();
        await wait;
        const last = store.waitForRecords(LOG_START, new AbortController().signal);
        await store.close();
        await expect(last).resolves.toBeUndefined();
      }),
    );
  });

  describe('closing', () => {
    it(
      'leaves nothing but EventStoreUnavailable, and can be done twice',
      onLog(async ({ store }) => {
        await store.close();
        await store.close();
        await expect(store.head()).rejects.toMatchObject({ name: 'EventStoreUnavailable', outcome: 'not-done' });
        await expect(store.append(request(newStream()))).rejects.toMatchObject({
          name: 'EventStoreUnavailable',
          outcome: 'not-done',
        });
      }),
    );
  });
}

/** Company sequences, for stores whose append numbers the records. */
export function sequenceCases(onLog: OnLog): void {
  describe('company sequence', () => {
    it(
      'counts the published records of each company without a gap',
      onLog(async ({ store, another, reopen }) => {
        const other = await another();
        const append = (company: string, index: number) =>
          (index % 2 ? other : store).append(
            request(companyStream(company), {
              events: [...events('a'), { id: randomUUID(), event: internal }, ...events('b')],
            }),
          );
        await Promise.all(Array.from({ length: 6 }, (_, index) => append(index % 3 ? 'acme' : 'globex', index)));
        await store.append(request(companyStream('acme'), { expected: 'no-stream' }));
        const reopened = await reopen();
        await reopened.append(request(companyStream('acme')));
        for (const [companyId, count] of [
          ['acme', 9],
          ['globex', 4],
        ] as const) {
          const log = await readAll(reopened, { companyId });
          const published = log.filter(({ event }) => event.type !== 'TokenIssued');
          expect(published.map(({ companySequence }) => companySequence)).toEqual(
            Array.from({ length: count }, (_, i) => i + 1),
          );
          expect(
            log.filter(({ event }) => event.type === 'TokenIssued').every((record) => record.companySequence === null),
          ).toBe(true);
        }
      }),
    );
  });
}
