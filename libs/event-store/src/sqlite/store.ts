import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Claim, EventRecord, Position, StreamName } from '@luciq/events';
import { LOG_START, UnknownEvent } from '@luciq/events';
import type { AppendOutcome, AppendRequest, EventStore, LogQuery, LogSlice } from '../port.ts';
import { EventStoreUnavailable } from '../port.ts';
import { DamagedLog } from '../record-mac.ts';
import type { OpenedDatabase } from './database.ts';
import { reasonOf } from './database.ts';
import { RecordReader } from './records.ts';
import type { PreparedAppend } from './transaction.ts';
import { AppendTransactions, prepareAppend } from './transaction.ts';

/** At most so many appends are committed together; the event loop stands still for them, but not for the disk. The rest waits for the next turn. */
export const APPENDS_PER_TRANSACTION = 256;

/** How long `waitForRecords` waits at most, in milliseconds: until then records of another process go unnoticed. */
export const POLL_INTERVAL_MS = 200;

/** A transaction that was committed: how many appends it answered, and how many events it made durable. */
export interface Commit {
  readonly appends: number;
  readonly events: number;
}

/** What a store does besides storing. */
export interface StoreOptions {
  readonly readOnly?: boolean;
  /** Called after every commit, for metrics. */
  readonly onCommit?: (commit: Commit) => void;
}

interface QueuedAppend {
  readonly append: PreparedAppend;
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (error: unknown) => void;
}

interface Waiter {
  readonly after: Position;
  readonly wake: () => void;
}

function unavailable(done: 'not-done' | 'unknown', cause: unknown): EventStoreUnavailable {
  return new EventStoreUnavailable(done, `the event store file did not answer: ${reasonOf(cause)}`, { cause });
}

/**
 * The log in one SQLite file. Appends that come while the disk takes those before them are committed together, and each is answered when it is on the disk.
 * The event loop goes on meanwhile, but nothing is read that might not last. An append that breaks the rules of the port (no events, ids twice, values that
 * are not JSON) is rejected with a TypeError or RangeError and disturbs no other.
 */
export class SqliteEventStore implements EventStore {
  private readonly database: DatabaseSync;
  private readonly reader: RecordReader;
  private readonly transactions: AppendTransactions;
  private readonly options: StoreOptions;
  private readonly queue: QueuedAppend[] = [];
  private readonly waiters = new Set<Waiter>();
  private readonly wal: OpenedDatabase['wal'];
  private damage: DamagedLog | null = null;
  /** Everything up to here is known to be on the disk. */
  private lastingThrough: Position = LOG_START;
  private flushing: Promise<void> | null = null;
  private closing: Promise<void> | null = null;

  /** Takes over a database that `openDatabase` opened; `close` closes it. */
  constructor(opened: OpenedDatabase, options: StoreOptions = {}) {
    this.database = opened.database;
    this.wal = opened.wal;
    this.reader = new RecordReader(opened.database, opened.mac);
    this.transactions = new AppendTransactions(opened, this.reader);
    this.options = options;
  }

  async append(request: AppendRequest): Promise<AppendOutcome> {
    if (this.closing) throw unavailable('not-done', 'it is closed');
    if (this.options.readOnly) throw unavailable('not-done', 'it is open for reading only');
    if (this.wal.failed) throw unavailable('not-done', this.wal.failed.cause);
    const append = prepareAppend(request);
    return new Promise((resolve, reject) => {
      this.queue.push({ append, resolve, reject });
      this.flushing ??= this.flush();
    });
  }

  async readStream(stream: StreamName, after = -1): Promise<readonly EventRecord[]> {
    const records = this.read(() => this.reader.ofStream(stream, after));
    await this.lasting(records.at(-1)?.position ?? LOG_START);
    return records;
  }

  async readLog(query: LogQuery): Promise<LogSlice> {
    const slice = this.read(() => this.reader.log(query));
    await this.lasting(slice.through);
    return slice;
  }

