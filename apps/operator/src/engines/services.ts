import type { AddressedEventStore } from '@luciq/event-store/by-address';
import { openEventStore } from '@luciq/event-store/by-address';
import { openPostgresGatewayStore } from '@luciq/gateway-store/postgres';
import { openPostgresReadModel, postgresGenerations } from '@luciq/read-model/postgres';
import { DatabaseSettings, EventStoreSettings, readSettings } from '@luciq/settings';
import type { Engines } from './engines.ts';

/** The engines that the services use, as the environment names them. Throws WrongSetting for what a command needs and cannot use. */
export function servicesEngines(environment: NodeJS.ProcessEnv): Engines {
  let addressed: AddressedEventStore | null = null;
  const database = (): { readonly url: string; readonly maxConnections: number } => {
    const { LUCIQ_DATABASE_URL: url, LUCIQ_DATABASE_POOL: maxConnections } = readSettings(
      DatabaseSettings,
      environment,
    );
    return { url, maxConnections };
  };
  const logId = (): Promise<string | null> => addressed?.logId() ?? Promise.resolve(null);
  return {
    openLog: async (mode) => {
      const settings = readSettings(EventStoreSettings, environment);
      const opened = openEventStore({
        url: settings.LUCIQ_EVENT_STORE_URL,
        claimKey: settings.LUCIQ_CLAIM_KEY,
        timeoutMs: settings.LUCIQ_EVENT_STORE_TIMEOUT_MS,
        prefix: settings.LUCIQ_EVENT_STORE_PREFIX,
        readOnly: mode === 'read',
      });
      addressed = opened;
      return { engine: opened.store, close: () => opened.store.close() };
    },
    openRows: async () => {
      const rows = openPostgresReadModel(database());
      return { engine: rows, close: () => rows.close() };
    },
    openGenerations: async (logId) => {
      const generations = postgresGenerations({ ...database(), logId });
      return { engine: generations, close: () => generations.close() };
    },
    openAcknowledgements: async () => {
      const store = openPostgresGatewayStore(database());
      await store.migrate();
      return { engine: store.acknowledgements({ logId }), close: () => store.close() };
    },
    openAccount: async () => {
      const store = openPostgresGatewayStore(database());
      await store.migrate();
      return { engine: store, close: () => store.close() };
    },
    afterRebuild: async (log) => {
      const shared = openPostgresGatewayStore(database());
      const rows = openPostgresReadModel(database());
      try {
        await shared.migrate();
        await shared.settle({ logId, head: () => log.head() }, await rows.queries.companies());
      } finally {
        await Promise.all([shared.close(), rows.close()]);
      }
    },
    logId,
  };
}
