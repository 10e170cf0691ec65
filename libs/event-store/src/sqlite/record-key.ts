import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { PRIVATE_FILE } from '@luciq/service';
import { EventStoreFileUnusable } from './file-unusable.ts';

/** What is added to the name of an event store file for the file of its key. */
export const KEY_SUFFIX = '.key';

/** Shortest key, in characters. */
const MIN_KEY_LENGTH = 32;
const KEY_BYTES = 32;

const keyOf = (path: string): string => readFileSync(path, 'utf8').trim();

function make(path: string): string {
  const key = randomBytes(KEY_BYTES).toString('hex');
  try {
    const file = openSync(path, 'wx', PRIVATE_FILE);
    writeSync(file, `${key}\n`);
    // Records that need it must not outlive it.
    fsyncSync(file);
    closeSync(file);
    return key;
  } catch (error) {
    // Another process came to the new store at the same time.
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return keyOf(path);
    throw error;
  }
}

/**
 * The key of the records of an event store file: it stands beside the file, readable by the running user alone. It is made where `mayMake`, which is to say
 * while no record needs it. Throws EventStoreFileUnusable where it is missing or damaged.
 */
export function recordKey(file: string, mayMake: boolean): string {
  const path = `${file}${KEY_SUFFIX}`;
  if (!existsSync(path)) {
    if (mayMake) return make(path);
    throw new EventStoreFileUnusable(
      `The key of the event store, ${path}, is missing: without it changed records cannot be told from true ones. Put it back from the backup that the log is in.`,
    );
  }
  const key = keyOf(path);
  if (key.length < MIN_KEY_LENGTH)
    throw new EventStoreFileUnusable(
      `The key of the event store, ${path}, is damaged. Put it back from the backup that the log is in.`,
    );
  return key;
}
