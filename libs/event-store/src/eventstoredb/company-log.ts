import type { Position as AllPosition, RecordedEvent } from '@eventstore/db-client';
import { LRUCache } from 'lru-cache';
import { LOG_START } from '@luciq/events';
import type { Position } from '@luciq/events';
import { EventStoreUnavailable } from '../port.ts';
import type { Connection } from './connection.ts';
import { NoAnswer, readFailure } from './failures.ts';
import type { Names } from './names.ts';
import { positionOf } from './stored.ts';

/** Companies of which is remembered how far their records were looked for, least recently used dropped first. */
export const MAX_COMPANY_HEADS = 1_000;

interface CompanyHead {
  readonly newest: Position;
  readonly resume: AllPosition | null;
}

/** The records of one company alone: a subscription to its streams until it has caught up, and then no more. */
export class CompanyLog {
  readonly #connection: Connection;
  readonly #names: Names;
  readonly #silenceMs: number;
  readonly #heads = new LRUCache<string, CompanyHead>({ max: MAX_COMPANY_HEADS });

  constructor(connection: Connection, names: Names, silenceMs: number) {
    this.#connection = connection;
    this.#names = names;
    this.#silenceMs = silenceMs;
  }

  /** At most `limit` records of the company after a position. Throws EventStoreUnavailable. */
  async read(companyId: string, after: Position, limit: number): Promise<readonly RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    await this.#catchUp(companyId, after === LOG_START ? null : { commit: after, prepare: after }, (event) => {
      if (positionOf(event) > after && events.length < limit) events.push(event);
      return events.length >= limit;
    });
    return events;
  }

  /** Position of the company's newest record, LOG_START for none. Throws EventStoreUnavailable. */
  async head(companyId: string): Promise<Position> {
    const known = this.#heads.get(companyId) ?? { newest: LOG_START, resume: null };
    let { newest } = known;
    const resume = await this.#catchUp(companyId, known.resume, (event) => {
      const position = positionOf(event);
      if (position > newest) newest = position;
      return false;
    });
    this.#heads.set(companyId, { newest, resume });
    return newest;
  }

  /** Hands over the company's records until told to stop or until there are no more; answers how far it looked. */
  async #catchUp(companyId: string, after: AllPosition | null, isEnough: (event: RecordedEvent) => boolean): Promise<AllPosition | null> {
    const { closing } = this.#connection;
    if (closing.aborted) throw new EventStoreUnavailable('not-done', 'the event store is closed');
    let resume = after;
    let finish = (): void => undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        const fail = (error: unknown): void => reject(error instanceof Error ? error : new Error('the subscription failed'));
        const timer = setTimeout(() => fail(new NoAnswer(this.#silenceMs)), this.#silenceMs);
        const abort = (): void => fail(new EventStoreUnavailable('not-done', 'the event store is closed'));
        const subscription = this.#connection.subscribe(this.#names.records(companyId), after, {
          event: (event) => {
            timer.refresh();
            try {
              resume = { commit: positionOf(event), prepare: positionOf(event) };
              if (isEnough(event)) resolve();
            } catch (error) {
              fail(error);
            }
          },
          checkpoint: (position) => {
            timer.refresh();
            resume = position;
          },
          caughtUp: resolve,
          failed: fail,
        });
        closing.addEventListener('abort', abort);
        finish = () => {
          clearTimeout(timer);
          closing.removeEventListener('abort', abort);
          subscription.stop();
        };
      });
      return resume;
    } catch (error) {
      throw readFailure(error);
    } finally {
      finish();
    }
  }
}
