import type { SQLOutputValue } from 'node:sqlite';
import type { AuthenticatedRecord } from '../record-mac.ts';

/** The columns of COLUMNS, in that order: arrays are read faster than objects. */
export type Row = readonly SQLOutputValue[];

/** Columns of a record, in the order in which they are read; `mac` follows where there is one. */
export const COLUMNS =
  'position, stream, revision, company, company_sequence, event_id, type, version, time, body, cause';

/** Throws TypeError for a value that is no text. */
export function text(value: SQLOutputValue | undefined): string {
  if (typeof value !== 'string') throw new TypeError('a column of the event store file is not text');
  return value;
}

/** Throws TypeError for a value that is no whole number. */
export function integer(value: SQLOutputValue | undefined): number {
  if (typeof value !== 'number') throw new TypeError('a column of the event store file is not an integer');
  return value;
}

/** What the code of a row covers. */
export const authenticated = ([
  position,
  stream,
  revision,
  companyId,
  sequence,
  id,
  type,
  version,
  time,
  body,
  cause,
]: Row): AuthenticatedRecord => ({
  position: integer(position),
  stream: text(stream),
  revision: integer(revision),
  companyId: text(companyId),
  companySequence: sequence === null ? null : integer(sequence),
  id: text(id),
  type: text(type),
  version: integer(version),
  time: text(time),
  cause: text(cause),
  body: text(body),
});
