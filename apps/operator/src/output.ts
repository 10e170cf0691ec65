import { SingleBar } from 'cli-progress';
import Table from 'cli-table3';

/** Prints a report as one JSON document. */
export function printJson(report: unknown): void {
  process.stdout.write(`${JSON.stringify(report, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value), 2)}\n`);
}

/** Prints lines for people. */
export function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

// What clients sent may hold control characters; a terminal would obey them.
const readable = (cell: string): string => cell.replaceAll(/(?!\n)\p{Cc}/gu, '\u{fffd}');

/** Prints a table as wide as its cells; a cell may have several lines. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const table = new Table({ head: [...head], style: { head: [], border: [] } });
  table.push(...rows.map((row) => row.map(readable)));
  print(table.toString());
}

/** How far a command is. */
export interface Progress {
  update(done: number, total: number): void;
  end(): void;
}

/** A bar on standard error while somebody watches; nothing where the output goes to a file or another program. */
export function progressBar(what: string): Progress {
  if (!process.stderr.isTTY) return { update: () => undefined, end: () => undefined };
  const bar = new SingleBar({ format: `${what} {bar} {percentage} % | {value}/{total} | {eta_formatted} left`, stream: process.stderr, hideCursor: true });
  bar.start(1, 0);
  return {
    update: (done, total) => {
      bar.setTotal(total);
      bar.update(done);
    },
    end: () => bar.stop(),
  };
}
