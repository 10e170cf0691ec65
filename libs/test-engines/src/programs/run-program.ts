import type { Engines, RunningEngine, StartedKind } from '../kinds.ts';
import { untilReady } from '../readiness.ts';
import { hold } from '../run.ts';
import type { Program } from './index.ts';
import { end, isAlive, launch, tail } from './index.ts';

/** How an engine that runs as a program is told from one that is still starting, and which signals end it. */
export interface EngineProgram<K extends StartedKind> {
  readonly engine: Engines[K];
  readonly program: Program;
  readonly answers: () => Promise<void>;
  /** Ends it in order without waiting for its clients. */
  readonly orderly: NodeJS.Signals;
  /** Ends it for good: its data will be removed. */
  readonly atOnce: NodeJS.Signals;
}

/** Starts a program as the engine of a folder, and returns once it answers. */
export async function runProgram<K extends StartedKind>(
  folder: string,
  { engine, program, answers, orderly, atOnce }: EngineProgram<K>,
): Promise<RunningEngine<K>> {
  let pid = 0;
  const start = async (): Promise<void> => {
    ({ pid } = launch(program));
    if (pid === 0) throw new Error(`${program.command} cannot be started`);
    hold(folder, { pid, signal: atOnce });
    await untilReady(answers, () => !isAlive(pid)).catch((error: unknown) => {
      throw new Error(`it does not answer: ${tail(program.log)}`, { cause: error });
    });
  };
  await start();
  return { engine, start, stop: (signal = 'SIGTERM') => end(pid, signal === 'SIGTERM' ? orderly : signal) };
}
