import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { accessSync, closeSync, constants, existsSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** How long a started engine may take to answer, in milliseconds. */
export const ANSWER_TIMEOUT_MS = 60_000;
/** How long an engine may take to end in order before it is killed, in milliseconds. */
export const STOP_TIMEOUT_MS = 20_000;
const BETWEEN_TRIES_MS = 100;

/** Warnings of Node that say nothing of this workspace. */
export const UNPRINTED: readonly string[] = ['ExperimentalWarning', 'TimeoutNegativeWarning', 'DEP0123'].map((warning) => `--disable-warning=${warning}`);

/** What Node is told so that it runs TypeScript as it stands. The working directory is one of this workspace. */
export const RUNS_TYPESCRIPT = ['--import', '@swc-node/register/esm-register', ...UNPRINTED] as const;

/** A program to run, and the file that its output goes to. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly log: string;
  readonly cwd?: string;
  readonly environment?: NodeJS.ProcessEnv;
  /** Whom to run it as; whoever we are, if left out. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
}

/** Starts a program as a process group of its own. */
export function launch({ command, args, log, cwd, environment, user }: Program): ChildProcess {
  const output = openSync(log, 'a');
  const child = spawn(command, args, { detached: true, stdio: ['ignore', output, output], env: { ...process.env, ...environment }, ...(cwd ? { cwd } : {}), ...user });
  closeSync(output);
  // Seen again as an exit code by whoever waits for it.
  child.on('error', () => undefined);
  return child;
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;

/** Waits until a program has ended. */
export async function ended(child: ChildProcess): Promise<number | null> {
  if (!hasEnded(child)) await new Promise((resolve) => child.once('exit', resolve));
  return child.exitCode;
}

/** Runs a program to its end; throws what it said if it failed. */
export async function runToEnd(program: Program): Promise<void> {
  const code = await ended(launch(program));
  if (code !== 0) throw new Error(`${program.command} failed: ${tail(program.log)}`);
}

/** Ends a program and whatever it started. */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(child)) return;
  child.kill(signal);
  const timer = setTimeout(() => killGroup(child), STOP_TIMEOUT_MS);
  await ended(child);
  clearTimeout(timer);
  killGroup(child);
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group is gone, which is what was wanted.
  }
}

/** The last lines of a log file. */
export const tail = (log: string): string => (existsSync(log) ? readFileSync(log, 'utf8').trim().slice(-800) : '');

/** Waits until an engine answers; throws its log if its program ends or time runs out first. */
export async function untilItAnswers(asks: () => Promise<unknown>, whose: { readonly child?: ChildProcess; readonly log?: string }): Promise<void> {
  const deadline = performance.now() + ANSWER_TIMEOUT_MS;
  for (;;) {
    try {
      await asks();
      return;
    } catch (error) {
      const over = performance.now() > deadline || (whose.child !== undefined && hasEnded(whose.child));
      if (over) throw new Error(`it does not answer: ${whose.log === undefined ? '' : tail(whose.log)}`, { cause: error });
    }
    await pause(BETWEEN_TRIES_MS);
  }
}

/** Ports of this machine that nobody listens on. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** A port of this machine that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}

/** Where a program is installed, links followed; null if it is not on the path. */
export function onPath(program: string): string | null {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const file = join(folder, program);
    try {
      accessSync(file, constants.X_OK);
      return realpathSync(file);
    } catch {
      // Not in this folder.
    }
  }
  return null;
}
