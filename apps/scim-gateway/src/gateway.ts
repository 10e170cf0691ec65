import 'reflect-metadata';
import { createHmac, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { credentialsFrom, samlKeyFrom } from '@luciq/access';
import { meteredEventStore } from '@luciq/event-store';
import { openEventStore } from '@luciq/event-store/by-address';
import { startGatewayServer } from '@luciq/gateway';
import { openPostgresGatewayStore } from '@luciq/gateway-store/postgres';
import { openPostgresReadModel } from '@luciq/read-model/postgres';
import type { RunningService } from '@luciq/service';
import type { Log } from '@luciq/telemetry';
import { openMetrics, startOperations } from '@luciq/telemetry';
import { checkSentence, confirmEngines, engineChecks, nothingOpened } from './confirm-engines.ts';
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

interface GatewayGiven {
  readonly settings: GatewaySettings;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Starts the gateway: it listens at once. Until the event store has said that it is the right one, the gateways' own tables are there and the rows are
 * those of this log, SCIM is answered 429 and the account API 503, and `/health/ready` names the engine that is missing; this resolves then. Afterwards
 * engines may come and go; requests that need one that is away are answered in the same way.
 */
export async function startGateway({ settings, log, signal }: GatewayGiven): Promise<Gateway> {
  const { http, eventStore, database } = settings;
  const [credentials, samlKey] = [credentialsFrom(http.LUCIQ_ACCOUNT_CREDENTIALS), samlKeyFrom(http.LUCIQ_SAML_KEY)];
  const metrics = openMetrics('scim-gateway');
  const { store, logId } = openEventStore({
    url: eventStore.LUCIQ_EVENT_STORE_URL,
    claimKey: eventStore.LUCIQ_CLAIM_KEY,
    timeoutMs: eventStore.LUCIQ_EVENT_STORE_TIMEOUT_MS,
    prefix: eventStore.LUCIQ_EVENT_STORE_PREFIX,
  });
  const postgres = {
    url: database.LUCIQ_DATABASE_URL,
    maxConnections: database.LUCIQ_DATABASE_POOL,
    statementTimeoutMs: database.LUCIQ_DATABASE_TIMEOUT_MS,
  };
  const peers = peersFrom(settings.peers);
  const rows = openPostgresReadModel(postgres);
  const shared = openPostgresGatewayStore(postgres);
  const closers: (() => Promise<unknown>)[] = [() => shared.close(), () => rows.close(), () => store.close()];
  const close = async (): Promise<void> => {
    for (const closer of closers) await closer();
  };
  try {
    const opened = nothingOpened();
    const operations = await startOperations({
      host: settings.operations.LUCIQ_OPERATIONS_HOST,
      port: settings.operations.LUCIQ_OPERATIONS_PORT,
      metrics,
      health: {
        engines: engineChecks(opened, {
          eventStore: () => store.head(),
          readModel: () => rows.ping(),
          gatewayStore: () => shared.ping(),
        }),
        sentenceOf: checkSentence,
        log,
      },
    });
    closers.push(() => operations.close());
    const server = await startGatewayServer({
      engines: {
        store: meteredEventStore(store, (result, seconds) => metrics.appended(result, seconds)),
        logId,
        acknowledgements: shared.acknowledgements({ logId }),
        snapshots: shared.snapshots,
        rows: rows.queries,
        account: shared,
      },
      operations: operationsOfServices({ store, logId, rows, shared, databaseUrl: postgres.url, peers, log }),
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
