import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Claim, DomainEvent, EventRecord, Position, StreamName } from '@luciq/events';
import { encodeEvent, isPublished, LOG_START, parseStream, UnknownEvent } from '@luciq/events';
import type { AppendOutcome, AppendRequest, ExpectedRevision } from '../port.ts';
import type { RecordMac } from '../record-mac.ts';
import type { OpenedDatabase } from './database.ts';
import { sqliteCode } from './database.ts';
import type { RecordReader } from './records.ts';

/** SQLite result codes that a value of a request brings about: TOOBIG, CONSTRAINT, MISMATCH, RANGE. */
const REQUEST_FAULTS: ReadonlySet<number> = new Set([18, 19, 20, 25]);

/** An append request whose events have been written out as text, so that nothing in it can fail or change later. */
export interface PreparedAppend {
  readonly request: AppendRequest;
  readonly companyId: string;
  readonly cause: string;
  readonly events: readonly {
    readonly id: string;
    readonly event: DomainEvent;
    readonly type: string;
    readonly version: number;
    readonly body: string;
  }[];
}

/** What became of a transaction. `request` says that a value of a request is to blame and not the engine. */
export type TransactionOutcome =
  | {
      readonly kind: 'committed';
      readonly outcomes: readonly AppendOutcome[];
      readonly events: number;
      readonly head: Position;
    }
  | {
      readonly kind: 'failed';
      readonly blame: 'engine' | 'request';
      readonly done: 'not-done' | 'unknown';
      readonly error: unknown;
    };

/** Writes out a request; throws TypeError or RangeError for one that breaks the rules of the port. */
export function prepareAppend(request: AppendRequest): PreparedAppend {
  const { companyId } = parseStream(request.stream);
  const ids = new Set(request.events.map(({ id }) => id));
  if (ids.size === 0) throw new RangeError('an append needs at least one event');
  if (ids.size < request.events.length) throw new RangeError('the event ids of an append must differ');
  const events = request.events.map(({ id, event }) => {
    const { type, version, body } = encodeEvent(event);
    return { id, event, type, version, body: JSON.stringify(body) };
  });
  return { request, companyId, cause: JSON.stringify(request.cause), events };
}

function isExpected(expected: ExpectedRevision, actual: number | null): boolean {
  if (expected === 'any') return true;
  if (expected === 'no-stream') return actual === null;
  if (expected === 'stream-exists') return actual !== null;
  return actual === expected;
}

/** Writes appends, many in one transaction. Knows nothing from one transaction to the next: other processes write too. */
export class AppendTransactions {
  private readonly database: DatabaseSync;
  private readonly reader: RecordReader;
  private readonly begin: StatementSync;
  private readonly commit: StatementSync;
  private readonly insert: StatementSync;
  private readonly sequence: StatementSync;
  private readonly setSequence: StatementSync;
  private readonly setOwner: StatementSync;
  private readonly release: StatementSync;
  private head = LOG_START;
  private sequences = new Map<string, number>();

  private readonly mac: RecordMac;

  constructor({ database, mac }: OpenedDatabase, reader: RecordReader) {
    this.database = database;
    this.mac = mac;
    this.reader = reader;
    this.begin = database.prepare('BEGIN IMMEDIATE');
    this.commit = database.prepare('COMMIT');
    this.insert = database.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.sequence = database.prepare('SELECT newest FROM company_sequences WHERE company = ?');
    this.setSequence = database.prepare(
      'INSERT INTO company_sequences VALUES (?, ?) ON CONFLICT (company) DO UPDATE SET newest = excluded.newest',
    );
    this.setOwner = database.prepare(
      'INSERT INTO claims VALUES (?, ?, ?, ?) ON CONFLICT (scope, kind, value) DO UPDATE SET owner = excluded.owner',
    );
    this.release = database.prepare('DELETE FROM claims WHERE scope = ? AND kind = ? AND value = ?');
  }

