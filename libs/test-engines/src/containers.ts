import { GenericContainer } from 'testcontainers';
import { askDocker, dockerThatAnswers, haveImage } from './docker-api.ts';

const START_TIMEOUT_MS = 120_000;

/** A container to start. */
export interface ContainerPlan {
  readonly image: string;
  readonly port: number;
  readonly hostPort: number;
  readonly environment: Record<string, string> | ((host: string) => Record<string, string>);
  readonly command?: string[];
}

/** A container that this process started and has to close. */
export interface HeldContainer {
  readonly host: string;
  stop(signal: 'SIGTERM' | 'SIGKILL' | 'SIGINT'): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
  /** Closes it for an error, and throws that. */
  closeAndThrow(error: unknown): Promise<never>;
}

const hostOf = (docker: string): string => (docker.startsWith('unix:') ? '127.0.0.1' : new URL(docker).hostname);

/** Starts a container on a fixed port of the host, by testcontainers. Whoever starts it closes it: no reaper is pulled for that. */
export async function startContainer({ image, port, hostPort, environment, command }: ContainerPlan): Promise<HeldContainer> {
  const docker = await dockerThatAnswers();
  await haveImage(image);
  process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';
  const host = process.env['TESTCONTAINERS_HOST_OVERRIDE'] || hostOf(docker);
  const planned = new GenericContainer(image)
    .withExposedPorts({ container: port, host: hostPort })
    .withEnvironment(typeof environment === 'function' ? environment(host) : environment)
    .withLabels({ 'luciq.tests': String(process.pid) })
    .withStartupTimeout(START_TIMEOUT_MS);
  const started = await (command === undefined ? planned : planned.withCommand(command)).start();
  const order = async (path: string): Promise<void> => {
    const { status, body } = await askDocker(`/containers/${started.getId()}/${path}`, { method: 'POST', idleMs: START_TIMEOUT_MS });
    if (status >= 400) throw new Error(`Docker refuses ${path}: ${body}`);
  };
  const close = async (): Promise<void> => {
    await started.stop({ timeout: 0, remove: true, removeVolumes: true });
  };
  return {
    host,
    stop: async (signal) => {
      await order(`kill?signal=${signal}`);
      await order('wait?condition=not-running');
    },
    start: () => order('start'),
    close,
    closeAndThrow: async (error) => {
      await close();
      throw error;
    },
  };
}
