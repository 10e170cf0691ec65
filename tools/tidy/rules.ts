/** A file of the checkout. */
export interface CheckedFile {
  /** Path from the top of the checkout, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Something that breaks a habit of this house. */
export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly what: string;
}

/** Lines in a source file; tables of data (schemas, hostile values) and specs may be longer. */
export const MAX_FILE_LINES = 300;
/** Characters in a line of source. */
export const MAX_LINE_LENGTH = 200;

const SOURCE = /\.(ts|tsx|mjs)$/;
const LONG_ALLOWED =
  /(\.spec\.ts$|\/contract\/|\/schema\/core-user\.ts$|\/account-api\.d\.ts$|\/testing\/src\/fuzz\/|\/generate\/requirements\/)/;
const VAGUE = /(^|\/)(common|shared|utils?|helpers?|core|generic|misc)(\/|\.ts$)/;
const SECRETIVE = /console\.(log|error|warn|debug)\(/g;

const line = (text: string, index: number): number => text.slice(0, index).split('\n').length;

type Rule = (file: CheckedFile) => readonly Finding[];

const matches =
  (pattern: RegExp, what: string, applies: (path: string) => boolean = (path) => SOURCE.test(path)): Rule =>
  ({ path, text }) =>
    applies(path) ? [...text.matchAll(pattern)].map((match) => ({ path, line: line(text, match.index), what })) : [];

// The words are put together here, so that this file does not break its own rules.
const LEFTOVER = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].join('|')})\\b`, 'g');
const SILENCED = new RegExp(
  ['eslint-' + 'disable', '@ts-' + 'ignore', '@ts-' + 'expect-error', '\\bas ' + 'any\\b'].join('|'),
  'g',
);
const FOCUSED = new RegExp(
  `\\b(it|test|describe)\\.(${'sk' + 'ip'}|${'on' + 'ly'})\\(|\\bx${'it'}\\(|\\bf${'it'}\\(`,
  'g',
);
const HOST = new RegExp(['registry\\.' + 'npmjs', 'deb\\.' + 'debian\\.org', 'repo1\\.' + 'maven'].join('|'), 'g');

const tooLong: Rule = ({ path, text }) => {
  const lines = text.split('\n').length - 1;
  if (!SOURCE.test(path) || LONG_ALLOWED.test(path) || lines <= MAX_FILE_LINES) return [];
  return [{ path, line: lines, what: `the file has ${lines} lines, more than ${MAX_FILE_LINES}: split it by section` }];
};

const longLines: Rule = ({ path, text }) =>
  SOURCE.test(path) && !LONG_ALLOWED.test(path)
    ? text
        .split('\n')
        .flatMap((content, index) =>
          content.length > MAX_LINE_LENGTH
            ? [{ path, line: index + 1, what: `the line is longer than ${MAX_LINE_LENGTH} characters` }]
            : [],
        )
    : [];

const vagueName: Rule = ({ path }) =>
  VAGUE.test(path) ? [{ path, line: 1, what: 'the name says nothing: name the file or folder by what it is' }] : [];

/** The name of a spec says what it needs: nothing, files and servers of its own, or running apps; the last stand in projects of their own. */
const specKind: Rule = ({ path }) => {
  if (!path.endsWith('.spec.ts')) return [];
  const [, kind] = /\.(unit|int|e2e)\.spec\.ts$/.exec(path) ?? [];
  if (kind === undefined)
    return [{ path, line: 1, what: 'a spec is named .unit.spec.ts, .int.spec.ts or .e2e.spec.ts by what it needs' }];
  return (kind === 'e2e') === /^apps\/[a-z-]+-e2e\//.test(path)
    ? []
    : [{ path, line: 1, what: 'specs named .e2e.spec.ts stand in a project apps/*-e2e, and no others do' }];
};

/** Exported functions and classes say what they do; types and values where their names do not. */
const undocumented: Rule = ({ path, text }) => {
  if (!/\/src\/.*\.tsx?$/.test(path) || path.endsWith('.spec.ts') || path.endsWith('.d.ts')) return [];
  const lines = text.split('\n');
  return lines.flatMap((content, index) => {
    if (!/^export ((async )?function|(abstract )?class|const \w+ = (async )?(\(|<|\w+ =>))/.test(content)) return [];
    let above = index - 1;
    // Constants in a row share the comment above the first.
    while (above >= 0 && /^(@|\}\)$|\)$|  |export const \w+ = .*;$)/.test(lines[above] ?? '')) above -= 1;
    return /\*\/$/.test(lines[above] ?? '')
      ? []
      : [{ path, line: index + 1, what: 'an exported thing has no doc comment' }];
  });
};

/** Every habit that a program can check, besides those that the linter checks. */
export const rules: readonly Rule[] = [
  tooLong,
  longLines,
  vagueName,
  specKind,
  undocumented,
  matches(LEFTOVER, 'a leftover marker: finish it or file it', (path) => SOURCE.test(path) || path.endsWith('.md')),
  matches(SILENCED, 'a silenced check: mend what it complains about'),
  matches(FOCUSED, 'a test that is left out, or leaves the others out'),
  matches(HOST, 'the name of a package host', () => true),
  matches(
    SECRETIVE,
    'console output: use the log, or print for people',
    (path) => SOURCE.test(path) && !path.startsWith('tools/'),
  ),
];

/** Findings of every rule in these files. */
export const tidy = (files: readonly CheckedFile[]): Finding[] =>
  files.flatMap((file) => rules.flatMap((rule) => [...rule(file)]));

const IMPORT = /(?:from|import)\s*\(?\s*'([^']+)'/g;

/** Source files that nothing imports and nothing starts: dead code. `entries` are started by name. */
export function orphans(files: readonly CheckedFile[], entries: readonly string[]): Finding[] {
  const sources = files.filter(
    ({ path }) => /\.tsx?$/.test(path) && !path.endsWith('.spec.ts') && !path.endsWith('.config.ts'),
  );
  const imported = new Set(entries);
  for (const { path, text } of files.filter((file) => SOURCE.test(file.path))) {
    for (const [, target = ''] of text.matchAll(IMPORT)) {
      if (target.startsWith('.')) imported.add(new URL(target, `file:///${path}`).pathname.slice(1));
    }
  }
  return sources
    .filter(({ path }) => !imported.has(path) && !/(^|\/)index\.ts$/.test(path))
    .map(({ path }) => ({ path, line: 1, what: 'nothing imports this file' }));
}
