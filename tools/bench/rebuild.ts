import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EVENT_STORE_FILE, openSqliteEventStore } from '@luciq/event-store/sqlite';
import { logSource } from '@luciq/pump';
import { rebuild, USER_COLUMNS } from '@luciq/read-model';
import { generationFile, liveGeneration, sqliteGenerations } from '@luciq/read-model/sqlite';

const ROWS_AT_ONCE = 500;

/** What a rebuild of the read model reached, and what the same rows take as bare multi-row inserts. */
export interface RebuildFigures {
  readonly recordsPerSecond: number;
  readonly rowsPerSecond: number;
  /** Time of the bare inserts by time of the rebuild. */
  readonly ratio: number;
}

/** Seconds that the rows of a generation take as multi-row inserts into a table with the same indexes, fsynced once. */
function bareInserts(from: string, to: string): { seconds: number; rows: number } {
  const source = new DatabaseSync(from, { readOnly: true });
  const rows = source.prepare(`SELECT ${USER_COLUMNS.join(', ')} FROM users`).all();
  const schema = source.prepare("SELECT sql FROM sqlite_master WHERE tbl_name = 'users' AND sql IS NOT NULL").all();
  source.close();
  const target = new DatabaseSync(to);
  target.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  for (const { sql } of schema) target.exec(String(sql));
  const place = `(${USER_COLUMNS.map(() => '?').join(', ')})`;
  const insert = (count: number): string =>
    `INSERT INTO users (${USER_COLUMNS.join(', ')}) VALUES ${Array.from({ length: count }, () => place).join(', ')}`;
  const full = target.prepare(insert(ROWS_AT_ONCE));
  const started = performance.now();
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    const some = rows.slice(at, at + ROWS_AT_ONCE);
    const values = some.flatMap((row) => USER_COLUMNS.map((column) => row[column] ?? null));
    target.exec('BEGIN');
    (some.length === ROWS_AT_ONCE ? full : target.prepare(insert(some.length))).run(...values);
    target.exec('COMMIT');
  }
  target.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const seconds = (performance.now() - started) / 1_000;
  target.close();
  return { seconds, rows: rows.length };
}

/** Rebuilds the read model of a data folder, the way the operator does, and inserts the same rows barely. */
export async function measureRebuild(data: string): Promise<RebuildFigures> {
  const folder = join(data, 'rebuild-bench');
  const store = openSqliteEventStore({ file: join(data, EVENT_STORE_FILE), readOnly: true });
  const log = logSource(store);
  let records = 0;
  const started = performance.now();
  await rebuild({
    generations: sqliteGenerations(folder),
    source: {
      read: async (request) => {
        const slice = await log.read(request);
        records += slice.items.length;
        return slice;
      },
      wait: log.wait,
    },
    head: () => store.head(),
    failure: { initialDelayMs: 1, maxDelayMs: 1, attempts: 1, onExhausted: 'stop' },
  });
  const seconds = (performance.now() - started) / 1_000;
  await store.close();
  const bare = bareInserts(generationFile(folder, liveGeneration(folder) ?? 1), join(data, 'bare-inserts.sqlite'));
  return { recordsPerSecond: records / seconds, rowsPerSecond: bare.rows / seconds, ratio: bare.seconds / seconds };
}
