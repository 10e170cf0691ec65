import { Readable } from 'node:stream';
import type { Entry } from '../reading/entry.ts';
import type { FeedLog, Place } from '../reading/feed-log.ts';
import { READ_AT_ONCE } from '../reading/feed-log.ts';
import type { Filter } from '../reading/page.ts';
import { passes } from '../reading/page.ts';
import { HEARTBEAT_MS, RECONNECT_MS, STALLED_MS, STREAM_CHUNK } from './limits.ts';

/** What a stream is made from. */
export interface EventStreamOptions {
  readonly log: FeedLog;
  readonly after: Place;
  readonly filter: Filter;
  /** The stream ends when it is aborted. */
  readonly signal: AbortSignal;
  /** Told why the stream had to end: the log could not be read. */
  readonly failed: (error: unknown) => void;
}

const eventOf = ({ cursor, text }: Entry): string => `id: ${cursor}\ndata: ${text}\n\n`;

/** Moves the id that the client will send as `Last-Event-ID`, and gives it no event. */
const placeOnly = ({ cursor }: Place): string => `id: ${cursor}\n\n`;

/** Events after a place that pass a filter, as Server-Sent Events, until it is told to end. Reads no faster than its client. */
export function eventStream(options: EventStreamOptions): Readable {
  let stalled: NodeJS.Timeout | undefined;
  const stream = Readable.from(watched(), { objectMode: false, highWaterMark: STREAM_CHUNK });
  return stream;

  async function* watched(): AsyncGenerator<string> {
    try {
      for await (const text of chunks(options)) {
        stalled = setTimeout(() => stream.destroy(), STALLED_MS);
        yield text;
        clearTimeout(stalled);
      }
    } catch (error) {
      // The client connects again from where it was, and is told by the answer to that what is wrong.
      options.failed(error);
    } finally {
      clearTimeout(stalled);
    }
  }
}

async function* chunks({ log, after, filter, signal }: EventStreamOptions): AsyncGenerator<string> {
  yield `retry: ${RECONNECT_MS}\n\n`;
  let [place, told, toldAt] = [after, after, performance.now()];
  while (!signal.aborted) {
    const entries = await log.read(place.position, READ_AT_ONCE);
    let text = '';
    for (const entry of entries) {
      place = entry;
      if (!passes(entry, filter)) continue;
      text += eventOf(entry);
      told = entry;
      if (text.length < STREAM_CHUNK) continue;
      yield text;
      if (signal.aborted) return;
      [text, toldAt] = ['', performance.now()];
    }
    if (text === '' && performance.now() - toldAt >= HEARTBEAT_MS) {
      text = place === told ? ':\n\n' : placeOnly(place);
      told = place;
    }
    if (text !== '') {
      yield text;
      toldAt = performance.now();
    }
    if (entries.length === 0)
      await log.wait(place.position, Math.max(1, HEARTBEAT_MS - (performance.now() - toldAt)), signal);
  }
}
