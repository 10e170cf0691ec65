import { ErrorType, isCommandError } from '@eventstore/db-client';
import type { CommandError } from '@eventstore/db-client';
import { EventStoreUnavailable } from '../../port.ts';
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

const codeOf = (error: unknown): unknown => (typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined);
const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** An error of the client's own kinds; null for a raw one of gRPC, and for anything else. */
const ofClient = (error: unknown): CommandError | null => (error instanceof Error && isCommandError(error) ? error : null);

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

/**
 * What a failed append means to its caller. The client hands over raw gRPC errors besides its own, and a failure of one
 * call fails others on the same connection: so it is unknown what became of the append, unless it provably did not happen.
 */
export function appendFailure(error: unknown): Error {
  if (error instanceof EventStoreUnavailable || error instanceof EventStoreDbUnusable) return error;
  const type = ofClient(error)?.type;
  if (type === ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED) return new RangeError('an event is larger than the event store takes', { cause: error });
  if (type === ErrorType.STREAM_DELETED) return new Error('a stream of the event store has been tombstoned', { cause: error });
  if (codeOf(error) === INVALID_ARGUMENT) return new RangeError('the event store does not take an append like this', { cause: error });
  const message = `the event store did not take an append: ${reasonOf(error)}`;
  return new EventStoreUnavailable(isNotDone(error) ? 'not-done' : 'unknown', message, { cause: error });
}

function isNotDone(error: unknown): boolean {
  const type = ofClient(error)?.type;
  if (type === ErrorType.NOT_LEADER || type === ErrorType.ACCESS_DENIED) return true;
  const code = codeOf(error);
  return code === UNAUTHENTICATED || code === PERMISSION_DENIED || NEVER_SENT.test(textOf(error));
}

/** What a failed read means to its caller: nothing was changed, and it can be repeated. */
export function readFailure(error: unknown): Error {
  if (error instanceof EventStoreUnavailable || error instanceof EventStoreDbUnusable || error instanceof UnreadableRecord) return error;
  if (ofClient(error)?.type === ErrorType.STREAM_DELETED) return new Error('a stream of the event store has been tombstoned', { cause: error });
  return new EventStoreUnavailable('not-done', `the event store did not answer: ${reasonOf(error)}`, { cause: error });
}
