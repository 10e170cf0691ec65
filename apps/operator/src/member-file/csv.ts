import { CsvError, parse as parseCsv } from 'csv-parse/sync';
import type { Json } from '@luciq/events';
import { counted } from '@luciq/events';
import type { BadLine, MemberLine } from './fields.ts';
import { bad, COLUMNS, isColumn, memberLine } from './fields.ts';
import type { TextLine } from './text-lines.ts';
import { MAX_LINE_BYTES } from './text-lines.ts';
import { unreadable } from './unreadable.ts';
import { MemberFileUnusable } from './unusable.ts';

/** What separates the columns of CSV: programs in languages with a decimal comma write semicolons. */
export const SEPARATORS = { comma: ',', semicolon: ';', tab: '\t' } as const;

/** The name of a separator. */
export type Separator = keyof typeof SEPARATORS;

/** The first line of CSV: the names of its columns, and what separates them. */
export interface Header {
  readonly line: number;
  readonly names: readonly string[];
  readonly separator: Separator;
}

const KNOWN = `known are ${COLUMNS.join(', ')}`;

/** The cells of one record, null for one that is not CSV. */
function cellsOf(text: string, separator: Separator): readonly string[] | null {
  try {
    const [cells = [], ...others]: string[][] = parseCsv(text, {
      trim: true,
      relax_column_count: true,
      delimiter: SEPARATORS[separator],
    });
    return others.length === 0 ? cells : null;
  } catch (error) {
    if (error instanceof CsvError) return null;
    throw error;
  }
}

/** The separator that the line `sep=;` names, which spreadsheet programs write and read: `other` for one that is not read, null for any other line. */
export function namedSeparator(text: string): Separator | 'other' | null {
  const named = /^"?sep=(.)"?$/i.exec(text.trimStart())?.[1];
  if (named === undefined) return null;
  return (Object.keys(SEPARATORS) as Separator[]).find((name) => SEPARATORS[name] === named) ?? 'other';
}

const places = (names: readonly string[], name: string): string =>
  names.flatMap((each, at) => (each === name ? [String(at + 1)] : [])).join(' and ');

/** What is wrong with the names of columns, each with its place; null where nothing is. */
function wrongNames(names: readonly string[]): string | null {
  const twice = [...new Set(names.filter((name, at) => name !== '' && names.indexOf(name) !== at))];
  if (twice.length > 0)
    return twice
      .map((name) => `names the column ${name} more than once (columns ${places(names, name)})`)
      .join(', and ');
  const unknown = names.filter((name) => !isColumn(name));
  if (unknown.length > 0) {
    const said = unknown.map((name) =>
      name === '' ? `column ${names.indexOf('') + 1} without a name` : `${name} (column ${places(names, name)})`,
    );
    return `has ${counted(unknown.length, 'column that is', 'columns that are')} not known: ${said.join(', ')}; ${KNOWN}`;
  }
  return names.includes('userName') ? null : `has no column userName, which every member needs; ${KNOWN}`;
}

/** Reads the first line of CSV. The separator is the one that finds most columns, unless one was named. Throws MemberFileUnusable for one that is no good header. */
export function readHeader(file: string, { line, text }: TextLine, named: Separator | null): Header {
  const unread = unreadable(text);
  if (unread !== null) throw new MemberFileUnusable(file, `cannot be used: in line ${line}, its header, ${unread}.`);
  const candidates = (named === null ? (Object.keys(SEPARATORS) as Separator[]) : [named]).map((separator) => {
    const names = cellsOf(text, separator);
    return { separator, names, known: names?.filter(isColumn).length ?? 0 };
  });
  // The first of the best: a comma where nothing tells them apart.
  const best = candidates.reduce((one, other) => (other.known > one.known ? other : one));
  if (best.names === null)
    throw new MemberFileUnusable(
      file,
      `cannot be used: the quotation marks of line ${line}, its header, are not in order.`,
    );
  // Its cells are someone's data then, and are not repeated.
  if (best.known === 0)
    throw new MemberFileUnusable(
      file,
      `has no header: line ${line} names none of its columns; ${KNOWN}. Put their names into the first line.`,
    );
  const wrong = wrongNames(best.names);
  if (wrong !== null)
    throw new MemberFileUnusable(file, `cannot be used: its header, line ${line}, ${wrong}. No line was brought in.`);
  return { line, names: best.names, separator: best.separator };
}

const hasOpenQuote = (text: string): boolean => text.split('"').length % 2 === 0;

/** A member, a bad line, or null for a row without content: spreadsheet programs leave such rows behind. */
function csvLine({ line, text }: TextLine, { names, separator }: Header): MemberLine | BadLine | null {
  const reason = unreadable(text);
  if (reason !== null) return bad(line, reason);
  const cells = cellsOf(text, separator);
  if (!cells) return bad(line, 'the quotation marks are not in order');
  if (cells.every((cell) => cell === '')) return null;
  if (cells.length !== names.length)
    return bad(line, `the line has ${counted(cells.length, 'cell')}, but the header has ${names.length}`);
  return memberLine(
    line,
    new Map<string, Json>(names.flatMap((name, index) => (cells[index] ? [[name, cells[index]]] : []))),
  );
}

/**
 * The records of CSV text. A cell in quotation marks may go over several lines, but a mark that was forgotten must cost
 * its own line only: where the lines held together make no record, the first is bad and the others are read again.
 */
function csvRecords(held: TextLine[], header: Header, atEnd: boolean): (MemberLine | BadLine)[] {
  const found: (MemberLine | BadLine)[] = [];
  while (held.length > 0) {
    const length = recordLength(held);
    if (length === null && !atEnd) break;
    const [first] = held;
    if (!first) break;
    const text = held.slice(0, length ?? 1).map((part) => part.text);
    const member = csvLine({ line: first.line, text: text.join('\n') }, header);
    held.splice(0, member?.kind === 'bad' ? 1 : text.length);
    if (member) found.push(member);
  }
  return found;
}

/** Lines of the record that begins the text: 1 where it is too long, null where its last line is still to come. */
function recordLength(held: readonly TextLine[]): number | null {
  let bytes = 0;
  let isOpen = false;
  for (const [index, { text }] of held.entries()) {
    bytes += Buffer.byteLength(text) + 1;
    if (hasOpenQuote(text)) isOpen = !isOpen;
    if (!isOpen) return index + 1;
    if (bytes > MAX_LINE_BYTES) return 1;
  }
  return null;
}

/** The members of CSV whose header was read. */
export async function* csvLines(lines: AsyncIterable<TextLine>, header: Header): AsyncGenerator<MemberLine | BadLine> {
  const held: TextLine[] = [];
  for await (const next of lines) {
    held.push(next);
    yield* csvRecords(held, header, false);
  }
  yield* csvRecords(held, header, true);
}
