import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSettings } from '@luciq/settings';
import { openLog } from '@luciq/telemetry';
import type { Answer, Browser, Json, Sender } from '@luciq/testing/account-client';
import { accountClient, credentialEntry } from '@luciq/testing/account-client';
import { playOkta } from '@luciq/testing/okta-double';
import type { TestIdp } from '@luciq/testing/saml-idp';
import { testIdp } from '@luciq/testing/saml-idp';
import { StandaloneSettings } from '../../../standalone/src/settings.ts';
import type { Standalone } from '../../../standalone/src/standalone.ts';
import { startStandalone } from '../../../standalone/src/standalone.ts';

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const EXTENSION = 'urn:ietf:params:scim:schemas:extension:instabug:2.0:User';
const SECRET = 'a-secret-of-the-back-end-0123456789';
const LUCIQ = `luciq.${SECRET}`;
const WATCHER = `watcher.${SECRET}`;

const folder = mkdtempSync(join(tmpdir(), 'luciq-account-'));
const lines: string[] = [];
let running: Standalone;
let idp: TestIdp;

const origin = (): string => new URL(running.scimBaseUrl).origin;
const { api, scim, connect, browserOf, postAssertion, serviceProvider } = accountClient(origin, LUCIQ);

/** What a refusal says: its status, its kind, and whether it is a problem with a sentence. */
const refusalOf = ({ status, headers, json }: Answer): unknown[] => {
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(json['status']).toBe(status);
  expect(json['type']).toBe(`/problems/${String(json['kind'])}`);
  expect(json['detail']).toMatch(/^[A-Z].+\.$/);
  return [status, json['kind']];
};

async function signIn(companyId: string, nameId: string): Promise<Browser> {
  const response = await postAssertion(companyId, idp.respond({ ...serviceProvider(companyId), nameId }));
  expect(response.status).toBe(303);
  return browserOf(response);
}

const ownerOf = (id: string): string => `owner@${id}.example`;

/** A company that is registered with an owner. */
async function registered(id: string, more: Json = {}): Promise<Json> {
  const { status, json } = await api('POST', '/companies', {
    id,
    name: `Company ${id}`,
    applications: ['Shop', 'Bank'],
    owner: { userName: ownerOf(id), displayName: 'The Owner' },
    ...more,
  });
  expect([status, json]).toEqual([201, expect.objectContaining({ id })]);
  return json;
}

const configuration = (): Json => ({
  entryPoint: 'https://idp.example/sso',
  issuer: idp.issuer,
  certificate: idp.certificate,
});

/** A company with SAML and SCIM enabled, and a token. */
async function connected(id: string, more: Json = {}): Promise<string> {
  await registered(id, more);
  return connect(id, idp);
}

async function created(token: string, path: string, body: Json): Promise<string> {
  const { status, json } = await scim(token, 'POST', path, body);
  expect([status, json['detail']]).toEqual([201, undefined]);
  return String(json['id']);
}

const user = (token: string, userName: string, more: Json = {}): Promise<string> =>
  created(token, '/Users', {
    schemas: [USER],
    userName,
    displayName: `Name of ${userName}`,
    emails: [{ value: userName, primary: true }],
    ...more,
  });

const patched = async (token: string, path: string, ...Operations: Json[]): Promise<void> => {
  expect((await scim(token, 'PATCH', path, { schemas: [PATCH_OP], Operations })).status).toBeLessThan(300);
};

const fieldsOf = ({ json }: Answer): string[] =>
  ((json['errors'] ?? []) as { field: string }[]).map(({ field }) => field);

beforeAll(async () => {
  idp = await testIdp();
  const settings = readSettings(StandaloneSettings, {
    PORT: '0',
    LUCIQ_DATA_DIR: folder,
    LUCIQ_ACCOUNT_CREDENTIALS: `${credentialEntry('luciq', 'companies+operations', SECRET)},${credentialEntry('watcher', 'operations', SECRET)}`,
  });
  running = await startStandalone({ settings, log: openLog({ write: (line: string) => void lines.push(line) }) });
});

afterAll(async () => {
  await running.close();
  rmSync(folder, { recursive: true });
});

