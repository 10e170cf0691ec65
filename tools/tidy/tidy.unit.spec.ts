import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { catalogue } from '@luciq/events';
import { undeclared } from './packages.ts';
import type { CheckedFile } from './rules.ts';
import { MAX_FILE_LINES, MAX_LINE_LENGTH, orphans, tidy } from './rules.ts';

const MAX_TEXT_BYTES = 512 * 1024;

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '' && path !== 'package-lock.json');

const files: CheckedFile[] = tracked
  .filter((path) => /\.(ts|tsx|mjs|json|md|yaml|yml|html|css|sh)$/.test(path) || path === '.ci/run')
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));

/** Files that are started by name: by a script of package.json, or as a process of their own. */
const scripts = readFileSync('package.json', 'utf8');
const started = files
  .map(({ path }) => path)
  .filter((path) => /(^|\/)main\.tsx?$/.test(path) || path.endsWith('-process.ts') || scripts.includes(` ${path}`))
  .concat('tools/bench/bare-route.ts', 'tools/bench/empty-nest-route.ts');

describe('the checkout', () => {
  it('keeps the habits of the house', () => {
    expect(tidy(files)).toEqual([]);
  });

  it('has no source file that nothing uses', () => {
    expect(orphans(files, started)).toEqual([]);
  });

  it('declares the packages that the test kit and the console import, which the linter leaves out', () => {
    expect(
      ['libs/test-engines', 'libs/testing', 'apps/console'].flatMap((project) => undeclared(files, project)),
    ).toEqual([]);
  });

  it('has a README in every lib, of a page at most', () => {
    const libs = new Set(tracked.flatMap((path) => /^libs\/[^/]+/.exec(path) ?? []));
    const readmes = new Map(files.map(({ path, text }) => [path, text]));
    const wrong = [...libs].filter((lib) => {
      const text = readmes.get(`${lib}/README.md`);
      return text === undefined || text.split('\n').length > 60;
    });
    expect(wrong).toEqual([]);
  });

  it('has a spec in every project that Jest is set up for, which fails without one', () => {
    const projects = tracked.flatMap((path) => /^(?:apps|libs)\/[^/]+(?=\/jest\.config\.mjs$)/.exec(path) ?? []);
    const specs = tracked.filter((path) => path.endsWith('.spec.ts'));
    expect(projects.length).toBeGreaterThan(0);
    expect(projects.filter((project) => !specs.some((spec) => spec.startsWith(`${project}/`)))).toEqual([]);
  });

  it('documents every event type', () => {
    const page = readFileSync('docs/events.md', 'utf8');
    expect(Object.keys(catalogue).filter((type) => !page.includes(`\`${type}\``))).toEqual([]);
  });

  it('holds no large file', () => {
    expect(tracked.filter((path) => statSync(path).size > MAX_TEXT_BYTES)).toEqual([]);
  });
});

describe('tidy itself', () => {
  const found = (path: string, text: string): string[] => tidy([{ path, text }]).map(({ what }) => what);

  it('sees a file that is too long, and a line', () => {
    expect(found('libs/a/src/b.ts', 'x\n'.repeat(MAX_FILE_LINES + 1))).toHaveLength(1);
    expect(found('libs/a/src/b.ts', 'x'.repeat(MAX_LINE_LENGTH + 1))).toHaveLength(1);
  });

  it('sees vague names', () => {
    expect(found(`libs/${'util'}s/src/b.ts`, '')).toHaveLength(1);
  });

  it('sees an exported function without a comment, and lets one with a comment and a decorator pass', () => {
    expect(found('libs/a/src/b.ts', 'export function f() {}\n')).toHaveLength(1);
    expect(found('libs/a/src/b.ts', '/** What it is. */\n@Module({})\nexport class F {}\n')).toEqual([]);
  });

  it('sees leftovers, silenced checks and tests left out', () => {
    expect(found('libs/a/src/b.ts', `// ${'TO'}DO: later\n`)).toHaveLength(1);
    expect(found('libs/a/src/b.ts', `const a = b as ${'any'};\n`)).toHaveLength(1);
    expect(found('libs/a/src/b.unit.spec.ts', `it.${'skip'}('x', () => {});\n`)).toHaveLength(1);
  });

  it('sees a spec whose name does not say what it needs', () => {
    expect(found('libs/a/src/b.spec.ts', '')).toHaveLength(1);
    expect(found('libs/a/src/b.int.spec.ts', '')).toEqual([]);
  });

  it('sees a spec of running apps outside the projects for those, and another spec inside', () => {
    expect(found('libs/a/src/b.e2e.spec.ts', '')).toHaveLength(1);
    expect(found('apps/a/src/b.e2e.spec.ts', '')).toHaveLength(1);
    expect(found('apps/a-e2e/src/b.unit.spec.ts', '')).toHaveLength(1);
    expect(found('apps/a-e2e/src/b.e2e.spec.ts', '')).toEqual([]);
  });

  it('sees a package that is imported and not declared', () => {
    const manifest = {
      path: 'libs/a/package.json',
      text: '{ "name": "@luciq/a", "devDependencies": { "@x/y": "1.0.0" } }',
    };
    const source = {
      path: 'libs/a/src/a.ts',
      text: "import { y } from '@x/y/z';\nimport {\n  b,\n} from 'b/c';\nimport 'd';\nimport { join } from 'node:path';\nimport { a } from '@luciq/a';\n",
    };
    expect(undeclared([manifest, source], 'libs/a')).toEqual(['libs/a/src/a.ts: b', 'libs/a/src/a.ts: d']);
  });

  it('sees a file that nothing imports', () => {
    const a = { path: 'libs/a/src/a.ts', text: "import { b } from './b.ts';\n" };
    const b = { path: 'libs/a/src/b.ts', text: '' };
    expect(orphans([a, b], []).map(({ path }) => path)).toEqual(['libs/a/src/a.ts']);
    expect(orphans([a, b], ['libs/a/src/a.ts'])).toEqual([]);
  });
});
