import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KAFKA_MEMORY, KAFKA_SETTINGS } from '../kafka-settings.ts';
import type { RunningEngine } from '../kinds.ts';
import { kafkaAnswers } from '../readiness.ts';
import { freePorts, onPath, runToEnd } from './index.ts';
import { kafkaJars } from './kafka-jars.ts';
import { runProgram } from './run-program.ts';

const JVM = [
  KAFKA_MEMORY,
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
];

/** Starts Kafka as a Java program on this machine. */
export async function startKafka(folder: string): Promise<RunningEngine<'kafka'>> {
  const java = onPath('java');
  if (java === null) throw new Error('Java is not installed');
  const classPath = join(await kafkaJars(folder), '*');
  const [port = 0, controllerPort = 0] = await freePorts(2);
  const broker = `127.0.0.1:${port}`;
  const settings = {
    ...KAFKA_SETTINGS,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://${broker},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://${broker}`,
    'log.dirs': join(folder, 'data'),
  };
  const file = join(folder, 'server.properties');
  const log = join(folder, 'kafka.log');
  writeFileSync(
    file,
    Object.entries(settings)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  const run = (...args: string[]) => ({ command: java, args: [...JVM, '-cp', classPath, ...args], log });
  await runToEnd(run('kafka.tools.StorageTool', 'format', '-t', randomBytes(16).toString('base64url'), '-c', file));
  return runProgram(folder, {
    engine: { brokers: [broker] },
    program: run('kafka.Kafka', file),
    answers: () => kafkaAnswers(broker),
    orderly: 'SIGTERM',
    atOnce: 'SIGKILL',
  });
}
