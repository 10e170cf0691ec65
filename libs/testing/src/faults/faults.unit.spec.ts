import { describe, expect, it } from '@jest/globals';
import type { EventStore } from '@luciq/event-store';
import { companyStream, LOG_START } from '@luciq/events';
import { faultyEventStore, faultySink } from './index.ts';

/** A store that only counts what reaches it. */
class CountingStore implements EventStore {
  reached: string[] = [];
  append: EventStore['append'] = async () => this.did('append', { kind: 'appended', records: [] });
  readStream: EventStore['readStream'] = async () => this.did('readStream', []);
  readLog: EventStore['readLog'] = async () => this.did('readLog', { records: [], through: LOG_START });
  idAt: EventStore['idAt'] = async () => this.did('idAt', null);
  claimOwner: EventStore['claimOwner'] = async () => this.did('claimOwner', null);
  head: EventStore['head'] = async () => this.did('head', LOG_START);
  waitForRecords: EventStore['waitForRecords'] = async () => undefined;
  close: EventStore['close'] = async () => undefined;

  private did<T>(method: string, answer: T): T {
    this.reached.push(method);
    return answer;
  }
}

const STREAM = companyStream('acme');

async function lifecycle(store: EventStore): Promise<readonly (string | null)[]> {
  const outcome = async (call: Promise<unknown>): Promise<string | null> =>
    call.then(
      () => null,
      (error: { outcome: string }) => error.outcome,
    );
  return [
    await outcome(store.readStream(STREAM)),
    await outcome(
      store.append({
        stream: STREAM,
        expected: 'any',
        events: [],
        time: '',
        cause: { commandId: '', requestId: '', actor: { kind: 'system', id: '' }, tokenId: null },
      }),
    ),
    await outcome(store.head()),
  ];
}

describe('a store with a planned fault', () => {
  it.each([
    ['before', 'not-done', ['readStream', 'head']],
    ['after', 'unknown', ['readStream', 'append', 'head']],
  ] as const)('breaks call n %s its effect with the outcome %s', async (when, outcome, reached) => {
    const inner = new CountingStore();
    const { store, counter } = faultyEventStore(inner, { call: 2, when });
    expect(await lifecycle(store)).toEqual([null, outcome, null]);
    expect(inner.reached).toEqual(reached);
    expect(counter).toMatchObject({ calls: 3, fired: true });
  });

  it('says when there was no call n, so that a run over all of them ends', async () => {
    let fired = 0;
    for (let call = 1; ; call += 1) {
      const { store, counter } = faultyEventStore(new CountingStore(), { call, when: 'before' });
      await lifecycle(store);
      if (!counter.fired) break;
      fired += 1;
    }
    expect(fired).toBe(3);
  });
});

describe('a sink with a planned fault', () => {
  it('has written when it breaks after the effect, and not when before', async () => {
    for (const when of ['before', 'after'] as const) {
      const written: number[] = [];
      const { sink } = faultySink(
        { checkpoint: async () => 0n, write: async (items: readonly number[]) => void written.push(...items) },
        { call: 2, when },
      );
      await sink.checkpoint();
      await expect(sink.write([1], 1n)).rejects.toThrow('planned fault');
      expect(written).toEqual(when === 'after' ? [1] : []);
    }
  });
});
