import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newToken, parseSetupLink, parseToken, setupLinkState, TokenGate } from '@luciq/access';
import type { UserCommand } from '@luciq/domain';
import type { EventStore } from '@luciq/event-store';
import { openSqliteEventStore } from '@luciq/event-store/sqlite';
import { acknowledgedFromLog } from '@luciq/gateway-store/embedded';
import type { Companies } from '@luciq/provisioning';
import { ChangeUser, provisioning, reads, ReadUser } from '@luciq/provisioning';
import { registerCompany } from '@luciq/testing/companies';
import { programArguments } from '@luciq/testing/processes';

const firstToken = newToken();
let data = '';

type Ran = { readonly status: number | string | null; readonly stdout: string; readonly stderr: string };

const operate = (...words: readonly string[]): Promise<Ran> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      programArguments('operator', ...words, '--data', data, '--company', 'acme'),
      (error, stdout, stderr) => {
        resolve({ status: error ? (error.code ?? null) : 0, stdout, stderr });
      },
    );
  });
const report = async (...words: readonly string[]): Promise<unknown> => {
  const { status, stdout, stderr } = await operate(...words, '--json');
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as unknown;
};

/** Writes as a gateway does. */
async function onStore<T>(work: (store: EventStore) => Promise<T>): Promise<T> {
  const store = openSqliteEventStore({ file: join(data, 'events.sqlite') });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** What a gateway says now of a token, and the state of the company behind it. */
async function onGateway<T>(ask: (gate: TokenGate, companies: Companies) => Promise<T>): Promise<T> {
  const store = openSqliteEventStore({ file: join(data, 'events.sqlite'), readOnly: true });
  try {
    const { companies } = reads({ store });
    return await ask(new TokenGate(store, companies), companies);
  } finally {
    await store.close();
  }
}
const admission = (token: string): Promise<string> =>
  onGateway(async (gate) => {
    const admitted = await gate.admit(`Bearer ${token}`);
    return admitted.kind === 'refused' ? admitted.reason : `admitted ${admitted.company.scim}`;
  });

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'operator-account-'));
  const store = openSqliteEventStore({ file: join(data, 'events.sqlite') });
  await registerCompany(store, { companyId: 'acme', token: firstToken });
  await store.close();
});
afterAll(() => rmSync(data, { recursive: true }));