describe('the account API about companies', () => {
  it('registers a company with its owner, once however often it is asked', async () => {
    const first = await registered('acme');
    expect(first).toMatchObject({
      name: 'Company acme',
      saml: {
        state: 'off',
        elsewhere: false,
        entryPoint: null,
        sp: { entityId: `${origin()}/saml/acme/metadata`, acsUrl: `${origin()}/saml/acme/acs` },
      },
      scim: { state: 'off', baseUrl: running.scimBaseUrl },
      applications: ['Shop', 'Bank'],
      defaults: { role: 'member', applications: [] },
      owners: [{ userName: 'owner@acme.example', displayName: 'The Owner' }],
      liveTokens: 0,
      roles: ['admin', 'member', 'viewer', 'associate', 'observer'],
    });
    expect((await registered('acme'))['owners']).toEqual(first['owners']);
    expect(refusalOf(await api('POST', '/companies', { id: 'acme', name: 'Another', applications: [] }))).toEqual([
      409,
      'company-exists',
    ]);
  });

  it('lists them, and answers one that is not there like one that is of someone else', async () => {
    await registered('listed');
    const { json } = await api('GET', '/companies');
    expect(json['companies']).toContainEqual(
      expect.objectContaining({ id: 'demo', saml: 'enabled', scim: 'enabled', parked: false }),
    );
    expect(refusalOf(await api('GET', '/companies/nobody'))).toEqual([404, 'company-not-found']);
    expect(refusalOf(await api('GET', '/companies/NO..body'))).toEqual([404, 'company-not-found']);
  });

  it('answers nobody without a credential, nor one without the scope', async () => {
    expect(refusalOf(await api('GET', '/companies', undefined, null))).toEqual([401, 'not-signed-in']);
    expect(refusalOf(await api('GET', '/companies', undefined, `luciq.${SECRET}x`))).toEqual([
      401,
      'credential-not-valid',
    ]);
    expect(refusalOf(await api('GET', '/companies', undefined, WATCHER))).toEqual([403, 'not-allowed']);
    expect(refusalOf(await api('POST', '/companies/demo/scim/pause', undefined, WATCHER))).toEqual([
      403,
      'not-allowed',
    ]);
  });

  it('names every field that is wrong and says what to do, and knows no fields but its own', async () => {
    const answer = await api('POST', '/companies', {
      id: 'No Good',
      applications: ['Shop', 7],
      owner: { userName: '' },
      colour: 'red',
    });
    expect(refusalOf(answer)).toEqual([400, 'invalid']);
    expect(fieldsOf(answer).toSorted()).toEqual(['applications', 'colour', 'id', 'name', 'owner.userName']);
    for (const { detail } of answer.json['errors'] as { detail: string }[])
      expect(detail).toMatch(/^(Give|This field is not known\. Leave).+\.$/);
    for (const body of [[], 'text', null])
      expect(refusalOf(await api('POST', '/companies', body))).toEqual([400, 'not-json']);
  });

  it('takes no parameter twice, as SCIM does not', async () => {
    for (const path of [
      'members?count=1&count=2',
      'members?text=a&text=b',
      'groups?count=1&count=2',
      'activity?count=1&count=2',
    ]) {
      expect([path, refusalOf(await api('GET', `/companies/demo/${path}`))]).toEqual([path, [400, 'invalid']]);
    }
  });

  it('changes the catalogue and the defaults by the rules of the company', async () => {
    await registered('catalogue');
    expect(
      (await api('PUT', '/companies/catalogue/applications', { applications: ['Shop', 'Bank', 'Game'] })).json[
        'applications'
      ],
    ).toEqual(['Shop', 'Bank', 'Game']);
    expect(
      (await api('PUT', '/companies/catalogue/defaults', { role: 'viewer', applications: ['Game'] })).json['defaults'],
    ).toEqual({ role: 'viewer', applications: ['Game'] });
    const unknown = await api('PUT', '/companies/catalogue/defaults', { role: 'viewer', applications: ['Gmae'] });
    expect(refusalOf(unknown)).toEqual([400, 'unknown-application']);
    expect(unknown.json['detail']).toContain('Gmae');
    const owner = await api('PUT', '/companies/catalogue/defaults', { role: 'owner', applications: [] });
    expect([refusalOf(owner), fieldsOf(owner)]).toEqual([[400, 'invalid'], ['role']]);
    expect(
      refusalOf(await api('PUT', '/companies/catalogue/applications', { applications: ['Shop', 'Shop'] })),
    ).toEqual([400, 'invalid']);
    expect(refusalOf(await api('PUT', '/companies/catalogue/applications', { applications: [' '] }))).toEqual([
      400,
      'invalid',
    ]);
    expect(
      refusalOf(
        await api('PUT', '/companies/catalogue/applications', {
          applications: Array.from({ length: 1_001 }, (_, at) => `App ${at}`),
        }),
      ),
    ).toEqual([400, 'invalid']);
  });

  it('describes itself as the committed page does', async () => {
    const { status, json } = await api('GET', '/openapi.json', undefined, null);
    expect(status).toBe(200);
    expect(json).toEqual(JSON.parse(readFileSync('docs/account-api.json', 'utf8')));
  });
});

