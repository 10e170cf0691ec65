import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { NOBODY_CHECKED } from '@luciq/domain';
import { EVENT_STORE_FILE, openSqliteEventStore } from '@luciq/event-store/sqlite';
import { acknowledgedFromLog } from '@luciq/gateway-store/embedded';
import { ChangeGroup, provisioning } from '@luciq/provisioning';
import { registerCompany } from '@luciq/testing/companies';
import { programArguments } from '@luciq/testing/processes';

const groupId = randomUUID();
let data = '';

const operate = (
  ...words: readonly string[]
): Promise<{ readonly status: number | string | null; readonly stdout: string; readonly stderr: string }> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      programArguments('operator', 'mapping', ...words, '--data', data, '--company', 'acme'),
      (error, stdout, stderr) => {
        resolve({ status: error ? (error.code ?? null) : 0, stdout, stderr });
      },
    );
  });

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'luciq-mapping-'));
  const store = openSqliteEventStore({ file: join(data, EVENT_STORE_FILE) });
  await registerCompany(store, {
    companyId: 'acme',
    token: 'acme.0123456789abcdef0123456789abcdef',
    applications: ['Web', 'iOS'],
  });
  const { changeGroup } = provisioning({ store, acknowledgements: acknowledgedFromLog(store) });
  const context = {
    companyId: 'acme',
    commandId: randomUUID(),
    requestId: 'r',
    actor: { kind: 'idp', id: 'okta' },
    tokenId: null,
    now: new Date().toISOString(),
  } as const;
  await changeGroup.execute(
    new ChangeGroup({
      type: 'CreateGroup',
      context,
      groupId,
      checked: NOBODY_CHECKED,
      draft: { displayName: 'Engineering', externalId: null, memberIds: [] },
      origin: 'scim',
    }),
  );
  await store.close();
});
afterAll(() => rmSync(data, { recursive: true }));

it('sets what a group gives by its name in any case, lists it, and takes it away', async () => {
  const set = await operate(
    'set',
    '--group',
    'ENGINEERING',
    '--role',
    'adminstrator',
    '--applications',
    'Web;iOS',
    '--precedence',
    '10',
    '--json',
  );
  expect(JSON.parse(set.stdout)).toEqual({ company: 'acme', group: groupId, changed: true });
  expect(JSON.parse((await operate('list', '--json')).stdout)).toEqual([
    { group: groupId, name: 'Engineering', role: 'admin', applications: ['Web', 'iOS'], precedence: 10 },
  ]);
  const removed = await operate('remove', '--group', groupId, '--json');
  expect(JSON.parse(removed.stdout)).toEqual({ company: 'acme', group: groupId, changed: true });
  expect((await operate('list')).stdout).toContain('No group gives anything yet.');
});

it.each([
  ['a group that is not there', ['--group', 'Sales', '--role', 'admin'], 'has no group', 1],
  [
    'a role that nobody can be given',
    ['--group', 'Engineering', '--role', 'owner'],
    'never by default or for being in a group',
    1,
  ],
  [
    'an application that the company does not have',
    ['--group', 'Engineering', '--applications', 'Android'],
    'no application of this name: Android',
    1,
  ],
  [
    'a precedence that is none',
    ['--group', 'Engineering', '--role', 'admin', '--precedence', 'high'],
    'must be a whole number',
    1,
  ],
  ['nothing to give', ['--group', 'Engineering'], 'Say what the group gives', 2],
])('refuses %s with a sentence', async (_what, words, sentence, status) => {
  const ran = await operate('set', ...words);
  expect([ran.status, ran.stderr.includes(sentence)]).toEqual([status, true]);
});
