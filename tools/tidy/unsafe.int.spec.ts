import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { CheckedFile } from './rules.ts';
import type { UNSAFE } from './unsafe.ts';
import { algorithmsIn, isProduct, logFieldsIn, unsafe, variablesInExpressions } from './unsafe.ts';

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
}).split('\n');
const product: readonly CheckedFile[] = tracked
  .filter(isProduct)
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
const page = readFileSync('docs/operate/data-and-keys.md', 'utf8');
const section = (heading: string): string => page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';

describe('sources of the product', () => {
  it('run no text as code, and start no program of the machine', () => {
    expect(product.length).toBeGreaterThan(300);
    expect(unsafe('code', product)).toEqual([]);
  });

  it('make no page and no script out of text, and no raw SQL', () => {
    expect(unsafe('markup', product)).toEqual([]);
  });

  it('look for nothing by XPath', () => {
    expect(unsafe('xpath', product)).toEqual([]);
  });

  it('make regular expressions of constants alone', () => {
    expect(
      product.flatMap(({ path, text }) => variablesInExpressions(text).map((value) => `${path}: ${value}`)),
    ).toEqual([]);
  });

  it('keep nothing in the storage of browsers but the colour scheme', () => {
    expect(unsafe('storage', product)).toEqual([]);
  });

  it('take no messages of other windows, and open no sockets of their own to a server', () => {
    expect(unsafe('windows', product)).toEqual([]);
  });

  it('take random numbers for secrets from the operating system alone', () => {
    expect(unsafe('chance', product)).toEqual([]);
  });

  it('ask no address but that of a setting, and follow no redirect', () => {
    expect(unsafe('asking', product)).toEqual([]);
    const asking = product.filter(({ path }) => path.endsWith('scim-gateway/src/peers.ts'));
    expect(
      asking.map(({ text }) => [text.match(/\bfetch\(/g)?.length, text.match(/redirect: 'error'/g)?.length]),
    ).toEqual([[1, 1]]);
  });

  it('use the cryptography of Node alone, with algorithms that the page of keys names', () => {
    const used = new Set(product.flatMap(({ text }) => algorithmsIn(text)));
    expect(used).toContain('sha256');
    const named = section('Algorithms');
    expect([...used].filter((algorithm) => !named.includes(`\`${algorithm}\``))).toEqual([]);
    expect(
      product
        .filter(({ text }) => /from '(?:crypto-js|node-forge|bcrypt\w*|jsonwebtoken|jose|tweetnacl|argon2)'/.test(text))
        .map(({ path }) => path),
    ).toEqual([]);
  });

  it('write to the log only what the page of logs names', () => {
    const fields = logFieldsIn(readFileSync('libs/telemetry/src/log.ts', 'utf8'));
    expect(fields).toContain('companyId');
    const named = section('Logs');
    expect(fields.filter((field) => !named.includes(`\`${field}\``))).toEqual([]);
  });
});

describe('the check of sources itself', () => {
  const found = (kind: keyof typeof UNSAFE, text: string, path = 'libs/a/src/b.ts'): readonly string[] =>
    unsafe(kind, [{ path, text }]).map(({ what }) => what);

  it('sees one of each kind, and leaves the exceptions alone', () => {
    const samples: Readonly<Record<keyof typeof UNSAFE, string>> = {
      code: 'eval(text)',
      markup: 'element.innerHTML = text',
      xpath: "import xpath from 'xpath'",
      storage: "localStorage.setItem('a', b)",
      windows: 'parent.postMessage(a)',
      chance: 'Math.random()',
      asking: 'fetch(address)',
    };
    for (const [kind, text] of Object.entries(samples))
      expect([kind, found(kind as keyof typeof UNSAFE, `// one\n${text}`)]).toEqual([kind, [expect.any(String)]]);
    expect(found('asking', 'fetch(peer)', 'apps/scim-gateway/src/peers.ts')).toEqual([]);
  });

  it('knows what runs as the product from what tests it', () => {
    const paths = [
      'apps/a/src/b.ts',
      'apps/console/src/c.tsx',
      'libs/a/src/b.spec.ts',
      'libs/testing/src/a.ts',
      'libs/test-engines/src/a.ts',
      'libs/a/src/contract/b.ts',
      'tools/a.ts',
      'libs/a/src/b-process.ts',
    ];
    expect(paths.filter(isProduct)).toEqual(['apps/a/src/b.ts', 'apps/console/src/c.tsx']);
  });

  it('sees text in a regular expression, algorithms and fields of the log', () => {
    expect(variablesInExpressions('new RegExp(`^${PATH}/${name}$`)')).toEqual(['name']);
    expect(algorithmsIn("createHash('md5'); createCipheriv(\n  'aes-128-ecb', key); const hash = 'sha1';")).toEqual([
      'md5',
      'aes-128-ecb',
      'sha1',
    ]);
    expect(
      logFieldsIn(
        'export interface LogFields {\n  /** A. */\n  readonly a?: string;\n  readonly b: number;\n}\n\ninterface Other {\n  readonly c: string;\n}',
      ),
    ).toEqual(['a', 'b']);
  });
});
