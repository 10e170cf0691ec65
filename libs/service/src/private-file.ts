import { chmodSync, closeSync, openSync, statSync } from 'node:fs';

/** Access of the running user alone: to a file, and to a folder. */
export const PRIVATE_FILE = 0o600;
export const PRIVATE_FOLDER = 0o700;

const OTHERS = 0o077;

/** What SQLite keeps beside a file; it gives new ones the mode of the file. */
const BESIDE = ['', '-wal', '-shm', '-journal'] as const;

/**
 * Sees to it that a file of data is of the running user alone before it is opened, whatever the umask is and whatever was there before, with what SQLite
 * keeps beside it. A file that belongs to another user is left as it is: only that user may change it.
 */
export function keepPrivate(file: string): void {
  try {
    closeSync(openSync(file, 'a', PRIVATE_FILE));
  } catch {
    // Whatever opens the file next says why it cannot.
    return;
  }
  for (const suffix of BESIDE) tighten(`${file}${suffix}`);
}

function tighten(path: string): void {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  if ((mode & OTHERS) === 0) return;
  try {
    chmodSync(path, PRIVATE_FILE);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) throw error;
  }
}