  async idAt(position: Position): Promise<string | null> {
    const id = this.read(() => this.reader.idAt(position));
    if (id !== null) await this.lasting(position);
    return id;
  }

  async claimOwner(claim: Claim): Promise<StreamName | null> {
    const { owner, head } = this.read(() => ({ owner: this.reader.owner(claim), head: this.reader.head() }));
    // That nobody has a name may not last either.
    await this.lasting(head);
    return owner;
  }

  async head(companyId?: string): Promise<Position> {
    // A check of the log reports damage that any read has met.
    if (companyId === undefined && this.damage) throw this.damage;
    if (companyId === undefined && this.wal.failed) throw unavailable('not-done', this.wal.failed.cause);
    const head = this.read(() => this.reader.head(companyId));
    await this.lasting(head);
    return head;
  }

  async waitForRecords(after: Position, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.read(() => this.reader.head()) > after) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        this.waiters.delete(waiter);
        resolve();
      };
      const waiter = { after, wake };
      const timer = setTimeout(wake, POLL_INTERVAL_MS);
      signal.addEventListener('abort', wake, { once: true });
      this.waiters.add(waiter);
    });
  }

  /** Appends that were accepted are committed and answered first. */
  close(): Promise<void> {
    this.closing ??= this.closed();
    return this.closing;
  }

  private async closed(): Promise<void> {
    await this.flushing;
    for (const { wake } of this.waiters) wake();
    await this.wal.close();
    this.database.close();
  }

  private read<Answer>(question: () => Answer): Answer {
    try {
      return question();
    } catch (error) {
      if (error instanceof DamagedLog) {
        this.damage ??= error;
        throw error;
      }
      // A record of a newer build stays unreadable however often it is read: no reason to call the engine away.
      throw error instanceof UnknownEvent ? error : unavailable('not-done', error);
    }
  }

  /** Waits until everything up to a position is on the disk: what was read is not given out before. Throws EventStoreUnavailable. */
  private async lasting(position: Position): Promise<void> {
    if (position <= this.lastingThrough) return;
    const through = this.read(() => this.reader.head());
    try {
      await this.wal.lasting();
    } catch (error) {
      throw unavailable('unknown', error);
    }
    if (through > this.lastingThrough) this.lastingThrough = through;
  }

  /**
   * Commits what waits until nothing does. Another wait for the disk cannot begin before the one under way has ended, so that whatever comes meanwhile loses
   * nothing by waiting.
   */
  private async flush(): Promise<void> {
    try {
      while (this.queue.length > 0) {
        await this.gathered();
        await this.commit(this.queue.splice(0, APPENDS_PER_TRANSACTION));
      }
    } finally {
      this.flushing = null;
    }
  }

  /** Resolves after the first turn of the event loop in which nothing came: requests under way join the commit, and nobody waits for a timer. */
  private async gathered(): Promise<void> {
    let waiting: number;
    do {
      waiting = this.queue.length;
      await nextTurn();
    } while (this.queue.length > waiting && this.queue.length < APPENDS_PER_TRANSACTION);
  }

  /** Never rejects. */
  private async commit(batch: readonly QueuedAppend[]): Promise<void> {
    const outcome = this.transactions.run(batch.map(({ append }) => append));
    if (outcome.kind === 'committed') {
      try {
        await this.lasting(outcome.head);
      } catch (error) {
        for (const { reject } of batch) reject(error);
        return;
      }
      outcome.outcomes.forEach((answer, index) => batch[index]?.resolve(answer));
      for (const { after, wake } of this.waiters) if (outcome.head > after) wake();
      // What it throws is nobody's here, and holds no append up.
      queueMicrotask(() => this.options.onCommit?.({ appends: batch.length, events: outcome.events }));
    } else if (outcome.blame === 'request' && batch.length > 1) {
      for (const queued of batch) await this.commit([queued]);
    } else {
      const error = outcome.blame === 'request' ? outcome.error : unavailable(outcome.done, outcome.error);
      for (const { reject } of batch) reject(error);
    }
  }
}
