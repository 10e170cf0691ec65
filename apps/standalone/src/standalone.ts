import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CONSOLE_PATH, credentialsFrom, samlKeyFrom, setupLinkUrl } from '@luciq/access';
import type { EventStore } from '@luciq/event-store';
import { EVENT_STORE_FILE, lockDataFolder, openSqliteEventStore, sqliteLogId } from '@luciq/event-store/sqlite';
import type { EventRecord } from '@luciq/events';
import type { GatewayServer } from '@luciq/gateway';
import { startGatewayServer } from '@luciq/gateway';
import {
  acknowledgedFromLog,
  GATEWAY_FILE,
  openSqliteGatewayStore,
  openSqliteSnapshots,
  SNAPSHOT_FILE,
} from '@luciq/gateway-store/embedded';
import { claimNames } from '@luciq/provisioning';
import type { FailurePolicy, Pump, Sink } from '@luciq/pump';
import { logSource, RecordLag, startPump } from '@luciq/pump';
import { CheckpointBeyondLog, rebuild } from '@luciq/read-model';
import type { ReadModel } from '@luciq/read-model/sqlite';
import { openReadModel, READ_MODEL_FOLDER, sqliteGenerations } from '@luciq/read-model/sqlite';
import { PRIVATE_FOLDER } from '@luciq/service';
import type { Log, Metrics, OperationsServer } from '@luciq/telemetry';
import { failure, openMetrics, startOperations } from '@luciq/telemetry';
import type { DemoCompany } from './demo-company.ts';
import { DEMO_COMPANY_ID, registerDemoCompany } from './demo-company.ts';
import type { RunningHere } from './operations-here.ts';
import { operationsHere, projectorReading } from './operations-here.ts';
import type { StandaloneSettings } from './settings.ts';
import { startLink } from './setup-link.ts';

/** The projector never gives up: lists answer 429 meanwhile, and everything else goes on. */
const PROJECTOR_FAILURE: FailurePolicy = {
  initialDelayMs: 20,
  maxDelayMs: 5_000,
  attempts: 'unlimited',
  onExhausted: 'stop',
};

/** Where several records come at once, those of the next milliseconds are written to the rows with one commit. */
const PROJECTOR_GATHERS = { from: 4, ms: 10 };

/** One company's own machine has nobody to be protected from. */
const NO_LIMIT = 0;

/** The built console, in the checkout. */
const CONSOLE_FOLDER = join(import.meta.dirname, '../../console/dist');

/** What a test may put between the product and its engines. */
export interface EngineWrappers {
  readonly store?: (store: EventStore) => EventStore;
  readonly sink?: (sink: Sink<EventRecord>) => Sink<EventRecord>;
}

/** The running product. */
export interface Standalone {
  readonly scimBaseUrl: string;
  /** The demo company's token where it was issued by this start, else null. */
  readonly newToken: string | null;
  /** Address of the console. */
  readonly consoleUrl: string;
  /** False where its pages can say no more than that they are not built. */
  readonly consoleBuilt: boolean;
  /** Address with which the demo company can be set up, once; null where its SAML is configured already. */
  readonly setupUrl: string | null;
  readonly projector: Pump;
  /** Rejects with the cause when the projector had to stop. */
  readonly done: Promise<unknown>;
  /** Answers open requests, finishes the current batch of rows and closes the files; the next start goes on from there. */
  close(): Promise<void>;
}

async function openRows(folder: string, store: EventStore, log: Log): Promise<ReadModel> {
  const opened = await openReadModel({ folder });
  if (opened.kind === 'ready') {
    const position = await opened.readModel.sink.checkpoint();
    if (position <= (await store.head())) return opened.readModel;
    opened.readModel.close();
    throw new CheckpointBeyondLog(position);
  }
  // Rows of another build are not migrated but made anew from the log; and its names may not be claimed as this one compares them.
  await rebuild({
    generations: sqliteGenerations(folder),
    source: logSource(store),
    head: () => store.head(),
    failure: { ...PROJECTOR_FAILURE, attempts: 10 },
  });
  const { unclaimed, collisions } = await claimNames(store, { kind: 'system', id: 'standalone' });
  if (unclaimed.length > 0)
    log.info(
      { reason: `${unclaimed.length}` },
      'names of a former build were claimed in the form in which names are compared',
    );
  if (collisions.length > 0)
    log.warn(
      { reason: `${collisions.length}` },
      'names of two are the same name now: list them with operator names check',
    );
  return openRows(folder, store, log);
}

/** What the product is started with. */
export interface StartOptions {
  readonly settings: StandaloneSettings;
  readonly log: Log;
  readonly wrap?: EngineWrappers;
}

/**
 * Takes the data folder, opens its files, starts the projector and listens. Throws WrongSetting, DataFolderInUse where another service has the folder, or what
 * the system says of port and files.
 */
