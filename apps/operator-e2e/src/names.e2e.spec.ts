import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSqliteEventStore } from '@luciq/event-store/sqlite';
import { plain, userStream } from '@luciq/events';
import { acknowledgedFromLog } from '@luciq/gateway-store/embedded';
import { ChangeCompany, provisioning } from '@luciq/provisioning';
import { lowerCase } from '@luciq/scim';
import { programArguments } from '@luciq/testing/processes';

const DECOMPOSED = 'andre\u0301@acme.example';
const HOSTILE = 'Evil\n\u2502 globex \u2502 Globex \u2502\u001b[2J\u202e\u200b\u0085';
let data = '';

type Ran = { readonly status: number | string | null; readonly stdout: string; readonly stderr: string };

const operate = (...words: readonly string[]): Promise<Ran> =>
  new Promise((resolve) => {
    execFile(process.execPath, programArguments('operator', ...words, '--data', data), (error, stdout, stderr) => {
      resolve({ status: error ? (error.code ?? null) : 0, stdout, stderr });
    });
  });

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'operator-names-'));
  const store = openSqliteEventStore({ file: join(data, 'events.sqlite') });
  const context = {
    companyId: 'evil',
    commandId: randomUUID(),
    requestId: 'r',
    actor: { kind: 'system', id: 'spec' },
    tokenId: null,
    now: '2026-03-01T10:20:30.456Z',
  } as const;
  await provisioning({ store, acknowledgements: acknowledgedFromLog(store) }).changeCompany.execute(
    new ChangeCompany({
      type: 'RegisterCompany',
      context,
      name: HOSTILE,
      applications: [],
      defaults: { role: 'member', applications: [] },
    }),
  );
  for (const [userId, userName] of [
    ['u1', DECOMPOSED],
    ['u2', DECOMPOSED.normalize('NFC')],
    ['u3', 'cleo \u0301'],
    ['u4', 'plain'],
  ] as const) {
    await store.append({
      stream: userStream('evil', userId),
      expected: 'no-stream',
      events: [
        {
          id: randomUUID(),
          event: { type: 'UserProvisioned', data: { userId, origin: 'scim' }, personal: plain({ userName }) },
        },
      ],
      time: context.now,
      cause: { commandId: randomUUID(), requestId: 'r', actor: context.actor, tokenId: null },
      claims: [{ action: 'take', claim: { scope: 'evil', kind: 'userName', value: lowerCase(userName) } }],
    });
  }
  await store.close();
});
afterAll(() => rmSync(data, { recursive: true }));

describe('The operator command line', () => {
  it('names members whose userNames are one name, claims what is free, and says the same the next time', async () => {
    const collisions = [{ stream: 'evil/user/u1', name: DECOMPOSED, holder: 'evil/user/u2' }];
    const check = await operate('names', 'check', '--json');
    expect([check.status, JSON.parse(check.stdout)]).toEqual([1, { odd: 1, unclaimed: [], collisions }]);
    expect(await operate('names', 'claim')).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/Both go on working[^]*evil[^]*user[^]*u1[^]*u2/),
    });
    expect(await operate('names', 'check', '--json')).toEqual(check);
  });

  it('prints the name of a company so that it can neither fake a row nor steer the terminal', async () => {
    expect((await operate('rebuild')).status).toBe(0);
    const { status, stdout } = await operate('companies');
    expect(status).toBe(0);
    expect(stdout.split('\n').filter((line) => line.includes('globex'))).toEqual([
      expect.stringMatching(/│ evil\s+│ Evil\\u\{a\}│ globex │ Globex │\\u\{1b\}\[2J\\u\{202e\}\\u\{200b\}\\u\{85\}/u),
    ]);
    expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
    const json = await operate('companies', '--json');
    expect(json.stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
    expect(JSON.parse(json.stdout)).toMatchObject([{ id: 'evil', name: HOSTILE }]);
    const failed = await operate('import', 'nobody.csv', '--company', 'a\u001b[2J\u202eb');
    expect(failed.stderr).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
  });
});
