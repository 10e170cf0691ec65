import type { CheckedFile, Finding } from './rules.ts';

/** Pages that people read about this checkout. The change log tells of the past, where names may have changed. */
export const isPage = (path: string): boolean => path.endsWith('.md') && path !== 'CHANGELOG.md';

interface Mention {
  readonly line: number;
  readonly text: string;
}

const mentions = (text: string, pattern: RegExp): readonly Mention[] =>
  [...text.matchAll(pattern)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length,
    text: match[1] ?? '',
  }));

const about = (
  { path, text }: CheckedFile,
  pattern: RegExp,
  wrong: (mention: string) => string | null,
): readonly Finding[] =>
  mentions(text, pattern).flatMap((mention) => {
    const what = wrong(mention.text);
    return what === null ? [] : [{ path, line: mention.line, what }];
  });

// ---- Commands -------------------------------------------------------------------------------------------------------

/** Scripts of npm that a page names and that package.json does not have. */
export const unknownScripts = (page: CheckedFile, scripts: readonly string[]): readonly Finding[] =>
  about(page, /npm run (?:--silent |-s )?([a-z][\w:-]*)/g, (name) =>
    scripts.includes(name) ? null : `package.json has no script "${name}"`,
  );

/** Options and subcommands of the operator's program that a page names and that the program does not have. */
export function unknownOperatorCommands(page: CheckedFile, program: readonly CheckedFile[]): readonly Finding[] {
  const sources = program.map(({ text }) => text).join('\n');
  const commands = new Set(
    [...sources.matchAll(/(?:\.command\(|new Command\(|^ {4}\[)'([a-z][\w-]*)'/gm)].map(([, name = '']) => name),
  );
  const options = new Set([...sources.matchAll(/--([a-z][\w-]*)/g)].map(([, name = '']) => name));
  const called = about(page, /(?:npm run (?:--silent |-s )?operator -- |`operator )((?:[a-z][a-z-]*)?)/g, (name) =>
    name === '' || commands.has(name) ? null : `the operator's program has no command "${name}"`,
  );
  const asked = mentions(page.text, /(?:npm run (?:--silent |-s )?operator -- |`operator )([^`\n]*)/g).flatMap(
    ({ line, text }) =>
      [...text.matchAll(/--([a-z][\w-]*)/g)]
        .filter(([, name = '']) => name !== 'help' && !options.has(name))
        .map(([, name = '']) => ({ path: page.path, line, what: `the operator's program has no option "--${name}"` })),
  );
  return [...called, ...asked];
}

// ---- Files ----------------------------------------------------------------------------------------------------------

/** A source file that is named by the end of its path. `*.ts` in a sentence is none. */
const SOURCE = /[\w-]\.(?:ts|tsx|mjs)$/;
const TOP_FOLDERS = /^(apps|libs|docs|docker|tools|transcripts|\.ci)\//;

/** Files and folders that a page names, or links to, and that are not there. `tracked` are paths from the top. */
export function missingFiles(page: CheckedFile, tracked: readonly string[]): readonly Finding[] {
  const there = (path: string): boolean =>
    tracked.some((name) => name === path || name.startsWith(`${path.replace(/\/$/, '')}/`));
  const folder = new URL('.', `file:///${page.path}`);
  const links = about(page, /\]\(([^)#\s]+)(?:#[^)]*)?\)/g, (target) => {
    if (/^[a-z]+:/.test(target)) return null;
    return there(decodeURIComponent(new URL(target, folder).pathname.slice(1)))
      ? null
      : `the link leads to no file: ${target}`;
  });
  const names = about(page, /`([\w@.*{},/-]+)`/g, (name) => {
    if (/[*{<]/.test(name)) return null;
    if (TOP_FOLDERS.test(name)) return there(name) ? null : `there is no file ${name}`;
    return !SOURCE.test(name) || tracked.some((path) => path === name || path.endsWith(`/${name}`))
      ? null
      : `no path of a file ends in ${name}`;
  });
  const listed = about(page, /(?:^|[ (,])((?:[\w-]+\/)*[\w-]+(?:\.[\w-]+)*\.(?:ts|tsx|mjs))(?=[),; \n]|$)/gm, (name) =>
    tracked.some((path) => path === name || path.endsWith(`/${name}`)) ? null : `no path of a file ends in ${name}`,
  );
  return [...links, ...names, ...listed];
}

/** Numbers of decision records that a text names and that no record has. */
export const unknownDecisions = (file: CheckedFile, tracked: readonly string[]): readonly Finding[] =>
  about(file, /\b(?:decisions?[ /]\[?|\]\(|\[)(00\d\d)\b/g, (number) =>
    tracked.some((path) => path.startsWith(`docs/decisions/${number}-`)) ? null : `there is no decision ${number}`,
  );

/** Specs that a page tells to run with `npm run spec` and that no path matches. A name of a test behind `-t` is not checked. */
export const unknownSpecs = (page: CheckedFile, tracked: readonly string[]): readonly Finding[] =>
  about(page, /npm (?:test|run spec) -- ([^\s`-][^\s`]*)/g, (pattern) =>
    tracked.some((path) => path.endsWith('.spec.ts') && new RegExp(pattern).test(path))
      ? null
      : `no spec matches ${pattern}`,
  );

// ---- Interfaces ----------------------------------------------------------------------------------------------------

/** Routes of the account API that a page names with their method and that its description does not have. `<id>` stands for any parameter. */
export function unknownRoutes(
  page: CheckedFile,
  description: { readonly paths: Readonly<Record<string, object>> },
): readonly Finding[] {
  const routes = new Set(
    Object.entries(description.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, '<>')}`),
    ),
  );
  return about(page, /\b((?:GET|POST|PUT|PATCH|DELETE) \/account\/v1\/[^\s`.,;)]*)/g, (route) =>
    routes.has(route.replaceAll(/<\w+>/g, '<>')) ? null : `the account API has no ${route}`,
  );
}

/** Examples in JSON that cannot be read. */
export const brokenJson = (page: CheckedFile): readonly Finding[] =>
  about(page, /^```json\n([^]*?)^```/gm, (text) => {
    try {
      JSON.parse(text);
      return null;
    } catch (error) {
      return `the example is not JSON: ${String(error)}`;
    }
  });

// ---- Settings -------------------------------------------------------------------------------------------------------

/** Settings that the services read: fields of the classes that are checked at start. */
export const settingsIn = (files: readonly CheckedFile[]): readonly string[] => [
  ...new Set(
    files
      .filter(({ path }) => /(^libs\/settings\/src\/|\/settings\.ts$)/.test(path) && !path.endsWith('.spec.ts'))
      .flatMap(({ text }) => [...text.matchAll(/^ {2}readonly ([A-Z][A-Z0-9_]*)[?!:]/gm)].map(([, name = '']) => name)),
  ),
];

/** Settings of ours that a page names and that nothing reads. `read` is every text that may read one. */
export const unknownSettings = (page: CheckedFile, read: readonly CheckedFile[]): readonly Finding[] =>
  about(page, /\b(LUCIQ_[A-Z0-9_]+)\b/g, (name) =>
    read.some(({ text }) => new RegExp(`\\b${name}\\b`).test(text)) ? null : `nothing reads the setting ${name}`,
  );

/** Settings that no page names in a table or sentence. */
export const silentSettings = (settings: readonly string[], pages: readonly CheckedFile[]): readonly string[] =>
  settings.filter((name) => !pages.some(({ text }) => text.includes(`\`${name}\``) || text.includes(`${name}=`)));

/** Constants and settings that a page names and that no source has. */
export const unknownConstants = (page: CheckedFile, files: readonly CheckedFile[]): readonly Finding[] =>
  about(page, /`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)`/g, (name) =>
    files.some(({ text }) => new RegExp(`\\b${name}\\b`).test(text)) ? null : `no source has ${name}`,
  );

// ---- Limits ---------------------------------------------------------------------------------------------------------

const CONSTANT = /\bconst ([A-Z][A-Z0-9_]*)(?:: number)? = ([\d_.*+ ()]+);/g;

/** Numeric constants of a source, worked out where they are products and sums of literals. */
export const constantsIn = (text: string): ReadonlyMap<string, number> =>
  new Map([...text.matchAll(CONSTANT)].map(([, name = '', value = '']) => [name, sumOf(value)]));

const sumOf = (expression: string): number =>
  expression
    .replaceAll(/[_()\s]/g, '')
    .split('+')
    .map((product) => product.split('*').reduce((all, factor) => all * Number(factor), 1))
    .reduce((all, one) => all + one, 0);

const grouped = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 3 });

