import { randomBytes } from 'node:crypto';
import { existsSync, globSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { startContainer } from './containers.ts';
import { NotHere } from './kinds.ts';
import type { RunningEngine } from './kinds.ts';
import { end, freePorts, launch, onPath, runToEnd, untilItAnswers } from './programs.ts';

/** The image that Kafka is started from where KAFKA_IMAGE names none. */
export const KAFKA_IMAGE = 'apache/kafka:4.1.0';
/** The version in pom.xml. */
export const KAFKA_VERSION = '4.1.0';

const IMAGE_PORT = 9_092;
const IMAGE_CONTROLLER_PORT = 9_093;
const IMAGE_BROKER_PORT = 9_094;
const MEMORY = '-Xmx512m';
const JVM = [MEMORY, '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'];

/** One node that is broker and controller: copies of one, few internal partitions, and time limits short enough to be tested. */
const SETTINGS: Readonly<Record<string, string>> = {
  'process.roles': 'broker,controller',
  'node.id': '1',
  'controller.listener.names': 'CONTROLLER',
  'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
  // A killed broker may come back once its former session is over.
  'broker.session.timeout.ms': '4000',
  'broker.heartbeat.interval.ms': '500',
  'auto.create.topics.enable': 'false',
  'offsets.topic.replication.factor': '1',
  'offsets.topic.num.partitions': '5',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
  'transaction.state.log.num.partitions': '5',
  'transaction.abort.timed.out.transaction.cleanup.interval.ms': '1000',
  'share.coordinator.state.topic.replication.factor': '1',
  'share.coordinator.state.topic.min.isr': '1',
  'group.initial.rebalance.delay.ms': '0',
  'group.min.session.timeout.ms': '1000',
  'log.cleaner.dedupe.buffer.size': '16777216',
};

async function answers(broker: string): Promise<void> {
  const kafka = new Kafka({ brokers: [broker], clientId: 'luciq-tests', connectionTimeout: 1_000, requestTimeout: 2_000, retry: { retries: 0 }, logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  try {
    await admin.connect();
    const { brokers } = await admin.describeCluster();
    if (brokers.length === 0) throw new Error('no broker is registered yet');
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

/** The folder of Kafka's jars; fetched by Maven the first time, whose log goes into the given folder. */
export async function kafkaJars(folder: string): Promise<string> {
  const chosen = process.env['KAFKA_JARS'];
  if (chosen !== undefined && chosen !== '') return chosen;
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'luciq');
  const kept = join(cache, `kafka-${KAFKA_VERSION}`);
  if (existsSync(kept)) return kept;
  const maven = onPath('mvn');
  if (maven === null) throw new NotHere('Maven, which fetches Kafka, is not installed');
  mkdirSync(cache, { recursive: true });
  const fresh = mkdtempSync(join(cache, 'fetching-'));
  const log = join(folder, 'maven.log');
  const args = ['-q', '-B', '-f', join(import.meta.dirname, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${fresh}`];
  try {
    await runToEnd({ command: maven, args, log });
    if (globSync(join(fresh, 'kafka_*.jar')).length === 0) throw new Error('Maven brought no Kafka');
    renameSync(fresh, kept);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    // Another run may have been faster.
    if (!existsSync(kept)) throw new NotHere('Maven could not fetch Kafka', { cause: error });
  }
  return kept;
}

/** Starts Kafka as a Java program on this machine. */
export async function kafkaProgram(folder: string): Promise<RunningEngine<'kafka'>> {
  const java = onPath('java');
  if (java === null) throw new NotHere('Java is not installed');
  const classPath = join(await kafkaJars(folder), '*');
  const [port = 0, controllerPort = 0] = await freePorts(2);
  const broker = `127.0.0.1:${port}`;
  const settings = {
    ...SETTINGS,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://${broker},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://${broker}`,
    'log.dirs': join(folder, 'kafka'),
  };
  const file = join(folder, 'server.properties');
  const log = join(folder, 'kafka.log');
  writeFileSync(file, Object.entries(settings).map(([name, value]) => `${name}=${value}\n`).join(''));
  const clusterId = randomBytes(16).toString('base64url');
  await runToEnd({ command: java, args: [...JVM, '-cp', classPath, 'kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', file], log });

  const start = async () => {
    const child = launch({ command: java, args: [...JVM, '-cp', classPath, 'kafka.Kafka', file], log });
    await untilItAnswers(() => answers(broker), { child, log });
    return child;
  };
  let child = await start();
  return {
    engine: { brokers: [broker] },
    stop: (signal) => end(child, signal),
    start: async () => {
      child = await start();
    },
    close: () => end(child, 'SIGKILL'),
  };
}

/** Starts Kafka from an image that takes its settings as the project's own image does: KAFKA_NODE_ID for node.id. */
export async function kafkaContainer(): Promise<RunningEngine<'kafka'>> {
  const [hostPort = 0] = await freePorts(1);
  const settings = {
    ...SETTINGS,
    'controller.quorum.voters': `1@localhost:${IMAGE_CONTROLLER_PORT}`,
    // The broker calls itself for transactions, and inside the container the host's port leads nowhere.
    listeners: `PLAINTEXT://:${IMAGE_PORT},CONTROLLER://:${IMAGE_CONTROLLER_PORT},BROKER://:${IMAGE_BROKER_PORT}`,
    'listener.security.protocol.map': `${SETTINGS['listener.security.protocol.map'] ?? ''},BROKER:PLAINTEXT`,
    'inter.broker.listener.name': 'BROKER',
  };
  const container = await startContainer({
    image: process.env['KAFKA_IMAGE'] || KAFKA_IMAGE,
    port: IMAGE_PORT,
    hostPort,
    environment: (host) => ({
      ...Object.fromEntries(Object.entries(settings).map(([name, value]) => [`KAFKA_${name.toUpperCase().replaceAll('.', '_')}`, value])),
      KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://${host}:${hostPort},BROKER://localhost:${IMAGE_BROKER_PORT}`,
      KAFKA_HEAP_OPTS: MEMORY,
    }),
  });
  const broker = `${container.host}:${hostPort}`;
  const ready = (): Promise<void> => untilItAnswers(() => answers(broker), {});
  await ready().catch(container.closeAndThrow);
  return {
    engine: { brokers: [broker] },
    stop: container.stop,
    start: async () => {
      await container.start();
      await ready();
    },
    close: container.close,
  };
}