describe('the account API about SAML and SCIM', () => {
  it('keeps to the order: an identity provider, then SAML, then SCIM', async () => {
    await registered('ordered');
    expect(refusalOf(await api('POST', '/companies/ordered/saml/enable'))).toEqual([409, 'saml-not-configured']);
    expect(refusalOf(await api('POST', '/companies/ordered/scim/enable'))).toEqual([409, 'saml-not-enabled']);
    expect(refusalOf(await api('POST', '/companies/ordered/scim/pause'))).toEqual([409, 'scim-off']);
    expect(refusalOf(await api('POST', '/companies/ordered/scim/resume'))).toEqual([409, 'scim-off']);
    expect((await api('PUT', '/companies/ordered/saml', configuration())).json['saml']).toMatchObject({
      state: 'configured',
      entryPoint: 'https://idp.example/sso',
      issuer: idp.issuer,
      certificates: [
        { fingerprint: idp.fingerprint, notAfter: expect.stringMatching(/Z$/), subject: 'idp.example', weak: false },
      ],
      fingerprint: null,
    });
    expect((await api('POST', '/companies/ordered/saml/enable')).json['saml']).toMatchObject({
      state: 'enabled',
      elsewhere: false,
    });
    expect((await api('POST', '/companies/ordered/scim/enable')).json['scim']).toMatchObject({ state: 'enabled' });
    expect(refusalOf(await api('POST', '/companies/ordered/saml/disable'))).toEqual([409, 'scim-not-off']);
    expect((await api('POST', '/companies/ordered/scim/pause')).json['scim']).toMatchObject({ state: 'paused' });
    expect(refusalOf(await api('POST', '/companies/ordered/saml/disable'))).toEqual([409, 'scim-not-off']);
    expect((await api('POST', '/companies/ordered/scim/disable')).json['scim']).toMatchObject({ state: 'off' });
    expect((await api('POST', '/companies/ordered/saml/disable')).json['saml']).toMatchObject({
      state: 'off',
      entryPoint: null,
      issuer: null,
      certificates: [],
    });
  });

  it('takes a certificate or its fingerprint, in the forms in which people have them', async () => {
    await registered('idp');
    const path = '/companies/idp/saml';
    const entryPoint = 'https://idp.example/sso';
    const { issuer } = idp;
    const colons = idp.fingerprint.toUpperCase().replaceAll(/..(?=.)/g, '$&:');
    expect((await api('PUT', path, { entryPoint, issuer, fingerprint: colons })).json['saml']).toMatchObject({
      issuer,
      fingerprint: idp.fingerprint,
      certificates: [],
    });
    const bare = idp.certificate.replaceAll(/-----[A-Z ]+-----|\s/g, '');
    expect(
      (await api('PUT', path, { entryPoint, issuer, certificate: bare, fingerprint: null })).json['saml'],
    ).toMatchObject({ certificates: [{ fingerprint: idp.fingerprint }] });
    expect(
      refusalOf(await api('PUT', path, { entryPoint: 'http://idp.example/sso', issuer, fingerprint: colons })),
    ).toEqual([400, 'entry-point-not-https']);
    expect(refusalOf(await api('PUT', path, { entryPoint, issuer, fingerprint: colons, certificate: bare }))).toEqual([
      400,
      'certificate-or-fingerprint',
    ]);
    expect(refusalOf(await api('PUT', path, { entryPoint, issuer, fingerprint: '', certificate: null }))).toEqual([
      400,
      'invalid',
    ]);
    expect(refusalOf(await api('PUT', path, { entryPoint, issuer }))).toEqual([400, 'certificate-or-fingerprint']);
    expect(refusalOf(await api('PUT', path, { entryPoint, fingerprint: colons }))).toEqual([400, 'issuer-missing']);
    expect(refusalOf(await api('PUT', path, { entryPoint, issuer, certificate: 'no certificate at all' }))).toEqual([
      400,
      'certificate-not-read',
    ]);
    expect(refusalOf(await api('PUT', path, { entryPoint, issuer, fingerprint: 'abcdef' }))).toEqual([
      400,
      'certificate-not-read',
    ]);
  });

  it('does not enable SAML for a company without an owner, since nobody could turn it back', async () => {
    await registered('ownerless', { owner: undefined });
    await api('PUT', '/companies/ownerless/saml', configuration());
    expect(refusalOf(await api('POST', '/companies/ownerless/saml/enable'))).toEqual([409, 'no-owner']);
  });

  it('pauses and resumes: meanwhile reads are answered and writes are held back', async () => {
    const token = await connected('paused');
    const id = await user(token, 'ann@paused.example');
    await api('POST', '/companies/paused/scim/pause');
    // Another gateway may know it a second later; this one knows at once.
    const held = await scim(token, 'POST', '/Users', { schemas: [USER], userName: 'bea@paused.example' });
    expect([held.status, held.headers.get('retry-after')]).toEqual([429, '3600']);
    expect((await scim(token, 'GET', `/Users/${id}`)).status).toBe(200);
    await api('POST', '/companies/paused/scim/resume');
    expect((await scim(token, 'POST', '/Users', { schemas: [USER], userName: 'bea@paused.example' })).status).toBe(201);
  });
});

