import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  brokenJson,
  constantsIn,
  isPage,
  missingFiles,
  settingsIn,
  silentSettings,
  unknownConstants,
  unknownDecisions,
  unknownOperatorCommands,
  unknownRoutes,
  unknownScripts,
  unknownSettings,
  unknownSpecs,
  writtenForms,
  wrongLimits,
} from './pages.ts';
import type { CheckedFile } from './rules.ts';

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter(Boolean);
const read = (path: string): CheckedFile => ({ path, text: readFileSync(path, 'utf8') });
const pages = tracked.filter(isPage).map(read);
const sources = tracked
  .filter((path) => /\.(ts|tsx|mjs|yaml|sh)$/.test(path) || path === '.ci/run' || path.endsWith('Dockerfile'))
  .map(read);
const page = (text: string): CheckedFile => ({ path: 'docs/page.md', text });
const whats = (findings: readonly { readonly what: string }[]): string[] => findings.map(({ what }) => what);

describe('what pages say of the checkout', () => {
  it('names only scripts of npm that exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    expect(pages.flatMap((each) => unknownScripts(each, Object.keys(scripts)))).toEqual([]);
  });

  it("names only commands and options that the operator's program has", () => {
    const program = sources.filter(({ path }) => path.startsWith('apps/operator/src/'));
    expect(pages.flatMap((each) => unknownOperatorCommands(each, program))).toEqual([]);
  });

  it('has a row for every app and library, and for every command of operators, in README', () => {
    const { text } = read('README.md');
    const rooms = new Set(tracked.flatMap((path) => /^(?:apps|libs)\/[^/]+(?=\/src\/)/.exec(path) ?? []));
    const program = sources
      .filter(({ path }) => path.startsWith('apps/operator/src/'))
      .map(({ text: source }) => source)
      .join('\n');
    const within = ['operator', 'renames'];
    const commands = [...program.matchAll(/(?:program\s*\.command|new Command)\('([a-z-]+)'/g)].flatMap(
      ([, name = '']) => (within.includes(name) ? [] : [name]),
    );
    expect(commands).toEqual(expect.arrayContaining(['verify', 'event-store', 'names']));
    expect([...rooms].filter((room) => !text.includes(`\`${room}\``))).toEqual([]);
    expect(commands.filter((name) => !new RegExp(`\`${name}[ \`]`).test(text))).toEqual([]);
  });

  it('names and links only files that are there', () => {
    expect(pages.flatMap((each) => missingFiles(each, tracked))).toEqual([]);
  });

  it('names only decisions that are recorded, as sources do, and lists each record in its index', () => {
    const records = tracked.filter((path) => /^docs\/decisions\/\d/.test(path));
    const index = read('docs/decisions/README.md').text;
    expect(
      [...pages, ...sources]
        .filter(({ path }) => !path.startsWith('tools/tidy/'))
        .flatMap((each) => unknownDecisions(each, tracked)),
    ).toEqual([]);
    expect(records.filter((path) => !index.includes(`](${path.slice('docs/decisions/'.length)})`))).toEqual([]);
  });

  it('tells to run only specs that exist', () => {
    expect(pages.flatMap((each) => unknownSpecs(each, tracked))).toEqual([]);
  });

  it('names only routes of the account API that its description has', () => {
    const description = JSON.parse(readFileSync('docs/account-api.json', 'utf8')) as {
      readonly paths: Readonly<Record<string, object>>;
    };
    expect(pages.flatMap((each) => unknownRoutes(each, description))).toEqual([]);
  });

  it('has examples in JSON that can be read', () => {
    expect(pages.flatMap(brokenJson)).toEqual([]);
  });

  it('names only settings that something reads', () => {
    expect(pages.flatMap((each) => unknownSettings(each, sources))).toEqual([]);
  });

  it('names every setting of the services', () => {
    const settings = settingsIn(sources);
    expect(settings).toContain('LUCIQ_DATABASE_URL');
    expect(silentSettings(settings, pages)).toEqual([]);
  });

  it('names only constants that a source has', () => {
    expect(pages.flatMap((each) => unknownConstants(each, sources))).toEqual([]);
  });

  it('says the values of the limits that the code has', () => {
    expect(wrongLimits(read('docs/flow.md'), sources)).toEqual([]);
  });
});

