import { foldCase, userNameOf } from '@luciq/scim';
import type { Separator } from './csv.ts';
import { csvLines, namedSeparator, readHeader } from './csv.ts';
import type { BadLine, MemberLine } from './fields.ts';
import { bad } from './fields.ts';
import { jsonLines } from './json-lines.ts';
import type { Encoding, TextLine } from './text-lines.ts';
import { encodingOf, textLines } from './text-lines.ts';
import { MemberFileUnusable } from './unusable.ts';

/** Lines in a member file. */
export const MAX_LINES = 1_000_000;

/** The file has more than MAX_LINES lines with members. */
export class TooManyLines extends Error {
  override readonly name = 'TooManyLines';
  constructor() {
    super(`A member file may have at most ${MAX_LINES} lines. Split it.`);
  }
}

/** How a file was read. */
export interface FileFormat {
  readonly encoding: Encoding;
  /** What separates the columns of CSV; null for JSON Lines. */
  readonly separator: Separator | null;
}

export interface MemberFile {
  readonly format: FileFormat;
  /** The members in order, to be read once. Throws TooManyLines, and MemberFileUnusable where there was none. */
  readonly members: AsyncGenerator<MemberLine | BadLine>;
}

interface Contents {
  readonly separator: Separator | null;
  readonly members: AsyncGenerator<MemberLine | BadLine>;
}

/** The first line with content, null where there is none. The others are left to be read. */
async function firstLine(lines: AsyncGenerator<TextLine>): Promise<TextLine | null> {
  for (;;) {
    const next = await lines.next();
    if (next.done) return null;
    if (next.value.text.trim() !== '') return next.value;
  }
}

async function* withFirst(first: TextLine, lines: AsyncIterable<TextLine>): AsyncGenerator<TextLine> {
  yield first;
  yield* lines;
}

/** By the end of its name; where that says nothing, by the first line. */
function isJson(file: string, { text }: TextLine): boolean {
  if (/\.(json|jsonl|ndjson)$/i.test(file)) return true;
  return !/\.(csv|tsv)$/i.test(file) && /^\s*[{[]/.test(text);
}

async function openCsv(file: string, first: TextLine, lines: AsyncGenerator<TextLine>): Promise<Contents> {
  const named = namedSeparator(first.text);
  if (named === 'other')
    throw new MemberFileUnusable(
      file,
      'names another separator than comma, semicolon and tab in its first line. Save it with one of these.',
    );
  const line = named === null ? first : await firstLine(lines);
  if (line === null) throw new MemberFileUnusable(file, 'has no header and no members.');
  const header = readHeader(file, line, named);
  return {
    separator: header.separator,
    members: once(file, csvLines(lines, header), `has a header, line ${header.line}, and no members under it.`),
  };
}

async function openContents(file: string, lines: AsyncGenerator<TextLine>): Promise<Contents> {
  const first = await firstLine(lines);
  if (first === null) throw new MemberFileUnusable(file, 'is empty: it has no members.');
  if (!isJson(file, first)) return openCsv(file, first, lines);
  if (/^\s*\[/.test(first.text))
    throw new MemberFileUnusable(
      file,
      `begins with a JSON array in line ${first.line}. Write one JSON object a line, without brackets and commas around them.`,
    );
  return { separator: null, members: once(file, jsonLines(withFirst(first, lines)), 'has no members.') };
}

/** The same members, without those whose userName was there before. */
async function* once(
  file: string,
  members: AsyncIterable<MemberLine | BadLine>,
  nothing: string,
): AsyncGenerator<MemberLine | BadLine> {
  const seen = new Map<string, number>();
  let count = 0;
  for await (const member of members) {
    count += 1;
    if (count > MAX_LINES) throw new TooManyLines();
    if (member.kind === 'bad') {
      yield member;
      continue;
    }
    const name = foldCase(userNameOf(member.attributes) ?? '');
    const first = seen.get(name);
    if (first === undefined) seen.set(name, member.line);
    yield first === undefined ? member : bad(member.line, `the userName stands in line ${first} already`);
  }
  if (count === 0) throw new MemberFileUnusable(file, nothing);
}

/**
 * Opens a file of members: CSV with a header line where the name ends in `.csv` or `.tsv`, JSON Lines where it ends in `.jsonl`, `.ndjson` or `.json`, and by its
 * first line otherwise. What is wrong with the whole of it is said here, before any line is read: throws MemberFileUnusable, and the system's error for a file
 * that cannot be read.
 */
export async function openMemberFile(file: string): Promise<MemberFile> {
  const encoding = await encodingOf(file);
  const lines = textLines(file, encoding);
  try {
    const { separator, members } = await openContents(file, lines);
    return { format: { encoding, separator }, members };
  } catch (error) {
    await lines.return(undefined);
    throw error;
  }
}