describe('the account API about tokens', () => {
  it('shows a token once, and then its last four characters, who issued it, and when it was last used', async () => {
    await connected('tokens');
    const issued = await api('POST', '/companies/tokens/tokens', { label: ' Okta ', expiresInDays: 30 });
    expect(issued.status).toBe(201);
    const { id, token, lastFour, expiresAt } = issued.json as {
      id: string;
      token: string;
      lastFour: string;
      expiresAt: string;
    };
    expect(token).toMatch(new RegExp(`^${id}\\..+${lastFour}$`));
    const list = await api('GET', '/companies/tokens/tokens');
    const [first, second] = list.json['tokens'] as Json[];
    expect(first).toEqual({
      id,
      lastFour,
      label: 'Okta',
      issuedAt: expect.stringMatching(/Z$/),
      issuedBy: { kind: 'service', id: 'luciq', name: null },
      expiresAt,
      lastUsedAt: null,
      expired: false,
      endsWith: null,
      issuerLeft: false,
    });
    expect(second).toMatchObject({ label: null, expiresAt: null });
    expect(JSON.stringify(list.json)).not.toContain(token.split('.')[1]);
    expect((await scim(token, 'GET', '/Users?count=1')).status).toBe(200);
    const isUsed = async (): Promise<boolean> =>
      ((await api('GET', '/companies/tokens/tokens')).json['tokens'] as Json[])[0]?.['lastUsedAt'] !== null;
    expect(await until(isUsed)).toBe(true);
  });

  it('rotates without a gap: both are good until one is revoked, and that one is dead at once', async () => {
    const old = await connected('rotated');
    const { json } = await api('POST', '/companies/rotated/tokens', { label: 'new' });
    const fresh = String(json['token']);
    for (const token of [old, fresh]) expect((await scim(token, 'GET', '/Users?count=1')).status).toBe(200);
    expect((await api('DELETE', `/companies/rotated/tokens/${old.split('.')[0] ?? ''}`)).status).toBe(204);
    expect((await scim(old, 'GET', '/Users?count=1')).status).toBe(401);
    expect((await scim(fresh, 'GET', '/Users?count=1')).status).toBe(200);
    expect((await api('DELETE', `/companies/rotated/tokens/${old.split('.')[0] ?? ''}`)).status).toBe(204);
  });

  it('revokes every token with SCIM, and enabling it again needs a new one', async () => {
    const token = await connected('off');
    expect((await api('POST', '/companies/off/scim/disable')).json).toMatchObject({
      scim: { state: 'off' },
      liveTokens: 0,
    });
    await api('POST', '/companies/off/scim/enable');
    expect((await scim(token, 'GET', '/Users?count=1')).status).toBe(401);
  });

  it('has at most ten that are good, of its own company only', async () => {
    await connected('many');
    for (let at = 1; at < 10; at += 1)
      expect((await api('POST', '/companies/many/tokens', { label: `token ${at}` })).status).toBe(201);
    expect(refusalOf(await api('POST', '/companies/many/tokens', {}))).toEqual([409, 'too-many-tokens']);
    const [foreign] = (await api('GET', '/companies/demo/tokens')).json['tokens'] as { id: string }[];
    expect(refusalOf(await api('DELETE', `/companies/many/tokens/${foreign?.id ?? ''}`))).toEqual([
      404,
      'token-not-found',
    ]);
    for (const body of [
      { expiresInDays: 0 },
      { expiresInDays: 3_651 },
      { expiresInDays: 1.5 },
      { label: '' },
      { label: 'x'.repeat(201) },
      { secret: 'mine' },
    ]) {
      expect(refusalOf(await api('POST', '/companies/many/tokens', body))).toEqual([400, 'invalid']);
    }
  });

  it('of company A says nothing about company B', async () => {
    const token = await connected('company-a');
    const other = await connected('company-b');
    const id = await user(other, 'bob@company-b.example');
    expect((await scim(token, 'GET', `/Users/${id}`)).status).toBe(404);
    expect(refusalOf(await api('GET', `/companies/company-a/members/${id}`))).toEqual([404, 'member-not-found']);
    expect(refusalOf(await api('GET', `/companies/company-a/members/${id}/timeline`))).toEqual([
      404,
      'member-not-found',
    ]);
  });
});

