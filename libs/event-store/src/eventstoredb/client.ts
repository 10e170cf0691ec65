import { EventStoreDBClient } from '@eventstore/db-client';
import { parseConnectionString } from './connection-string.ts';
import { within } from './failures.ts';

/** How long letting go of the connection may take, in milliseconds. */
export const CLOSE_TIMEOUT_MS = 2_000;

/**
 * The client, held to one call for each append. Its batched RPC shares one stream and one table between all clients of
 * the process: a failure of one fails the appends of the others, and none of them has a timer.
 */
export class OneCallClient extends EventStoreDBClient {
  #channel: { close(): void } | null = null;

  constructor(connectionString: string) {
    const { nodes, channel, credentials } = parseConnectionString(connectionString);
    // The three forms of the constructor differ in this argument alone.
    super(nodes as ConstructorParameters<typeof EventStoreDBClient>[0], channel, credentials);
    this.supports = () => Promise.resolve(false);
    const getChannel = this.getChannel;
    this.getChannel = async () => {
      const opened = await getChannel();
      this.#channel = opened;
      return opened;
    };
  }

  /** Cancels what runs and closes the channel, which the client itself would leave open for good. */
  async letGo(): Promise<void> {
    await within(CLOSE_TIMEOUT_MS, this.dispose()).catch(() => undefined);
    this.#channel?.close();
  }
}
