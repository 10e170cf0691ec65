import { hash } from 'node:crypto';
import type { Position } from '@luciq/events';

/** Begins every cursor; another form of cursor would have another number. */
const VERSION = 1;
const [LOG_ID_AT, POSITION_AT, DIGEST_AT, LENGTH] = [1, 17, 25, 33];
const FORM = /^[A-Za-z0-9_-]{44}$/;
const UUID = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/;

/** The cursor of the start of any log. */
export const BEGINNING = 'beginning';

/** What a cursor says: the log, a position in it, and a digest of the id of the event there, in hexadecimal. */
export interface CursorParts {
  readonly logId: string;
  readonly position: Position;
  readonly digest: string;
}

/** Tells events apart that stand at one position in two histories of a log: 64 bits of SHA-256, in hexadecimal. */
export const digestOfEvent = (eventId: string): string => hash('sha256', eventId, 'hex').slice(0, 16);

/** The cursor of the place behind an event: opaque to its readers, and good as long as the log. `logId` is a UUID. */
export function cursorAt(
  logId: string,
  { position, id }: { readonly position: Position; readonly id: string },
): string {
  const bytes = Buffer.alloc(LENGTH);
  bytes.writeUInt8(VERSION);
  bytes.write(logId.replaceAll('-', ''), LOG_ID_AT, 'hex');
  bytes.writeBigUInt64BE(position, POSITION_AT);
  bytes.write(digestOfEvent(id), DIGEST_AT, 'hex');
  return bytes.toString('base64url');
}

/** Reads a cursor; null for what is none. */
export function parseCursor(text: string): CursorParts | null {
  if (!FORM.test(text)) return null;
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length !== LENGTH || bytes.readUInt8() !== VERSION) return null;
  return {
    logId: bytes.toString('hex', LOG_ID_AT, POSITION_AT).replace(UUID, '$1-$2-$3-$4-$5'),
    position: bytes.readBigUInt64BE(POSITION_AT),
    digest: bytes.toString('hex', DIGEST_AT),
  };
}
