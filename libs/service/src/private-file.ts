import { chmodSync, closeSync, openSync, statSync } from 'node:fs';

/** Access of the running user alone: to a file, and to a folder. */
export const PRIVATE_FILE = 0o600;
export const PRIVATE_FOLDER = 0o700;

const OTHERS = 0o077;

/** What SQLite keeps beside a file; it gives new ones the mode of the file. */
const BESIDE = ['', '-wal', '-shm', '-journal'] as const;

/**
 * Sees to it that a file of data is of the running user alone before it is opened, whatever the umask is and whatever was there before, with what SQLite
 * keeps beside it. A file that belongs to another user is left as it is: only that user may change it. A file that is there is never opened here: closing
 * it would take away the locks that connections of this process have on it (https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_),
 * and another process would then delete the WAL under them.
 */
export function keepPrivate(file: string): void {
  try {
    closeSync(openSync(file, 'wx', PRIVATE_FILE));
  } catch (error) {
    // Whatever else is wrong, what opens the file next says so.
    if (!hasCode(error, 'EEXIST')) return;
  }
  for (const suffix of BESIDE) tighten(`${file}${suffix}`);
}

function tighten(path: string): void {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  if ((mode & OTHERS) === 0) return;
  try {
    chmodSync(path, PRIVATE_FILE);
  } catch (error) {
    // ENOENT: SQLite takes the files beside it away with the last connection.
    if (!hasCode(error, 'EPERM') && !hasCode(error, 'ENOENT')) throw error;
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;
