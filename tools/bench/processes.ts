import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const NODE = [process.execPath, ['--import', './tools/typescript.mjs', '--disable-warning=ExperimentalWarning']] as const;

/** How long a program may take to say that it is ready, in milliseconds. */
export const START_TIMEOUT_MS = 60_000;

/** A program that serves HTTP on this machine. */
export interface RunningServer {
  readonly origin: string;
  /** Resident memory now, in megabytes; 0 where the system does not tell. */
  memoryMb(): number;
  stop(): Promise<void>;
}

const run = (script: string, args: readonly string[], environment: NodeJS.ProcessEnv): ChildProcess =>
  spawn(NODE[0], [...NODE[1], script, ...args], { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'inherit'] });

async function firstAddress(child: ChildProcess): Promise<string> {
  const timer = setTimeout(() => child.kill('SIGKILL'), START_TIMEOUT_MS);
  if (!child.stdout) throw new Error('the program has no output to read');
  for await (const line of createInterface({ input: child.stdout })) {
    const [origin] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
    if (origin === undefined) continue;
    clearTimeout(timer);
    child.stdout.resume();
    return origin;
  }
  throw new Error('the program ended before it listened');
}

/** Starts a program and waits until it prints the address it listens on. */
export async function startServer(script: string, environment: NodeJS.ProcessEnv = {}): Promise<RunningServer> {
  const child = run(script, [], environment);
  const origin = await firstAddress(child);
  return {
    origin,
    memoryMb: () => {
      const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
      return Number(kilobytes ?? 0) / 1_024;
    },
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Runs a program to its end; throws if it fails. */
export async function runToEnd(script: string, args: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> {
  const child = run(script, args, environment);
  child.stdout?.resume();
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${script} ${args.join(' ')} ended with ${code}`);
}
