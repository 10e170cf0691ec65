import {
  DatabaseSettings,
  EventStoreSettings,
  HttpSettings,
  OperationsSettings,
  readSettings,
  Text,
} from '@luciq/settings';

/** The other services, for the console's page of operations. */
export class PeerSettings {
  /** Operations addresses of relays and projectors, separated by commas. */
  @Text({
    form: /^https?:\/\/[A-Za-z0-9.:[\]-]+( *, *https?:\/\/[A-Za-z0-9.:[\]-]+)*$/,
    be: 'a list such as http://relay:9464,http://projector:9464',
    optional: true,
  })
  readonly LUCIQ_PEERS?: string;
}

/** The addresses that a setting lists. */
export const peersFrom = ({ LUCIQ_PEERS }: PeerSettings): readonly string[] =>
  (LUCIQ_PEERS ?? '')
    .split(',')
    .map((peer) => peer.trim())
    .filter((peer) => URL.canParse(peer));

/** Settings of the gateway, by what they are about. */
export interface GatewaySettings {
  readonly http: HttpSettings;
  readonly eventStore: EventStoreSettings;
  readonly database: DatabaseSettings;
  readonly operations: OperationsSettings;
  readonly peers: PeerSettings;
}

/** Reads and checks the settings; throws WrongSetting for the first one that cannot be used. */
export const gatewaySettings = (environment: NodeJS.ProcessEnv): GatewaySettings => ({
  http: readSettings(HttpSettings, environment),
  eventStore: readSettings(EventStoreSettings, environment),
  database: readSettings(DatabaseSettings, environment),
  operations: readSettings(OperationsSettings, environment),
  peers: readSettings(PeerSettings, environment),
});
