import { createReadStream } from 'node:fs';
import { CsvError, parse as parseCsv } from 'csv-parse/sync';
import type { Attributes, Json } from '@luciq/events';
import { normaliseRole } from '@luciq/entitlement';
import { LUCIQ_USER_URN, foldCase, parseResource, userResourceType } from '@luciq/scim';

/** Bytes in one line of a member file. */
export const MAX_LINE_BYTES = 65_536;
/** Lines in a member file. */
export const MAX_LINES = 1_000_000;

/** The file has more than MAX_LINES lines with members. */
export class TooManyLines extends Error {
  override readonly name = 'TooManyLines';
  constructor() {
    super(`A member file may have at most ${MAX_LINES} lines. Split it.`);
  }
}

/** Lines of a file, the last one included whether it is ended or not, for a progress bar. Throws the system's error for a file that cannot be read. */
export async function countLines(file: string): Promise<number> {
  let lines = 0;
  let last = 0x0a;
  for await (const chunk of createReadStream(file)) {
    for (const byte of chunk as Buffer) {
      if (last === 0x0a) lines += 1;
      last = byte;
    }
  }
  return lines;
}

/** A line that can be brought in. */
export interface MemberLine {
  readonly kind: 'member';
  readonly line: number;
  readonly attributes: Attributes;
  /** Ownership is the company's to give, so it is not among the attributes. */
  readonly isOwner: boolean;
}

/** A line that cannot, and why, in a sentence. */
export interface BadLine {
  readonly kind: 'bad';
  readonly line: number;
  readonly reason: string;
}

type Fields = ReadonlyMap<string, Json>;

const COLUMNS = ['userName', 'givenName', 'familyName', 'displayName', 'email', 'externalId', 'role', 'applications', 'active'] as const;

const TEXT_COLUMNS = COLUMNS.filter((name) => name !== 'applications' && name !== 'active');

const isTextOrNothing = (value: Json | undefined): boolean => value === undefined || value === null || typeof value === 'string';

const bad = (line: number, reason: string): BadLine => ({ kind: 'bad', line, reason });

