import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Position } from '@luciq/events';
import type { FailurePolicy, Positioned, Sink, Slice, Source } from './pump.ts';
import { ItemRefused, PastTheEnd, startPump, Unrecoverable } from './pump.ts';

const policy: FailurePolicy = { initialDelayMs: 0, maxDelayMs: 0, attempts: 1, onExhausted: 'stop' };

/** A log in memory that shows only items with a value, and grows while it is read. */
class Log implements Source<Entry> {
  reads = 0;
  waits = 0;
  private wake: () => void = () => undefined;
  readonly entries: Entry[];
  constructor(entries: readonly Entry[]) {
    this.entries = [...entries];
  }

  append(entry: Entry): void {
    this.entries.push(entry);
    this.wake();
  }

  read({ after, limit }: { after: Position; limit: number }): Promise<Slice<Entry>> {
    this.reads += 1;
    const seen = this.entries.filter(({ position }) => position > after).slice(0, limit);
    return Promise.resolve({
      items: seen.filter(({ value }) => value !== null),
      through: seen.at(-1)?.position ?? after,
    });
  }

  wait(after: Position, signal: AbortSignal): Promise<void> {
    this.waits += 1;
    return new Promise((resolve) => {
      this.wake = resolve;
      signal.addEventListener('abort', () => resolve());
      if (signal.aborted || this.entries.some(({ position }) => position > after)) resolve();
    });
  }
}

interface Entry extends Positioned {
  readonly value: string | null;
}

type Fault = 'before' | 'after' | null;

/** Keeps items and checkpoint together; fails its calls as it is told, before or after their effect. */
class Rows implements Sink<Entry> {
  values: (string | null)[] = [];
  position: Position = 0n;
  batches: number[] = [];
  readonly faults: Fault[];
  constructor(faults: readonly Fault[] = []) {
    this.faults = [...faults];
  }

  checkpoint(): Promise<Position> {
    return this.answer(() => this.position);
  }

  write(items: readonly Entry[], through: Position): Promise<void> {
    return this.answer(() => {
      this.values = [...this.values, ...items.map(({ value }) => value)];
      this.position = through;
      this.batches.push(items.length);
    });
  }

  private async answer<T>(effect: () => T): Promise<T> {
    const fault = this.faults.shift() ?? null;
    await Promise.resolve();
    if (fault === 'before') throw new Error('failed before its effect');
    const result = effect();
    if (fault === 'after') throw new Error('failed after its effect');
    return result;
  }
}

const logOf = (values: readonly (string | null)[]): Log =>
  new Log(values.map((value, index) => ({ position: BigInt(index + 1) * 3n, value })));

