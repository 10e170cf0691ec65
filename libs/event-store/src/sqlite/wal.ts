import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * The write-ahead log of a file, as far as it is to last. SQLite writes a commit into it without waiting for the disk (`synchronous = NORMAL`), and this
 * waits, on another thread, where SQLite would have held ours (`FULL`). Many commits share one wait.
 */
export class Wal {
  private file: FileHandle | null = null;
  private running: Promise<void> | null = null;
  private next: Promise<void> | null = null;
  private failure: { readonly cause: unknown } | null = null;

  constructor(
    private readonly databaseFile: string,
    private readonly readOnly: boolean,
  ) {}

  /** Why the disk did not take what was written; null while it does. From then on nothing more is known to last. */
  get failed(): { readonly cause: unknown } | null {
    return this.failure;
  }

  /**
   * Resolves when everything that was committed before the call is on the disk. Rejects with what the system says, and from then on always: after a failure
   * the system may take for written what is not (https://wiki.postgresql.org/wiki/Fsync_Errors).
   */
  lasting(): Promise<void> {
    // One that is under way may have begun before the commit.
    if (this.running) return (this.next ??= this.running.catch(() => undefined).then(() => this.start()));
    return this.start();
  }

  /** Lets go of the file. */
  async close(): Promise<void> {
    await (this.next ?? this.running)?.catch(() => undefined);
    await this.file?.close();
  }

  private start(): Promise<void> {
    this.next = null;
    const running = this.sync().finally(() => {
      if (this.running === running) this.running = null;
    });
    this.running = running;
    return running;
  }

  private async sync(): Promise<void> {
    if (this.failure) throw this.failure.cause;
    try {
      this.file ??= await this.open();
      await this.file?.datasync();
    } catch (cause) {
      this.failure = { cause };
      throw cause;
    }
  }

  /** Null where there is no such file: then everything is in the database. */
  private async open(): Promise<FileHandle | null> {
    try {
      const file = await open(`${this.databaseFile}-wal`, this.readOnly ? 'r' : 'r+');
      await syncFolder(dirname(this.databaseFile));
      return file;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null;
      throw error;
    }
  }
}

/** Codes of systems that cannot sync a folder, or have nothing to sync. */
const NOT_FOR_FOLDERS = ['EINVAL', 'ENOTSUP', 'EPERM', 'EISDIR', 'EACCES'];

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : null;

/** That a file exists in the folder lasts from then on, where the system can promise it. */
async function syncFolder(path: string): Promise<void> {
  let folder: FileHandle | null = null;
  try {
    folder = await open(path);
    await folder.sync();
  } catch (error) {
    if (!NOT_FOR_FOLDERS.includes(String(codeOf(error)))) throw error;
  } finally {
    await folder?.close();
  }
}
