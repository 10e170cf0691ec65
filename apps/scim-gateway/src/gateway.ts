import 'reflect-metadata';
import { createHmac, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { credentialsFrom, samlKeyFrom } from '@luciq/access';
import { meteredEventStore } from '@luciq/event-store';
import { openEventStore } from '@luciq/event-store/by-address';
import { startGatewayServer } from '@luciq/gateway';
import type { PostgresGatewayStore } from '@luciq/gateway-store/postgres';
import { openPostgresGatewayStore } from '@luciq/gateway-store/postgres';
import { ForeignLog } from '@luciq/read-model';
import type { PostgresReadModel } from '@luciq/read-model/postgres';
import { openPostgresReadModel } from '@luciq/read-model/postgres';
import type { Availability, RunningService } from '@luciq/service';
import { engineSentence, isEngineAway, untilAvailable } from '@luciq/service';
import { databaseSentence } from '@luciq/settings';
import type { Log } from '@luciq/telemetry';
import { failure, openMetrics, startOperations } from '@luciq/telemetry';
import { operationsOfServices } from './operations-of-services.ts';
import type { GatewaySettings } from './settings.ts';
import { peersFrom } from './settings.ts';

/** The built console, in the checkout. */
const CONSOLE_FOLDER = join(import.meta.dirname, '../../console/dist');

/** Requests a second that one company is answered by each gateway, unless set. */
const REQUESTS_PER_SECOND = 100;

/** From the key that all gateways have; without one, on the embedded log, there is one gateway. */
const cursorKey = (claimKey: string | undefined): string =>
  claimKey === undefined
    ? randomBytes(32).toString('base64url')
    : createHmac('sha256', claimKey).update('luciq cursors').digest('base64url');

/** The running gateway. */
export interface Gateway extends RunningService {
  readonly scimBaseUrl: string;
  /** Where it listens, whatever address its clients use. */
  readonly listening: string;
  /** Address of health and metrics. */
  readonly operations: string;
}

/** True for a database that does not answer; one that cannot be used has a sentence of its own. */
const isDatabaseAway = (error: unknown): boolean => isEngineAway(error) && databaseSentence(error) === null;

interface EnginesToConfirm {
  readonly logId: () => Promise<string | null>;
  readonly shared: PostgresGatewayStore;
  readonly rows: PostgresReadModel;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** What has been confirmed so far, and why the others have not; written here. */
  readonly opened: Opened;
}

/** An engine has not answered since the start; the message is the sentence of why, or empty. */
class NotConfirmed extends Error {
  override readonly name = 'NotConfirmed';
}

interface Opened {
  eventStore: boolean;
  gatewayStore: boolean;
  readModel: boolean;
  sameLog: boolean;
  readonly away: Map<'eventStore' | 'gatewayStore' | 'readModel', string>;
}

/**
 * Asks the engines at once, each until it answers, so that `/health/ready` names those that are away and no other. Throws what does not pass: another
 * claim key, another log, a database that cannot be used.
 */
async function confirmEngines({ logId, shared, rows, log, signal: stopping, opened }: EnginesToConfirm): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([stopping, failed.signal]);
  const waiting = (
    engine: 'eventStore' | 'gatewayStore' | 'readModel',
    isAway: (error: unknown) => boolean,
  ): Availability => ({
    isAway,
    onAway: (error, attempt) => {
      const sentence = engineSentence(error);
      opened.away.set(engine, sentence ?? '');
      log.warn(
        { attempt, reason: engine, ...(sentence !== null && { sentence }), failure: failure(error) },
        'an engine does not answer and is asked again',
      );
    },
    signal,
  });
  const ownLog = async (): Promise<string | null> => {
    const own = await untilAvailable(logId, waiting('eventStore', isEngineAway));
    opened.eventStore = true;
    return own;
  };
  const ownTables = async (): Promise<void> => {
    await untilAvailable(() => shared.migrate(), waiting('gatewayStore', isDatabaseAway));
    opened.gatewayStore = true;
  };
  const logOfRows = async (): Promise<string | null> => {
    const made = await untilAvailable(() => rows.logId(), waiting('readModel', isDatabaseAway));
    opened.readModel = true;
    return made;
  };
  try {
    const [own, made] = await Promise.all([ownLog(), logOfRows(), ownTables()]);
    if (own !== null && made !== null && made !== own)
      throw new ForeignLog(`the rows are of log ${made}, and the event store is log ${own}`);
    opened.sameLog = true;
  } finally {
    failed.abort();
  }
}