describe('the account API about owners and set-up links', () => {
  it('moves ownership by owners only, to an active member, and never takes the last one', async () => {
    const token = await connected('owned');
    const owner = String(((await api('GET', '/companies/owned')).json['owners'] as { userId: string }[])[0]?.userId);
    const admin = await user(token, 'admin@owned.example', {
      [EXTENSION]: { instabugRole: 'adminstrator' },
      schemas: [USER, EXTENSION],
    });
    const gone = await user(token, 'gone@owned.example', { active: false });
    const asAdmin = await signIn('owned', 'admin@owned.example');
    const asOwner = await signIn('owned', 'owner@owned.example');
    const transfer = (to: string, from: string, as: Sender): Promise<Answer> =>
      api('POST', '/companies/owned/owners/transfer', { from, to }, as);
    expect(refusalOf(await transfer(admin, owner, asAdmin))).toEqual([403, 'owner-only']);
    expect(refusalOf(await api('POST', '/companies/owned/owners', { userId: admin }, asAdmin))).toEqual([
      403,
      'owner-only',
    ]);
    // Anyone who chooses the identity provider chooses who signs in as an owner.
    expect(refusalOf(await api('PUT', '/companies/owned/saml', configuration(), asAdmin))).toEqual([403, 'owner-only']);
    expect(refusalOf(await api('POST', '/companies/owned/saml/enable', undefined, asAdmin))).toEqual([
      403,
      'owner-only',
    ]);
    expect(refusalOf(await api('POST', '/companies/owned/saml/disable', undefined, asAdmin))).toEqual([
      403,
      'owner-only',
    ]);
    expect(refusalOf(await api('DELETE', `/companies/owned/owners/${owner}`, undefined, asAdmin))).toEqual([
      403,
      'owner-only',
    ]);
    expect(refusalOf(await api('POST', '/companies/owned/setup-links', {}, asAdmin))).toEqual([403, 'owner-only']);
    expect(refusalOf(await transfer(gone, owner, asOwner))).toEqual([409, 'member-inactive']);
    expect(refusalOf(await transfer('nobody', owner, asOwner))).toEqual([404, 'member-not-found']);
    expect(refusalOf(await transfer(admin, gone, asOwner))).toEqual([409, 'not-an-owner']);
    expect(refusalOf(await api('DELETE', `/companies/owned/owners/${owner}`, undefined, asOwner))).toEqual([
      409,
      'last-owner',
    ]);
    expect(((await transfer(admin, owner, asOwner)).json['owners'] as Json[]).map(({ userId }) => userId)).toEqual([
      admin,
    ]);
    // Anyone who gave the ownership up is a member like any other from the next request on.
    expect(refusalOf(await api('GET', '/companies/owned', undefined, asOwner))).toEqual([401, 'session-ended']);
    // Other rights than those that a session was made with need a new one.
    expect(refusalOf(await api('GET', '/session', undefined, asAdmin))).toEqual([401, 'session-ended']);
    expect(
      (await api('GET', '/session', undefined, await signIn('owned', 'admin@owned.example'))).json['member'],
    ).toMatchObject({ id: admin, role: 'owner' });
    const { json } = await api('GET', `/companies/owned/members/${admin}/timeline`);
    expect((json['events'] as Json[]).find(({ type }) => !String(type).startsWith('sign'))).toMatchObject({
      type: 'OwnershipGranted',
      changes: [{ attribute: 'owner', value: true }],
      actor: { kind: 'member', id: owner, name: 'owner@owned.example' },
    });
  });

  it('lets a set-up link do the set-up and nothing else, in its own company', async () => {
    await registered('fresh');
    const { status, json } = await api('POST', '/companies/fresh/setup-links', { hours: 2 });
    expect([status, String(json['link'])]).toEqual([
      201,
      expect.stringMatching(new RegExp(`^${origin()}/console/setup#fresh\\.`)),
    ]);
    const opened = await fetch(`${origin()}/account/v1/setup-session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ link: json['link'] }),
    });
    expect(opened.status).toBe(201);
    const setup = await browserOf(opened);
    expect((await api('PUT', '/companies/fresh/saml', configuration(), setup)).status).toBe(200);
    expect((await api('POST', '/companies/fresh/saml/enable', undefined, setup)).status).toBe(200);
    expect((await api('POST', '/companies/fresh/scim/enable', undefined, setup)).status).toBe(200);
    expect((await api('POST', '/companies/fresh/tokens', {}, setup)).status).toBe(201);
    const [token] = (await api('GET', '/companies/fresh/tokens', undefined, setup)).json['tokens'] as Json[];
    expect(token?.['issuedBy']).toMatchObject({ kind: 'setup-link', name: null });
    expect((await api('GET', '/companies/fresh/checklist', undefined, setup)).status).toBe(200);
    for (const path of ['members', 'groups', 'activity'])
      expect(refusalOf(await api('GET', `/companies/fresh/${path}`, undefined, setup))).toEqual([403, 'setup-only']);
    expect(refusalOf(await api('POST', '/companies/fresh/setup-links', {}, setup))).toEqual([403, 'setup-only']);
    expect(refusalOf(await api('GET', '/companies/demo', undefined, setup))).toEqual([404, 'company-not-found']);
    expect(refusalOf(await api('GET', '/operations', undefined, setup))).toEqual([403, 'not-allowed']);
    for (const hours of [0, 169, 'many'])
      expect(refusalOf(await api('POST', '/companies/fresh/setup-links', { hours }))).toEqual([400, 'invalid']);
  });
});

describe('the account API about members and groups', () => {
  it('finds members by text, state, role, application and group, a page at a time', async () => {
    const token = await connected('found');
    const ann = await user(token, 'ann@found.example', {
      schemas: [USER, EXTENSION],
      [EXTENSION]: { instabugRole: 'viewer', instabugApplications: ['Shop'] },
    });
    const bob = await user(token, 'bob@found.example', { active: false });
    const group = await created(token, '/Groups', {
      schemas: [GROUP],
      displayName: 'Testers',
      members: [{ value: ann }],
    });
    const ids = async (query: string): Promise<string[]> =>
      ((await api('GET', `/companies/found/members?${query}`)).json['members'] as { id: string }[]).map(({ id }) => id);
    expect(await ids('text=ANN@')).toEqual([ann]);
    expect(await ids('state=inactive')).toEqual([bob]);
    expect(await ids('role=viewer')).toEqual([ann]);
    expect(await ids('application=Shop')).toEqual([ann]);
    expect(await ids(`group=${group}`)).toEqual([ann]);
    const first = await api('GET', '/companies/found/members?count=2');
    const second = await api('GET', `/companies/found/members?count=2&after=${String(first.json['next'])}`);
    expect(
      [...(first.json['members'] as Json[]), ...(second.json['members'] as Json[])].map(({ userName }) => userName),
    ).toEqual(['owner@found.example', 'ann@found.example', 'bob@found.example']);
    expect(second.json['next']).toBeNull();
    expect((first.json['members'] as Json[])[1]).toEqual({
      id: ann,
      userName: 'ann@found.example',
      displayName: 'Name of ann@found.example',
      email: 'ann@found.example',
      active: true,
      role: 'viewer',
      applications: ['Shop'],
      lastModified: expect.stringMatching(/Z$/),
    });
    for (const query of ['state=gone', 'role=king', 'count=0', 'count=101', 'count=many'])
      expect(refusalOf(await api('GET', `/companies/found/members?${query}`))).toEqual([400, 'invalid']);
  });

  it('shows a member with what the member may do and why, and what happened, the newest first', async () => {
    const token = await connected('known');
    const id = await user(token, 'ann@known.example');
    const group = await created(token, '/Groups', {
      schemas: [GROUP],
      displayName: 'Testers',
      members: [{ value: id }],
    });
    expect(
      (
        await api('PUT', `/companies/known/groups/${group}/mapping`, {
          role: 'admin',
          applications: ['Shop'],
          precedence: 5,
        })
      ).json,
    ).toMatchObject({
      id: group,
      displayName: 'Testers',
      memberCount: 1,
      mapping: { role: 'admin', applications: ['Shop'], precedence: 5 },
      members: [{ id, userName: 'ann@known.example' }],
    });
    await patched(token, `/Users/${id}`, { op: 'replace', path: 'title', value: 'Tester' });
    const { json } = await api('GET', `/companies/known/members/${id}`);
    const because = {
      source: 'group-mapping',
      groupId: group,
      groupName: 'Testers',
      eventId: expect.any(String),
      time: expect.stringMatching(/Z$/),
    };
    expect(json).toMatchObject({
      id,
      active: true,
      profile: {
        userName: 'ann@known.example',
        title: 'Tester',
        meta: { location: `${running.scimBaseUrl}/Users/${id}` },
      },
      role: { value: 'admin', because },
      applications: [{ name: 'Shop', because }],
      groups: [{ id: group, displayName: 'Testers' }],
    });
    await patched(
      token,
      `/Users/${id}`,
      { op: 'remove', path: 'title' },
      { op: 'replace', path: 'active', value: false },
    );
    expect((await api('GET', `/companies/known/members/${id}`)).json['role']).toMatchObject({
      value: null,
      because: { source: 'deactivated' },
    });
    const timeline = (await api('GET', `/companies/known/members/${id}/timeline?count=3`)).json;
    expect((timeline['events'] as Json[]).map(({ type, changes }) => [type, changes])).toEqual([
      ['UserDeactivated', [{ attribute: 'active', value: false }]],
      ['ProfileUpdated', [{ attribute: 'title', value: null }]],
      ['ProfileUpdated', [{ attribute: 'title', value: 'Tester' }]],
    ]);
    const rest = (await api('GET', `/companies/known/members/${id}/timeline?count=3&after=${String(timeline['next'])}`))
      .json;
    expect([(rest['events'] as Json[]).map(({ type }) => type), rest['next']]).toEqual([
      ['GroupMappingSet', 'GroupMembersAdded', 'UserProvisioned'],
      null,
    ]);
    expect((timeline['events'] as Json[])[0]).toMatchObject({
      actor: { kind: 'idp', name: null },
      requestId: expect.any(String),
    });
    expect(refusalOf(await api('GET', '/companies/known/members/nobody'))).toEqual([404, 'member-not-found']);
    expect((await scim(token, 'DELETE', `/Users/${id}`)).status).toBe(204);
    expect(refusalOf(await api('GET', `/companies/known/members/${id}`))).toEqual([404, 'member-not-found']);
    expect(((await api('GET', `/companies/known/members/${id}/timeline`)).json['events'] as Json[])[0]).toMatchObject({
      type: 'UserDeleted',
    });
  });

  it('shows before a mapping is saved exactly what then happens, and likewise before it is removed', async () => {
    const token = await connected('mapped');
    const ids = await Promise.all(['ann', 'bob', 'cid'].map((name) => user(token, `${name}@mapped.example`)));
    const own = await user(token, 'own@mapped.example', {
      schemas: [USER, EXTENSION],
      [EXTENSION]: { instabugRole: 'observer', instabugApplications: ['Shop'] },
    });
    const group = await created(token, '/Groups', {
      schemas: [GROUP],
      displayName: 'Team',
      members: [...ids, own].map((value) => ({ value })),
    });
    const access = async (): Promise<Map<string, { role: unknown; applications: unknown }>> => {
      const { json } = await api('GET', '/companies/mapped/members');
      return new Map(
        (json['members'] as { id: string; role: unknown; applications: unknown }[]).map(
          ({ id, role, applications }) => [id, { role, applications }],
        ),
      );
    };
    const path = `/companies/mapped/groups/${group}/mapping`;
    const draft = { role: 'admin', applications: ['Shop', 'Bank'], precedence: 1 };
    for (const [body, save] of [
      [draft, () => api('PUT', path, draft)],
      [{ remove: true }, () => api('DELETE', path)],
    ] as const) {
      const before = await access();
      const { json } = await api('POST', `${path}/preview`, body);
      expect(await access()).toEqual(before);
      expect((await save()).status).toBeLessThan(300);
      const after = await access();
      const effects = json['effects'] as {
        member: { id: string };
        role: { before: unknown; after: unknown } | null;
        gained: string[];
        lost: string[];
      }[];
      expect(json).toMatchObject({ total: 4, shown: 4, complete: true });
      for (const [id, had] of before) {
        const effect = effects.find(({ member }) => member.id === id);
        const has = after.get(id);
        expect([id, has?.role]).toEqual([id, effect?.role ? effect.role.after : had.role]);
        const kept = (had.applications as string[]).filter((name) => !effect?.lost.includes(name));
        expect([id, (has?.applications as string[]).toSorted()]).toEqual([
          id,
          [...kept, ...(effect?.gained ?? [])].toSorted(),
        ]);
      }
    }
    expect(await api('POST', `${path}/preview`, { remove: true })).toMatchObject({
      json: { effects: [], total: 0, shown: 0 },
    });
  });

  it('refuses of a mapping, saved or previewed, what a company does not have', async () => {
    const token = await connected('refused');
    const group = await created(token, '/Groups', { schemas: [GROUP], displayName: 'Team' });
    const path = `/companies/refused/groups/${group}/mapping`;
    const good = { role: 'viewer', applications: ['Shop'], precedence: 1 };
    for (const [method, to] of [
      ['PUT', path],
      ['POST', `${path}/preview`],
    ] as const) {
      expect(refusalOf(await api(method, to, { ...good, applications: ['Shpo'] }))).toEqual([
        400,
        'unknown-application',
      ]);
      for (const wrong of [
        { ...good, role: 'king' },
        { ...good, role: 'owner' },
        { ...good, precedence: 1.5 },
        { role: 'viewer' },
        { ...good, extra: 1 },
      ]) {
        expect(refusalOf(await api(method, to, wrong))).toEqual([400, 'invalid']);
      }
      expect(refusalOf(await api(method, to.replace(group, 'nobody'), good))).toEqual([404, 'group-not-found']);
    }
    expect(refusalOf(await api('GET', '/companies/refused/groups/nobody'))).toEqual([404, 'group-not-found']);
    const { json } = await api('GET', '/companies/refused/groups?text=TEA');
    expect(json).toEqual({ groups: [{ id: group, displayName: 'Team', memberCount: 0, mapping: null }], next: null });
  });
});

describe('the account API about what the identity provider does', () => {
  it('ticks the steps as they happen, keeps what was asked and names the events it caused', async () => {
    const token = await connected('okta');
    const { failed } = await playOkta({ base: running.scimBaseUrl, token, dialect: 'aiw', applications: ['Shop'] });
    expect(failed).toBe(0);
    const refused = await scim(token, 'POST', '/Users', { schemas: [USER], userName: 'owner@okta.example' });
    expect(refused.status).toBe(409);
    const id = await user(token, 'late@okta.example');
    const steps = async (): Promise<string[]> =>
      ((await api('GET', '/companies/okta/checklist')).json['steps'] as { id: string; done: boolean }[])
        .filter(({ done }) => done)
        .map((step) => step.id);
    const all = [
      'saml-configured',
      'saml-enabled',
      'token-issued',
      'scim-enabled',
      'connector-tested',
      'user-created',
      'user-updated',
      'user-deactivated',
      'users-imported',
    ];
    const entries = async (query = ''): Promise<Json[]> =>
      (await api('GET', `/companies/okta/activity${query}`)).json['entries'] as Json[];
    // What was asked is written a moment after it was answered.
    expect(await until(async () => (await entries()).some(({ resourceId }) => resourceId === id))).toBe(true);
    expect(await steps()).toEqual(all);
    const [newest, before] = await entries('?count=2');
    expect(newest).toMatchObject({
      action: 'user-created',
      outcome: 'done',
      status: 201,
      resourceType: 'User',
      target: 'Name of late@okta.example',
      token: { id: token.split('.')[0], lastFour: token.slice(-4) },
    });
    expect(before).toMatchObject({ outcome: 'refused', status: 409, scimType: 'uniqueness' });
    const { json } = await api('GET', `/companies/okta/activity/${String(newest?.['id'])}/events`);
    expect(json['events']).toEqual([
      { id: expect.any(String), type: 'UserProvisioned', time: expect.stringMatching(/Z$/) },
    ]);
    expect((await entries('?outcome=refused')).every(({ outcome }) => outcome === 'refused')).toBe(true);
    const pageOne = (await api('GET', '/companies/okta/activity?count=1')).json;
    expect((await entries(`?count=1&before=${String(pageOne['next'])}`))[0]).toEqual(before);
    expect(refusalOf(await api('GET', '/companies/okta/activity?outcome=fine'))).toEqual([400, 'invalid']);
    expect(refusalOf(await api('GET', '/companies/demo/activity/nothing/events'))).toEqual([404, 'not-found']);
    expect(refusalOf(await api('GET', `/companies/demo/activity/${String(newest?.['id'])}/events`))).toEqual([
      404,
      'not-found',
    ]);
  });

  it('tells operators how the service is doing, and nobody else', async () => {
    const { status, json } = await api('GET', '/operations', undefined, WATCHER);
    expect([status, json]).toEqual([
      200,
      {
        pumps: [expect.objectContaining({ state: expect.any(String) })],
        parked: [],
        rebuild: { state: 'idle', done: 0, total: 0, detail: null },
      },
    ]);
    expect(refusalOf(await api('POST', '/operations/parked/demo/resume', undefined, WATCHER))).toEqual([
      409,
      'not-parked',
    ]);
    expect((await api('POST', '/operations/rebuild', undefined, WATCHER)).status).toBe(202);
    expect(
      await until(
        async () => ((await api('GET', '/operations', undefined, WATCHER)).json['rebuild'] as Json)['state'] === 'done',
      ),
    ).toBe(true);
    expect(refusalOf(await api('GET', '/operations', undefined, null))).toEqual([401, 'not-signed-in']);
  });

  it('writes no secret, name or body into the log', () => {
    const text = lines.join('');
    for (const secret of [SECRET, 'ann@', 'owner@', 'BEGIN CERTIFICATE']) expect(text).not.toContain(secret);
  });
});

/** Asks again until it is so, at most a hundred times. */
async function until(isSo: () => Promise<boolean>): Promise<boolean> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await isSo()) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}
