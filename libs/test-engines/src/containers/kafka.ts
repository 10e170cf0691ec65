import { GenericContainer } from 'testcontainers';
import { KAFKA_MEMORY, KAFKA_SETTINGS } from '../kafka-settings.ts';
import type { RunningEngine } from '../kinds.ts';
import { freePort } from '../programs/index.ts';
import { kafkaAnswers } from '../readiness.ts';
import { containerHost, runContainer } from './container.ts';

/** The image that Kafka is started from where KAFKA_IMAGE names none. */
export const KAFKA_IMAGE = 'apache/kafka:4.1.0';

const PORT = 9_092;
const CONTROLLER_PORT = 9_093;
const BROKER_PORT = 9_094;

/** Starts Kafka from an image that takes its settings as the project's own image does: KAFKA_NODE_ID for node.id. */
export async function startKafka(folder: string): Promise<RunningEngine<'kafka'>> {
  const broker = `${await containerHost()}:${await freePort()}`;
  const settings = {
    ...KAFKA_SETTINGS,
    'controller.quorum.voters': `1@localhost:${CONTROLLER_PORT}`,
    // The broker calls itself for transactions, and inside the container the host's port leads nowhere.
    listeners: `PLAINTEXT://:${PORT},CONTROLLER://:${CONTROLLER_PORT},BROKER://:${BROKER_PORT}`,
    'advertised.listeners': `PLAINTEXT://${broker},BROKER://localhost:${BROKER_PORT}`,
    'inter.broker.listener.name': 'BROKER',
  };
  const variables = Object.entries(settings).map(
    ([name, value]) => [`KAFKA_${name.toUpperCase().replaceAll('.', '_')}`, value] as const,
  );
  const container = new GenericContainer(process.env['KAFKA_IMAGE'] || KAFKA_IMAGE)
    .withExposedPorts({ container: PORT, host: Number(broker.split(':').at(-1)) })
    .withEnvironment({ ...Object.fromEntries<string>(variables), KAFKA_HEAP_OPTS: KAFKA_MEMORY });
  return runContainer(folder, {
    engine: { brokers: [broker] },
    container,
    answers: () => kafkaAnswers(broker),
    orderly: 'SIGTERM',
  });
}
