import { LOG_START } from '@luciq/events';
import type { Position } from '@luciq/events';
import type { Connection } from './connection.ts';
import type { Names } from './names.ts';
import { positionOf } from './stored.ts';

/** Events looked at first, from the newest back: mostly a record is among them. */
const FIRST_LOOK = 8;

/** Where the newest record of the log is. Remembers how far it has looked, so that no look goes back further than that. */
export class Heads {
  readonly #connection: Connection;
  readonly #names: Names;
  /** Everything up to here has been looked at. */
  #scanned: Position = LOG_START;
  /** The newest record up to there. */
  #newest: Position = LOG_START;

  constructor(connection: Connection, names: Names) {
    this.#connection = connection;
    this.#names = names;
  }

  /** Position of the newest record, of every company; LOG_START for none. Throws EventStoreUnavailable. */
  async newest(): Promise<Position> {
    if (!(await this.#scan(FIRST_LOOK))) await this.#scan(Number.MAX_SAFE_INTEGER);
    return this.#newest;
  }

  /** Looks back until it meets a record, or what is known; false where it met neither within the count. */
  async #scan(count: number): Promise<boolean> {
    const known = this.#scanned;
    let top: Position = LOG_START;
    let record: Position | null = null;
    let looked = 0;
    let settled = false;
    await this.#connection.backwards(count, (event) => {
      const position = positionOf(event);
      looked += 1;
      if (position > top) top = position;
      if (position > known && this.#names.streamOf(event.streamId) !== null) record = position;
      settled = position <= known || record !== null;
      return settled;
    });
    if (!settled && looked >= count) return false;
    if (top > this.#scanned) this.#scanned = top;
    if (record !== null && record > this.#newest) this.#newest = record;
    return true;
  }
}
