import { SingleBar } from 'cli-progress';
import Table from 'cli-table3';

/**
 * What a terminal would obey, or what would make text look like other text: control characters, line breaks among them, those
 * that turn the direction of writing, and those that nobody sees.
 */
const UNSEEN = /[\p{Cc}\p{Bidi_Control}\u00ad\u200b\u2028\u2029\u2060\ufeff]/gu;

/** Text of others for people to read on a terminal, on one line: what is not seen is written out as \u{202e}. */
export const readable = (text: string): string =>
  text.replaceAll(UNSEEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);

const asEscape = (character: string): string => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;

/** Prints a report as one JSON document. */
export function printJson(report: unknown): void {
  const text = JSON.stringify(
    report,
    (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
    2,
  );
  process.stdout.write(
    `${text.replaceAll(UNSEEN, (character) => (character === '\n' ? character : asEscape(character)))}\n`,
  );
}

/** Prints lines for people; a line break within one of them is written out. */
export function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.map(readable).join('\n')}\n`);
}

/** Prints on standard error why a command failed: a sentence of one or several lines. Text of others in it is `readable`. */
export function printError(sentence: string): void {
  process.stderr.write(`error: ${sentence.split('\n').map(readable).join('\n')}\n`);
}

/** Prints a table as wide as its cells. A cell is one line, or a list of lines. */
export function printTable(head: readonly string[], rows: readonly (readonly (string | readonly string[])[])[]): void {
  const table = new Table({ head: [...head], style: { head: [], border: [] } });
  table.push(
    ...rows.map((row) =>
      row.map((cell) => (typeof cell === 'string' ? readable(cell) : cell.map(readable).join('\n'))),
    ),
  );
  process.stdout.write(`${table.toString()}\n`);
}

/** How far a command is. */
export interface Progress {
  update(done: number, total: number): void;
  end(): void;
}

/** A bar on standard error while someone watches; nothing where the output goes to a file or another program. */
export function progressBar(what: string): Progress {
  if (!process.stderr.isTTY) return { update: () => undefined, end: () => undefined };
  const bar = new SingleBar({
    format: `${what} {bar} {percentage} % | {value}/{total} | {eta_formatted} left`,
    stream: process.stderr,
    hideCursor: true,
  });
  bar.start(1, 0);
  return {
    update: (done, total) => {
      bar.setTotal(total);
      bar.update(done);
    },
    end: () => bar.stop(),
  };
}
