import type { KafkaConfig, SASLOptions } from 'kafkajs';
import { Kafka, logLevel } from 'kafkajs';
import { Unrecoverable } from '@luciq/pump';
import type { KafkaSettings, ReachWords, Unreachable } from '@luciq/settings';
import { unreachable, whyOutOfReach, WrongSetting } from '@luciq/settings';

/** How long opening a connection may take, in milliseconds; TLS needs more than kafkajs' 1 s. */
export const CONNECT_TIMEOUT_MS = 5_000;
/** How long one request may take, in milliseconds; more than the longest wait of a fetch. */
export const REQUEST_TIMEOUT_MS = 10_000;
/** How long letting go of a client may take, in milliseconds, before it is left to itself. */
export const DISCONNECT_TIMEOUT_MS = 3_000;

/** The first wait after a failure, in milliseconds. Transactions that follow each other meet CONCURRENT_TRANSACTIONS, and wait so long each. */
const FIRST_RETRY_MS = 10;
const LONGEST_RETRY_MS = 1_000;
/** About 6 s in all: then the pump, which tries without end, knows of it. */
const RETRIES = 12;

/** Which Kafka, and how to sign in. */
export interface KafkaConnection {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly ssl?: KafkaConfig['ssl'];
  readonly sasl?: SASLOptions;
}

/** Names in the Kafka of topics, groups and the transactional id. */
export interface KafkaNames {
  readonly messages: string;
  readonly checkpoint: string;
  readonly leader: string;
  readonly relayGroup: string;
  readonly transactionalId: string;
  readonly projectorGroup: string;
}

/** Every name begins with the prefix, so that several products can share a Kafka. */
export const kafkaNames = (prefix = 'luciq'): KafkaNames => ({
  messages: `${prefix}.provisioning.v1`,
  checkpoint: `${prefix}.relay.checkpoint`,
  leader: `${prefix}.relay.leader`,
  relayGroup: `${prefix}.relay`,
  transactionalId: `${prefix}.relay`,
  projectorGroup: `${prefix}.projector`,
});

/** The connection that the settings describe. Throws WrongSetting for a way to sign in without name and password. */
export function kafkaConnection(settings: KafkaSettings, clientId: string): KafkaConnection {
  const {
    LUCIQ_KAFKA_SASL: mechanism,
    LUCIQ_KAFKA_USERNAME: username = '',
    LUCIQ_KAFKA_PASSWORD: password = '',
  } = settings;
  if (mechanism !== undefined && (username === '' || password === '')) {
    throw new WrongSetting('LUCIQ_KAFKA_SASL needs LUCIQ_KAFKA_USERNAME and LUCIQ_KAFKA_PASSWORD.');
  }
  return {
    brokers: settings.LUCIQ_KAFKA_BROKERS.split(','),
    clientId,
    ...(settings.LUCIQ_KAFKA_TLS === 'true' ? { ssl: true } : {}),
    ...(mechanism === undefined ? {} : { sasl: { mechanism, username, password } as SASLOptions }),
  };
}

/**
 * A kafkajs client. Retries are few and short: the caller tries again without end and logs it. It logs nothing,
 * because its lines repeat addresses and messages of errors. It sets a timer with a negative delay at its first request, of which
 * Node warns (`TimeoutNegativeWarning`); nothing is wrong, and how a process is started says that it is not printed.
 */
export function openKafka({ brokers, clientId, ssl, sasl }: KafkaConnection): Kafka {
  return new Kafka({
    brokers: [...brokers],
    clientId,
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl === undefined ? {} : { sasl }),
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    enforceRequestTimeout: true,
    retry: CLIENT_RETRY,
    logLevel: logLevel.NOTHING,
    logCreator: () => () => undefined,
  });
}

/** Every number is given: the defaults of kafkajs depend on NODE_ENV. */
export const CLIENT_RETRY = {
  initialRetryTime: FIRST_RETRY_MS,
  maxRetryTime: LONGEST_RETRY_MS,
  multiplier: 2,
  factor: 0.2,
  retries: RETRIES,
};

/** Lets go of a client, for at most DISCONNECT_TIMEOUT_MS: one whose broker is away may never answer. */
export async function disconnect(client: { disconnect(): Promise<void> }): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, DISCONNECT_TIMEOUT_MS);
  });
  await Promise.race([client.disconnect().catch(() => undefined), late]);
  clearTimeout(timer);
}

/** Types of the protocol's errors in a thrown thing and its causes: kafkajs wraps them, and its classes are no named exports. */
export function protocolErrors(thrown: unknown): readonly string[] {
  const types: string[] = [];
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if ('type' in error && typeof error.type === 'string') types.push(error.type);
  }
  return types;
}

const WORDS: ReachWords = {
  name: 'Kafka',
  setting: 'LUCIQ_KAFKA_BROKERS',
  authority: 'Name the authority in a file by NODE_EXTRA_CA_CERTS.',
  plain: 'set LUCIQ_KAFKA_TLS=false where nobody else is on the network.',
  secure: 'Set LUCIQ_KAFKA_TLS=true, and name the authority of its certificate in a file by NODE_EXTRA_CA_CERTS.',
};

/** Why no connection is made to Kafka, from what kafkajs threw; null where it does not say, and for errors of others. */
export function kafkaOutOfReach(thrown: unknown): Unreachable | null {
  if (!(thrown instanceof Error && thrown.name.startsWith('KafkaJS'))) return null;
  for (
    let error: unknown = thrown;
    typeof error === 'object' && error !== null;
    error = 'cause' in error ? error.cause : null
  ) {
    const found = 'code' in error && typeof error.code === 'string' ? unreachable(error.code, WORDS) : null;
    if (found !== null) return found;
  }
  return null;
}

/** Kafka cannot be used as it is addressed, and time does not cure it; the message says what to do. */
export class KafkaUnusable extends Unrecoverable {
  override readonly name = 'KafkaUnusable';
}

/** Looks at the brokers, for kafkajs does not say whether one speaks TLS and the other does not. Throws KafkaUnusable for what time does not cure. */
export async function lookAtBrokers({ brokers, ssl }: KafkaConnection): Promise<void> {
  const hosts = brokers.map((broker) => {
    const { hostname, port } = new URL(`kafka://${broker}`);
    return {
      host: hostname.replaceAll(/[[\]]/g, ''),
      port: Number(port),
      tls: ssl === undefined || ssl === false ? null : ssl === true ? {} : ssl,
    };
  });
  const why = await whyOutOfReach(hosts, WORDS);
  if (why?.lasts === true) throw new KafkaUnusable(why.sentence);
}
