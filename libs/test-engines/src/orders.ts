import { fork, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { RUNS_TYPESCRIPT } from './programs.ts';
import type { StartedKind } from './kinds.ts';
import { logFile, writePid } from './run.ts';

/** Where an engine is started from. */
export type Way = 'containers' | 'programs';

/** What the process of an engine is told. */
export interface Order {
  readonly id: number;
  readonly order: 'start' | 'SIGTERM' | 'SIGKILL';
}

/** The answer to an order. */
export interface OrderAnswer {
  readonly id: number;
  readonly failed?: string;
}

/** A process to start for an engine. */
export interface EngineProcessPlan {
  readonly kind: StartedKind;
  readonly folder: string;
  readonly owner: number;
  readonly ways: readonly Way[];
}

const SCRIPT = join(import.meta.dirname, 'engine-process.ts');
const FLAGS = [...RUNS_TYPESCRIPT, '--no-warnings'];

const argumentsOf = ({ kind, folder, owner, ways }: EngineProcessPlan): string[] => [kind, folder, String(owner), ways.join(',')];

/** Starts the process that holds an engine for the whole run. */
export function startEngineProcess(plan: EngineProcessPlan): void {
  const log = openSync(logFile(plan.folder), 'a');
  const child = spawn(process.execPath, [...FLAGS, SCRIPT, ...argumentsOf(plan)], { detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  writePid(plan.folder, child.pid ?? 0);
  child.unref();
}

/** Starts the process that holds an engine for this process alone and takes orders from it. */
export function forkEngineProcess(plan: EngineProcessPlan): ChildProcess {
  const log = openSync(logFile(plan.folder), 'a');
  const child = fork(SCRIPT, argumentsOf(plan), { execArgv: FLAGS, detached: true, stdio: ['ignore', log, log, 'ipc'] });
  closeSync(log);
  writePid(plan.folder, child.pid ?? 0);
  return child;
}
