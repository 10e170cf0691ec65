import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

describe('The build of the console', () => {
  let root: string;
  let app: string;
  /** A checkout with a page of one script, whose packages are vite alone. */
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'console-build-'));
    app = join(root, 'apps/console');
    mkdirSync(join(root, 'tools'));
    mkdirSync(app, { recursive: true });
    cpSync('tools/console.mjs', join(root, 'tools/console.mjs'));
    write('package.json', '{ "type": "module", "devDependencies": { "vite": "*" } }');
    write('index.html', '<!doctype html><script type="module" src="/main.js"></script>');
    write('main.js', 'document.title = "whole";');
    symlinkSync(join(process.cwd(), 'apps/console/node_modules'), join(app, 'node_modules'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const write = (file: string, text: string): void => writeFileSync(join(app, file), text);
  const build = (...words: readonly string[]): { readonly status: number | null; readonly stderr: string; readonly stdout: string } =>
    spawnSync(process.execPath, [join(root, 'tools/console.mjs'), ...words], { encoding: 'utf8', cwd: root });

  it('is made once, and again where its page is gone or its sources are others', () => {
    expect(build()).toMatchObject({ status: 0, stdout: expect.stringContaining('Building the console') });
    expect(readFileSync(join(app, 'dist/index.html'), 'utf8')).toContain('<script');
    expect(build()).toMatchObject({ status: 0, stdout: '' });
    rmSync(join(app, 'dist/index.html'));
    expect(build()).toMatchObject({ status: 0, stdout: expect.stringContaining('Building the console') });
    expect(existsSync(join(app, 'dist/index.html'))).toBe(true);
  });

  it('that fails ends with 1 and the reason, again and again, also where an older build is there', () => {
    expect(build()).toMatchObject({ status: 0 });
    write('main.js', 'import "./gone.js";');
    write('index.html', '<!doctype html><title>Changed</title><script type="module" src="/main.js"></script>');
    const answers = [build(), build()];
    for (const answer of answers) expect(answer).toMatchObject({ status: 1, stderr: expect.stringMatching(/^The console could not be built: [^]*gone\.js/) });
  });

  it('names packages that are missing, and is left out only where all of them are and nobody needs it', () => {
    write('package.json', '{ "type": "module", "devDependencies": { "vite": "*", "nowhere-to-be-found": "*" } }');
    expect(build()).toMatchObject({ status: 1, stderr: 'The console could not be built: these packages are missing: nowhere-to-be-found. Run npm ci.\n' });
    rmSync(join(app, 'node_modules'));
    expect(build()).toMatchObject({ status: 0, stderr: expect.stringContaining('npm ci --omit=dev') });
    expect(build('--needed')).toMatchObject({ status: 1, stderr: expect.stringContaining('these packages are missing: vite, nowhere-to-be-found') });
  });
});
