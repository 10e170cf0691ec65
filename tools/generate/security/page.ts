import { readFileSync } from 'node:fs';
import { api } from './chapters/api.ts';
import { architecture } from './chapters/architecture.ts';
import { authentication } from './chapters/authentication.ts';
import { authorization, selfContainedTokens } from './chapters/authorization.ts';
import { configuration } from './chapters/configuration.ts';
import { communication, cryptography } from './chapters/cryptography.ts';
import { data } from './chapters/data.ts';
import { encoding } from './chapters/encoding.ts';
import { files } from './chapters/files.ts';
import { logging } from './chapters/logging.ts';
import { oauth, webRtc } from './chapters/oauth-webrtc.ts';
import { sessions } from './chapters/sessions.ts';
import { validation } from './chapters/validation.ts';
import { web } from './chapters/web.ts';
import { levels } from './levels.ts';
import type { Evidence, SecurityRequirement } from './requirement.ts';
import type { SpecFile, SpecName } from './specs.ts';
import { SPECS } from './specs.ts';

/** Chapters of the standard by their number, under names of ours. */
export const chapters: readonly (readonly [
  number: number,
  name: string,
  requirements: readonly SecurityRequirement[],
])[] = [
  [1, 'Decoding and escaping', encoding],
  [2, 'Checking input and rules', validation],
  [3, 'Pages in browsers', web],
  [4, 'HTTP and APIs', api],
  [5, 'Files', files],
  [6, 'Signing in', authentication],
  [7, 'Sessions', sessions],
  [8, 'Rights', authorization],
  [9, 'Assertions and cursors', selfContainedTokens],
  [10, 'OAuth and OpenID Connect', oauth],
  [11, 'Cryptography', cryptography],
  [12, 'TLS', communication],
  [13, 'Settings and secrets', configuration],
  [14, 'Data', data],
  [15, 'Dependencies and code', architecture],
  [16, 'Logs and failures', logging],
  [17, 'WebRTC', webRtc],
];

/** Every requirement that the page has, in its order. */
export const securityRequirements: readonly SecurityRequirement[] = chapters.flatMap(
  ([, , requirements]) => requirements,
);

/** A test by its file and title, or a heading of a page. */
export type Shown =
  | { readonly kind: 'test'; readonly spec: SpecFile; readonly title: string }
  | { readonly kind: 'page'; readonly page: string; readonly heading: string };

const isSpecName = (name: string): name is SpecName => name in SPECS;

/** What a piece of evidence names. */
export function shownBy(evidence: Evidence): Shown {
  const at = evidence.indexOf(': ');
  const [where, what] = [evidence.slice(0, at), evidence.slice(at + 2)];
  return isSpecName(where)
    ? { kind: 'test', spec: SPECS[where], title: what }
    : { kind: 'page', page: where, heading: what };
}

/** A title without the requirements of RFCs that it shows, with `…` for what a test puts in. */
export const plainTitle = (title: string): string =>
  title.replaceAll(/ \[RFC[^\]]*\]/g, '').replaceAll(/\$\{[^}]*\}|%[sdijo]/g, '…');

const TITLE = /\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1\s*,/gs;

/** Titles of the tests in a source, as the page writes them. */
export const titlesIn = (source: string): ReadonlySet<string> =>
  new Set([...source.matchAll(TITLE)].map(([, , title = '']) => plainTitle(title.replaceAll(/\\(.)/g, '$1'))));

/** Evidence that names no test or heading that there is: `read` gives the text of a file, or null where there is none. */
export function missingEvidence(
  requirements: readonly SecurityRequirement[],
  read: (path: string) => string | null,
): readonly string[] {
  const headings = (page: string): readonly string[] =>
    [...(read(page) ?? '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  const found = (shown: Shown): boolean => {
    if (shown.kind === 'page') return headings(shown.page).includes(shown.heading);
    const { file, titles = file } = shown.spec;
    return read(file) !== null && titlesIn(read(titles) ?? '').has(shown.title);
  };
  return requirements.flatMap(({ id, shown }) =>
    shown.filter((evidence) => !found(shownBy(evidence))).map((evidence) => `${id}: ${evidence}`),
  );
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

function link(evidence: Evidence): string {
  const shown = shownBy(evidence);
  if (shown.kind === 'test') return `[${cell(shown.title)}][${evidence.slice(0, evidence.indexOf(': '))}]`;
  return `[${cell(shown.heading)}](${shown.page.startsWith('docs/') ? shown.page.slice('docs/'.length) : `../${shown.page}`})`;
}

const row = ({ id, says, verdict, shown, remark }: SecurityRequirement): string =>
  `| ${id} | ${levels.get(id) ?? ''} | ${cell(says)} | ${verdict === 'not met' ? '**not met**' : verdict} | ${[...shown.map(link), ...(remark === '' ? [] : [cell(remark)])].join('<br>')} |`;

function counts(name: string, requirements: readonly SecurityRequirement[]): string {
  const of = (verdict: SecurityRequirement['verdict']): number =>
    requirements.filter((each) => each.verdict === verdict).length;
  return `| ${name} | ${requirements.length} | ${of('met')} | ${of('not met')} | ${of('n.a.')} |`;
}

/** The page of OWASP ASVS requirements, and how the product meets them. */
export const securityPage = (): string =>
  [
    '# Security',
    '',
    'Made by `npm run generate` from `tools/generate/security`; do not edit. Each requirement of levels 1 and 2 of the OWASP Application Security Verification Standard 5.0.0, by its number and',
    'in our own words, which are shorter than the standard: read the standard before you rely on a line. `met` names the tests that show it, or the required page; each run of `.ci/run` fails',
    'where one of them did not run or did not pass. `not met` means not met or not fully met, and says why; `n.a.` is about something that the product does not have.',
    '',
    'This is the assessment of the developers, not an external audit. How to report a vulnerability: [SECURITY.md](../SECURITY.md).',
    '',
    '| chapter | requirements | met | not met | n.a. |',
    '| --- | --- | --- | --- | --- |',
    ...chapters.map(([number, name, requirements]) => counts(`${number} ${name}`, requirements)),
    counts('all', securityRequirements),
    '',
    ...chapters.flatMap(([number, name, requirements]) => [
      `## ${number} ${name}`,
      '',
      '| id | level | requirement | verdict | shown by, or why |',
      '| --- | --- | --- | --- | --- |',
      ...requirements.map(row),
      '',
    ]),
    ...Object.entries(SPECS).map(([name, { file }]) => `[${name}]: ../${file}`),
    '',
  ].join('\n');

/** The text of a file of the checkout, null where there is none. */
export function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
