import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname } from 'node:path';
import Table from 'cli-table3';
import type { LoadResult } from './closed-loop.ts';

/** One row of the report. `ratio` is to the reference named, of the same run; `bar` is what it should reach. */
export interface Row {
  readonly what: string;
  readonly figure: string;
  readonly ratio?: number;
  readonly bar?: string;
  readonly met?: boolean;
  readonly result?: LoadResult;
}

/** Tells anyone who waits what is measured now. */
export const step = (what: string): void => void process.stderr.write(`… ${what}\n`);

/** Prints the rows for people and writes them for programs. */
export function report(rows: readonly Row[], file: string): void {
  const table = new Table({ head: ['what', 'figure', 'ratio', 'bar', ''], style: { head: [], border: [] } });
  for (const { what, figure, ratio, bar, met } of rows)
    table.push([what, figure, ratio?.toFixed(2) ?? '', bar ?? '', met === undefined ? '' : met ? 'met' : 'MISSED']);
  process.stdout.write(
    `${table.toString()}\n${cpus().length} cores shared by server and load, load average ${loadavg()[0]?.toFixed(1)}, node ${process.version}\n`,
  );
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    `${JSON.stringify({ at: new Date().toISOString(), cores: cpus().length, load: loadavg(), node: process.version, rows }, null, 2)}\n`,
  );
  process.stdout.write(`Also written to ${file}.\n`);
}