describe('a pump', () => {
  const values = fc.array(fc.option(fc.string({ maxLength: 3 }), { freq: 3 }), { minLength: 1, maxLength: 40 });
  const faults = fc.array(fc.constantFrom<Fault>('before', 'after', null, null), { maxLength: 30 });

  it('writes every item once and in order, whatever call of the sink fails and however often it is restarted', async () => {
    await fc.assert(
      fc.asyncProperty(
        values,
        faults,
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 3 }),
        async (all, failing, batchItems, attempts) => {
          const source = logOf(all);
          const sink = new Rows(failing);
          const until = BigInt(all.length) * 3n;
          for (let finished = false; !finished;) {
            const pump = startPump({ source, sink, batchItems, until, failure: { ...policy, attempts } });
            finished = await pump.done.then(
              () => true,
              () => false,
            );
            expect(pump.state()).toBe('stopped');
          }
          expect(sink.values).toEqual(all.filter((value) => value !== null));
          expect(sink.position).toBe(until);
        },
      ),
    );
  });

  it('never writes more items at once than the limit', async () => {
    const sink = new Rows();
    await startPump({ source: logOf(Array(10).fill('a')), sink, batchItems: 4, until: 30n, failure: policy }).done;
    expect(sink.batches).toEqual([4, 4, 2]);
  });

  it('lets many gather for the next write where several came at once, delays none where one came, and is drained meanwhile', async () => {
    const [log, rows] = [new Log([]), new Rows()];
    const pump = startPump({ source: log, sink: rows, failure: policy, gather: { from: 3, ms: 3_600_000 } });
    const appended = async (...positions: readonly bigint[]): Promise<void> => {
      const { reads } = log;
      for (const position of positions) log.append({ position, value: 'x' });
      while (log.reads === reads) await new Promise((resolve) => setImmediate(resolve));
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    };
    await appended(1n);
    await appended(2n, 3n);
    await appended(4n, 5n, 6n);
    expect(rows.batches).toEqual([1, 2, 3]);
    const { reads } = log;
    log.append({ position: 7n, value: 'x' });
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(log.reads).toBe(reads);
    await pump.drain();
    expect(rows.position).toBe(6n);
  });

  it('moves the checkpoint over a slice whose items were all filtered out', async () => {
    const sink = new Rows();
    await startPump({ source: logOf([null, null]), sink, until: 6n, failure: policy }).done;
    expect([sink.position, sink.batches]).toEqual([6n, [0]]);
  });

  it('stops exactly where it is told, in the middle of a slice and between two positions', async () => {
    const sink = new Rows();
    await startPump({ source: logOf(['a', 'b', 'c']), sink, until: 7n, failure: policy }).done;
    expect([sink.position, sink.values]).toEqual([7n, ['a', 'b']]);
  });

  it('refuses a sink that is already past where it is to stop, without repeating', async () => {
    const sink = new Rows();
    sink.position = 9n;
    const failures: number[] = [];
    const pump = startPump({
      source: logOf([]),
      sink,
      until: 3n,
      failure: { ...policy, attempts: 'unlimited' },
      onFailure: (_, n) => failures.push(n),
    });
    await expect(pump.done).rejects.toBeInstanceOf(PastTheEnd);
    expect(failures).toEqual([1]);
  });

  it('gives up with the cause after so many failures in a row', async () => {
    const failures: number[] = [];
    const sink = new Rows([null, 'before', null, 'before', null, 'before']);
    const pump = startPump({
      source: logOf(['a']),
      sink,
      failure: { ...policy, attempts: 3 },
      onFailure: (_, attempt) => failures.push(attempt),
    });
    await expect(pump.done).rejects.toThrow('failed before its effect');
    expect(failures).toEqual([1, 2, 3]);
    expect(pump.state()).toBe('stopped');
  });

  it('counts failures anew after progress', async () => {
    const failures: number[] = [];
    const sink = new Rows([null, 'before', null, null, null, 'before']);
    const source = logOf(['a', 'b']);
    await startPump({
      source,
      sink,
      batchItems: 1,
      until: 6n,
      failure: { ...policy, attempts: 2 },
      onFailure: (_, n) => failures.push(n),
    }).done;
    expect(failures).toEqual([1, 1]);
  });

  it('is live when the source has nothing more, follows what comes later, and ends its wait when drained', async () => {
    const source = logOf(['a']);
    const sink = new Rows();
    const states: string[] = [];
    const reached = new Map<Position, () => void>();
    const at = (position: Position): Promise<void> => new Promise((resolve) => reached.set(position, resolve));
    const [first, second] = [at(3n), at(6n)];
    const pump = startPump({
      source,
      sink,
      failure: policy,
      onProgress: ({ position }) => {
        states.push(pump.state());
        reached.get(position)?.();
      },
    });
    expect(pump.state()).toBe('starting');
    await first;
    while (source.waits === 0) await new Promise(setImmediate);
    expect(pump.state()).toBe('live');
    source.append({ position: 6n, value: 'b' });
    await second;
    await pump.drain();
    await pump.done;
    expect(pump.state()).toBe('stopped');
    expect(states).toEqual(['catching-up', 'live']);
    expect([sink.values, pump.position()]).toEqual([['a', 'b'], 6n]);
  });

  it('finishes the batch in hand when drained', async () => {
    const sink = new Rows();
    const pump = startPump({
      source: logOf(['a', 'b', 'c']),
      sink,
      batchItems: 1,
      failure: policy,
      onProgress: () => void pump.drain(),
    });
    await pump.done;
    expect([sink.values, sink.position]).toEqual([['a'], 3n]);
  });

  it('ends a long delay when drained', async () => {
    const slow: FailurePolicy = {
      initialDelayMs: 3_600_000,
      maxDelayMs: 3_600_000,
      attempts: 'unlimited',
      onExhausted: 'stop',
    };
    const failed = new Promise<void>((resolve) => {
      const pump = startPump({
        source: logOf(['a']),
        sink: new Rows(['before']),
        failure: slow,
        onFailure: () => setImmediate(() => resolve(pump.drain())),
      });
    });
    await expect(failed).resolves.toBeUndefined();
  });

  it('lets others run between batches', async () => {
    const turns: Position[] = [];
    let position = 0n;
    const timer = (): unknown => setImmediate(() => turns.push(position) < 100 && timer());
    timer();
    await startPump({
      source: logOf(['a', 'b', 'c']),
      sink: new Rows(),
      batchItems: 1,
      until: 9n,
      failure: policy,
      onProgress: (progress) => (position = progress.position),
    }).done;
    expect(turns).toEqual(expect.arrayContaining([3n, 6n]));
  });
});

