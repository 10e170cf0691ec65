import type { AppendRequest } from './appends.ts';
import { sizeOf } from './appends.ts';
import type { AppendResult, DoubleLog } from './double-log.ts';

/** Bytes that one append may have, as a server has it unless configured otherwise. */
export const MAX_APPEND_BYTES = 1024 * 1024;

/** Appends on their way into the log, which may take time, as on a server that waits for its disk or its followers. */
export class Commits {
  /** How long a commit takes, in milliseconds, read for each. The events are seen, and the append answered, only then. */
  ms: () => number = () => 0;
  /** An append of ids that are being committed waits so long, in milliseconds, and is aborted then. */
  timeoutMs = 2_000;
  private readonly log: DoubleLog;
  private readonly running = new Map<string, Promise<void>>();

  constructor(log: DoubleLog) {
    this.log = log;
  }

  /** What became of an append. A server misses the commit of ids that it waits for, and says so when the time is over. */
  async commit(request: AppendRequest): Promise<AppendResult | 'too-large' | 'commit-timeout'> {
    const id = request.events[0]?.id ?? '';
    const running = this.running.get(id);
    if (running) {
      await Promise.all([running, after(this.timeoutMs)]);
      return 'commit-timeout';
    }
    const ms = this.ms();
    if (ms > 0) {
      const commit = after(ms);
      this.running.set(id, commit);
      await commit;
      this.running.delete(id);
    }
    return sizeOf(request.events) > MAX_APPEND_BYTES
      ? 'too-large'
      : this.log.append(request.stream, request.expected, request.events);
  }

  /** Resolves when nothing is being committed. */
  async settled(): Promise<void> {
    await Promise.all(this.running.values());
  }
}

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
