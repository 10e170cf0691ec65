import type { Actor, DomainEvent, EventRecord, EventType, Json, StoredEvent, StreamName } from '@luciq/events';
import {
  ACTOR_KINDS,
  catalogue,
  decodeEvent,
  encodeEvent,
  isCompanyId,
  isPublished,
  messageType,
  parseMessageType,
  parseStream,
  SCHEMAS_PATH,
  UnknownEvent,
} from '@luciq/events';
import type { Message, PublishedRecord, ReadMessage, ReceivedMessage } from './port.ts';

const SPEC_VERSION = '1.0';
const CONTENT_TYPE = 'application/json';
const SOURCE = 'urn:luciq:provisioning:';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/** Wide enough for every position, so that the order of the texts is the order of the log. */
const SEQUENCE_DIGITS = 20;
const SEQUENCE = /^\d{20}$/;
const DIGITS = /^(0|[1-9]\d{0,18})$/;

/** What the events of one type and version have in common. */
interface EventKind {
  readonly source: string;
  readonly type: string;
  readonly dataschema: string | undefined;
}

function kindOf(logId: string, publicUrl: string | null, { type: name, version }: StoredEvent): EventKind {
  const type = messageType(name as EventType, version);
  return {
    source: `${SOURCE}${logId}`,
    type,
    dataschema: publicUrl === null ? undefined : `${publicUrl}${SCHEMAS_PATH}/${type}`,
  };
}

/** Attributes of a published record as a CloudEvent, without the company's sequence, which not every log counts. An attribute that is undefined is left out. */
const attributesOf = (
  { id, stream, revision, time, position, companyId, cause }: EventRecord,
  { source, type, dataschema }: EventKind,
): Readonly<Record<string, string | undefined>> => ({
  specversion: SPEC_VERSION,
  id,
  source,
  type,
  dataschema,
  subject: stream.slice(companyId.length + 1),
  time,
  partitionkey: companyId,
  company: companyId,
  sequence: String(position).padStart(SEQUENCE_DIGITS, '0'),
  streamrevision: String(revision),
  commandid: cause.commandId,
  requestid: cause.requestId,
  actor: `${cause.actor.kind}:${cause.actor.id}`,
  tokenid: cause.tokenId ?? undefined,
});

/**
 * Writes published records as CloudEvents 1.0 in the JSON format, structured mode: what `toMessage` says in headers, but for the company's sequence, and the
 * event as it is stored under `data`. Each is the text of one JSON object.
 */
export function structuredWriter(logId: string, publicUrl: string): (record: EventRecord) => string {
  const kinds = new Map<EventType, EventKind>();
  return (record) => {
    const stored = encodeEvent(record.event);
    const kind = kinds.get(record.event.type) ?? kindOf(logId, publicUrl, stored);
    kinds.set(record.event.type, kind);
    const attributes = JSON.stringify(attributesOf(record, kind));
    return `${attributes.slice(0, -1)},"datacontenttype":"${CONTENT_TYPE}","data":${JSON.stringify(stored.body)}}`;
  };
}

/**
 * A published record as a CloudEvent 1.0 of Kafka's binary mode, with the extensions `partitionkey` and `sequence`; the value is the event as it is stored.
 * `publicUrl` is that of the gateways, which answer with the schema; without one the message names none.
 */
export function toMessage(record: PublishedRecord, logId: string, publicUrl: string | null): Message {
  const stored = encodeEvent(record.event);
  const headers: Record<string, string> = { 'content-type': CONTENT_TYPE };
  for (const [name, value] of Object.entries(attributesOf(record, kindOf(logId, publicUrl, stored))))
    if (value !== undefined) headers[`ce_${name}`] = value;
  headers['ce_companysequence'] = String(record.companySequence);
  return { key: record.companyId, value: JSON.stringify(stored.body), headers };
}

/** What is wrong with a message, without any value of it. */
class Unreadable extends Error {}

const text = (bytes: Uint8Array | string): string =>
  typeof bytes === 'string' ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');

type Headers = NonNullable<ReceivedMessage['headers']>;

function header(headers: Headers, name: string): string {
  const value = headers[name];
  if (value === undefined) throw new Unreadable(`the header ${name} is missing`);
  if (Array.isArray(value)) throw new Unreadable(`the header ${name} is there twice`);
  return text(value as Uint8Array | string);
}

function matching(headers: Headers, name: string, form: RegExp): string {
  const value = header(headers, name);
  if (!form.test(value)) throw new Unreadable(`the header ${name} is not of its form`);
  return value;
}

