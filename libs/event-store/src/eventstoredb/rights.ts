import { randomUUID } from 'node:crypto';
import { jsonEvent } from '@eventstore/db-client';
import type { Connection } from './connection/connection.ts';
import type { Names } from './names.ts';

/** A revision at which a stream that is never written to does not stand: an append there is refused, and nothing is written. */
const NEVER = 0;

/** What the user of a connection may do, looked at before anything depends on it. */
export class Rights {
  private readonly connection: Connection;
  private readonly names: Names;
  private readonly readOnly: boolean;
  private isChecked = false;

  constructor(connection: Connection, names: Names, readOnly: boolean) {
    this.connection = connection;
    this.names = names;
    this.readOnly = readOnly;
  }

  /**
   * Tries to read the log and our streams and, unless for reading alone, to append to them, without writing: a server looks at the right first
   * and at the revision afterwards. Asks once, again only after a failure. Throws EventStoreUnusable, a sentence, for what the user may not do.
   */
  async check(): Promise<void> {
    if (this.isChecked) return;
    const { probes } = this.names;
    await this.connection.backwards(1, () => true);
    for (const stream of probes) await this.connection.newestOf(stream);
    if (!this.readOnly) {
      for (const stream of probes)
        await this.connection.append(stream, NEVER, [jsonEvent({ id: randomUUID(), type: 'NeverWritten', data: {} })]);
    }
    this.isChecked = true;
  }
}
