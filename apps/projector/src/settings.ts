import { DatabaseSettings, KafkaSettings, OperationsSettings, readSettings } from '@luciq/settings';

/** Settings of the projector, by what they are about. */
export interface ProjectorSettings {
  readonly kafka: KafkaSettings;
  readonly database: DatabaseSettings;
  readonly operations: OperationsSettings;
}

/** Reads and checks the settings; throws WrongSetting for the first one that cannot be used. */
export const projectorSettings = (environment: NodeJS.ProcessEnv): ProjectorSettings => ({
  kafka: readSettings(KafkaSettings, environment),
  database: readSettings(DatabaseSettings, environment),
  operations: readSettings(OperationsSettings, environment),
});
