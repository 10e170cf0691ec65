import { randomUUID } from 'node:crypto';
import { jsonEvent } from '@eventstore/db-client';
import type { Connection } from './connection/connection.ts';
import { EventStoreDbUnusable } from './connection/failures.ts';
import type { Names } from './names.ts';

const NEW_STREAM = -1;

/** Which log it is, a UUID, and whether every record of it has a code: one that was begun by an older build has some without. */
export interface LogIdentity {
  readonly logId: string;
  readonly isCoded: boolean;
}

/** What the store says of itself, made with its first use and never changed. */
export class Identity {
  private readonly connection: Connection;
  private readonly names: Names;
  private known: Promise<LogIdentity> | null = null;

  constructor(connection: Connection, names: Names) {
    this.connection = connection;
    this.names = names;
  }

  /**
   * Identity of the log. Checks the claim key first. Asks the server once, and again only after a failure.
   * Throws EventStoreDbUnusable where the store was made with another key, and EventStoreUnavailable.
   */
  check(): Promise<LogIdentity> {
    this.known ??= this.ask().catch((error: unknown) => {
      this.known = null;
      throw error;
    });
    return this.known;
  }

  private async ask(): Promise<LogIdentity> {
    const check = await this.first(this.names.settings, 'ClaimKeyChosen', { check: this.names.keyCheck() });
    if (check['check'] !== this.names.keyCheck()) {
      throw new EventStoreDbUnusable(
        'The claim key is not the one that this event store was set up with: claims would not be found, and userNames could be given twice. ' +
          'Set the key that was used before.',
      );
    }
    const { logId, coded } = await this.first(this.names.log, 'LogIdentified', { logId: randomUUID(), coded: true });
    if (typeof logId !== 'string')
      throw new EventStoreDbUnusable(
        `The stream ${this.names.log} of the event store does not hold the identity of a log.`,
      );
    return { logId, isCoded: coded === true };
  }

  /** The first event of a stream; makes it where there is none. Of several that make it at once, one is first. */
  private async first(stream: string, type: string, data: Record<string, unknown>): Promise<Record<string, unknown>> {
    const [there] = await this.connection.readSome(stream, 0, 1);
    if (there) return there.data as Record<string, unknown>;
    const sent = await this.connection.append(stream, NEW_STREAM, [jsonEvent({ id: randomUUID(), type, data })]);
    if (sent.kind === 'appended') return data;
    const [made] = await this.connection.readSome(stream, 0, 1);
    return made ? (made.data as Record<string, unknown>) : {};
  }
}
