import 'reflect-metadata';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { EventRecord } from '@luciq/events';
import type { EventStore } from '@luciq/event-store';
import { EVENT_STORE_FILE, openSqliteEventStore } from '@luciq/event-store/sqlite';
import { acknowledgedFromLog } from '@luciq/gateway-store/embedded';
import { ProvisioningModule } from '@luciq/provisioning';
import { logSource, startPump } from '@luciq/pump';
import type { FailurePolicy, Pump, Sink } from '@luciq/pump';
import { CheckpointBeyondLog, READ_MODEL_FOLDER, openReadModel, rebuild } from '@luciq/read-model/sqlite';
import type { ReadModel } from '@luciq/read-model/sqlite';
import { SCIM_PATH, ScimHttpModule, scimServer } from '@luciq/scim-http';
import { failure } from '@luciq/telemetry';
import type { Log } from '@luciq/telemetry';
import { registerDemoCompany } from './demo-company.ts';
import { publicUrl } from './settings.ts';
import type { Settings } from './settings.ts';

/** Only the user who runs the product may look into the data folder: it holds personal data. */
const DATA_FOLDER_MODE = 0o700;

/** The projector never gives up: lists answer 429 meanwhile, and everything else goes on. */
const PROJECTOR_FAILURE: FailurePolicy = { initialDelayMs: 20, maxDelayMs: 5_000, attempts: 'unlimited', onExhausted: 'stop' };

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
  readonly projector: Pump;
  /** Answers what has been asked, finishes the rows in hand, and lets go of the files; the next start goes on from there. */
  close(): Promise<void>;
}

@Module({})
class StandaloneModule {
  static with(imports: readonly DynamicModule[]): DynamicModule {
    return { module: StandaloneModule, imports: [...imports] };
  }
}

async function openRows(folder: string, store: EventStore): Promise<ReadModel> {
  const opened = await openReadModel({ folder });
  if (opened.kind === 'ready') {
    const position = await opened.readModel.sink.checkpoint();
    if (position <= (await store.head())) return opened.readModel;
    opened.readModel.close();
    throw new CheckpointBeyondLog(position);
  }
  // Rows of another build are not migrated but made anew from the log.
  await rebuild({ folder, source: logSource(store), head: () => store.head(), failure: { ...PROJECTOR_FAILURE, attempts: 10 } });
  return openRows(folder, store);
}

/** Opens the files, starts the projector and listens. Throws WrongSetting, or what the system says of port and files. */
export async function startStandalone(options: { readonly settings: Settings; readonly log: Log; readonly wrap?: EngineWrappers }): Promise<Standalone> {
  const { settings, log, wrap = {} } = options;
  mkdirSync(settings.LUCIQ_DATA_DIR, { recursive: true, mode: DATA_FOLDER_MODE });
  const plainStore = openSqliteEventStore({ file: join(settings.LUCIQ_DATA_DIR, EVENT_STORE_FILE) });
  const store = wrap.store?.(plainStore) ?? plainStore;
  const rows = await openRows(join(settings.LUCIQ_DATA_DIR, READ_MODEL_FOLDER), plainStore).catch(async (error: unknown) => {
    await plainStore.close();
    throw error;
  });
  const projector = startPump<EventRecord>({
    source: logSource(store),
    sink: wrap.sink?.(rows.sink) ?? rows.sink,
    failure: PROJECTOR_FAILURE,
    onFailure: (error, attempt) => log.error({ attempt, failure: failure(error) }, 'the projector failed and tries again'),
  });
  const url = { current: '' };
  const app = await NestFactory.create<NestFastifyApplication>(
    StandaloneModule.with([
      ProvisioningModule.with({ store, acknowledgements: acknowledgedFromLog(store) }),
      ScimHttpModule.with({ lists: rows.queries, log, baseUrl: () => `${url.current}${SCIM_PATH}` }),
    ]),
    scimServer(),
    { logger: false, bodyParser: false, abortOnError: false },
  );
  const close = async (): Promise<void> => {
    await app.close();
    await projector.drain();
    rows.close();
    await store.close();
  };
  try {
    await app.listen(settings.PORT, settings.HOST);
    const address = app.getHttpServer().address();
    url.current = publicUrl(settings, typeof address === 'object' && address ? address.port : settings.PORT);
    const newToken = await registerDemoCompany(app.get(CommandBus, { strict: false }), settings.LUCIQ_BOOTSTRAP_TOKEN);
    return { scimBaseUrl: `${url.current}${SCIM_PATH}`, newToken, projector, close };
  } catch (error) {
    await close();
    throw error;
  }
}