  /** Handles the appends in order, each seeing those before it, and commits them together: all are durable, or none. */
  run(appends: readonly PreparedAppend[]): TransactionOutcome {
    let committing = false;
    try {
      // Left open if a roll-back failed.
      this.rollBack();
      this.begin.run();
      const start = this.reader.head();
      this.head = start;
      this.sequences = new Map();
      const outcomes = appends.map((append) => this.handle(append));
      for (const [company, newest] of this.sequences) this.setSequence.run(company, newest);
      committing = true;
      this.commit.run();
      return { kind: 'committed', outcomes, events: Number(this.head - start), head: this.head };
    } catch (error) {
      this.tryRollBack();
      if (committing) return { kind: 'failed', blame: 'engine', done: 'unknown', error };
      return { kind: 'failed', blame: isRequestFault(error) ? 'request' : 'engine', done: 'not-done', error };
    }
  }

  private rollBack(): void {
    if (this.database.isTransaction) this.database.exec('ROLLBACK');
  }

  private tryRollBack(): void {
    try {
      this.rollBack();
    } catch {
      // The failure that led here is the one to tell; the next transaction begins with a roll-back.
    }
  }

  private handle(append: PreparedAppend): AppendOutcome {
    const { stream, expected, claims = [] } = append.request;
    const known = append.events.flatMap(({ id }) => this.reader.byId(id) ?? []);
    const actual = this.reader.revision(stream);
    if (known.length > 0) {
      return isRepeat(append, known) ? { kind: 'appended', records: known } : { kind: 'conflict', actual };
    }
    if (!isExpected(expected, actual)) return { kind: 'conflict', actual };
    const owners = new Map<string, { readonly claim: Claim; readonly owner: StreamName | null }>();
    for (const change of claims) {
      const { claim } = change;
      const key = JSON.stringify([claim.scope, claim.kind, claim.value]);
      const seen = owners.get(key);
      const owner = seen ? seen.owner : this.reader.owner(claim);
      if (change.action === 'release') {
        if (owner === stream) owners.set(key, { claim, owner: null });
      } else {
        if (owner !== null && owner !== stream && owner !== change.from?.stream)
          return { kind: 'claimed', claim, owner };
        owners.set(key, { claim, owner: stream });
      }
    }
    for (const { claim, owner } of owners.values()) this.writeClaim(claim, owner);
    return { kind: 'appended', records: this.write(append, actual === null ? 0 : actual + 1) };
  }

  private writeClaim({ scope, kind, value }: Claim, owner: StreamName | null): void {
    if (owner === null) this.release.run(scope, kind, value);
    else this.setOwner.run(scope, kind, value, owner);
  }

  private write({ request, companyId, cause, events }: PreparedAppend, firstRevision: number): readonly EventRecord[] {
    const { stream, time } = request;
    return events.map(({ id, event, type, version, body }, index) => {
      const position = (this.head += 1n);
      const revision = firstRevision + index;
      const companySequence = isPublished(event.type) ? this.nextSequence(companyId) : null;
      const mac = this.mac({
        position: Number(position),
        stream,
        revision,
        companyId,
        companySequence,
        id,
        type,
        version,
        time,
        cause,
        body,
      });
      this.insert.run(
        position,
        stream,
        revision,
        companyId,
        companySequence,
        id,
        type,
        version,
        time,
        body,
        cause,
        mac,
      );
      return { position, stream, revision, companyId, companySequence, time, id, event, cause: request.cause };
    });
  }

  private nextSequence(companyId: string): number {
    const newest = this.sequences.get(companyId) ?? Number(this.sequence.get(companyId)?.['newest'] ?? 0);
    this.sequences.set(companyId, newest + 1);
    return newest + 1;
  }
}

/** Values that can't be bound are refused before SQLite sees them, hence without a code of its own. */
function isRequestFault(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === undefined ? !(error instanceof UnknownEvent) : REQUEST_FAULTS.has(code);
}

/** True when all ids are known, one after the other in the stream of the request. */
function isRepeat({ request, events }: PreparedAppend, known: readonly EventRecord[]): boolean {
  const first = known[0]?.revision ?? 0;
  return (
    known.length === events.length &&
    known.every(({ stream, revision }, index) => stream === request.stream && revision === first + index)
  );
}
