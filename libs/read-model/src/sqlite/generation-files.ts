import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '@luciq/service';

/** Name of the folder of the generations under a data folder. */
export const READ_MODEL_FOLDER = 'read-model';

const FILE_NAME = /^generation-(\d{6,})\.sqlite$/;
const POINTER = 'live';

/** Path of a generation's file. */
export const generationFile = (folder: string, generation: number): string =>
  join(folder, `generation-${String(generation).padStart(6, '0')}.sqlite`);

/** Number of the live generation; null where there is none yet. Throws for a pointer that says something else. */
export function liveGeneration(folder: string): number | null {
  const pointer = join(folder, POINTER);
  if (!existsSync(pointer)) return null;
  const match = FILE_NAME.exec(readFileSync(pointer, 'utf8').trim());
  if (!match) throw new Error(`${pointer} does not name a generation of the read model`);
  return Number(match[1]);
}

/** Numbers of all generations that have a file, in order. */
export function generations(folder: string): readonly number[] {
  return readdirSync(folder)
    .flatMap((name) => FILE_NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => a - b);
}

/** Takes a number above every other and makes its empty file; two processes never get the same one. */
export function reserveGeneration(folder: string): number {
  mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
  for (let number = (generations(folder).at(-1) ?? 0) + 1; ; number += 1) {
    try {
      closeSync(openSync(generationFile(folder, number), 'wx', PRIVATE_FILE));
      return number;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}

/** Makes a generation the live one: at every moment, also of a crash, the pointer names the old one or the new one. */
export function pointTo(folder: string, generation: number): void {
  const temporary = join(folder, `${POINTER}.${process.pid}`);
  const file = openSync(temporary, 'w', PRIVATE_FILE);
  try {
    writeSync(file, `${generationFile('', generation)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, join(folder, POINTER));
  const directory = openSync(folder, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

/** Removes a generation's file and what SQLite keeps beside it. */
export function removeGeneration(folder: string, generation: number): void {
  removeDatabase(generationFile(folder, generation));
}

/** Removes a database file and what SQLite keeps beside it. */
export function removeDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
}
