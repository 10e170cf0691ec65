const LEVELS = ['MUST', 'MUST NOT', 'SHALL', 'SHALL NOT', 'SHOULD', 'SHOULD NOT', 'MAY'] as const;

/** How much a standard asks (RFC 2119). */
export type Level = (typeof LEVELS)[number];

const isLevel = (text: string): text is Level => LEVELS.some((level) => level === text);

/** One thing that a standard asks of a service provider, in our own words. */
export interface Requirement {
  /** Standard, section and a word of ours, such as `RFC7644 3.5.2 one-primary`; a test that shows it has it in its name, in `[ ]`. */
  readonly id: string;
  readonly level: Level;
  /** What is not kept on purpose stands in it after `Not kept`. */
  readonly text: string;
  /** Why there is no test for it; absent where one is wanted. */
  readonly untested?: string;
}

/** `word | level | `, with which each requirement begins. */
const BEGINNING = /^[a-z0-9-]+ \| [A-Z ]+ \| /;

/** Lines that begin no requirement go on with the one before. */
function joined(lines: readonly string[]): readonly string[] {
  const whole: string[] = [];
  for (const line of lines) {
    if (BEGINNING.test(line)) whole.push(line);
    else whole.push(`${whole.pop() ?? ''} ${line}`.trim());
  }
  return whole;
}

/** Requirements of one section: each `word | level | text`, and `| why there is no test` where there can be none, on a line or several. */
export const section = (name: string, lines: string): readonly Requirement[] =>
  joined(
    lines
      .trim()
      .split('\n')
      .map((line) => line.trim()),
  ).map((line) => {
    const [word = '', level = '', text = '', untested, ...more] = line.split('|').map((part) => part.trim());
    if (!isLevel(level) || more.length > 0) throw new SyntaxError(`${name}: ${line}`);
    return { id: `${name} ${word}`, level, text, ...(untested === undefined ? {} : { untested }) };
  });
