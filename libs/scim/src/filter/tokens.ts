/** A token of a filter. `word` is a name, an operator or a literal such as `true`; `sub` is a `.name` right after a `]`. */
export type Token =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'sub'; readonly text: string }
  | { readonly kind: 'literal'; readonly value: string | number }
  | { readonly kind: '(' | ')' | '[' | ']' };

const SPACE = /[ \t\r\n]+/y;
const WORD = /[A-Za-z$][\w\-.:$]*/y;
const SUB = /\.[A-Za-z$][\w\-$]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y;

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function tokenAt(text: string, at: number): { readonly token: Token; readonly length: number } | null {
  const sign = text[at];
  if (sign === '(' || sign === ')' || sign === '[' || sign === ']') return { token: { kind: sign }, length: 1 };
  const word = matchAt(WORD, text, at);
  if (word !== undefined) return { token: { kind: 'word', text: word }, length: word.length };
  const string = matchAt(STRING, text, at);
  if (string !== undefined)
    return { token: { kind: 'literal', value: String(JSON.parse(string)) }, length: string.length };
  const number = matchAt(NUMBER, text, at);
  return number === undefined ? null : { token: { kind: 'literal', value: Number(number) }, length: number.length };
}

/** Cuts a filter (RFC 7644 section 3.4.2.2) into tokens; where it can't, the place of the first wrong character, from 1. */
export function tokenize(text: string): readonly Token[] | { readonly wrongAt: number } {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    at += matchAt(SPACE, text, at)?.length ?? 0;
    if (at === text.length) break;
    const sub = text[at - 1] === ']' && tokens.at(-1)?.kind === ']' ? matchAt(SUB, text, at) : undefined;
    if (sub !== undefined) {
      tokens.push({ kind: 'sub', text: sub.slice(1) });
      at += sub.length;
      continue;
    }
    const found = tokenAt(text, at);
    if (!found) return { wrongAt: at + 1 };
    tokens.push(found.token);
    at += found.length;
  }
  return tokens;
}
