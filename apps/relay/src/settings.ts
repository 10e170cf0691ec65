import { EventStoreSettings, KafkaSettings, OperationsSettings, readSettings, WrongSetting } from '@luciq/settings';

/** Settings of the relay, by what they are about. */
export interface RelaySettings {
  readonly eventStore: EventStoreSettings;
  readonly kafka: KafkaSettings;
  readonly operations: OperationsSettings;
}

/** Reads and checks the settings; throws WrongSetting for the first one that cannot be used. */
export function relaySettings(environment: NodeJS.ProcessEnv): RelaySettings {
  const eventStore = readSettings(EventStoreSettings, environment);
  const kafka = readSettings(KafkaSettings, environment);
  const operations = readSettings(OperationsSettings, environment);
  const signsIn = kafka.LUCIQ_KAFKA_USERNAME !== undefined && kafka.LUCIQ_KAFKA_PASSWORD !== undefined;
  if (kafka.LUCIQ_KAFKA_SASL !== undefined && !signsIn) throw new WrongSetting('LUCIQ_KAFKA_SASL needs LUCIQ_KAFKA_USERNAME and LUCIQ_KAFKA_PASSWORD.');
  return { eventStore, kafka, operations };
}
