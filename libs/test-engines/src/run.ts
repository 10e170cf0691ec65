import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Found } from './kinds.ts';
import { end, isAlive, RUNS_TYPESCRIPT } from './programs/index.ts';

/** The variable that carries the folder of a run to its workers. */
export const RUN_FOLDER_VARIABLE = 'LUCIQ_TEST_RUN';
/** How often a waiting process looks again, in milliseconds. */
export const POLL_MS = 50;

const FOLDER = /^luciq-tests-(\d+)-/;
const STARTER_FILE = 'starter.json';
const FOUND_FILE = 'found.json';
const RESOURCE_FILE = 'resource.json';

/** What a run has to end: a program by a signal, or a container. */
export type Resource = { readonly pid: number; readonly signal: NodeJS.Signals } | { readonly container: string };

function write(folder: string, file: string, value: unknown): void {
  writeFileSync(join(folder, `${file}.new`), JSON.stringify(value));
  renameSync(join(folder, `${file}.new`), join(folder, file));
}

function read<T>(folder: string, file: string): T | null {
  return existsSync(join(folder, file)) ? (JSON.parse(readFileSync(join(folder, file), 'utf8')) as T) : null;
}

/** The process that a run belongs to: its engines end with it. */
export const ownerOf = (folder: string): number =>
  Number(FOLDER.exec(folder.split('/').at(-1) ?? '')?.[1] ?? process.pid);

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

/** Takes the folder of an engine for this process; false if another process of the run has it. */
export function claim(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o711 });
  } catch (error) {
    // Errors of Node are of another realm than a spec's `Error`, so that only their code tells.
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
  write(folder, STARTER_FILE, process.pid);
  return true;
}

/** Tells the other processes of the run how the start of an engine went. */
export const publish = (folder: string, found: Found): void => write(folder, FOUND_FILE, found);

/** Waits until the process that claimed the folder of an engine has started it or failed. */
export async function published(folder: string, timeoutMs: number): Promise<Found> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const starter = read<number>(folder, STARTER_FILE);
    const ended = starter !== null && !isAlive(starter);
    const found = read<Found>(folder, FOUND_FILE);
    if (found !== null) return found;
    if (ended) return { engine: null, reason: 'the process that was starting it ended' };
    if (performance.now() > deadline) return { engine: null, reason: `it did not start within ${timeoutMs / 1_000} s` };
    await pause(POLL_MS);
  }
}

/** Remembers what has to be ended for the engine of a folder. The first one of a run also starts the process that ends it should the run be killed. */
export function hold(folder: string, resource: Resource): void {
  write(folder, RESOURCE_FILE, resource);
  const run = runFolder();
  if (claim(join(run, 'reaper'))) {
    spawn(process.execPath, [...RUNS_TYPESCRIPT, join(import.meta.dirname, 'reaper-process.ts'), run], {
      detached: true,
      stdio: 'ignore',
    }).unref();
  }
}

/** Ends the engine of a folder for good. */
export async function release(folder: string): Promise<void> {
  const resource = read<Resource>(folder, RESOURCE_FILE);
  if (resource === null) return;
  if ('container' in resource) {
    const { removeContainer } = await import('./containers/remove-container.ts');
    await removeContainer(resource.container);
  } else {
    await end(resource.pid, resource.signal);
  }
  rmSync(join(folder, RESOURCE_FILE), { force: true });
}

/** Ends every engine of a run and removes its folder. */
export async function stopRun(folder: string): Promise<void> {
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  await Promise.all(folders.map(({ name }) => release(join(folder, name))));
  rmSync(folder, { recursive: true, force: true });
  if (process.env[RUN_FOLDER_VARIABLE] === folder) Reflect.deleteProperty(process.env, RUN_FOLDER_VARIABLE);
}

/** Ends what killed runs left behind. */
export async function stopDeadRuns(): Promise<void> {
  const dead = readdirSync(tmpdir()).filter((name) => FOLDER.test(name) && !isAlive(ownerOf(name)));
  await Promise.all(dead.map((name) => stopRun(join(tmpdir(), name))));
}
