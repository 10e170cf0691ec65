import { join } from 'node:path';
import { EventStoreDbDouble } from './double.ts';

/** The server that a container is made of, where a Docker engine answers and the image can be had. */
export const EVENT_STORE_IMAGE = 'docker.io/kurrentplatform/kurrentdb:25.0';

const PORT = 2113;

/** Where an event store for tests is. */
export interface EventStoreEngine {
  /** esdb:// */
  readonly connectionString: string;
  /** `double` where no server could be had: then nothing has been shown of a server. */
  readonly kind: 'server' | 'double';
  /** Part of the name of a suite. */
  readonly name: string;
  /** The double, for faults; null on a server. */
  readonly double: EventStoreDbDouble | null;
  stop(): Promise<void>;
}

/**
 * The event store of a spec: the one that EVENTSTORE_URL names, else a server in a container, else the double in this
 * process. Several specs may share one server: each takes a prefix of its own.
 */
export async function eventStoreEngine(): Promise<EventStoreEngine> {
  const url = process.env['EVENTSTORE_URL'];
  if (url)
    return {
      connectionString: url,
      kind: 'server',
      name: 'EventStoreDB (the server of EVENTSTORE_URL)',
      double: null,
      stop: async () => undefined,
    };
  return (await contained()) ?? doubled();
}

/** A prefix of stream names that no other spec of any run uses. */
export const freshPrefix = (): string =>
  `t${Date.now().toString(36)}${process.pid.toString(36)}${Math.random().toString(36).slice(2, 10)}`;

/** Settings that name a log, as every process of a suite takes them. */
export interface LogAddress {
  readonly LUCIQ_EVENT_STORE_URL: string;
  readonly LUCIQ_EVENT_STORE_PREFIX: string;
  readonly LUCIQ_CLAIM_KEY: string;
}

/** A log of its own for a suite that runs on any engine: on the server of EVENTSTORE_URL, else in a SQLite file in that folder. */
export const freshLog = (folder: string): LogAddress => ({
  LUCIQ_EVENT_STORE_URL: process.env['EVENTSTORE_URL'] || `sqlite:${join(folder, 'events.sqlite')}`,
  LUCIQ_EVENT_STORE_PREFIX: freshPrefix(),
  LUCIQ_CLAIM_KEY: 'a-claim-key-of-the-specs-0123456789abcdef',
});

async function contained(): Promise<EventStoreEngine | null> {
  const image = process.env['EVENTSTORE_IMAGE'] || EVENT_STORE_IMAGE;
  const { GenericContainer, Wait } = await import('testcontainers');
  const { LABELS } = await import('../containers/container.ts');
  try {
    const container = await new GenericContainer(image)
      .withExposedPorts(PORT)
      .withEnvironment({
        KURRENTDB_INSECURE: 'true',
        KURRENTDB_MEM_DB: 'true',
        KURRENTDB_RUN_PROJECTIONS: 'None',
        KURRENTDB_CLUSTER_SIZE: '1',
      })
      .withLabels(LABELS)
      .withWaitStrategy(Wait.forHttp('/health/live', PORT).forStatusCodeMatching((status) => status < 300))
      .start();
    const connectionString = `esdb://${container.getHost()}:${container.getMappedPort(PORT)}?tls=false`;
    return {
      connectionString,
      kind: 'server',
      name: `EventStoreDB (${image})`,
      double: null,
      stop: async () => void (await container.stop()),
    };
  } catch {
    // No Docker engine, no image, or no start: the double stands in, and says so.
    return null;
  }
}

async function doubled(): Promise<EventStoreEngine> {
  const double = await EventStoreDbDouble.start();
  return {
    connectionString: double.connectionString,
    kind: 'double',
    name: `EventStoreDB (only its double, playing ${double.plays}, ran here)`,
    double,
    stop: () => double.stop(),
  };
}
