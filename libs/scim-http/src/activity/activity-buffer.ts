import type { ActivityEntry } from '@luciq/gateway-store';
import { outcomeOf } from '@luciq/gateway-store';
import { READ_ACTIONS } from './action.ts';

const isSuccessfulRead = ({ action, status }: ActivityEntry): boolean =>
  READ_ACTIONS.has(action) && outcomeOf(status) === 'done';

/** Entries that wait to be written, a bounded number: where there are more, successful reads are dropped first, then the oldest. */
export class ActivityBuffer {
  private reads: ActivityEntry[] = [];
  private others: ActivityEntry[] = [];

  /** `dropped` is told of each entry that is not kept. */
  constructor(
    private readonly most: number,
    private readonly dropped: (entries: number) => void,
  ) {}

  get size(): number {
    return this.reads.length + this.others.length;
  }

  add(entry: ActivityEntry): void {
    (isSuccessfulRead(entry) ? this.reads : this.others).push(entry);
    if (this.size > this.most) this.shrink();
  }

  /** All of them; none waits afterwards. */
  take(): readonly ActivityEntry[] {
    const taken = [...this.reads, ...this.others];
    this.reads = [];
    this.others = [];
    return taken;
  }

  /** What was taken and could not be written: older than all that came since. */
  putBack(entries: readonly ActivityEntry[]): void {
    this.reads.unshift(...entries.filter(isSuccessfulRead));
    this.others.unshift(...entries.filter((entry) => !isSuccessfulRead(entry)));
    this.shrink();
  }

  private shrink(): void {
    const over = this.size - this.most;
    if (over <= 0) return;
    const reads = this.reads.splice(0, over).length;
    this.others.splice(0, over - reads);
    this.dropped(over);
  }
}
