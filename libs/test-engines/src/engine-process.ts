// Holds one engine, in a process of its own: it outlives the worker that asked first and ends with the run, even one that is killed.
import { rmSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { kafkaContainer, kafkaProgram } from './kafka.ts';
import { NotHere } from './kinds.ts';
import type { RunningEngine, StartedKind } from './kinds.ts';
import type { Order, Way } from './orders.ts';
import { postgresContainer, postgresProgram } from './postgres.ts';
import { isAlive, writeState } from './run.ts';

const OWNER_CHECK_MS = 250;

const STARTS: Readonly<Record<StartedKind, Readonly<Record<Way, (folder: string) => Promise<RunningEngine>>>>> = {
  kafka: { containers: kafkaContainer, programs: kafkaProgram },
  postgres: { containers: postgresContainer, programs: postgresProgram },
};

const [, , kind, folder = '', owner, ways = ''] = process.argv;

async function start(): Promise<RunningEngine | string> {
  const reasons: string[] = [];
  for (const way of ways.split(',') as Way[]) {
    try {
      return await STARTS[kind as StartedKind][way](folder);
    } catch (error) {
      if (!(error instanceof NotHere)) process.stderr.write(`${String(error)}\n${String(error instanceof Error ? error.cause : '')}\n`);
      reasons.push(error instanceof NotHere ? error.message : `${way}: ${String(error)}`);
      rmSync(join(folder, kind ?? ''), { recursive: true, force: true });
    }
  }
  return reasons.join('; ');
}

let ending = false;
async function finish(running: RunningEngine): Promise<void> {
  if (ending) return;
  ending = true;
  await running.close().catch(() => undefined);
  rmSync(folder, { recursive: true, force: true });
  try {
    if (!isAlive(Number(owner))) rmdirSync(dirname(folder));
  } catch {
    // Another engine of the run is still ending, or there are notes; the next run removes them.
  }
  process.exit(0);
}

let orphanedEarly = false;
process.on('SIGTERM', () => (orphanedEarly = true));
const running = await start();
writeState(folder, typeof running === 'string' ? { engine: null, reason: running } : { engine: running.engine, reason: '' });
if (typeof running === 'string') process.exit(0);

const close = (): void => void finish(running);
if (orphanedEarly) close();
process.on('SIGTERM', close);
process.on('disconnect', close);
process.on('message', ({ id, order }: Order) => {
  const done = order === 'start' ? running.start() : running.stop(order);
  done.then(
    () => process.send?.({ id }),
    (error: unknown) => process.send?.({ id, failed: String(error) }),
  );
});
setInterval(() => {
  if (!isAlive(Number(owner))) close();
}, OWNER_CHECK_MS);
