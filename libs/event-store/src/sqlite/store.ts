import type { DatabaseSync } from 'node:sqlite';
import type { Claim, EventRecord, Position, StreamName } from '@luciq/events';
import { UnknownEvent } from '@luciq/events';
import type { AppendOutcome, AppendRequest, EventStore, LogQuery, LogSlice } from '../port.ts';
import { EventStoreUnavailable } from '../port.ts';
import { DamagedLog } from '../record-mac.ts';
import type { OpenedDatabase } from './database.ts';
import { reasonOf } from './database.ts';
import { RecordReader } from './records.ts';
import type { PreparedAppend } from './transaction.ts';
import { AppendTransactions, prepareAppend } from './transaction.ts';

/** At most so many appends are committed together; the event loop stands still for them. The rest waits for the next turn. */
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
 * The log in one SQLite file. Appends that arrive in one turn of the event loop are committed together, and each is
 * answered after that commit. An append that breaks the rules of the port (no events, ids twice, values that are not
 * JSON) is rejected with a TypeError or RangeError and disturbs no other.
 */
export class SqliteEventStore implements EventStore {
  private readonly database: DatabaseSync;
  private readonly reader: RecordReader;
  private readonly transactions: AppendTransactions;
  private readonly options: StoreOptions;
  private readonly queue: QueuedAppend[] = [];
  private readonly waiters = new Set<Waiter>();
  private damage: DamagedLog | null = null;

  /** Takes over a database that `openDatabase` opened; `close` closes it. */
  constructor(opened: OpenedDatabase, options: StoreOptions = {}) {
    this.database = opened.database;
    this.reader = new RecordReader(opened.database, opened.mac);
    this.transactions = new AppendTransactions(opened, this.reader);
    this.options = options;
  }

  async append(request: AppendRequest): Promise<AppendOutcome> {
    if (!this.database.isOpen) throw unavailable('not-done', 'it is closed');
    if (this.options.readOnly) throw unavailable('not-done', 'it is open for reading only');
    const append = prepareAppend(request);
    return new Promise((resolve, reject) => {
      if (this.queue.length === 0) setImmediate(() => this.flush());
      this.queue.push({ append, resolve, reject });
    });
  }

  async readStream(stream: StreamName, after = -1): Promise<readonly EventRecord[]> {
    return this.read(() => this.reader.ofStream(stream, after));
  }

  async readLog(query: LogQuery): Promise<LogSlice> {
    return this.read(() => this.reader.log(query));
  }

  async claimOwner(claim: Claim): Promise<StreamName | null> {
    return this.read(() => this.reader.owner(claim));
  }

  async head(companyId?: string): Promise<Position> {
    // A check of the log reports damage that any read has met.
    if (companyId === undefined && this.damage) throw this.damage;
    return this.read(() => this.reader.head(companyId));
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
  async close(): Promise<void> {
    if (!this.database.isOpen) return;
    while (this.queue.length > 0) this.commitNext();
    for (const { wake } of this.waiters) wake();
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

  private flush(): void {
    this.commitNext();
    if (this.queue.length > 0) setImmediate(() => this.flush());
  }

  private commitNext(): void {
    const batch = this.queue.splice(0, APPENDS_PER_TRANSACTION);
    if (batch.length > 0) this.commit(batch);
  }

  private commit(batch: readonly QueuedAppend[]): void {
    const outcome = this.transactions.run(batch.map(({ append }) => append));
    if (outcome.kind === 'committed') {
      outcome.outcomes.forEach((answer, index) => batch[index]?.resolve(answer));
      for (const { after, wake } of this.waiters) if (outcome.head > after) wake();
      this.options.onCommit?.({ appends: batch.length, events: outcome.events });
    } else if (outcome.blame === 'request' && batch.length > 1) {
      for (const queued of batch) this.commit([queued]);
    } else {
      const error = outcome.blame === 'request' ? outcome.error : unavailable(outcome.done, outcome.error);
      for (const { reject } of batch) reject(error);
    }
  }
}