/** The ways in which a page may write the value of a limit. The end of the constant's name tells its unit. */
export function writtenForms(name: string, value: number): readonly string[] {
  const units: readonly (readonly [string, number])[] = [
    ...(/_KIB$/.test(name)
      ? ([
          ['KiB', 1],
          ['MiB', 1_024],
        ] as const)
      : []),
    ...(/BYTES|_LIMIT$|CHUNK|CACHE/.test(name)
      ? ([
          ['KiB', 1_024],
          ['MiB', 1_048_576],
          ['GiB', 1_073_741_824],
          ['kB', 1_000],
          ['MB', 1_000_000],
        ] as const)
      : []),
    ...(/_MS$|SKEW|MARGIN|TIMEOUT|_AGE/.test(name)
      ? ([
          ['ms', 1],
          ['s', 1_000],
          ['min', 60_000],
          ['minutes', 60_000],
          ['h', 3_600_000],
          ['hours', 3_600_000],
          ['days', 86_400_000],
        ] as const)
      : []),
    ...(/SECONDS/.test(name)
      ? ([
          ['s', 1],
          ['min', 60],
          ['minutes', 60],
          ['h', 3_600],
        ] as const)
      : []),
    ...(/MINUTES/.test(name)
      ? ([
          ['min', 1],
          ['minutes', 1],
          ['h', 60],
          ['hours', 60],
        ] as const)
      : []),
    ...(/HOURS/.test(name)
      ? ([
          ['h', 1],
          ['hours', 1],
          ['days', 24],
        ] as const)
      : []),
    ...(/DAYS/.test(name)
      ? ([
          ['days', 1],
          ['day', 1],
        ] as const)
      : []),
  ];
  return [grouped(value), String(value), ...units.map(([unit, size]) => `${grouped(value / size)} ${unit}`)];
}

