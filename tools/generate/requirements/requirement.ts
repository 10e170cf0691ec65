/** One thing that a standard asks of a service provider, in our own words. */
export interface Requirement {
  /** Standard, section and a word of ours, such as `RFC7644 3.5.2 one-primary`; a test that shows it has it in its name, in `[ ]`. */
  readonly id: string;
  readonly level: 'MUST' | 'MUST NOT' | 'SHALL' | 'SHALL NOT';
  readonly text: string;
  /** Why there is no test for it; absent where one is wanted. */
  readonly untested?: string;
}

/** Requirements of one section: a line each of `word | level | text`, and `| why there is no test` where there can be none. */
export const section = (name: string, lines: string): readonly Requirement[] =>
  lines
    .trim()
    .split('\n')
    .map((line) => {
      const [word = '', level = '', text = '', untested] = line.split('|').map((part) => part.trim());
      if (level !== 'MUST' && level !== 'MUST NOT' && level !== 'SHALL' && level !== 'SHALL NOT') throw new SyntaxError(`${name}: ${line}`);
      return { id: `${name} ${word}`, level, text, ...(untested === undefined ? {} : { untested }) };
    });
