import { spawn } from 'node:child_process';
import { accessSync, closeSync, constants, existsSync, openSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** How long a program may take to end in order before it is killed, in milliseconds. */
export const STOP_TIMEOUT_MS = 20_000;
const POLL_MS = 20;

/** Warnings of Node that say nothing of this workspace. */
export const UNPRINTED: readonly string[] = ['ExperimentalWarning', 'TimeoutNegativeWarning', 'DEP0123'].map(
  (warning) => `--disable-warning=${warning}`,
);

/** What Node is told so that it runs TypeScript as it stands. The working directory is one of this workspace. */
export const RUNS_TYPESCRIPT = ['--import', '@swc-node/register/esm-register', ...UNPRINTED] as const;

/** A program to run, and the file that its output goes to. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly log: string;
  readonly cwd?: string;
  /** The user to run it as; our own if left out. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
}

/** Starts a program as a process group of its own, which outlives this process; 0 for one that cannot be started. */
export function launch({ command, args, log, cwd, user }: Program): {
  readonly pid: number;
  readonly ended: Promise<number | null>;
} {
  const output = openSync(log, 'a');
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', output, output],
    ...(cwd ? { cwd } : {}),
    ...user,
  });
  closeSync(output);
  child.unref();
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
    child.once('error', () => resolve(null));
  });
  return { pid: child.pid ?? 0, ended };
}

/** Runs a program to its end; throws the end of its log if it failed. */
export async function runToEnd(program: Program): Promise<void> {
  // A child that nothing keeps alive would let this process end first.
  const keptAlive = setInterval(() => undefined, STOP_TIMEOUT_MS);
  const code = await launch(program).ended.finally(() => clearInterval(keptAlive));
  if (code !== 0) throw new Error(`${program.command} failed: ${tail(program.log)}`);
}

/** Whether a process is running. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EPERM';
  }
}

/** Ends a program and all that it started. */
export async function end(pid: number, signal: NodeJS.Signals): Promise<void> {
  const deadline = performance.now() + STOP_TIMEOUT_MS;
  if (isAlive(pid)) process.kill(pid, signal);
  while (isAlive(pid) && performance.now() < deadline) await pause(POLL_MS);
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of the group is left.
  }
}

/** The last lines of a log file. */
export const tail = (log: string): string => (existsSync(log) ? readFileSync(log, 'utf8').trim().slice(-800) : '');

/** Ports of this machine that nothing listens on. */
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

/** A port of this machine that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}

/** Whether a file is a program that we may run. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Where the PATH has a program; null if it has not. */
export const onPath = (program: string): string | null =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find(isExecutable) ?? null;
