import type { EventData, RecordedEvent } from '@eventstore/db-client';
import { jsonEvent } from '@eventstore/db-client';
import type { Cause, DomainEvent, EventRecord, Position, StoredEvent, StreamName } from '@luciq/events';
import { decodeEvent, encodeEvent, parseStream } from '@luciq/events';
import type { AppendRequest } from '../port.ts';
import type { AuthenticatedRecord } from '../record-mac.ts';
import { DamagedLog } from '../record-mac.ts';
import type { Names } from './names.ts';

/** Encoded events in one append, in bytes; a larger change goes in chunks. Half of what a server takes by default. */
export const APPEND_CHUNK_BYTES = 512 * 1024;

/** One encoded event, in bytes: what a server takes in one append by default, less some room. */
export const MAX_EVENT_BYTES = 1024 * 1024 - 4 * 1024;

/** A server that keeps a record without telling its position writes all ones. */
const NO_POSITION = 2n ** 64n - 1n;

/** Metadata of a stored event. */
interface StoredMetadata {
  readonly version: number;
  readonly time: string;
  readonly cause: Cause;
  /** Absent in records of builds that wrote none. */
  readonly mac?: string;
}

/** A record of the log that is not what this product writes. It stays so however often it is read. */
export class UnreadableRecord extends Error {
  override readonly name = 'UnreadableRecord';
  constructor({ streamId, revision, position }: RecordedEvent, what: string) {
    super(`the record at position ${position?.commit ?? 'unknown'}, ${streamId}@${revision}, can't be read: ${what}`);
  }
}

/** An event ready to be sent, and its size as the server counts it. */
export interface EncodedEvent {
  readonly id: string;
  readonly type: string;
  readonly body: StoredEvent['body'];
  readonly metadata: StoredMetadata;
  readonly bytes: number;
}

/** Encodes an event of a provisioning stream. Throws TypeError for values that are not JSON, RangeError for one too large. */
export function encode(id: string, event: DomainEvent, context: Pick<AppendRequest, 'time' | 'cause'>): EncodedEvent {
  const { type, version, body } = encodeEvent(event);
  const metadata: StoredMetadata = { version, time: context.time, cause: context.cause };
  const bytes = type.length * 2 + Buffer.byteLength(JSON.stringify(body)) + Buffer.byteLength(JSON.stringify(metadata));
  if (bytes > MAX_EVENT_BYTES) throw new RangeError(`an event must not have more than ${MAX_EVENT_BYTES} bytes`);
  return { id, type, body, metadata, bytes };
}

/** What the code of an event covers: of its position the server alone decides. */
const authenticated = (
  {
    body,
    ...at
  }: Pick<AuthenticatedRecord, 'stream' | 'revision' | 'companyId' | 'id' | 'type'> & { readonly body: unknown },
  { version, time, cause }: StoredMetadata,
): AuthenticatedRecord => ({
  ...at,
  position: null,
  companySequence: null,
  version,
  time,
  cause: JSON.stringify(cause),
  body: JSON.stringify(body),
});

/** The event to send for a revision of a stream, with the code that authenticates it there. */
export function eventData(
  { id, type, body, metadata }: EncodedEvent,
  at: { readonly stream: StreamName; readonly revision: number },
  { mac }: Names,
): EventData {
  const { companyId } = parseStream(at.stream);
  const code = mac(authenticated({ ...at, companyId, id, type, body }, metadata));
  return jsonEvent({ id, type, data: body, metadata: { ...metadata, mac: code } });
}

/** Puts events together into appends that a server takes, in order. */
export function chunked<Item extends { readonly bytes: number }>(
  events: readonly Item[],
): readonly (readonly Item[])[] {
  const chunks: Item[][] = [];
  let room = 0;
  for (const event of events) {
    const last = chunks.at(-1);
    if (last && event.bytes <= room) last.push(event);
    else {
      chunks.push([event]);
      room = APPEND_CHUNK_BYTES;
    }
    room -= event.bytes;
  }
  return chunks;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Position of a record: that of its commit, which for every event that a server of today appends is its own, and unique. */
export function positionOf(event: RecordedEvent): Position {
  const commit = event.position?.commit;
  if (commit === undefined || commit === NO_POSITION) {
    throw new UnreadableRecord(event, 'the server does not tell its position; it must be version 23.10 or newer');
  }
  return commit;
}

/**
 * Reads a recorded event of a provisioning stream. Throws UnreadableRecord, DamagedLog for one that is not what was written there, and UnknownEvent for one of a
 * newer build. `isCoded`: every record of this log has a code; otherwise those of older builds have none.
 */
export function decode(event: RecordedEvent, names: Names, isCoded: boolean): EventRecord {
  const position = positionOf(event);
  const { id, type, data, metadata } = event;
  if (!event.isJson || !isObject(data)) throw new UnreadableRecord(event, 'its data is not a JSON object');
  if (
    !isObject(metadata) ||
    metadata instanceof Uint8Array ||
    typeof metadata['version'] !== 'number' ||
    typeof metadata['time'] !== 'string' ||
    !isObject(metadata['cause'])
  ) {
    throw new UnreadableRecord(event, 'its metadata is not that of a record of this product');
  }
  const { version, time, cause } = metadata as unknown as StoredMetadata;
  const stream = names.streamOf(event.streamId);
  const companyId = stream === null ? null : companyOf(stream);
  if (stream === null || companyId === null) throw new UnreadableRecord(event, 'its stream is not one of this product');
  mustFit(event, { stream, companyId, metadata: metadata as unknown as StoredMetadata }, { names, isCoded });
  const decoded = decodeEvent({ type, version, body: data as unknown as StoredEvent['body'] });
  return {
    position,
    stream,
    revision: Number(event.revision),
    companyId,
    companySequence: null,
    time,
    id,
    event: decoded,
    cause,
  };
}

interface ReadRecord {
  readonly stream: StreamName;
  readonly companyId: string;
  readonly metadata: StoredMetadata;
}

function mustFit(
  event: RecordedEvent,
  { stream, companyId, metadata }: ReadRecord,
  by: { readonly names: Names; readonly isCoded: boolean },
): void {
  if (metadata.mac === undefined && !by.isCoded) return;
  const { id, type, data } = event;
  const revision = Number(event.revision);
  const code = by.names.mac(authenticated({ stream, revision, companyId, id, type, body: data }, metadata));
  if (code !== metadata.mac)
    throw new DamagedLog(
      `position ${positionOf(event)}, revision ${revision} of ${stream}`,
      'the record was changed, or belongs elsewhere',
    );
}

function companyOf(stream: StreamName): string | null {
  try {
    return parseStream(stream).companyId;
  } catch {
    return null;
  }
}
