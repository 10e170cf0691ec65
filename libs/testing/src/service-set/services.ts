import { freePort } from '@luciq/test-engines/programs';
import type { RunningServer } from '../processes/index.ts';
import { startServer } from '../processes/index.ts';

/** The roles that run as processes of their own. */
export type Role = 'scim-gateway' | 'relay' | 'projector';

/** Which engines the services use. */
export interface ServiceEngines {
  readonly eventStoreUrl: string;
  /** Begins the name of every stream, where the server may be shared. */
  readonly eventStorePrefix?: string;
  readonly brokers: readonly string[];
  readonly databaseUrl: string;
  /** Begins the name of every topic, so that runs keep out of each other's way. */
  readonly prefix: string;
}

/** One service process, which can be killed and started again at the same address. */
export class ServiceProcess {
  readonly role: Role;
  private readonly environment: NodeJS.ProcessEnv;
  private running: RunningServer | null = null;

  private constructor(role: Role, environment: NodeJS.ProcessEnv) {
    this.role = role;
    this.environment = environment;
  }

  /** Takes free ports for a service of these engines; it is not started yet. */
  static async of(role: Role, engines: ServiceEngines, more: NodeJS.ProcessEnv = {}): Promise<ServiceProcess> {
    const [port, operations] = [await freePort(), await freePort()];
    return new ServiceProcess(role, {
      ...environmentOf(engines),
      PORT: String(port),
      LUCIQ_OPERATIONS_PORT: String(operations),
      ...more,
    });
  }

  get scimBaseUrl(): string {
    return `http://127.0.0.1:${this.environment['PORT']}/scim/v2`;
  }

  get operations(): string {
    return `http://127.0.0.1:${this.environment['LUCIQ_OPERATIONS_PORT']}`;
  }

  async start(): Promise<void> {
    this.running = await startServer(this.role, this.environment);
  }

  /** Processor time taken since its start, in seconds; 0 where it is not running. */
  cpuSeconds(): number {
    return this.running?.cpuSeconds() ?? 0;
  }

  /** Exit code; null where it was killed. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const { running } = this;
    this.running = null;
    return running ? running.stop(signal) : null;
  }

  /** Stops its world without ending it, as a long pause of the machine does. */
  pause(): void {
    this.running?.signal('SIGSTOP');
  }

  /** Lets it go on, and answers its exit code should it end by itself. */
  resume(): Promise<number | null> {
    const { running } = this;
    running?.signal('SIGCONT');
    return running?.exited ?? Promise.resolve(null);
  }

  /** Status and body of `/health/ready`. */
  async readiness(): Promise<{
    readonly status: number;
    readonly body: { readonly engines?: Readonly<Record<string, string>> };
  }> {
    const response = await fetch(`${this.operations}/health/ready`);
    return { status: response.status, body: (await response.json()) as { engines?: Record<string, string> } };
  }

  /** Value of a metric's line that begins so; undefined where there is none. */
  async metric(begins: string): Promise<number | undefined> {
    const text = await (await fetch(`${this.operations}/metrics`)).text();
    const line = text.split('\n').find((one) => one.startsWith(begins));
    return line === undefined ? undefined : Number(line.split(' ').at(-1));
  }
}

/** The environment of every service and of the operator. */
export const environmentOf = ({
  eventStoreUrl,
  eventStorePrefix = 'luciq',
  brokers,
  databaseUrl,
  prefix,
}: ServiceEngines): NodeJS.ProcessEnv => ({
  LUCIQ_EVENT_STORE_URL: eventStoreUrl,
  LUCIQ_EVENT_STORE_PREFIX: eventStorePrefix,
  LUCIQ_CLAIM_KEY: 'a-claim-key-for-tests-0123456789abcdef',
  LUCIQ_KAFKA_BROKERS: brokers.join(','),
  LUCIQ_KAFKA_PREFIX: prefix,
  LUCIQ_KAFKA_PARTITIONS: '4',
  LUCIQ_KAFKA_REPLICATION: '1',
  // Loads ask for more than a company usually may.
  LUCIQ_RATE_PER_SECOND: '0',
  LUCIQ_DATABASE_URL: databaseUrl,
});