function equal(headers: Headers, name: string, expected: string): void {
  if (header(headers, name) !== expected) throw new Unreadable(`the header ${name} is not what it must be`);
}

function whole(headers: Headers, name: string, least: number): number {
  const value = Number(matching(headers, name, DIGITS));
  if (!Number.isSafeInteger(value) || value < least)
    throw new Unreadable(`the header ${name} is not a number from ${least}`);
  return value;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function bodyOf(value: Uint8Array | null): StoredEvent['body'] {
  if (value === null) throw new Unreadable('it has no value');
  let body: unknown;
  try {
    body = JSON.parse(text(value));
  } catch {
    throw new Unreadable('its value is not JSON');
  }
  if (!isObject(body) || !isObject(body['data'])) throw new Unreadable('its value has no data');
  const { data, personal, ...rest } = body;
  if (Object.keys(rest).length > 0) throw new Unreadable('its value has a member that is not known');
  if (personal === undefined) return { data: data as Json };
  const known =
    isObject(personal) && personal['scheme'] === 'plain' && personal['keyId'] === null && isObject(personal['body']);
  if (!known) throw new Unreadable('its personal data is written in a way that is not known to this build');
  return { data: data as Json, personal: personal as Json };
}

function eventOf(headers: Headers, value: Uint8Array | null): DomainEvent {
  const stated = parseMessageType(header(headers, 'ce_type'));
  if (!stated || !Object.hasOwn(catalogue, stated.type))
    throw new Unreadable('its event type is not known to this build');
  if (!isPublished(stated.type as EventType)) throw new Unreadable('its event type never leaves the log');
  try {
    return decodeEvent({ ...stated, body: bodyOf(value) });
  } catch (error) {
    // Its message tells type and version only.
    throw error instanceof UnknownEvent ? new Unreadable(error.message) : error;
  }
}

function streamOf(headers: Headers, companyId: string): StreamName {
  const stream = `${companyId}/${header(headers, 'ce_subject')}`;
  try {
    if (parseStream(stream).companyId === companyId) return stream as StreamName;
  } catch {
    // Refused below: the message of parseStream repeats what came.
  }
  throw new Unreadable('the header ce_subject names no stream of the company');
}

function actorOf(headers: Headers): Actor {
  const value = header(headers, 'ce_actor');
  const kind = ACTOR_KINDS.find((known) => value.startsWith(`${known}:`));
  if (kind === undefined) throw new Unreadable('the header ce_actor is not of its form');
  return { kind, id: value.slice(kind.length + 1) };
}

function recordOf(headers: Headers, value: Uint8Array | null, companyId: string): PublishedRecord {
  return {
    position: BigInt(matching(headers, 'ce_sequence', SEQUENCE)),
    stream: streamOf(headers, companyId),
    revision: whole(headers, 'ce_streamrevision', 0),
    companyId,
    companySequence: whole(headers, 'ce_companysequence', 1),
    time: matching(headers, 'ce_time', TIME),
    id: matching(headers, 'ce_id', UUID),
    event: eventOf(headers, value),
    cause: {
      commandId: header(headers, 'ce_commandid'),
      requestId: header(headers, 'ce_requestid'),
      actor: actorOf(headers),
      tokenId: headers['ce_tokenid'] === undefined ? null : header(headers, 'ce_tokenid'),
    },
  };
}

/** The key of a message: its company, if it is one. */
export const keyOf = ({ key }: ReceivedMessage): string | null => (key === null ? null : text(key));

/** Reads a message strictly: anything missing or wrong makes it unreadable, and an operator has to look at it. */
export function fromMessage(message: ReceivedMessage): ReadMessage {
  const { value, headers = {} } = message;
  const key = keyOf(message);
  try {
    if (key === null || !isCompanyId(key)) throw new Unreadable('its key is not a company');
    equal(headers, 'content-type', CONTENT_TYPE);
    equal(headers, 'ce_specversion', SPEC_VERSION);
    equal(headers, 'ce_company', key);
    equal(headers, 'ce_partitionkey', key);
    const source = header(headers, 'ce_source');
    const logId = source.slice(SOURCE.length);
    if (!source.startsWith(SOURCE) || !UUID.test(logId)) throw new Unreadable('the header ce_source names no log');
    return { kind: 'record', record: recordOf(headers, value, key), logId };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { kind: 'unreadable', key, reason: error.message };
  }
}
