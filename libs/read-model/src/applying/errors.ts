import type { EventRecord, Position } from '@luciq/events';
import type { Positioned } from '@luciq/pump';
import { ItemRefused, Unrecoverable } from '@luciq/pump';

/** What a source brought for the rows of a company: a record, or what could not be read as one. */
export interface Incoming {
  readonly item: Positioned;
  readonly companyId: string;
  /** Null for what could not be read; `reason` then says why, without personal data. */
  readonly record: EventRecord | null;
  readonly reason: string;
}

/** Something incoming that the rows cannot take; `record` is null where it could not be read as one. */
export class RowRefused extends ItemRefused {
  readonly record: EventRecord | null;
  constructor({ item, companyId, record }: Incoming, message: string, options?: ErrorOptions) {
    super(item, companyId, message, options);
    this.record = record;
  }
}

/** A refusal whose sentence has nothing personal: the name and code of `cause`, not its message, which may quote a value. */
export function refusal(incoming: Incoming, what: string, cause?: unknown): RowRefused {
  const { record, reason } = incoming;
  if (!record) return new RowRefused(incoming, `a message that cannot be read: ${reason}`);
  const because = cause === undefined ? '' : ` (${codeOf(cause)})`;
  return new RowRefused(incoming, `${record.event.type} at position ${record.position} ${what}${because}`, { cause });
}

function codeOf(error: unknown): string {
  const { name } = asError(error);
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? `${name} ${error.code}`
    : name;
}

/** The error itself, or one that has as its cause what was thrown instead. */
export const asError = (error: unknown): Error =>
  error instanceof Error ? error : new Error('something that is no error was thrown', { cause: error });

/** The rows were made from another log than the one that is read now, or from a state of it that was lost since. */
export class ForeignLog extends Unrecoverable {
  override readonly name = 'ForeignLog';
  constructor(what: string) {
    super(
      `${what}: the rows were made from another log, or the log was put back to an older state; make them anew with: operator rebuild`,
    );
  }
}

/** Another writer has moved the checkpoint of this source: two projectors read it. */
export class CheckpointMoved extends Error {
  override readonly name = 'CheckpointMoved';
  constructor(source: string, expected: Position) {
    super(`the checkpoint ${source} of the read model is no longer at ${expected}: another process writes to it`);
  }
}

/** Most companies that may be parked: where more are refused, the fault is not with the companies. */
export const MOST_PARKED = 1_000;

/** So many companies are parked that the fault must be another one; no more are set aside. */
export class TooManyParked extends Error {
  override readonly name = 'TooManyParked';
  constructor() {
    super(`${MOST_PARKED} companies are parked: the fault is hardly theirs, and no more are set aside`);
  }
}