describe('The operator command line', () => {
  it('issues a token beside the one that is there, lists both without a secret, and revokes the old one', async () => {
    const issued = (await report('token', 'issue', '--label', 'Okta 2027', '--days', '30')) as {
      id: string;
      token: string;
      expiresAt: string;
    };
    expect([await admission(firstToken), await admission(issued.token)]).toEqual([
      'admitted enabled',
      'admitted enabled',
    ]);
    const listed = await operate('token', 'list');
    expect(listed).toMatchObject({ status: 0, stdout: expect.stringMatching(/Okta 2027[^]*operator/) });
    expect(listed.stdout).not.toContain(parseToken(issued.token)?.secret ?? '');
    const oldId = parseToken(firstToken)?.id ?? '';
    expect(await report('token', 'revoke', oldId)).toEqual({ company: 'acme', id: oldId, changed: true });
    expect(await report('token', 'revoke', oldId)).toMatchObject({ changed: false });
    expect([await admission(firstToken), await admission(issued.token)]).toEqual(['revoked', 'admitted enabled']);
    expect(await operate('token', 'revoke', 'nobody')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('no token of this id'),
    });
    expect(await operate('token', 'issue', '--days', '0')).toMatchObject({ status: 2 });
  });

  it('pauses, resumes, disables and enables SCIM, and says what follows', async () => {
    const { token } = (await report('token', 'issue')) as { token: string };
    expect(await report('company', 'scim', 'pause')).toEqual({ company: 'acme', scim: 'paused', changed: true });
    expect(await admission(token)).toBe('admitted paused');
    expect(await operate('company', 'scim', 'enable')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/is paused[^]*It was before/),
    });
    expect(await report('company', 'scim', 'resume')).toMatchObject({ scim: 'enabled' });
    expect(await operate('company', 'scim', 'disable')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Enabling it again needs a new one'),
    });
    expect(await operate('company', 'scim', 'pause')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('Enable SCIM first'),
    });
    expect(await operate('token', 'issue')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('SCIM of this company is off'),
    });
    expect(await report('company', 'scim', 'enable')).toMatchObject({ scim: 'enabled' });
    expect(await admission(token)).toBe('revoked');
  });

  it('prints a set-up link whose secret is behind the # and nowhere in the log', async () => {
    const printed = (await report('company', 'setup-link', '--hours', '2', '--url', 'https://scim.example.com/')) as {
      link: string;
      expiresAt: string;
    };
    const [address, secret = ''] = printed.link.split('#');
    expect(address).toBe('https://scim.example.com/console/setup');
    const parts = parseSetupLink(secret);
    if (!parts) throw new Error('not a set-up link');
    const { state } = await onGateway((_, companies) => companies.read('acme', 0));
    expect(state.kind === 'registered' && state.company.setupLinks.get(parts.linkId)).toMatchObject({
      ...setupLinkState(parts, printed.expiresAt),
      used: false,
      issuedBy: expect.objectContaining({ kind: 'operator' }),
    });
    expect(await operate('company', 'setup-link')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('/console/setup#acme.'),
    });
    for (const wrong of [
      ['--hours', '0'],
      ['--hours', '169'],
      ['--url', 'example.com'],
    ])
      expect(await operate('company', 'setup-link', ...wrong)).toMatchObject({ status: 2, stdout: '' });
  });

  it('signs everybody out, or one member, and lists and withdraws set-up links', async () => {
    const { link } = (await report('company', 'setup-link')) as { link: string };
    const linkId = link.split('.').at(-2) ?? '';
    const listed = (await report('company', 'setup-link', 'list')) as { links: { id: string; state: string }[] };
    expect(listed.links.find(({ id }) => id === linkId)).toMatchObject({ state: 'open' });
    expect(await report('company', 'setup-link', 'withdraw', linkId)).toEqual({
      company: 'acme',
      id: linkId,
      changed: true,
    });
    expect(await operate('company', 'setup-link', 'withdraw', linkId)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('withdrawn before'),
    });
    expect(await operate('company', 'setup-link', 'withdraw', 'nothing')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('no set-up link of this id'),
    });
    expect((await operate('company', 'setup-link', 'list')).stdout).toMatch(new RegExp(`${linkId}.*withdrawn`));
    const ended = async (): Promise<number | undefined> => {
      const { state } = await onGateway((_, companies) => companies.read('acme', 0));
      return state.kind === 'registered' ? state.company.sessionsValidSince.everybody : undefined;
    };
    const before = await ended();
    expect(await operate('sessions', 'end')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Everybody of acme is signed out'),
    });
    expect(await ended()).toBeGreaterThan(before ?? 0);
    expect(await operate('sessions', 'end', '--user', 'nobody')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('no member with the id or userName'),
    });
  });

  it('passes ownership on to an active member only, and the history of both tells it', async () => {
    const file = join(data, 'members.jsonl');
    writeFileSync(
      file,
      [
        '{"userName":"ada@acme.example","role":"owner"}',
        '{"userName":"bob@acme.example"}',
        '{"userName":"cyd@acme.example","active":false}',
      ].join('\n'),
    );
    await report('import', file);
    const transfer = (from: string, to: string) =>
      operate('company', 'ownership', 'transfer', '--from', from, '--to', to);
    expect(await transfer('ada@acme.example', 'cyd@acme.example')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('deactivated and cannot become an owner'),
    });
    expect(await transfer('bob@acme.example', 'bob@acme.example')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('does not own the company'),
    });
    expect(await transfer('ada@acme.example', 'bob@acme.example')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('passed to bob@acme.example'),
    });
    expect(await transfer('ada@acme.example', 'bob@acme.example')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('owns acme already'),
    });
    expect((await operate('audit', '--user', 'ada@acme.example')).stdout).toMatch(
      /OwnershipGranted[^]*OwnershipRevoked[^]*No longer an owner of the company/,
    );
    expect((await operate('audit', '--user', 'bob@acme.example')).stdout).toContain('OwnershipGranted');
  });

  it('makes nobody an owner who is brought in deactivated, and names the line', async () => {
    const file = join(data, 'leavers.jsonl');
    writeFileSync(
      file,
      [
        '{"userName":"eve@acme.example","role":"owner","active":false}',
        '{"userName":"fay@acme.example","role":"owner"}',
      ].join('\n'),
    );
    const imported = await operate('import', file, '--json');
    expect([imported.status, JSON.parse(imported.stdout)]).toEqual([
      1,
      {
        company: 'acme',
        added: 2,
        present: 0,
        owners: 1,
        bad: [
          {
            line: 1,
            reason: expect.stringContaining('does not own the company: This member is deactivated') as unknown,
          },
        ],
        format: { encoding: 'UTF-8', separator: null },
      },
    ]);
    expect((await operate('audit', '--user', 'eve@acme.example')).stdout).not.toContain('OwnershipGranted');
  });

  it('confirms a rename of an owner, by the name that it lists', async () => {
    const userId = await onStore(async (store) => {
      const { readUser, changeUser } = provisioning({ store, acknowledgements: acknowledgedFromLog(store) });
      const id = (await readUser.execute(new ReadUser('acme', { userName: 'fay@acme.example' })))?.id ?? '';
      const context = {
        companyId: 'acme',
        commandId: randomUUID(),
        requestId: 'r',
        actor: { kind: 'idp', id: 't1' },
        tokenId: 't1',
        now: new Date().toISOString(),
      } as const;
      const rename: UserCommand = {
        type: 'ReplaceUser',
        context,
        userId: id,
        policy: { applications: [], owners: [id] },
        attributes: { userName: 'fay.b@acme.example' },
      };
      expect(await changeUser.execute(new ChangeUser(rename))).toMatchObject({ kind: 'done', isHeld: true });
      return id;
    });
    const confirm = (userName: string): Promise<Ran> =>
      operate('company', 'renames', 'confirm', '--user', userId, '--user-name', userName);
    expect(await confirm('fay@acme.example')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('renames list') as unknown,
    });
    expect(await confirm('fay.b@acme.example')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('signs in from now on') as unknown,
    });
    expect(await confirm('fay.b@acme.example')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('signs in already') as unknown,
    });
    expect((await operate('audit', '--user', userId)).stdout).toMatch(
      /SignInNameHeld[^]*signInName: [^]*fay@acme.example[^]*SignInNameSettled[^]*rename: [^]*confirmed/,
    );
  });

  it('registers a company that is set up later, which has neither SAML nor SCIM nor a token', async () => {
    expect(await report('register', 'later', '--name', 'Later', '--set-up-later')).toEqual({
      company: 'later',
      token: null,
    });
    expect((await onGateway((_, companies) => companies.read('later', 0))).state).toMatchObject({
      company: { saml: 'off', scim: 'off', tokens: new Map() },
    });
  });

  it('makes a credential of the account API and its entry, of which only the digest is kept', async () => {
    const { credential, entry } = (await report(
      'credential',
      'new',
      '--name',
      'luciq-backend',
      '--scope',
      'companies',
      'operations',
    )) as { credential: string; entry: string };
    const [name, secret = ''] = credential.split('.');
    expect(entry).toBe(`${name}:companies+operations:${createHash('sha256').update(secret).digest('hex')}`);
    for (const wrong of [
      ['--name', 'A.b', '--scope', 'companies'],
      ['--name', 'a'],
      ['--name', 'a', '--scope', 'everything'],
    ]) {
      expect(await operate('credential', 'new', ...wrong)).toMatchObject({ status: 2, stdout: '' });
    }
  });
});
