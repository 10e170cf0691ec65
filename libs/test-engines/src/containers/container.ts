import type { GenericContainer } from 'testcontainers';
import { getContainerRuntimeClient, ImageName } from 'testcontainers';
import type { Engines, RunningEngine, StartedKind } from '../kinds.ts';
import { untilReady } from '../readiness.ts';
import { hold } from '../run.ts';

/** How `.ci/run` finds the containers of tests where testcontainers' reaper cannot be had. */
export const LABELS = { 'luciq.tests': String(process.pid) };

/** Whether the Docker engine has an image; rejects if no engine answers. */
export const hasImage = async (name: string): Promise<boolean> =>
  (await getContainerRuntimeClient()).image.exists(ImageName.fromString(name));

/** The name of the machine that the ports of containers are on. */
export const containerHost = async (): Promise<string> =>
  (await getContainerRuntimeClient()).info.containerRuntime.host;

/** An engine in a container, as it is reached from here. */
export interface EngineContainer<K extends StartedKind> {
  readonly engine: Engines[K];
  /** Starts on a port of the host that is chosen beforehand: a port that Docker maps is another one after a stop. */
  readonly container: GenericContainer;
  readonly answers: () => Promise<void>;
  /** Ends it in order without waiting for its clients. */
  readonly orderly: NodeJS.Signals;
}

/** Starts a container as the engine of a folder, and returns once it answers. */
export async function runContainer<K extends StartedKind>(
  folder: string,
  { engine, container, answers, orderly }: EngineContainer<K>,
): Promise<RunningEngine<K>> {
  const started = await container.withLabels(LABELS).start();
  hold(folder, { container: started.getId() });
  await untilReady(answers);
  const docker = (await getContainerRuntimeClient()).container.getById(started.getId());
  return {
    engine,
    start: async () => {
      await docker.start();
      await untilReady(answers);
    },
    stop: async (signal = 'SIGTERM') => {
      await docker.kill({ signal: signal === 'SIGTERM' ? orderly : signal });
      await docker.wait();
    },
  };
}
