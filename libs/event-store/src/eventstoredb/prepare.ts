import type { AppendExpectedRevision, EventStoreDBClient } from '@eventstore/db-client';
import { BACKWARDS, END, jsonEvent, NO_STREAM, START, streamNameFilter } from '@eventstore/db-client';
import { EventStoreUnusable } from '../port.ts';
import type { OpenedClient } from './connection/client.ts';
import { closeClient, openClient } from './connection/client.ts';
import { parseConnectionString } from './connection/connection-string.ts';
import { isMissing, isNeverSent, readFailure, within } from './connection/failures.ts';
import { whyEventStoreOutOfReach } from './connection/reach.ts';

/** Each step of a preparation may take so long, in milliseconds. */
export const PREPARE_TIMEOUT_MS = 10_000;

const ADMINS = '$admins';
/** Stream of the metadata of `$all`. */
const METADATA_OF_ALL = '$$$all';
const SETTINGS = '$settings';
/** What servers call the event of `$settings`; they read whatever is newest there. */
const DEFAULT_LIST_CHANGED = 'update-default-acl';

/** Whom to give what, and by whose right. */
export interface Preparation {
  /** Connection string of a member of `$admins`. */
  readonly connectionString: string;
  /** The user of the services. */
  readonly user: string;
  /** What the names of our streams begin with; `luciq` unless set. */
  readonly prefix?: string;
  /** Shuts others out of their own streams, too, where these have no lists of their own. */
  readonly isWholeServer?: boolean;
}

/**
 * What became of a preparation. `shared`: there is a stream of someone else, so the default list was left as it is: by it other users of the server may still
 * read and write our streams. `changed` names what was not so before.
 */
export type Prepared =
  | { readonly kind: 'prepared'; readonly changed: readonly ('$all' | 'default')[] }
  | { readonly kind: 'shared'; readonly changed: readonly '$all'[]; readonly stream: string };

type Data = Readonly<Record<string, unknown>>;

const rolesOf = (roles: unknown): readonly string[] => [roles ?? []].flat().filter((role) => typeof role === 'string');

/** True where both name the same roles. */
const isSame = (one: unknown, other: readonly string[]): boolean =>
  JSON.stringify([...rolesOf(one)].sort()) === JSON.stringify([...other].sort());

/**
 * Gives the user of the services what the product needs of a server with users, and takes our streams from everybody else: the user may read `$all`, and the
 * server's default list, which is for every stream without a list of its own and thus for ours, lets in that user and `$admins` alone. A server knows no
 * list for a prefix. Safe to repeat. Throws EventStoreDbUnusable, EventStoreUnusable and EventStoreUnavailable.
 */
export async function prepareEventStoreDb({
  connectionString,
  user,
  prefix = 'luciq',
  isWholeServer = false,
}: Preparation): Promise<Prepared> {
  const opened = openClient(connectionString);
  const { client } = opened;
  try {
    const all = (await letReadAll(opened, user)) ? (['$all'] as const) : [];
    const other = isWholeServer ? null : await streamOfOthers(client, prefix);
    if (other !== null) return { kind: 'shared', changed: all, stream: other };
    return { kind: 'prepared', changed: (await shutOthersOut(opened, user)) ? [...all, 'default'] : all };
  } catch (error) {
    throw await explained(error, connectionString);
  } finally {
    await closeClient(client);
  }
}

async function explained(error: unknown, connectionString: string): Promise<Error> {
  const failure = readFailure(error, 'administer');
  const why = isNeverSent(error) ? await whyEventStoreOutOfReach(parseConnectionString(connectionString)) : null;
  return why === null ? failure : new EventStoreUnusable(why.sentence, { cause: error });
}

/** The newest data of a stream, changed by a function that answers null where it is right already; false then. */
async function changed(
  { client, appendAs }: OpenedClient,
  stream: string,
  type: string,
  change: (data: Data) => Data | null,
): Promise<boolean> {
  const there = await within(PREPARE_TIMEOUT_MS, newestOf(client, stream));
  const data = change((there?.data ?? {}) as Data);
  if (data === null) return false;
  const expectedRevision: AppendExpectedRevision = there?.revision ?? NO_STREAM;
  await within(
    PREPARE_TIMEOUT_MS,
    client.appendToStream(stream, jsonEvent({ type, data }), {
      expectedRevision,
      ...(appendAs && { credentials: appendAs }),
    }),
  );
  return true;
}

const letReadAll = (opened: OpenedClient, user: string): Promise<boolean> =>
  changed(opened, METADATA_OF_ALL, '$metadata', (data) => {
    const list = (data['$acl'] ?? {}) as Data;
    const readers = [...new Set([ADMINS, ...rolesOf(list['$r']), user])];
    return isSame(list['$r'], readers) ? null : { ...data, $acl: { ...list, $r: readers } };
  });

const shutOthersOut = (opened: OpenedClient, user: string): Promise<boolean> =>
  changed(opened, SETTINGS, DEFAULT_LIST_CHANGED, (data) => {
    const list = (data['$userStreamAcl'] ?? {}) as Data;
    const ours = { $r: [ADMINS, user], $w: [ADMINS, user], $d: [ADMINS], $mr: [ADMINS], $mw: [ADMINS] };
    return Object.entries(ours).every(([key, roles]) => isSame(list[key], roles))
      ? null
      : { ...data, $userStreamAcl: ours };
  });

/** A stream that is neither the server's nor ours, null for none. */
async function streamOfOthers(client: EventStoreDBClient, prefix: string): Promise<string | null> {
  const filter = streamNameFilter({ regex: `^(?!\\$|${prefix}/|${prefix}-)` });
  const subscription = client.subscribeToAll({ fromPosition: START, filter });
  try {
    const found = new Promise<string | null>((resolve, reject) => {
      subscription.on('data', ({ event }) => resolve(event?.streamId ?? null));
      subscription.on('caughtUp', () => setImmediate(() => resolve(null)));
      subscription.on('error', (error) =>
        reject(error instanceof Error ? error : new Error('the subscription failed')),
      );
    });
    return await within(PREPARE_TIMEOUT_MS, found);
  } finally {
    void subscription.unsubscribe().catch(() => undefined);
    subscription.resume();
  }
}

async function newestOf(
  client: EventStoreDBClient,
  stream: string,
): Promise<{ readonly data: unknown; readonly revision: bigint } | null> {
  try {
    for await (const { event } of client.readStream(stream, { direction: BACKWARDS, fromRevision: END, maxCount: 1 }))
      return event ?? null;
    return null;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
