import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runProgram, startServer } from '@luciq/testing/processes';
import type { RunningServer } from '@luciq/testing/processes';

const TOKEN = 'docs.0123456789abcdef0123456789abcdef';
const PAGES = ['README.md', ...readdirSync('docs/operate').map((name) => `docs/operate/${name}`)];
/** Placeholders of the pages, and what stands for them here. */
const PLACEHOLDERS: Readonly<Record<string, string>> = { '<name>': 'ops', '<scopes>': 'operations', '<id>': 'docs' };
/** A command of services alone; it says so where there are none. */
const OF_SERVICES = 'topics create';
/** What the pages have without an option that more than one company asks for, or that the command requires. */
const COMPLETED: Readonly<Record<string, string>> = { 'credential new': 'credential new --name ops --scope operations' };

const commands = [...new Set(PAGES.flatMap((page) => [...readFileSync(page, 'utf8').matchAll(/`npm run (?:--silent )?operator -- ([^`]+)`/g)].map(([, words = '']) => words)))];

describe('what the pages tell to type', () => {
  const folder = mkdtempSync(join(tmpdir(), 'luciq-docs-'));
  let server: RunningServer;

  beforeAll(async () => {
    server = await startServer('standalone', { PORT: '0', LUCIQ_DATA_DIR: folder, LUCIQ_BOOTSTRAP_TOKEN: TOKEN });
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  it('is found on the pages', () => expect(commands.length).toBeGreaterThan(10));

  it.each(commands)('operator %s', async (written) => {
    const words = (COMPLETED[written] ?? written)
      .replaceAll('--company acme', '--company demo')
      .replaceAll(/<[a-z ]+>/g, (placeholder) => PLACEHOLDERS[placeholder] ?? placeholder)
      .split(' ');
    const { code, stdout, stderr } = await runProgram('operator', [...words, ...(words[0]?.startsWith('-') || words[0] === 'credential' ? [] : ['--data', folder])]);
    expect(stderr).not.toMatch(/unknown (command|option)|missing required|too many arguments|required option/);
    if (written === OF_SERVICES) expect({ code, stderr }).toEqual({ code: expect.any(Number), stderr: expect.stringMatching(/^error: .*LUCIQ_/) });
    else expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: expect.stringMatching(/\S/), stderr: expect.not.stringMatching(/error/) });
  });

  it('curl of README answers a page of members', async () => {
    const [, path = ''] = /curl -H 'Authorization: Bearer <id>\.<secret>' 'http:\/\/127\.0\.0\.1:3000([^']+)'/.exec(readFileSync('README.md', 'utf8')) ?? [];
    expect(path).toMatch(/^\/scim\/v2\/Users/);
    const response = await fetch(`${server.origin}${path}`, { headers: { authorization: `Bearer ${TOKEN}` } });
    expect([response.status, await response.json()]).toEqual([200, expect.objectContaining({ totalResults: expect.any(Number), Resources: expect.any(Array) })]);
  });
});
