import type { Position } from '@luciq/events';
import { LOG_START } from '@luciq/events';
import type { Connection } from '../connection/connection.ts';
import type { Names } from '../names.ts';
import { positionOf } from '../stored.ts';

/** Events looked at first, from the newest back: mostly a record is among them. */
const FIRST_LOOK = 8;

/** The newest record of the log: where it is, and the name of its stream on the server. */
export interface NewestRecord {
  readonly position: Position;
  readonly streamName: string;
}

/** Where the newest record of the log is. Remembers how far it has looked, so that no look goes back further than that. */
export class Heads {
  private readonly connection: Connection;
  private readonly names: Names;
  /** Everything up to here has been looked at. */
  private scanned: Position = LOG_START;
  /** The newest record up to there. */
  private newestSeen: NewestRecord | null = null;

  constructor(connection: Connection, names: Names) {
    this.connection = connection;
    this.names = names;
  }

  /** The end of the log as the server's own reads have shown it so far: nothing that the server says of positions beyond it is believed. */
  get known(): Position {
    return this.scanned;
  }

  /** The newest record, of every company; null for none. Throws EventStoreUnavailable. */
  async newest(): Promise<NewestRecord | null> {
    if (!(await this.scan(FIRST_LOOK))) await this.scan(Number.MAX_SAFE_INTEGER);
    return this.newestSeen;
  }

  /** Looks back until it meets a record, or what is known; false where it met neither within the count. */
  private async scan(count: number): Promise<boolean> {
    const known = this.scanned;
    let top: Position = LOG_START;
    let record: NewestRecord | null = null;
    let looked = 0;
    let settled = false;
    await this.connection.backwards(count, (event) => {
      const position = positionOf(event);
      looked += 1;
      if (position > top) top = position;
      if (position > known && this.names.streamOf(event.streamId) !== null)
        record = { position, streamName: event.streamId };
      settled = position <= known || record !== null;
      return settled;
    });
    if (!settled && looked >= count) return false;
    if (top > this.scanned) this.scanned = top;
    this.remember(record);
    return true;
  }

  private remember(record: NewestRecord | null): void {
    if (record !== null && record.position > (this.newestSeen?.position ?? LOG_START)) this.newestSeen = record;
  }
}
