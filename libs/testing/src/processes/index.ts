import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { RUNS_TYPESCRIPT, UNPRINTED } from '@luciq/test-engines/programs';

const ROOT = join(import.meta.dirname, '../../../..');
const FLAGS = ['--max-semi-space-size=32', ...UNPRINTED];

/** The apps that run on Node. */
export type App = 'standalone' | 'scim-gateway' | 'relay' | 'projector' | 'operator';

/** A program of this workspace: the build of an app, or a TypeScript file of the test kit or the tools. */
export type Program = App | `${string}.ts`;

/** What Node is told so that it runs a program, from the top of the workspace. */
export const programArguments = (program: Program, ...args: readonly string[]): string[] =>
  program.endsWith('.ts')
    ? [...RUNS_TYPESCRIPT, program, ...args]
    : [...FLAGS, `apps/${program}/dist/main.js`, ...args];

/** How long a program may take to say that it is ready, in milliseconds. */
export const START_TIMEOUT_MS = 60_000;

/** A program that serves HTTP on this machine. */
export interface RunningServer {
  readonly origin: string;
  /** Resident memory now, in megabytes. Linux only. */
  memoryMb(): number;
  /** Processor time taken so far, of all its threads, in seconds. Linux only. */
  cpuSeconds(): number;
  /** Asks it to stop and answers its exit code; null where it was killed. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Sends a signal that need not end it, such as SIGSTOP. */
  signal(signal: NodeJS.Signals): void;
  /** Its exit code, whenever it ends. */
  readonly exited: Promise<number | null>;
}

/** What a program that ran to its end printed. */
export interface ProgramResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (program: Program, args: readonly string[], environment: NodeJS.ProcessEnv): ChildProcess =>
  spawn(process.execPath, programArguments(program, ...args), {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

async function collect(stream: NodeJS.ReadableStream | null): Promise<string> {
  let text = '';
  for await (const chunk of stream ?? []) text += String(chunk);
  return text;
}

/** Runs a program to its end. */
export async function runProgram(
  program: Program,
  args: readonly string[] = [],
  environment: NodeJS.ProcessEnv = {},
): Promise<ProgramResult> {
  const child = run(program, args, environment);
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const [[code], stdout, stderr] = await Promise.all([ended, collect(child.stdout), collect(child.stderr)]);
  return { code, stdout, stderr };
}

/** Starts a program and waits until it prints the address it listens on; throws if it never does. */
export async function startServer(program: Program, environment: NodeJS.ProcessEnv = {}): Promise<RunningServer> {
  const child = run(program, [], environment);
  const timer = setTimeout(() => child.kill('SIGKILL'), START_TIMEOUT_MS);
  const output = collect(child.stderr);
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const origin = await firstAddress(child);
  clearTimeout(timer);
  if (origin === null) throw new Error(`${program} ended before it listened: ${await output}`);
  return {
    origin,
    memoryMb: () => {
      const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
      return Number(kilobytes) / 1_024;
    },
    cpuSeconds: () => cpuSecondsOf(child.pid ?? 0),
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return exited;
    },
    signal: (signal) => void child.kill(signal),
    exited,
  };
}

/** Clock ticks of Linux in a second, in which /proc counts. */
const TICKS_PER_SECOND = 100;

/** Processor time that a process has taken so far, of all its threads, in seconds. Linux only. */
export function cpuSecondsOf(pid: number): number {
  // What stands before the last bracket is the name of the program.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  const [user, system] = [fields[11], fields[12]];
  return (Number(user) + Number(system)) / TICKS_PER_SECOND;
}

async function firstAddress(child: ChildProcess): Promise<string | null> {
  if (!child.stdout) return null;
  return new Promise((resolve) => {
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    lines.on('line', (line) => {
      const [origin] = /http:\/\/[\w.]+:\d+/.exec(line) ?? [];
      if (origin !== undefined) resolve(origin);
    });
    lines.on('close', () => resolve(null));
  });
}
