import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunningServer } from '@luciq/testing/processes';
import { runProgram, startServer } from '@luciq/testing/processes';

const TOKEN = 'docs.0123456789abcdef0123456789abcdef';
const PAGES = ['README.md', ...readdirSync('docs/operate').map((name) => `docs/operate/${name}`)];
/** Placeholders of the pages, and what stands for them here. */
const PLACEHOLDERS: Readonly<Record<string, string>> = { '<name>': 'ops', '<scopes>': 'operations', '<id>': 'docs' };
/** Commands of services alone; they say so where there are none. */
const OF_SERVICES = ['topics create', 'event-store prepare --user luciq'];
/** The README of the program lists its commands, each with its meaning behind two blanks or more. They are run in its order. */
const LISTED = [
  ...readFileSync('apps/operator/README.md', 'utf8').matchAll(
    /^ {4}npm run (?:--silent )?operator -- (.+?)(?: {2,}.*)?$/gm,
  ),
].map(([, words = '']) => words);
/** The users of that README. */
const MEMBERS =
  'userName,givenName,familyName,role\nada@example.com,Ada,Lovelace,owner\nbob@example.com,Bob,Babbage,admin\n';
/** What the pages have without an option that more than one company asks for, or that the command requires. */
const COMPLETED: Readonly<Record<string, string>> = {
  'credential new': 'credential new --name ops --scope operations',
};

const commands = [
  ...new Set(
    PAGES.flatMap((page) =>
      [...readFileSync(page, 'utf8').matchAll(/`npm run (?:--silent )?operator -- ([^`]+)`/g)].map(
        ([, words = '']) => words,
      ),
    ),
  ),
];

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

  const runs = async (written: string): Promise<void> => {
    const line = (COMPLETED[written] ?? written)
      .replaceAll('--company acme', '--company demo')
      .replaceAll('members.csv', join(folder, 'members.csv'))
      .replaceAll(/<[a-z ]+>/g, (placeholder) => PLACEHOLDERS[placeholder] ?? placeholder);
    const words = [...line.matchAll(/"([^"]*)"|([^ "]+)/g)].map(([, quoted, plain = '']) => quoted ?? plain);
    const { code, stdout, stderr } = await runProgram('operator', [
      ...words,
      ...(words[0]?.startsWith('-') || words[0] === 'credential' ? [] : ['--data', folder]),
    ]);
    expect(stderr).not.toMatch(/unknown (command|option)|missing required|too many arguments|required option/);
    if (OF_SERVICES.includes(written))
      expect({ code, stderr }).toEqual({ code: expect.any(Number), stderr: expect.stringMatching(/^error: .*LUCIQ_/) });
    else
      expect({ code, stdout, stderr }).toEqual({
        code: 0,
        stdout: expect.stringMatching(/\S/),
        stderr: expect.not.stringMatching(/error/),
      });
  };

  it('lets the Okta double of README play its whole conversation', async () => {
    const [, words = ''] = /^npm run okta-double -- (.+)$/m.exec(readFileSync('README.md', 'utf8')) ?? [];
    const args = words.replace('http://127.0.0.1:3000', server.origin).replace('<token>', TOKEN).split(' ');
    const { code, stdout } = await runProgram('libs/testing/src/okta-double/main.ts', args);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/\S/) });
  });

  it.each(commands)('operator %s', runs);

  it("runs the list of the program's README, from its first line to its last", async () => {
    expect(LISTED.length).toBeGreaterThan(10);
    writeFileSync(join(folder, 'members.csv'), MEMBERS);
    for (const written of LISTED) await runs(written);
  });

  it('curl of README answers a page of members', async () => {
    const [, path = ''] =
      /curl -H 'Authorization: Bearer <id>\.<secret>' 'http:\/\/127\.0\.0\.1:3000([^']+)'/.exec(
        readFileSync('README.md', 'utf8'),
      ) ?? [];
    expect(path).toMatch(/^\/scim\/v2\/Users/);
    const response = await fetch(`${server.origin}${path}`, { headers: { authorization: `Bearer ${TOKEN}` } });
    expect([response.status, await response.json()]).toEqual([
      200,
      expect.objectContaining({ totalResults: expect.any(Number), Resources: expect.any(Array) }),
    ]);
  });
});
