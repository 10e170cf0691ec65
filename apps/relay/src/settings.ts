import {
  EventStoreSettings,
  GatewayAddressSettings,
  KafkaSettings,
  OperationsSettings,
  readSettings,
} from '@luciq/settings';

/** Settings of the relay, by what they are about. */
export interface RelaySettings {
  readonly eventStore: EventStoreSettings;
  readonly kafka: KafkaSettings;
  readonly gateway: GatewayAddressSettings;
  readonly operations: OperationsSettings;
}

/** Reads and checks the settings; throws WrongSetting for the first one that cannot be used. */
export const relaySettings = (environment: NodeJS.ProcessEnv): RelaySettings => ({
  eventStore: readSettings(EventStoreSettings, environment),
  kafka: readSettings(KafkaSettings, environment),
  gateway: readSettings(GatewayAddressSettings, environment),
  operations: readSettings(OperationsSettings, environment),
});
