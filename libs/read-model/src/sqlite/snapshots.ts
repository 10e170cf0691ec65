import type { Kysely } from 'kysely';
import type { Tables } from '../tables/tables.ts';
import type { Connection } from './database.ts';
import { connect } from './database.ts';

/** Connections to one file on which reads hold a snapshot: made when they are first needed, and used again. */
export class SnapshotConnections {
  private readonly file: string;
  private free: Connection[] = [];
  private left: number;
  private waiting: (() => void)[] = [];

  constructor(file: string, atOnce: number) {
    this.file = file;
    this.left = atOnce;
  }

  /** Runs work on a snapshot; waits where too many run already. */
  async run<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
    while (this.left === 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.left -= 1;
    try {
      return await this.onSnapshot(this.free.pop() ?? connect(this.file, 'read'), work);
    } finally {
      this.left += 1;
      this.waiting.shift()?.();
    }
  }

  close(): void {
    for (const { database } of this.free) database.close();
    this.free = [];
  }

  private async onSnapshot<T>(connection: Connection, work: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
    const { database, db } = connection;
    try {
      database.exec('BEGIN');
      const result = await work(db);
      database.exec('COMMIT');
      this.free.push(connection);
      return result;
    } catch (error) {
      database.close();
      throw error;
    }
  }
}
