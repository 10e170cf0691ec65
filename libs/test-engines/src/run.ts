import { appendFileSync, chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ENGINE_WORDS } from './kinds.ts';
import type { EngineKind } from './kinds.ts';

/** The variable that carries the folder of a run to its workers. */
export const RUN_FOLDER_VARIABLE = 'LUCIQ_TEST_RUN';
/** How often a waiting process looks again, in milliseconds. */
export const LOOK_AGAIN_MS = 50;
/** How long the engines of a run may take to end, in milliseconds. */
export const END_TIMEOUT_MS = 30_000;

const FOLDER = /^luciq-tests-(\d+)-/;
const LEFT_OUT_FILE = 'left-out.jsonl';
const STATE_FILE = 'state.json';
const PID_FILE = 'pid';

/** What became of the start of an engine. */
export interface EngineState {
  readonly engine: unknown;
  /** Why there is none; empty if there is one. */
  readonly reason: string;
}

/** A suite that did not run, as the closing report has it. */
export interface LeftOut {
  readonly kind: EngineKind;
  readonly suite: string;
  readonly reason: string;
}

/** In a spec, errors of Node are of another realm than the spec's `Error`, so that only their code tells. */
const hasCode = (error: unknown, code: string): boolean => typeof error === 'object' && error !== null && 'code' in error && error.code === code;

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/** Removes what runs left behind that were killed. Their engines end by themselves. */
export function removeDeadRuns(): void {
  for (const name of readdirSync(tmpdir())) {
    const [, pid] = FOLDER.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

/** The process that a run belongs to: its engines end with it. */
export const ownerOf = (folder: string): number => Number(FOLDER.exec(folder.split('/').at(-1) ?? '')?.[1] ?? process.pid);

/** The folder of this run: where engines have their data, and where processes of the run find one another. */
export function runFolder(): string {
  const known = process.env[RUN_FOLDER_VARIABLE];
  if (known !== undefined && known !== '') return known;
  const folder = mkdtempSync(join(tmpdir(), `luciq-tests-${process.pid}-`));
  // An engine that runs as another user has to get to its own folder below.
  chmodSync(folder, 0o711);
  process.env[RUN_FOLDER_VARIABLE] = folder;
  return folder;
}

/** Takes a folder for one process of a run; false if another has it. */
export function claim(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o711 });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Lets the others know which process holds the engine of a folder. */
export const writePid = (folder: string, pid: number): void => writeFileSync(join(folder, PID_FILE), String(pid));

/** Lets the others know what became of a start. */
export function writeState(folder: string, state: EngineState): void {
  const file = join(folder, STATE_FILE);
  writeFileSync(`${file}.new`, JSON.stringify(state));
  renameSync(`${file}.new`, file);
}

const readPid = (folder: string): number | null => (existsSync(join(folder, PID_FILE)) ? Number(readFileSync(join(folder, PID_FILE), 'utf8')) : null);

const readState = (folder: string): EngineState | null =>
  existsSync(join(folder, STATE_FILE)) ? (JSON.parse(readFileSync(join(folder, STATE_FILE), 'utf8')) as EngineState) : null;

/** Waits until the process that holds the engine of a folder says what became of it. */
export async function stateOf(folder: string, timeoutMs: number): Promise<EngineState> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const pid = readPid(folder);
    const ended = pid !== null && !isAlive(pid);
    const state = readState(folder);
    if (state !== null) return state;
    if (ended) return { engine: null, reason: `the process that starts it ended: ${logTail(folder)}` };
    if (performance.now() > deadline) return { engine: null, reason: `it did not start within ${timeoutMs / 1_000} s: ${logTail(folder)}` };
    await pause(LOOK_AGAIN_MS);
  }
}

/** The file that the process of a folder writes to. */
export const logFile = (folder: string): string => join(folder, 'process.log');

const logTail = (folder: string): string => (existsSync(logFile(folder)) ? readFileSync(logFile(folder), 'utf8').trim().slice(-500) : '');

const reasons = new Map<EngineKind, string>();

/** Remembers why there is no engine of a kind. Under REQUIRE_ENGINES the run fails without those that it names; an image needs Docker. */
export function refuseIfRequired(kind: EngineKind, reason: string): void {
  reasons.set(kind, reason);
  const required = (process.env['REQUIRE_ENGINES'] ?? '').split(',').map((each) => each.trim());
  const named = kind === 'image' ? 'docker' : kind;
  if (required.includes(named)) throw new Error(`REQUIRE_ENGINES names ${named}, but there is none: ${reason}`);
}

/** Ends every engine of a run and removes its folder. */
export async function stopRun(folder: string): Promise<void> {
  const deadline = performance.now() + END_TIMEOUT_MS;
  const pids = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [readPid(join(folder, entry.name))] : []));
  const held = pids.filter((pid) => pid !== null);
  for (const pid of held) if (isAlive(pid)) process.kill(pid, 'SIGTERM');
  while (held.some(isAlive) && performance.now() < deadline) await pause(LOOK_AGAIN_MS);
  rmSync(folder, { recursive: true, force: true });
  if (process.env[RUN_FOLDER_VARIABLE] === folder) Reflect.deleteProperty(process.env, RUN_FOLDER_VARIABLE);
}

/** Notes a suite that does not run, for the closing report. */
export function noteLeftOut(kind: EngineKind, suite: string): void {
  const leftOut: LeftOut = { kind, suite, reason: reasons.get(kind) ?? 'it was not asked for' };
  appendFileSync(join(runFolder(), LEFT_OUT_FILE), `${JSON.stringify(leftOut)}\n`);
}

/** The closing report: which suites did not run, why, and how to run them. Empty if none was left out. */
export function leftOutReport(folder: string): string {
  const file = join(folder, LEFT_OUT_FILE);
  if (!existsSync(file)) return '';
  const all = readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as LeftOut);
  const kinds = [...new Set(all.map(({ kind }) => kind))].sort();
  const parts = kinds.map((kind) => {
    const suites = all.filter((each) => each.kind === kind);
    const names = [...new Set(suites.map(({ suite }) => suite))].sort();
    const { name, howToGet } = ENGINE_WORDS[kind];
    return [`Not run, for want of ${name} (${suites[0]?.reason ?? ''}):`, ...names.map((each) => `  ${each}`), `To run them: ${howToGet}.`].join('\n');
  });
  return `\n${parts.join('\n\n')}\n`;
}
