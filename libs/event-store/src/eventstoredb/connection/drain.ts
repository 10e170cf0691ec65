import { Transform } from 'node:stream';
import type { RecordedEvent } from '@eventstore/db-client';
import { EventStoreUnavailable } from '../../port.ts';
import { isMissing, NoAnswer } from './failures.ts';

/** A read of at most so many events is not cancelled when it has answered: it ends by itself. */
export const SHORT_READ = 16;

/** What a stream of the client is, as far as it is used here. */
export interface ReadableEvents {
  on(event: 'data', listener: (resolved: { readonly event?: RecordedEvent | undefined }) => void): unknown;
  on(event: 'end' | 'error' | 'confirmation', listener: (error?: unknown) => void): unknown;
  cancel(): Promise<void>;
}

/** How a stream is drained. */
export interface Draining {
  /** Silence for so long is a failure, in milliseconds. */
  readonly silenceMs: number;
  readonly closing: AbortSignal;
  /** Called with each word of the server. */
  readonly heard: () => void;
  readonly isShort: boolean;
}

const ignore = (): void => undefined;

/** An answer of the server to a read, as far as it is looked at here. */
interface ReadAnswer {
  readonly hasStreamNotFound?: () => boolean;
}

/**
 * The same read, which ends without an event where the stream is not there. The client would make an error of that answer, and Node then writes its stack
 * through source maps: most look-ups before a create would pay for it. A client that no longer reads so makes its error, which `drain` takes for the same.
 */
export function withoutMissing<Read extends ReadableEvents>(read: Read): Read {
  if (!(read instanceof Transform)) return read;
  const transform = read._transform.bind(read);
  read._transform = (answer: ReadAnswer, encoding, next) => {
    if (!answer.hasStreamNotFound?.()) return transform(answer, encoding, next);
    next();
    read.push(null);
  };
  return read;
}

/** Takes events as they come, until the end or until told to stop, and cancels what is left. Throws NoAnswer, and what the client throws. */
export async function drain(
  stream: ReadableEvents,
  isEnough: (event: RecordedEvent) => boolean,
  { silenceMs, closing, heard, isShort }: Draining,
): Promise<void> {
  let over = false;
  let ended = false;
  let answered = false;
  let abort = ignore;
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(new NoAnswer(silenceMs)), silenceMs);
      abort = () => reject(new EventStoreUnavailable('not-done', 'the event store is closed'));
      closing.addEventListener('abort', abort);
      stream.on('data', ({ event }) => {
        heard();
        if (over || !event) return;
        timer?.refresh();
        try {
          over = isEnough(event);
          if (over) resolve();
        } catch (error) {
          reject(error instanceof Error ? error : new Error('the read failed'));
        }
      });
      stream.on('end', () => {
        heard();
        ended = true;
        resolve();
      });
      // Stays on: an error that comes after the answer must not end the process.
      stream.on('error', (error) => {
        ended ||= isMissing(error);
        if (ended) resolve();
        else reject(error instanceof Error ? error : new Error('the read failed'));
      });
    });
    answered = true;
  } finally {
    clearTimeout(timer);
    closing.removeEventListener('abort', abort);
    over = true;
    // Servers take many cancelled calls for an attack and close the connection: what is about to end is let be.
    if (!ended && !(answered && isShort)) void stream.cancel().catch(ignore);
  }
}
