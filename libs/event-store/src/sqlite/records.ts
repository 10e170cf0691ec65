import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { decodeEvent, LOG_START } from '@luciq/events';
import type { Cause, Claim, EventRecord, Position, StoredEvent, StreamName } from '@luciq/events';
import type { LogQuery, LogSlice } from '../port.ts';

/** The columns of COLUMNS, in that order: arrays are read faster than objects. */
type Row = readonly SQLOutputValue[];

const COLUMNS = 'position, stream, revision, company, company_sequence, event_id, type, version, time, body, cause';

function text(value: SQLOutputValue | undefined): string {
  if (typeof value !== 'string') throw new TypeError('a column of the event store file is not text');
  return value;
}

function integer(value: SQLOutputValue | undefined): number {
  if (typeof value !== 'number') throw new TypeError('a column of the event store file is not an integer');
  return value;
}

function toRecord([position, stream, revision, companyId, sequence, id, type, version, time, body, causeText]: Row): EventRecord {
  let cause: Cause | undefined;
  return {
    position: BigInt(integer(position)),
    stream: text(stream) as StreamName,
    revision: integer(revision),
    companyId: text(companyId),
    companySequence: sequence === null ? null : integer(sequence),
    time: text(time),
    id: text(id),
    event: decodeEvent({ type: text(type), version: integer(version), body: JSON.parse(text(body)) as StoredEvent['body'] }),
    // Projections never ask who caused a record, and a rebuild reads all of them.
    get cause() {
      cause ??= JSON.parse(text(causeText)) as Cause;
      return cause;
    },
  };
}

// The types of node:sqlite know rows as objects only, whatever setReturnArrays says.
const asRow = (row: unknown): Row | undefined => (Array.isArray(row) ? (row as Row) : undefined);
const asRows = (rows: unknown): readonly Row[] => rows as readonly Row[];

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
    const rows = (sql: string): StatementSync => {
      const statement = database.prepare(sql);
      statement.setReturnArrays(true);
      return statement;
    };
    this.#byId = rows(`${select} event_id = ?`);
    this.#ofStream = rows(`${select} stream = ? AND revision > ? ORDER BY revision`);
    this.#revision = database.prepare('SELECT max(revision) AS newest FROM events WHERE stream = ?');
    this.#log = rows(`${select} position > ? ORDER BY position LIMIT ?`);
    this.#logOfCompany = rows(`${select} company = ? AND position > ? ORDER BY position LIMIT ?`);
    this.#head = database.prepare('SELECT max(position) AS newest FROM events');
    this.#headOfCompany = database.prepare('SELECT max(position) AS newest FROM events WHERE company = ?');
    this.#owner = database.prepare('SELECT owner FROM claims WHERE scope = ? AND kind = ? AND value = ?');
  }

  /** The record of an event id. */
  byId(id: string): EventRecord | undefined {
    const row = asRow(this.#byId.get(id));
    return row && toRecord(row);
  }

  /** Records of a stream above a revision, in order. */
  ofStream(stream: StreamName, after: number): readonly EventRecord[] {
    return asRows(this.#ofStream.all(stream, after)).map(toRecord);
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
    const records = asRows(rows).map(toRecord);
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
