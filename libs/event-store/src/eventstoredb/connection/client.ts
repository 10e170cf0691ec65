import type { Credentials } from '@eventstore/db-client';
import { EventStoreDBClient } from '@eventstore/db-client';
import { parseConnectionString } from './connection-string.ts';
import { within } from './failures.ts';

/** What a connection is made from. */
export interface ConnectionOptions {
  readonly connectionString: string;
  readonly appendTimeoutMs: number;
  readonly readTimeoutMs: number;
}

/** How long letting go of the connection may take, in milliseconds. */
export const CLOSE_TIMEOUT_MS = 2_000;

/** What an append carries over a plain connection, which the client does not send. */
const NOT_SENT: Credentials = { username: '', password: '' };

/** A client, and the credentials that each append has to carry. */
export interface OpenedClient {
  readonly client: EventStoreDBClient;
  readonly appendAs: Credentials | undefined;
}

/**
 * A client that makes one call of each append, which it does where the append has credentials of its own. Its batched call shares
 * one stream and one table between all clients of the process: a failure of one fails the appends of the others, and none of
 * them has a timer. Throws EventStoreDbUnusable. Connects with the first call.
 */
export function openClient(connectionString: string): OpenedClient {
  const { nodes, channel, credentials } = parseConnectionString(connectionString);
  // The three forms of the constructor differ in this argument alone.
  const client = new EventStoreDBClient(
    nodes as ConstructorParameters<typeof EventStoreDBClient>[0],
    channel,
    credentials,
  );
  if (credentials) return { client, appendAs: credentials };
  if (channel.insecure) return { client, appendAs: NOT_SENT };
  // A certificate stands for the user, or anybody may write: with a user and password beside it the server would look at these instead.
  client['supports'] = () => Promise.resolve(false);
  return { client, appendAs: undefined };
}

/** Cancels what runs and closes the channel, which `dispose` leaves open for good. */
export async function closeClient(client: EventStoreDBClient): Promise<void> {
  await within(CLOSE_TIMEOUT_MS, client.dispose()).catch(() => undefined);
  // There may be no channel yet, and finding the leader of a cluster for a new one takes its time.
  const closed = client['getChannel']().then((channel) => channel.close());
  await within(CLOSE_TIMEOUT_MS, closed).catch(() => undefined);
}