function textOf(fields: Fields, name: (typeof COLUMNS)[number]): string | undefined {
  const value = fields.get(name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function applicationsOf(fields: Fields): Json | undefined {
  const value = fields.get('applications');
  return typeof value === 'string' ? value.split(';').map((name) => name.trim()).filter(Boolean) : value;
}

/** The SCIM user that the fields describe; null is unassigned. */
function scimUser(fields: Fields, role: string | undefined): Record<string, unknown> {
  const email = textOf(fields, 'email') ?? textOf(fields, 'userName');
  return {
    userName: fields.get('userName'),
    name: { givenName: textOf(fields, 'givenName') ?? null, familyName: textOf(fields, 'familyName') ?? null },
    displayName: textOf(fields, 'displayName') ?? null,
    externalId: textOf(fields, 'externalId') ?? null,
    emails: email === undefined ? null : [{ value: email, type: 'work', primary: true }],
    active: fields.get('active') === '' ? null : (fields.get('active') ?? null),
    [LUCIQ_USER_URN]: { instabugRole: role ?? null, instabugApplications: applicationsOf(fields) ?? null },
  };
}

function memberLine(line: number, fields: Fields): MemberLine | BadLine {
  const unknown = [...fields.keys()].find((name) => !COLUMNS.some((column) => column === name));
  if (unknown !== undefined) return bad(line, `the field ${unknown} is not known; known are ${COLUMNS.join(', ')}`);
  const wrong = TEXT_COLUMNS.find((name) => !isTextOrNothing(fields.get(name)));
  if (wrong !== undefined) return bad(line, `the field ${wrong} is not text`);
  const role = textOf(fields, 'role');
  const isOwner = role !== undefined && normaliseRole(role) === 'owner';
  const parsed = parseResource(userResourceType, scimUser(fields, isOwner ? undefined : role));
  return parsed.ok ? { kind: 'member', line, attributes: parsed.value, isOwner } : bad(line, parsed.problem.detail);
}

function jsonLine(line: number, text: string): MemberLine | BadLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return bad(line, 'the line is not valid JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return bad(line, 'the line is not a JSON object');
  return memberLine(line, new Map(Object.entries(value as Record<string, Json>)));
}

function userNameOf({ userName }: Attributes): string {
  return typeof userName === 'string' ? userName : '';
}

interface TextLine {
  readonly line: number;
  readonly text: string;
}

/** The lines of a file. Of one that is too long only the beginning is kept, which is too long as well. */
async function* textLines(file: string): AsyncGenerator<TextLine> {
  let line = 0;
  let rest = '';
  for await (const chunk of createReadStream(file, 'utf8')) {
    const parts = (rest + String(chunk)).split('\n');
    rest = (parts.pop() ?? '').slice(0, MAX_LINE_BYTES + 1);
    for (const part of parts) yield { line: (line += 1), text: withoutMarks(part, line) };
  }
  yield { line: line + 1, text: withoutMarks(rest, line + 1) };
}

/** Without the byte order mark at the start of a file and the carriage return at the end of a line. */
const withoutMarks = (text: string, line: number): string => (line === 1 ? text.replace(/^\u{feff}/u, '') : text).replace(/\r$/, '');

/** Why the text cannot be read at all, null if it can. */
function unreadable(text: string): string | null {
  if (Buffer.byteLength(text) > MAX_LINE_BYTES) return `the line is longer than ${MAX_LINE_BYTES} bytes`;
  return text.includes('\u{fffd}') ? 'the line is not valid UTF-8; save the file as UTF-8' : null;
}

async function* jsonLines(file: string): AsyncGenerator<MemberLine | BadLine> {
  for await (const { line, text } of textLines(file)) {
    if (text.trim() === '') continue;
    const reason = unreadable(text);
    yield reason === null ? jsonLine(line, text) : bad(line, reason);
  }
}

const hasOpenQuote = (text: string): boolean => text.split('"').length % 2 === 0;

/** The cells of one record, null for one that is not CSV. */
function cellsOf(text: string): readonly string[] | null {
  try {
    const [cells = [], ...others]: string[][] = parseCsv(text, { trim: true, relax_column_count: true });
    return others.length === 0 ? cells : null;
  } catch (error) {
    if (error instanceof CsvError) return null;
    throw error;
  }
}

function csvLine({ line, text }: TextLine, header: readonly string[]): MemberLine | BadLine {
  const reason = unreadable(text);
  if (reason !== null) return bad(line, reason);
  const cells = cellsOf(text);
  if (!cells) return bad(line, 'the quotation marks are not in order');
  if (cells.length !== header.length) return bad(line, `the line has ${cells.length} cells, but the header has ${header.length}`);
  return memberLine(line, new Map<string, Json>(header.flatMap((name, index) => (cells[index] ? [[name, cells[index]]] : []))));
}

/**
 * The records of CSV text. A cell in quotation marks may go over several lines, but a mark that was forgotten must cost
 * its own line only: where the lines held together make no record, the first is bad and the others are read again.
 */
function csvRecords(held: TextLine[], header: readonly string[], atEnd: boolean): (MemberLine | BadLine)[] {
  const found: (MemberLine | BadLine)[] = [];
  while (held.length > 0) {
    const length = recordLength(held);
    if (length === null && !atEnd) break;
    const [first] = held;
    if (!first) break;
    const text = held.slice(0, length ?? 1).map((part) => part.text);
    const member = csvLine({ line: first.line, text: text.join('\n') }, header);
    held.splice(0, member.kind === 'bad' ? 1 : text.length);
    if (text.join('').trim() !== '') found.push(member);
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

async function* csvLines(file: string): AsyncGenerator<MemberLine | BadLine> {
  let header: readonly string[] | null = null;
  const held: TextLine[] = [];
  for await (const next of textLines(file)) {
    if (header) {
      held.push(next);
      yield* csvRecords(held, header, false);
    } else if (next.text.trim() !== '') {
      header = cellsOf(next.text) ?? [next.text];
    }
  }
  yield* csvRecords(held, header ?? [], true);
}

/**
 * The members of a file, in order: CSV with a header line where the name ends in `.csv`, JSON Lines otherwise. Throws the
 * system's error for a file that cannot be read, and TooManyLines.
 */
export async function* readMemberFile(file: string): AsyncGenerator<MemberLine | BadLine> {
  const seen = new Map<string, number>();
  let count = 0;
  for await (const member of /\.csv$/i.test(file) ? csvLines(file) : jsonLines(file)) {
    count += 1;
    if (count > MAX_LINES) throw new TooManyLines();
    if (member.kind === 'bad') {
      yield member;
      continue;
    }
    const name = foldCase(userNameOf(member.attributes));
    const first = seen.get(name);
    if (first === undefined) seen.set(name, member.line);
    yield first === undefined ? member : bad(member.line, `the userName stands in line ${first} already`);
  }
}
