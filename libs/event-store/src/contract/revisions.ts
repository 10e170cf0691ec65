import { describe, expect, it } from '@jest/globals';
import { LOG_START } from '@luciq/events';
import type { ExpectedRevision } from '../port.ts';
import type { OnLog } from './log.ts';
import { appended, events, newStream, request } from './log.ts';

/** Together more than an EventStoreDB takes in one append. */
const LARGE_EVENTS = 12;
const LARGE_EVENT_CHARACTERS = 120_000;

interface RevisionCase {
  readonly expected: ExpectedRevision;
  readonly onMissing: 'appended' | 'conflict';
  readonly onTwoEvents: 'appended' | 'conflict';
}

const CASES: readonly RevisionCase[] = [
  { expected: 'any', onMissing: 'appended', onTwoEvents: 'appended' },
  { expected: 'no-stream', onMissing: 'appended', onTwoEvents: 'conflict' },
  { expected: 'stream-exists', onMissing: 'conflict', onTwoEvents: 'appended' },
  { expected: 0, onMissing: 'conflict', onTwoEvents: 'conflict' },
  { expected: 1, onMissing: 'conflict', onTwoEvents: 'appended' },
  { expected: 2, onMissing: 'conflict', onTwoEvents: 'conflict' },
];

/** Every expected revision on every kind of stream. */
export function revisionCases(onLog: OnLog): void {
  describe('expected revision', () => {
    it.each(CASES)('$expected on a missing stream: $onMissing', ({ expected, onMissing }) =>
      onLog(async ({ store }) => {
        const stream = newStream();
        const outcome = await store.append(request(stream, { expected }));
        if (onMissing === 'conflict') expect(outcome).toEqual({ kind: 'conflict', actual: null });
        else expect(appended(outcome).map(({ revision }) => revision)).toEqual([0]);
        expect(await store.readStream(stream)).toHaveLength(onMissing === 'conflict' ? 0 : 1);
      })(),
    );

    it.each(CASES)('$expected on a stream of two events: $onTwoEvents', ({ expected, onTwoEvents }) =>
      onLog(async ({ store }) => {
        const stream = newStream();
        await store.append(request(stream, { events: events('a', 'b') }));
        const outcome = await store.append(request(stream, { expected, events: events('c', 'd') }));
        if (onTwoEvents === 'conflict') expect(outcome).toEqual({ kind: 'conflict', actual: 1 });
        else expect(appended(outcome).map(({ revision }) => revision)).toEqual([2, 3]);
        expect(await store.readStream(stream)).toHaveLength(onTwoEvents === 'conflict' ? 2 : 4);
      })(),
    );

    it(
      'of appends sent at once at one revision, exactly one is done',
      onLog(async ({ store, another }) => {
        const stream = newStream();
        const other = await another();
        const outcomes = await Promise.all(
          Array.from({ length: 8 }, (_, index) =>
            (index % 2 ? other : store).append(request(stream, { expected: 'no-stream' })),
          ),
        );
        expect(outcomes.filter((outcome) => outcome.kind === 'appended')).toHaveLength(1);
        expect(outcomes.filter((outcome) => outcome.kind === 'conflict')).toHaveLength(7);
        expect(await store.readStream(stream)).toHaveLength(1);
      }),
    );
  });

  describe('repetition of ids', () => {
    it(
      'returns the records of the first append, though the stream has grown',
      onLog(async ({ store, reopen }) => {
        const first = request(newStream(), { expected: 'no-stream', events: events('a', 'b') });
        const records = appended(await store.append(first));
        await store.append(request(first.stream));
        expect(appended(await store.append(first))).toEqual(records);
        const reopened = await reopen();
        expect(appended(await reopened.append(first))).toEqual(records);
        expect(await reopened.readStream(first.stream)).toHaveLength(3);
      }),
    );

    it(
      'is done once when sent twice at the same time',
      onLog(async ({ store, another }) => {
        const same = request(newStream(), { expected: 'no-stream' });
        const second = await another();
        const [a, b, c] = await Promise.all([store.append(same), store.append(same), second.append(same)]);
        expect(b).toEqual(a);
        expect(c).toEqual(a);
        expect(await store.readStream(same.stream)).toHaveLength(1);
      }),
    );

    it(
      'is a conflict when only some of the ids are known',
      onLog(async ({ store }) => {
        const stream = newStream();
        const known = events('a');
        await store.append(request(stream, { events: known }));
        const half = request(stream, { events: [...known, ...events('b')] });
        expect(await store.append(half)).toEqual({ kind: 'conflict', actual: 0 });
        expect(await store.readStream(stream)).toHaveLength(1);
      }),
    );
  });

  describe('a change too large for one append of an engine', () => {
    it(
      'is there whole, in order, and is done once when repeated',
      onLog(async ({ store, reopen }) => {
        const names = Array.from(
          { length: LARGE_EVENTS },
          (_, index) => `${index}-${'x'.repeat(LARGE_EVENT_CHARACTERS)}`,
        );
        const large = request(newStream(), { expected: 'no-stream', events: events(...names) });
        const records = appended(await store.append(large));
        expect(records.map(({ revision }) => revision)).toEqual(names.map((_, index) => index));
        expect(records.every(({ position }, index) => position > (records[index - 1]?.position ?? LOG_START))).toBe(
          true,
        );
        const reopened = await reopen();
        expect(await reopened.readStream(large.stream)).toEqual(records);
        expect(appended(await reopened.append(large))).toEqual(records);
        expect(await reopened.readStream(large.stream)).toHaveLength(LARGE_EVENTS);
      }),
    );

    it(
      'leaves nothing when it conflicts',
      onLog(async ({ store }) => {
        const stream = newStream();
        await store.append(request(stream));
        const names = Array.from({ length: LARGE_EVENTS }, () => 'x'.repeat(LARGE_EVENT_CHARACTERS));
        expect(await store.append(request(stream, { expected: 'no-stream', events: events(...names) }))).toEqual({
          kind: 'conflict',
          actual: 0,
        });
        expect(await store.readStream(stream)).toHaveLength(1);
      }),
    );
  });
}