/** Refuses every item of a key until the key is parked, then passes over it. */
class PickyRows extends Rows {
  readonly parked = new Set<string>();
  parkFailures = 0;
  readonly refuses: string;
  constructor(refuses: string) {
    super();
    this.refuses = refuses;
  }

  override async write(items: readonly Entry[], through: Position): Promise<void> {
    const wanted = items.filter(({ value }) => value === null || !this.parked.has(value));
    const refused = wanted.find(({ value }) => value === this.refuses);
    if (refused) throw new ItemRefused(refused, this.refuses, 'not this one');
    await super.write(wanted, through);
  }

  park({ key }: ItemRefused): Promise<void> {
    if (this.parkFailures > 0) {
      this.parkFailures -= 1;
      return Promise.reject(new Error('the engine is away'));
    }
    this.parked.add(key);
    return Promise.resolve();
  }
}

class Foreign extends Unrecoverable {}

describe('a pump whose sink refuses an item', () => {
  const parking: FailurePolicy = { ...policy, attempts: 'unlimited', parkAfter: 3 };

  it('parks its key after so many tries, and all the others go on', async () => {
    const log = logOf(['a', 'b', 'a', 'c', 'b']);
    const rows = new PickyRows('b');
    const failures: unknown[] = [];
    await startPump({
      source: log,
      sink: rows,
      failure: parking,
      until: 15n,
      onFailure: (error) => failures.push(error),
    }).done;
    expect(rows.values).toEqual(['a', 'a', 'c']);
    expect([...rows.parked]).toEqual(['b']);
    expect(failures).toHaveLength(3);
  });

  it('tries again when parking itself fails, and loses nothing', async () => {
    const rows = new PickyRows('b');
    rows.parkFailures = 2;
    await startPump({ source: logOf(['a', 'b', 'c']), sink: rows, failure: parking, until: 9n }).done;
    expect(rows.values).toEqual(['a', 'c']);
  });

  it('gives up like on any failure where the policy parks nothing', async () => {
    const rows = new PickyRows('b');
    await expect(
      startPump({ source: logOf(['a', 'b']), sink: rows, failure: policy, until: 6n }).done,
    ).rejects.toBeInstanceOf(ItemRefused);
    expect(rows.parked.size).toBe(0);
  });

  it('never parks because the engine fails', async () => {
    const rows = new PickyRows('nothing');
    rows.faults.push(...Array.from({ length: 8 }, () => 'before' as const));
    await startPump({ source: logOf(['a', 'b']), sink: rows, failure: parking, until: 6n }).done;
    expect([rows.values, rows.parked.size]).toEqual([['a', 'b'], 0]);
  });

  it('stops at once on an error that no repeat can mend', async () => {
    const rows = new Rows();
    rows.write = () => Promise.reject(new Foreign('made from another log'));
    const log = logOf(['a']);
    await expect(
      startPump({ source: log, sink: rows, failure: { ...policy, attempts: 'unlimited' } }).done,
    ).rejects.toBeInstanceOf(Foreign);
    expect(log.reads).toBe(1);
  });
});
