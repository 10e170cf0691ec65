import type { Json } from '@luciq/events';
import type { BadLine, MemberLine } from './fields.ts';
import { bad, memberLine } from './fields.ts';
import type { TextLine } from './text-lines.ts';
import { unreadable } from './unreadable.ts';

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g;

/** The first name that an object has twice, of which JSON.parse would keep the last without a word. The text is valid JSON. */
function doubledName(text: string): string | null {
  const seen = new Set<string>();
  let depth = 0;
  let before = '';
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (token === ':' && depth === 1) {
      const name = JSON.parse(before) as string;
      if (seen.has(name)) return name;
      seen.add(name);
    }
    before = token;
  }
  return null;
}

function jsonLine({ line, text }: TextLine): MemberLine | BadLine {
  const reason = unreadable(text);
  if (reason !== null) return bad(line, reason);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return bad(line, 'the line is not valid JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return bad(line, 'the line is not a JSON object');
  const twice = doubledName(text);
  if (twice !== null) return bad(line, `the field ${twice} is there more than once`);
  return memberLine(line, new Map(Object.entries(value as Record<string, Json>)));
}

/** The members of JSON Lines. */
export async function* jsonLines(lines: AsyncIterable<TextLine>): AsyncGenerator<MemberLine | BadLine> {
  for await (const next of lines) if (next.text.trim() !== '') yield jsonLine(next);
}