/**
 * Starts the gateway: it listens at once. Until the event store has said that it is the right one, the gateways' own tables are there and the rows are
 * those of this log, SCIM is answered 429 and the account API 503, and `/health/ready` names the engine that is missing; this resolves then. Afterwards
 * engines may come and go; requests that need one that is away are answered in the same way.
 */
export async function startGateway({
  settings,
  log,
  signal,
}: {
  readonly settings: GatewaySettings;
  readonly log: Log;
  readonly signal: AbortSignal;
}): Promise<Gateway> {
  const { http, eventStore, database } = settings;
  const credentials = credentialsFrom(http.LUCIQ_ACCOUNT_CREDENTIALS);
  const samlKey = samlKeyFrom(http.LUCIQ_SAML_KEY);
  const metrics = openMetrics('scim-gateway');
  const {
    LUCIQ_EVENT_STORE_URL: url,
    LUCIQ_CLAIM_KEY: claimKey,
    LUCIQ_EVENT_STORE_TIMEOUT_MS: timeoutMs,
    LUCIQ_EVENT_STORE_PREFIX: prefix,
  } = eventStore;
  const { store, logId } = openEventStore({ url, claimKey, timeoutMs, prefix });
  const postgres = {
    url: database.LUCIQ_DATABASE_URL,
    maxConnections: database.LUCIQ_DATABASE_POOL,
    statementTimeoutMs: database.LUCIQ_DATABASE_TIMEOUT_MS,
  };
  const rows = openPostgresReadModel(postgres);
  const shared = openPostgresGatewayStore(postgres);
  const closers: (() => Promise<unknown>)[] = [() => shared.close(), () => rows.close(), () => store.close()];
  const close = async (): Promise<void> => {
    for (const closer of closers) await closer();
  };
  try {
    const opened: Opened = {
      eventStore: false,
      gatewayStore: false,
      readModel: false,
      sameLog: false,
      away: new Map(),
    };
    const confirmed =
      (engine: 'eventStore' | 'gatewayStore' | 'readModel', check: () => Promise<unknown>) =>
      async (): Promise<unknown> => {
        if (!opened[engine]) throw new NotConfirmed(opened.away.get(engine) ?? '');
        return check();
      };
    const operations = await startOperations({
      host: settings.operations.LUCIQ_OPERATIONS_HOST,
      port: settings.operations.LUCIQ_OPERATIONS_PORT,
      metrics,
      health: {
        engines: {
          eventStore: confirmed('eventStore', () => store.head()),
          readModel: confirmed('readModel', () => rows.ping()),
          gatewayStore: confirmed('gatewayStore', () => shared.ping()),
        },
        sentenceOf: (thrown) => (thrown instanceof NotConfirmed ? thrown.message || null : engineSentence(thrown)),
        log,
      },
    });
    closers.push(() => operations.close());
    const server = await startGatewayServer({
      engines: {
        store: meteredEventStore(store, (result, seconds) => metrics.appended(result, seconds)),
        acknowledgements: shared.acknowledgements({ logId }),
        snapshots: shared.snapshots,
        rows: rows.queries,
        account: shared,
      },
      operations: operationsOfServices({
        store,
        logId,
        rows,
        shared,
        databaseUrl: postgres.url,
        peers: peersFrom(settings.peers),
        log,
      }),
      settings: http,
      credentials,
      samlKey,
      usualRate: REQUESTS_PER_SECOND,
      cursorKey: cursorKey(eventStore.LUCIQ_CLAIM_KEY),
      consoleFolder: CONSOLE_FOLDER,
      log,
      metrics,
      isOpen: () => opened.sameLog,
    });
    closers.unshift(
      async () => operations.drain(),
      () => server.close(),
    );
    await confirmEngines({ logId, shared, rows, log, signal, opened });
    return {
      scimBaseUrl: server.scimBaseUrl,
      listening: server.listening,
      operations: operations.origin,
      done: new Promise(() => undefined),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
