import { MAX_LINE_BYTES } from './text-lines.ts';

/** Why the text of a line cannot be read at all, null if it can. */
export function unreadable(text: string): string | null {
  if (Buffer.byteLength(text) > MAX_LINE_BYTES) return `the line is longer than ${MAX_LINE_BYTES} bytes`;
  // The decoder puts this for bytes that are no letter.
  return text.includes('\u{fffd}') ? 'the line is not valid UTF-8; save the file as UTF-8' : null;
}
