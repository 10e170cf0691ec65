import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Cause, Claim, EventRecord, Position, StoredEvent, StreamName } from '@luciq/events';
import { decodeEvent, LOG_START } from '@luciq/events';
import type { LogQuery, LogSlice } from '../port.ts';
import type { RecordMac } from '../record-mac.ts';
import { DamagedLog } from '../record-mac.ts';
import type { Row } from './row.ts';
import { authenticated, COLUMNS, integer, text } from './row.ts';

/** Places of columns in a row. */
const [POSITION, REVISION, MAC] = [0, 2, 11];

/** The record of a row. Throws DamagedLog for one that is not what was written there. */
function toRecord(row: Row, mac: RecordMac): EventRecord {
  const stored = authenticated(row);
  const {
    position,
    stream,
    revision,
    type,
    version,
    body,
    cause: causeText,
    companyId,
    companySequence,
    time,
    id,
  } = stored;
  if (mac(stored) !== row[MAC])
    throw new DamagedLog(
      `position ${position}, revision ${revision} of ${stream}`,
      'the record was changed, or belongs elsewhere',
    );
  let cause: Cause | undefined;
  return {
    position: BigInt(position ?? 0),
    stream: stream as StreamName,
    revision,
    companyId,
    companySequence,
    time,
    id,
    event: decodeEvent({ type, version, body: JSON.parse(body) as StoredEvent['body'] }),
    // Projections never ask who caused a record, and a rebuild reads all of them.
    get cause() {
      cause ??= JSON.parse(causeText) as Cause;
      return cause;
    },
  };
}

// The types of node:sqlite know rows as objects only, whatever setReturnArrays says.
const asRow = (row: unknown): Row | undefined => (Array.isArray(row) ? (row as Row) : undefined);
const asRows = (rows: unknown): readonly Row[] => rows as readonly Row[];

const later = (a: Position, b: Position): Position => (a > b ? a : b);

/** Every query of the file, by statements that are prepared once. Nothing is kept between two queries. */
export class RecordReader {
  private readonly selectById: StatementSync;
  private readonly selectIdAt: StatementSync;
  private readonly selectOfStream: StatementSync;
  private readonly selectRevision: StatementSync;
  private readonly selectLog: StatementSync;
  private readonly selectLogOfCompany: StatementSync;
  private readonly selectHead: StatementSync;
  private readonly selectHeadOfCompany: StatementSync;
  private readonly selectOwner: StatementSync;

  private readonly mac: RecordMac;

  constructor(database: DatabaseSync, mac: RecordMac) {
    this.mac = mac;
    const select = `SELECT ${COLUMNS}, mac FROM events WHERE`;
    const rows = (sql: string): StatementSync => {
      const statement = database.prepare(sql);
      statement.setReturnArrays(true);
      return statement;
    };
    this.selectById = rows(`${select} event_id = ?`);
    this.selectIdAt = database.prepare('SELECT event_id AS id FROM events WHERE position = ?');
    this.selectOfStream = rows(`${select} stream = ? AND revision > ? ORDER BY revision`);
    this.selectRevision = database.prepare('SELECT max(revision) AS newest FROM events WHERE stream = ?');
    this.selectLog = rows(`${select} position > ? ORDER BY position LIMIT ?`);
    this.selectLogOfCompany = rows(`${select} company = ? AND position > ? ORDER BY position LIMIT ?`);
    this.selectHead = database.prepare('SELECT max(position) AS newest FROM events');
    this.selectHeadOfCompany = database.prepare('SELECT max(position) AS newest FROM events WHERE company = ?');
    this.selectOwner = database.prepare('SELECT owner FROM claims WHERE scope = ? AND kind = ? AND value = ?');
  }

  /** Id of the record at a position, null for none. */
  idAt(position: Position): string | null {
    const row = this.selectIdAt.get(position);
    return row ? text(row['id']) : null;
  }

  /** The record of an event id. */
  byId(id: string): EventRecord | undefined {
    const row = asRow(this.selectById.get(id));
    return row && toRecord(row, this.mac);
  }

  /** Records of a stream above a revision, in order. Throws DamagedLog where one is missing or was changed. */
  ofStream(stream: StreamName, after: number): readonly EventRecord[] {
    return asRows(this.selectOfStream.all(stream, after)).map((row, index) => {
      const expected = Math.max(after, -1) + 1 + index;
      if (row[REVISION] !== expected)
        throw new DamagedLog(`revision ${expected} of ${stream}`, 'the record is missing');
      return toRecord(row, this.mac);
    });
  }

  /** The newest revision of a stream, null for no stream. */
  revision(stream: StreamName): number | null {
    const newest = this.selectRevision.get(stream)?.['newest'];
    return newest === null ? null : integer(newest);
  }

  /**
   * A slice of the log. One writer at a time commits positions in order, so that no record can appear below one that
   * was seen: this is the only place that relies on it.
   */
  log({ after, limit, companyId }: LogQuery): LogSlice {
    // Read before the records, so that it can't lie beyond what the query below has scanned.
    const scanned = companyId === undefined ? LOG_START : this.head();
    const rows =
      companyId === undefined ? this.selectLog.all(after, limit) : this.selectLogOfCompany.all(companyId, after, limit);
    const records: EventRecord[] = [];
    try {
      asRows(rows).forEach((row, index) => {
        const expected = Number(after) + 1 + index;
        if (companyId === undefined && row[POSITION] !== expected)
          throw new DamagedLog(`position ${expected}`, 'the record is missing');
        records.push(toRecord(row, this.mac));
      });
    } catch (error) {
      // Those before it are given; the next read then fails, each time.
      const sound = records.at(-1);
      if (!sound) throw error;
      return { records, through: sound.position };
    }
    const last = records.at(-1)?.position ?? after;
    return { records, through: records.length < limit ? later(last, scanned) : last };
  }

  /** Position of the newest record, of every company or of one. */
  head(companyId?: string): Position {
    const row = companyId === undefined ? this.selectHead.get() : this.selectHeadOfCompany.get(companyId);
    const newest = row?.['newest'];
    return newest === null ? LOG_START : BigInt(integer(newest));
  }

  /** The stream that holds a claim. */
  owner({ scope, kind, value }: Claim): StreamName | null {
    const row = this.selectOwner.get(scope, kind, value);
    return row ? (text(row['owner']) as StreamName) : null;
  }
}