const says = (cell: string, written: string): boolean =>
  new RegExp(`(^|[^\\d.,])${written.replaceAll('.', '\\.')}(?![\\d]|[.,]\\d)`).test(cell);

const quoted = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);

/**
 * Rows of a table of limits that name a constant which its file does not have, or say another value than it has. A row says its limits in the first cell,
 * constants in the second and their files in the third, where "same" and "both" repeat the row above. A row without a number names its constant only.
 */
export function wrongLimits(page: CheckedFile, files: readonly CheckedFile[]): readonly Finding[] {
  const [before = '', table = ''] = page.text.split('\n## Limits');
  const first = before.split('\n').length;
  let named: readonly string[] = [];
  return table.split('\n').flatMap((row, index) => {
    const [, said = '', constants = '', place = ''] = row.split(/(?<!\\)\|/);
    if (place.trim() !== 'same' && place.trim() !== 'both') named = quoted(place);
    const texts = files
      .filter(({ path }) => named.some((name) => path === name || path.startsWith(`${name}/`)))
      .map(({ text }) => text);
    return quoted(constants).flatMap((name) => {
      const what = wrongLimit(name, said, texts);
      return what === null ? [] : [{ path: page.path, line: first + index, what }];
    });
  });
}

function wrongLimit(name: string, said: string, texts: readonly string[]): string | null {
  const declared = `const ${name.replace(/\*$/, '')}`;
  if (!texts.some((text) => text.includes(declared))) return `no constant ${name} is in the file that the row names`;
  const values = [...new Set(texts.flatMap((text) => constantsIn(text).get(name) ?? []))];
  if (values.length === 0 || !/\d/.test(said)) return null;
  const silent = values.filter((value) => !writtenForms(name, value).some((written) => says(said, written)));
  return silent.length === 0 ? null : `${name} is ${silent.map(grouped).join(' and ')}, which the row does not say`;
}