describe('the check of pages itself', () => {
  const program = [{ path: 'apps/operator/src/main.ts', text: "  program.command('verify').option('--json')" }];

  it('sees a script, a command and an option that do not exist', () => {
    expect(whats(unknownScripts(page('`npm run nowhere`'), ['test']))).toEqual([
      'package.json has no script "nowhere"',
    ]);
    expect(whats(unknownOperatorCommands(page('`operator verify --json`, `operator undo`'), program))).toEqual([
      'the operator\'s program has no command "undo"',
    ]);
    expect(whats(unknownOperatorCommands(page('npm run operator -- verify --loud'), program))).toEqual([
      'the operator\'s program has no option "--loud"',
    ]);
  });

  it('sees a link and a file that lead nowhere', () => {
    expect(
      whats(
        missingFiles(page('[a](b.md) [c](../README.md) `libs/x/src/y.ts` `libs/z`'), [
          'README.md',
          'libs/z/src/index.ts',
        ]),
      ),
    ).toEqual(['the link leads to no file: b.md', 'there is no file libs/x/src/y.ts']);
    expect(
      whats(missingFiles(page('`src/index.ts` `sink.ts` `*.ts`\nindex.ts, pump.ts ....'), ['libs/z/src/index.ts'])),
    ).toEqual(['no path of a file ends in sink.ts', 'no path of a file ends in pump.ts']);
  });

  it('sees a decision that is not recorded', () => {
    const text = page('decision 0001, [decision 0002](decisions/0002-b.md), ([0003](0003-c.md))');
    expect(whats(unknownDecisions(text, ['docs/decisions/0001-a.md']))).toEqual(
      expect.arrayContaining(['there is no decision 0002', 'there is no decision 0003']),
    );
    expect(
      unknownDecisions(text, ['docs/decisions/0001-a.md', 'docs/decisions/0002-b.md', 'docs/decisions/0003-c.md']),
    ).toEqual([]);
  });

  it('sees a spec, a route and an example that are wrong', () => {
    expect(
      whats(
        unknownSpecs(page("`npm run spec -- user.unit`, `npm run spec -- user.spec`, `npm run spec -- -t 'a'`"), [
          'libs/a/user.unit.spec.ts',
        ]),
      ),
    ).toEqual(['no spec matches user.spec']);
    const description = { paths: { '/account/v1/companies/{companyId}': { get: {} } } };
    expect(
      whats(unknownRoutes(page('`GET /account/v1/companies/<id>`, `PUT /account/v1/companies/<id>`'), description)),
    ).toEqual(['the account API has no PUT /account/v1/companies/<id>']);
    expect(brokenJson(page('```json\n{ "a": 1 }\n```\n```json\n{ a }\n```\n'))).toHaveLength(1);
  });

  it('sees a setting that nothing reads, and one that no page names', () => {
    expect(whats(unknownSettings(page('`LUCIQ_OLD`'), [{ path: 'a.ts', text: 'LUCIQ_NEW' }]))).toEqual([
      'nothing reads the setting LUCIQ_OLD',
    ]);
    expect(silentSettings(['LUCIQ_NEW'], [page('nothing')])).toEqual(['LUCIQ_NEW']);
  });

  it('sees a constant that no source has', () => {
    expect(
      whats(unknownConstants(page('`ROWS_MS`, `LIST_MS`, `JSON`'), [{ path: 'a.ts', text: 'const ROWS_MS = 1;' }])),
    ).toEqual(['no source has LIST_MS']);
  });

  it('sees a limit of another value, and one that is not there', () => {
    const code = [
      { path: 'libs/a.ts', text: 'export const MAX_A_BYTES = 8 * 1_024 * 1_024;\nexport const B_MS = 2_500;' },
    ];
    const table = (row: string): CheckedFile =>
      page(`\n## Limits\n\n| limit | constant | file |\n| --- | --- | --- |\n${row}\n`);
    expect(wrongLimits(table('| a, 8 MiB; b, 2.5 s | `MAX_A_BYTES`, `B_MS` | `libs/a.ts` |'), code)).toEqual([]);
    expect(whats(wrongLimits(table('| a, 32 MiB | `MAX_A_BYTES` | `libs/a.ts` |'), code))).toEqual([
      'MAX_A_BYTES is 8,388,608, which the row does not say',
    ]);
    expect(whats(wrongLimits(table('| c, 1 | `MAX_C` | `libs/a.ts` |'), code))).toEqual([
      'no constant MAX_C is in the file that the row names',
    ]);
  });

  it('works out constants, and writes them as people do', () => {
    expect(constantsIn('const A_MS = 5 * 60_000;\nconst B = 2 + 3;')).toEqual(
      new Map([
        ['A_MS', 300_000],
        ['B', 5],
      ]),
    );
    expect(writtenForms('A_MS', 300_000)).toContain('5 min');
    expect(writtenForms('CACHE_KIB', 16_384)).toContain('16 MiB');
  });
});
