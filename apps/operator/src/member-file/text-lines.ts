import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { MemberFileUnusable } from './unusable.ts';

/** Bytes in one line of a member file, as UTF-8. */
export const MAX_LINE_BYTES = 65_536;

/** How the text of a file is written. */
export type Encoding = 'UTF-8' | 'UTF-16LE' | 'UTF-16BE';

/** A line and its number, from 1. */
export interface TextLine {
  readonly line: number;
  readonly text: string;
}

const AS_UTF8 = 'Save it as UTF-8.';

/** Byte order marks, the longer ones first: that of UTF-32LE begins as that of UTF-16LE. */
const MARKS: readonly (readonly [mark: string, encoding: Encoding | 'UTF-32'])[] = [
  ['fffe0000', 'UTF-32'],
  ['0000feff', 'UTF-32'],
  ['efbbbf', 'UTF-8'],
  ['fffe', 'UTF-16LE'],
  ['feff', 'UTF-16BE'],
];

/**
 * The encoding of a file, by its byte order mark; UTF-8 without one. Throws MemberFileUnusable for one that is not read, and the system's error for a file
 * that cannot be opened.
 */
export async function encodingOf(file: string): Promise<Encoding> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    const start = buffer.subarray(0, bytesRead);
    const marked = MARKS.find(([mark]) => start.toString('hex').startsWith(mark))?.[1];
    if (marked === 'UTF-32') throw new MemberFileUnusable(file, `is written in UTF-32, which is not read. ${AS_UTF8}`);
    if (marked !== undefined) return marked;
    if (start.includes(0))
      throw new MemberFileUnusable(
        file,
        `is not text in UTF-8. It may be UTF-16 without a byte order mark, or no text file. ${AS_UTF8}`,
      );
    return 'UTF-8';
  } finally {
    await handle.close();
  }
}

const LINE_END = /\r\n|\n|\r/;

/** The lines of a file, however they end: LF, CRLF or CR. Of a line that is too long only the beginning is kept, which is too long as well. */
export async function* textLines(file: string, encoding: Encoding): AsyncGenerator<TextLine> {
  // It takes the byte order mark away.
  const decoder = new TextDecoder(encoding);
  let line = 0;
  let rest = '';
  for await (const chunk of createReadStream(file)) {
    const text = rest + decoder.decode(chunk as Buffer, { stream: true });
    // A CR at the end may be half of a CRLF.
    const cut = text.endsWith('\r') ? text.length - 1 : text.length;
    const parts = text.slice(0, cut).split(LINE_END);
    rest = (parts.pop() ?? '').slice(0, MAX_LINE_BYTES + 1) + text.slice(cut);
    for (const part of parts) yield { line: (line += 1), text: part };
  }
  const parts = (rest + decoder.decode()).split(LINE_END);
  if (parts.at(-1) === '') parts.pop();
  for (const part of parts) yield { line: (line += 1), text: part };
}

/** Lines of a file, for a progress bar. Throws as `encodingOf` does. */
export async function countLines(file: string): Promise<number> {
  let last = 0;
  for await (const { line } of textLines(file, await encodingOf(file))) last = line;
  return last;
}
