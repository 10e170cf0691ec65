import { EventStoreContended } from '@luciq/event-store';

/** Lets the works of one key run one after the other, and those of different keys at once. */
export class KeyedQueue {
  private readonly ends = new Map<string, { readonly end: Promise<unknown>; readonly length: number }>();

  /** `most` is how many works of one key may wait. */
  constructor(private readonly most: number) {}

  /** Runs the work after those of its key that came before, however they ended. Throws EventStoreUnavailable when too many wait. */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.ends.get(key);
    const length = (before?.length ?? 0) + 1;
    if (length > this.most) throw new EventStoreContended(`${this.most} changes of one stream wait already`);
    const result = before ? before.end.then(work) : work();
    const end = result.then(
      () => this.left(key),
      () => this.left(key),
    );
    this.ends.set(key, { end, length });
    return result;
  }

  private left(key: string): void {
    const last = this.ends.get(key);
    if (!last || last.length <= 1) this.ends.delete(key);
    else this.ends.set(key, { end: last.end, length: last.length - 1 });
  }
}
