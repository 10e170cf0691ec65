import type { RecordedEvent } from '@eventstore/db-client';
import { LRUCache } from 'lru-cache';
import type { Position } from '@luciq/events';
import { LOG_START } from '@luciq/events';
import { EventStoreUnavailable } from '../port.ts';
import type { Connection } from './connection/connection.ts';
import { NoAnswer, readFailure } from './connection/failures.ts';
import type { Heads } from './feeds/heads.ts';
import type { Names } from './names.ts';
import { positionOf } from './stored.ts';

/** Companies of which is remembered how far their records were looked for, least recently used dropped first. */
export const MAX_COMPANY_HEADS = 1_000;

interface CompanyHead {
  readonly newest: Position;
  /** Everything up to here has been looked at. */
  readonly seen: Position;
}

/** What the records of a company are read with. */
export interface CompanyLogOptions {
  readonly connection: Connection;
  readonly names: Names;
  readonly heads: Heads;
  /** A read that hears nothing for so long has failed, in milliseconds. */
  readonly silenceMs: number;
}

/**
 * The records of one company alone, by a subscription that is held until the end of the log has come by. Where that end is, the log says before the
 * subscription begins: the stream of its newest record is subscribed to as well, and when that record comes, all of the company's before it have. The
 * server's own word *caught up* counts for nothing here, because it may come before a record that was acknowledged.
 */
export class CompanyLog {
  private readonly options: CompanyLogOptions;
  private readonly known = new LRUCache<string, CompanyHead>({ max: MAX_COMPANY_HEADS });

  constructor(options: CompanyLogOptions) {
    this.options = options;
  }

  /** At most `limit` records of the company after a position. Throws EventStoreUnavailable. */
  async read(companyId: string, after: Position, limit: number): Promise<readonly RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    await this.readTo(companyId, after, (event) => {
      if (events.length < limit) events.push(event);
      return events.length >= limit;
    });
    return events;
  }

  /** Position of the company's newest record, LOG_START for none. Throws EventStoreUnavailable. */
  async head(companyId: string): Promise<Position> {
    const known = this.known.get(companyId) ?? { newest: LOG_START, seen: LOG_START };
    let { newest } = known;
    const seen = await this.readTo(companyId, known.seen, (event) => {
      newest = positionOf(event);
      return false;
    });
    this.known.set(companyId, { newest, seen });
    return newest;
  }

  /** Hands over the company's records after a position until told to stop, or to where the log ended when this began; answers where that was. */
  private async readTo(
    companyId: string,
    after: Position,
    isEnough: (event: RecordedEvent) => boolean,
  ): Promise<Position> {
    const { connection, heads, names } = this.options;
    if (connection.closing.aborted) throw new EventStoreUnavailable('not-done', 'the event store is closed');
    const end = await heads.newest();
    if (end === null || end.position <= after) return after;
    const own = names.records(companyId);
    let last = after;
    const isOver = (event: RecordedEvent): boolean => {
      const position = positionOf(event);
      // Delivered twice.
      if (position <= last) return false;
      last = position;
      return (event.streamId.startsWith(own) && isEnough(event)) || position >= end.position;
    };
    await connection.patiently(this.options.silenceMs, (silenceMs) =>
      this.subscribed([own, end.streamName], after, { isEnough: isOver, silenceMs }),
    );
    return end.position;
  }

  /** Holds a subscription to streams with these prefixes, after a position, until told that it is enough. */
  private async subscribed(
    prefixes: readonly string[],
    after: Position,
    { isEnough, silenceMs }: { readonly isEnough: (event: RecordedEvent) => boolean; readonly silenceMs: number },
  ): Promise<void> {
    const { connection } = this.options;
    let finish = (): void => undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        const fail = (error: unknown): void =>
          reject(error instanceof Error ? error : new Error('the subscription failed'));
        const timer = setTimeout(() => fail(new NoAnswer(silenceMs)), silenceMs);
        const abort = (): void => fail(new EventStoreUnavailable('not-done', 'the event store is closed'));
        const subscription = connection.subscribe(
          prefixes,
          after === LOG_START ? null : { commit: after, prepare: after },
          {
            event: (event) => {
              timer.refresh();
              try {
                if (isEnough(event)) resolve();
              } catch (error) {
                fail(error);
              }
            },
            checkpoint: () => void timer.refresh(),
            failed: fail,
          },
        );
        connection.closing.addEventListener('abort', abort);
        finish = () => {
          clearTimeout(timer);
          connection.closing.removeEventListener('abort', abort);
          subscription.stop();
        };
      });
    } catch (error) {
      throw readFailure(error, 'read $all');
    } finally {
      finish();
    }
  }
}