export async function startStandalone(options: StartOptions): Promise<Standalone> {
  const { LUCIQ_DATA_DIR: folder } = options.settings;
  mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
  const lock = lockDataFolder(folder);
  try {
    const running = await startInFolder(options);
    return { ...running, close: () => running.close().finally(() => lock.release()) };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function startInFolder(options: StartOptions): Promise<Standalone> {
  const { settings, log, wrap = {} } = options;
  const credentials = credentialsFrom(settings.LUCIQ_ACCOUNT_CREDENTIALS);
  const samlKey = samlKeyFrom(settings.LUCIQ_SAML_KEY);
  const plainStore = openSqliteEventStore({ file: join(settings.LUCIQ_DATA_DIR, EVENT_STORE_FILE) });
  const store = wrap.store?.(plainStore) ?? plainStore;
  const rows = await openRows(join(settings.LUCIQ_DATA_DIR, READ_MODEL_FOLDER), plainStore, log).catch(
    async (error: unknown) => {
      await plainStore.close();
      throw error;
    },
  );
  const snapshots = openSqliteSnapshots(join(settings.LUCIQ_DATA_DIR, SNAPSHOT_FILE));
  const account = openSqliteGatewayStore(join(settings.LUCIQ_DATA_DIR, GATEWAY_FILE));
  if (account.setAside !== null)
    log.warn(
      { reason: basename(account.setAside) },
      'the file of sessions and activity was damaged: it was put aside, and a new one begins',
    );
  const lag = new RecordLag();
  const projector = startPump<EventRecord>({
    source: logSource(store),
    sink: wrap.sink?.(rows.sink) ?? rows.sink,
    failure: PROJECTOR_FAILURE,
    gather: PROJECTOR_GATHERS,
    onProgress: ({ newest }) => {
      if (newest) lag.written(newest.time);
    },
    onFailure: (error, attempt) =>
      log.error({ attempt, failure: failure(error) }, 'the projector failed and tries again'),
  });
  const here = { dataFolder: settings.LUCIQ_DATA_DIR, store, rows, projector, lag, log };
  const metrics = settings.LUCIQ_OPERATIONS_PORT === undefined ? null : openMetrics('standalone');
  let operations: OperationsServer | null = null;
  const closers: (() => Promise<unknown>)[] = [
    () => projector.drain(),
    async () => rows.close(),
    async () => snapshots.close(),
    async () => account.close(),
    () => store.close(),
    async () => operations?.close(),
  ];
  const close = async (): Promise<void> => {
    operations?.drain();
    for (const closer of closers) await closer();
  };
  const demo: { made: DemoCompany | null } = { made: null };
  try {
    const server = await startGatewayServer({
      beforeListening: async (commands) => {
        demo.made = await registerDemoCompany(commands, settings.LUCIQ_BOOTSTRAP_TOKEN);
      },
      engines: {
        store,
        logId: () => sqliteLogId(plainStore),
        acknowledgements: acknowledgedFromLog(store),
        snapshots,
        rows: rows.queries,
        account,
      },
      operations: operationsHere(here),
      settings,
      credentials,
      samlKey,
      usualRate: NO_LIMIT,
      // One process answers: cursors need not outlive it.
      cursorKey: randomBytes(32).toString('base64url'),
      consoleFolder: CONSOLE_FOLDER,
      log,
      metrics,
    });
    closers.unshift(() => server.close());
    if (metrics) operations = await serveOperations({ settings, metrics, ...here });
    return { ...(await reportOf(server, demo.made)), projector, done: projector.done, close };
  } catch (error) {
    await close();
    throw error;
  }
}

type StartReport = Pick<Standalone, 'scimBaseUrl' | 'newToken' | 'consoleUrl' | 'consoleBuilt' | 'setupUrl'>;

/** What there is to show of the demo company. */
async function reportOf(
  { commands, publicUrl, scimBaseUrl }: GatewayServer,
  demo: DemoCompany | null,
): Promise<StartReport> {
  const link = demo === null ? null : await startLink(commands, DEMO_COMPANY_ID, demo.company);
  const consoleBuilt = existsSync(join(CONSOLE_FOLDER, 'index.html'));
  return {
    scimBaseUrl,
    newToken: demo?.newToken ?? null,
    consoleUrl: `${publicUrl}${CONSOLE_PATH}/`,
    consoleBuilt,
    setupUrl: link === null ? null : setupLinkUrl(publicUrl, link),
  };
}

/** Health and metrics, on a port of their own. */
function serveOperations(
  running: RunningHere & { readonly settings: StandaloneSettings; readonly metrics: Metrics },
): Promise<OperationsServer> {
  const { settings, metrics, store, rows, projector, lag } = running;
  const { LUCIQ_OPERATIONS_PORT: port = 0, LUCIQ_OPERATIONS_HOST: host } = settings;
  metrics.pump('projector', async () => new Map([['log', await projectorReading({ store, projector, lag })]]));
  return startOperations({
    host,
    port,
    metrics,
    health: {
      engines: { eventStore: () => store.head(), readModel: () => rows.queries.company('') },
      pumps: { projector: () => projector.state() },
    },
  });
}
