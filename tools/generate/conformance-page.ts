import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Requirement } from './requirements/requirement.ts';
import { rfc7643 } from './requirements/rfc7643.ts';
import { rfc7644 } from './requirements/rfc7644.ts';
import { rfc9865 } from './requirements/rfc9865.ts';

/** A test that says which requirements it shows. */
export interface TaggedTest {
  readonly name: string;
  readonly file: string;
  readonly shows: readonly string[];
}

/** Every requirement, in the order of the page. */
export const requirements: readonly Requirement[] = [...rfc7643, ...rfc7644, ...rfc9865];

const TITLE = /\bit(?:\.each.*?\)|)\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/gs;
const GROUP = /^describe\('((?:\\.|[^'\\])*)'/gm;
const TAG = /\s*\[(RFC\d+ [\d.]+ [a-z0-9-]+)\]/g;

const files = (folder: string, ending: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending) && !file.includes('node_modules'))
    .map((file) => join(folder, file))
    .sort();

function specTests(file: string): readonly TaggedTest[] {
  const text = readFileSync(file, 'utf8');
  const groups = [...text.matchAll(GROUP)];
  return [...text.matchAll(TITLE)].flatMap(({ index, 2: title = '' }) => {
    const shows = [...title.matchAll(TAG)].map(([, id = '']) => id);
    const group = groups.findLast((each) => each.index < index)?.[1] ?? '';
    const name = `${group} ${title.replaceAll(TAG, '')}`.trim().replaceAll(/\\(.)/g, '$1');
    return shows.length > 0 ? [{ name, file, shows }] : [];
  });
}

/** A conversation says what it shows in `covers`; it is a test of whatever plays it. */
function conversation(file: string): readonly TaggedTest[] {
  const { title, covers = [] } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly title: string;
    readonly covers?: readonly string[];
  };
  const shows = covers.filter((id) => /^RFC\d+ [\d.]+ [a-z0-9-]+$/.test(id));
  return shows.length > 0 ? [{ name: title, file, shows }] : [];
}

/** Every test that says what it shows: specs by tags in their names, conversations by `covers`. */
export const taggedTests = (): readonly TaggedTest[] => [
  ...['apps', 'libs'].flatMap((folder) => files(folder, '.spec.ts')).flatMap(specTests),
  ...files('transcripts', '.json').flatMap(conversation),
];

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function row({ id, level, text, untested }: Requirement, tests: readonly TaggedTest[]): string {
  const shown = tests.map(({ name, file }) => `[${cell(name)}](../${file})`).join('<br>');
  return `| ${id.split(' ').slice(2).join(' ')} | ${level} | ${cell(text)} | ${shown === '' ? cell(`**no test**${untested === undefined ? '' : `: ${untested}`}`) : shown} |`;
}

/** The page of the standards' requirements, each with the tests that show it. */
export function conformancePage(): string {
  const byRequirement = new Map<string, TaggedTest[]>(requirements.map(({ id }) => [id, []]));
  for (const test of taggedTests()) for (const id of test.shows) byRequirement.get(id)?.push(test);
  const withTest = requirements.filter(({ id }) => byRequirement.get(id)?.length).length;
  const notKept = requirements.filter(({ text, untested = '' }) => `${text} ${untested}`.includes('Not kept')).length;
  const sections = Map.groupBy(requirements, ({ id }) =>
    id.split(' ').slice(0, 2).join(' section ').replace('RFC', 'RFC '),
  );
  return [
    '# Conformance',
    '',
    'Made by `npm run generate` from `tools/generate/requirements` and the names of tests; do not edit. The requirements of RFC 7643 (schema), RFC 7644 (protocol) and',
    'RFC 9865 (cursors) for a service provider, in our own words, and the tests that show each: a test has the id in its name, such as',
    '`[RFC7644 3.5.2 one-primary]`, a conversation in `transcripts` has it in `covers`.',
    '',
    `${requirements.length} requirements, ${withTest} with a test, ${notKept} deliberately not fully met: the row says why after *Not kept*.`,
    'The level is the keyword of the standard; a sentence without one has the level that the others need. A SHOULD or MAY is listed only where',
    'a MUST depends on it or this service differs. Sections of RFC 9865 were compared with the last available draft (June 2025), not with the RFC.',
    '',
    ...[...sections].flatMap(([name, some]) => [
      `## ${name}`,
      '',
      '| requirement | level | what it says | shown by |',
      '| --- | --- | --- | --- |',
      ...some.map((requirement) => row(requirement, byRequirement.get(requirement.id) ?? [])),
      '',
    ]),
  ].join('\n');
}
