import type { Prepared } from '@luciq/event-store/eventstoredb';
import { prepareEventStoreDb } from '@luciq/event-store/eventstoredb';
import { EventStoreSettings, readSettings } from '@luciq/settings';
import type { ExitStatus } from '../../ending.ts';
import { CannotWork, EXIT } from '../../ending.ts';
import type { GlobalOptions } from '../../engines/with-engines.ts';
import { print, printJson } from '../../output.ts';

/** What the command is given. */
export interface PreparationGiven {
  /** The user of the services. */
  readonly user: string;
  readonly wholeServer?: boolean;
}

const CHANGED: Readonly<Record<Prepared['changed'][number], (user: string) => string>> = {
  $all: (user) => `${user} may read $all now.`,
  default: (user) => `Streams without a list of their own are for ${user} and $admins alone now.`,
};

/**
 * Sets what a user may do on the server that LUCIQ_EVENT_STORE_ADMIN_URL names, and takes our streams from all others. Throws CannotWork, and what the
 * preparation throws.
 */
export async function prepareEventStore(
  { json }: GlobalOptions,
  { user, wholeServer = false }: PreparationGiven,
): Promise<ExitStatus> {
  const connectionString = process.env['LUCIQ_EVENT_STORE_ADMIN_URL'];
  if (!connectionString) {
    throw new CannotWork(
      'LUCIQ_EVENT_STORE_ADMIN_URL is not set: it must be the connection string of an administrator, esdb://admin:password@host:2113.',
      EXIT.wrongUse,
    );
  }
  const { LUCIQ_EVENT_STORE_PREFIX: prefix } = readSettings(EventStoreSettings, {
    ...process.env,
    LUCIQ_EVENT_STORE_URL: connectionString,
  });
  const prepared = await prepareEventStoreDb({ connectionString, user, prefix, isWholeServer: wholeServer });
  if (json) printJson({ user, ...prepared });
  else
    print(
      ...(prepared.changed.length === 0 && prepared.kind === 'prepared'
        ? ['Everything was so already.']
        : prepared.changed.map((what) => CHANGED[what](user))),
    );
  if (prepared.kind === 'prepared') return EXIT.fine;
  throw new CannotWork(
    `Others use this server, too: there is the stream ${prepared.stream}. It has one default list for all streams, so it was left as it is, and other users may read and write ours.\n` +
      'Use a server of its own, or repeat with --whole-server: streams of others that have no list of their own are then closed to them.',
  );
}
