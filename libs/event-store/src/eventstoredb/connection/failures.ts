import type { CommandError } from '@eventstore/db-client';
import { ErrorType, isCommandError } from '@eventstore/db-client';
import { EventStoreUnavailable, EventStoreUnusable } from '../../port.ts';
import { UnreadableRecord } from '../stored.ts';

/** The event store can be reached, or could be, and is not the one that was meant. The message is a sentence for the operator. */
export class EventStoreDbUnusable extends Error {
  override readonly name = 'EventStoreDbUnusable';
}

/** A timer of our own ran out. The client alone would wait without end in some cases. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  constructor(ms: number) {
    super(`no answer within ${ms} ms`);
  }
}

/** gRPC status codes that matter here. */
const UNAUTHENTICATED = 16;
const PERMISSION_DENIED = 7;
const INVALID_ARGUMENT = 3;

/** Details of a failed call that was never sent: there was no connection to send it on. */
const NEVER_SENT = /No connection established|Name resolution failed|Failed to discover/;

/** Waits for a promise, but no longer than that: throws NoAnswer. The promise goes on, and its failure is ignored. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer(ms)), ms);
  });
  try {
    return await Promise.race([promise, expired]);
  } finally {
    clearTimeout(timer);
  }
}

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** An error of the client's own kinds; null for a raw one of gRPC, and for anything else. */
const ofClient = (error: unknown): CommandError | null =>
  error instanceof Error && isCommandError(error) ? error : null;

/** True for the answer that a stream is not there. */
export const isMissing = (error: unknown): boolean => ofClient(error)?.type === ErrorType.STREAM_NOT_FOUND;

/** The newest revision that made an append conflict, null for no stream; undefined for any other failure. */
export function conflicting(error: unknown): number | null | undefined {
  const known = ofClient(error);
  if (known?.type !== ErrorType.WRONG_EXPECTED_VERSION) return undefined;
  return typeof known.actualVersion === 'bigint' ? Number(known.actualVersion) : null;
}

/** Says in a word what went wrong, without what the server or the client wrote. */
function reasonOf(error: unknown): string {
  if (error instanceof NoAnswer) return error.message;
  const known = ofClient(error);
  if (known) return known.type;
  const code = codeOf(error);
  return typeof code === 'number' ? `gRPC status ${code}` : 'the connection failed';
}

/** What was to be done, as a sentence says what a user may not do. */
export type Doing = 'append' | 'read' | 'read $all' | 'administer';

const NOT_ALLOWED: Readonly<Record<Doing, string>> = {
  append:
    'The event store does not let this user append to the streams of this product. An administrator gives it the right with: operator event-store prepare.',
  read: 'The event store does not let this user read the streams of this product. An administrator gives it the right with: operator event-store prepare.',
  administer:
    'The event store does not let this user change access lists. Name a member of $admins in the connection string.',
  'read $all':
    'The event store does not let this user read $all. An administrator gives it the right with: operator event-store prepare.',
};

const UNKNOWN_USER = 'The event store refuses the user or the password. Correct them in its connection string.';

/** What a refusal means; null for a failure that is none. Servers refuse a wrong password as not authenticated, what a user may not do as not permitted. */
function refusal(error: unknown, doing: Doing): EventStoreUnusable | null {
  const code = codeOf(error);
  if (code === UNAUTHENTICATED) return new EventStoreUnusable(UNKNOWN_USER, { cause: error });
  const isDenied = code === PERMISSION_DENIED || ofClient(error)?.type === ErrorType.ACCESS_DENIED;
  return isDenied ? new EventStoreUnusable(NOT_ALLOWED[doing], { cause: error }) : null;
}

/** True where a call was never sent, because no connection was made. */
export const isNeverSent = (error: unknown): boolean => NEVER_SENT.test(textOf(error));

/** True for a read that failed because no event begins at the position that it named. */
export const isNoPlace = (error: unknown): boolean =>
  error instanceof EventStoreUnavailable && codeOf(error.cause) === INVALID_ARGUMENT;

/**
 * What a failed append means to its caller. The client hands over raw gRPC errors besides its own, and a failure of one
 * call fails others on the same connection: so it is unknown what became of the append, unless it provably did not happen.
 */
export function appendFailure(error: unknown): Error {
  if (error instanceof EventStoreUnavailable || error instanceof EventStoreDbUnusable) return error;
  const type = ofClient(error)?.type;
  if (type === ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED)
    return new RangeError('an event is larger than the event store takes', { cause: error });
  if (type === ErrorType.STREAM_DELETED)
    return new Error('a stream of the event store has been tombstoned', { cause: error });
  if (codeOf(error) === INVALID_ARGUMENT)
    return new RangeError('the event store does not take an append like this', { cause: error });
  const refused = refusal(error, 'append');
  if (refused) return refused;
  const isNotDone = type === ErrorType.NOT_LEADER || isNeverSent(error);
  return new EventStoreUnavailable(
    isNotDone ? 'not-done' : 'unknown',
    `the event store did not take an append: ${reasonOf(error)}`,
    { cause: error },
  );
}

/** What a failed read means to its caller: nothing was changed, and it can be repeated. */
export function readFailure(error: unknown, doing: Doing): Error {
  if (
    error instanceof EventStoreUnavailable ||
    error instanceof EventStoreDbUnusable ||
    error instanceof UnreadableRecord
  )
    return error;
  if (ofClient(error)?.type === ErrorType.STREAM_DELETED)
    return new Error('a stream of the event store has been tombstoned', { cause: error });
  return (
    refusal(error, doing) ??
    new EventStoreUnavailable('not-done', `the event store did not answer: ${reasonOf(error)}`, { cause: error })
  );
}
