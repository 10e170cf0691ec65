import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { decodeEvent, LOG_START } from '@luciq/events';
import type { Cause, Claim, EventRecord, Position, StoredEvent, StreamName } from '@luciq/events';
import type { LogQuery, LogSlice } from '../port.ts';

type Row = Readonly<Record<string, SQLOutputValue>>;

const COLUMNS = 'position, stream, revision, company, company_sequence, event_id, type, version, time, body, cause';

function text(value: SQLOutputValue | undefined): string {
  if (typeof value !== 'string') throw new TypeError('a column of the event store file is not text');
  return value;
}

function integer(value: SQLOutputValue | undefined): number {
  if (typeof value !== 'number') throw new TypeError('a column of the event store file is not an integer');
  return value;
}

function toRecord(row: Row): EventRecord {
  const body = JSON.parse(text(row['body'])) as StoredEvent['body'];
  const cause = JSON.parse(text(row['cause'])) as Cause;
  const sequence = row['company_sequence'];
  return {
    position: BigInt(integer(row['position'])),
    stream: text(row['stream']) as StreamName,
    revision: integer(row['revision']),
    companyId: text(row['company']),
    companySequence: sequence === null ? null : integer(sequence),
    time: text(row['time']),
    id: text(row['event_id']),
    event: decodeEvent({ type: text(row['type']), version: integer(row['version']), body }),
    cause,
  };
}

const later = (a: Position, b: Position): Position => (a > b ? a : b);

/** Every question asked of the file, by statements that are prepared once. Nothing is remembered between two questions. */
export class RecordReader {
  readonly #byId: StatementSync;
  readonly #ofStream: StatementSync;
  readonly #revision: StatementSync;
  readonly #log: StatementSync;
  readonly #logOfCompany: StatementSync;
  readonly #head: StatementSync;
  readonly #headOfCompany: StatementSync;
  readonly #owner: StatementSync;

  constructor(database: DatabaseSync) {
    const select = `SELECT ${COLUMNS} FROM events WHERE`;
    this.#byId = database.prepare(`${select} event_id = ?`);
    this.#ofStream = database.prepare(`${select} stream = ? AND revision > ? ORDER BY revision`);
    this.#revision = database.prepare('SELECT max(revision) AS newest FROM events WHERE stream = ?');
    this.#log = database.prepare(`${select} position > ? ORDER BY position LIMIT ?`);
    this.#logOfCompany = database.prepare(`${select} company = ? AND position > ? ORDER BY position LIMIT ?`);
    this.#head = database.prepare('SELECT max(position) AS newest FROM events');
    this.#headOfCompany = database.prepare('SELECT max(position) AS newest FROM events WHERE company = ?');
    this.#owner = database.prepare('SELECT owner FROM claims WHERE scope = ? AND kind = ? AND value = ?');
  }

  /** The record of an event id. */
  byId(id: string): EventRecord | undefined {
    const row = this.#byId.get(id);
    return row && toRecord(row);
  }

  /** Records of a stream above a revision, in order. */
  ofStream(stream: StreamName, after: number): readonly EventRecord[] {
    return this.#ofStream.all(stream, after).map(toRecord);
  }

  /** The newest revision of a stream, null for no stream. */
  revision(stream: StreamName): number | null {
    const newest = this.#revision.get(stream)?.['newest'];
    return newest === null ? null : integer(newest);
  }

  /**
   * A piece of the log. One writer at a time commits positions in order, so that no record can appear below one that
   * was seen: this is the only place that relies on it.
   */
  log({ after, limit, companyId }: LogQuery): LogSlice {
    // Read before the records, so that it can't lie beyond what the query below has scanned.
    const scanned = companyId === undefined ? LOG_START : this.head();
    const rows = companyId === undefined ? this.#log.all(after, limit) : this.#logOfCompany.all(companyId, after, limit);
    const records = rows.map(toRecord);
    const last = records.at(-1)?.position ?? after;
    return { records, through: records.length < limit ? later(last, scanned) : last };
  }

  /** Position of the newest record, of every company or of one. */
  head(companyId?: string): Position {
    const row = companyId === undefined ? this.#head.get() : this.#headOfCompany.get(companyId);
    const newest = row?.['newest'];
    return newest === null ? LOG_START : BigInt(integer(newest));
  }

  /** The stream that holds a claim. */
  owner({ scope, kind, value }: Claim): StreamName | null {
    const row = this.#owner.get(scope, kind, value);
    return row ? (text(row['owner']) as StreamName) : null;
  }
}
