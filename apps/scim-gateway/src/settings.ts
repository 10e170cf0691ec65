import { DatabaseSettings, EventStoreSettings, HttpSettings, OperationsSettings, readSettings } from '@luciq/settings';

/** Settings of the gateway, by what they are about. */
export interface GatewaySettings {
  readonly http: HttpSettings;
  readonly eventStore: EventStoreSettings;
  readonly database: DatabaseSettings;
  readonly operations: OperationsSettings;
}

/** Reads and checks the settings; throws WrongSetting for the first one that cannot be used. */
export const gatewaySettings = (environment: NodeJS.ProcessEnv): GatewaySettings => ({
  http: readSettings(HttpSettings, environment),
  eventStore: readSettings(EventStoreSettings, environment),
  database: readSettings(DatabaseSettings, environment),
  operations: readSettings(OperationsSettings, environment),
});
