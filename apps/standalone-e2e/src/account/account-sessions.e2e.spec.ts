import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newSetupLink, parseSetupLink, setupLinkState } from '@luciq/access';
import { EVENT_STORE_FILE, openSqliteEventStore } from '@luciq/event-store/sqlite';
import { acknowledgedFromLog } from '@luciq/gateway-store/embedded';
import { ChangeCompany, provisioning } from '@luciq/provisioning';
import { readSettings } from '@luciq/settings';
import { openLog } from '@luciq/telemetry';
import type { Answer, Json } from '@luciq/testing/account-client';
import { accountClient, answerOf, cookieOf, credentialEntry, senderHeaders } from '@luciq/testing/account-client';
import type { ResponseOptions, TestIdp } from '@luciq/testing/saml-idp';
import { testIdp } from '@luciq/testing/saml-idp';
import { StandaloneSettings } from '../../../standalone/src/settings.ts';
import type { Standalone } from '../../../standalone/src/standalone.ts';
import { startStandalone } from '../../../standalone/src/standalone.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const EXTENSION = 'urn:ietf:params:scim:schemas:extension:instabug:2.0:User';
const SECRET = 'a-secret-of-an-operator-0123456789abc';

const folder = mkdtempSync(join(tmpdir(), 'luciq-sessions-'));
const lines: string[] = [];
let running: Standalone;
let idp: TestIdp;
let otherIdp: TestIdp;

const origin = (): string => new URL(running.scimBaseUrl).origin;

async function ask(
  method: string,
  path: string,
  { body, headers = {} }: { readonly body?: unknown; readonly headers?: Record<string, string> } = {},
): Promise<Answer> {
  const init = {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    redirect: 'manual' as const,
  };
  return answerOf(
    await fetch(
      `${origin()}${path}`,
      body === undefined ? init : { ...init, body: typeof body === 'string' ? body : JSON.stringify(body) },
    ),
  );
}

const bearer = (name: string): Record<string, string> => senderHeaders(`${name}.${SECRET}`);
const asLuciq = async (method: string, path: string, body?: unknown): Promise<Json> => {
  const { status, json } = await ask(method, `/account/v1${path}`, {
    ...(body === undefined ? {} : { body }),
    headers: bearer('luciq'),
  });
  expect([path, status, json['detail']]).toEqual([path, expect.any(Number), undefined]);
  return json;
};

const setCookie = ({ headers }: Answer): string => headers.getSetCookie().join('\n');

const { connect, serviceProvider: spOf } = accountClient(origin, `luciq.${SECRET}`);

function post(
  companyId: string,
  samlResponse: string,
  { cookie, relayState }: { readonly cookie?: string; readonly relayState?: string } = {},
): Promise<Answer> {
  const form = new URLSearchParams({
    SAMLResponse: samlResponse,
    ...(relayState === undefined ? {} : { RelayState: relayState }),
  });
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    origin: 'https://idp.example',
    ...(cookie === undefined ? {} : { cookie }),
  };
  return ask('POST', `/saml/${companyId}/acs`, { body: form.toString(), headers });
}

const asserted = (companyId: string, nameId: string, more: Partial<ResponseOptions> = {}): string =>
  idp.respond({ ...spOf(companyId), nameId, ...more });
const signIn = (companyId: string, nameId: string, more: Partial<ResponseOptions> = {}): Promise<Answer> =>
  post(companyId, asserted(companyId, nameId, more));
const session = (cookie: string): Promise<Answer> => ask('GET', '/account/v1/session', { headers: { cookie } });
const refusalPage = (companyId: string, reason: string): string =>
  `/console/sign-in?company=${companyId}&refused=${reason}`;
const ownerOf = (companyId: string): string => `owner@${companyId}.example`;

async function signedIn(companyId: string, nameId: string): Promise<{ cookie: string; csrf: string }> {
  const answer = await signIn(companyId, nameId);
  expect([answer.status, answer.headers.get('location')]).toEqual([303, `/console/companies/${companyId}`]);
  const cookie = cookieOf(answer);
  return { cookie, csrf: String((await session(cookie)).json['csrf']) };
}

/** A company whose administrators can sign in; answers its SCIM token. */
async function company(id: string, { configured = true } = {}): Promise<string> {
  await asLuciq('POST', '/companies', {
    id,
    name: `Company ${id}`,
    applications: [],
    owner: { userName: ownerOf(id), displayName: 'The Owner' },
  });
  if (!configured) return '';
  return connect(id, idp);
}

async function scim(token: string, method: string, path: string, body: Json): Promise<Json> {
  const response = await fetch(`${running.scimBaseUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
    body: JSON.stringify(body),
  });
  expect([path, response.status]).toEqual([path, expect.any(Number)]);
  expect(response.status).toBeLessThan(300);
  return (await response.json()) as Json;
}

const user = async (token: string, userName: string, more: Json = {}): Promise<string> =>
  String(
    (await scim(token, 'POST', '/Users', { schemas: [USER], userName, displayName: `Name of ${userName}`, ...more }))[
      'id'
    ],
  );
const admin = (token: string, userName: string): Promise<string> =>
  user(token, userName, { [EXTENSION]: { instabugRole: 'adminstrator' } });
const patch = (token: string, id: string, operation: Json): Promise<Json> =>
  scim(token, 'PATCH', `/Users/${id}`, { schemas: [PATCH_OP], Operations: [operation] });

/** A set-up link, and how it is opened. */
async function setupLink(companyId: string): Promise<string> {
  return String((await asLuciq('POST', `/companies/${companyId}/setup-links`, {}))['link']);
}
const open = (link: string, headers: Record<string, string> = {}): Promise<Answer> =>
  ask('POST', '/account/v1/setup-session', { body: { link }, headers });

beforeAll(async () => {
  idp = await testIdp();
  otherIdp = await testIdp();
  const settings = readSettings(StandaloneSettings, {
    PORT: '0',
    LUCIQ_DATA_DIR: folder,
    LUCIQ_ACCOUNT_CREDENTIALS: `${credentialEntry('luciq', 'companies', SECRET)},${credentialEntry('watcher', 'operations', SECRET)}`,
  });
  running = await startStandalone({ settings, log: openLog({ write: (line: string) => void lines.push(line) }) });
});

afterAll(async () => {
  await running.close();
  rmSync(folder, { recursive: true });
});

describe('signing in through SAML', () => {
  beforeAll(() => company('acme'));

  it('gives an owner a session in a cookie that no script and no other site gets', async () => {
    const answer = await signIn('acme', ownerOf('acme'));
    expect(setCookie(answer)).toMatch(/^luciq_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=28800$/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { status, json } = await session(cookieOf(answer));
    expect(status).toBe(200);
    expect(json).toEqual({
      kind: 'member',
      company: { id: 'acme', name: 'Company acme' },
      member: { id: expect.any(String), userName: ownerOf('acme'), displayName: 'The Owner', role: 'owner' },
      csrf: expect.stringMatching(/^[\w-]{43}$/),
      expiresAt: expect.stringMatching(/Z$/),
    });
  });

  it('finds the member whatever the case of the NameID', async () => {
    expect((await signIn('acme', ownerOf('acme').toUpperCase())).headers.get('location')).toBe(
      '/console/companies/acme',
    );
  });

  it('goes back to the page that was asked for, and to no other host', async () => {
    const paths = [
      ['/console/companies/acme/members?state=active', true],
      ['https://evil.example/', false],
      ['//evil.example/console/', false],
      ['/console/..//evil.example', false],
    ] as const;
    for (const [returnTo, isKept] of paths) {
      const begun = await ask('GET', `/saml/acme/sign-in?returnTo=${encodeURIComponent(returnTo)}`);
      expect(begun.status).toBe(302);
      const url = new URL(begun.headers.get('location') ?? '');
      expect(url.origin).toBe('https://idp.example');
      const request = await requestId(url);
      const answer = await signIn('acme', ownerOf('acme'), { inResponseTo: request });
      expect(answer.headers.get('location')).toBe(isKept ? returnTo : '/console/companies/acme');
    }
    const answer = await post('acme', asserted('acme', ownerOf('acme')), { relayState: 'https://evil.example/' });
    expect(answer.headers.get('location')).toBe('/console/companies/acme');
  });

  it('offers metadata of the company alone', async () => {
    const response = await fetch(`${origin()}/saml/acme/metadata`);
    const xml = await response.text();
    expect([response.status, response.headers.get('content-type')]).toEqual([200, expect.stringContaining('xml')]);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="luciq-saml-metadata.xml"');
    expect(xml).toContain(`entityID="${spOf('acme').audience}"`);
    expect(xml).toContain(`Location="${spOf('acme').acsUrl}"`);
    expect((await ask('GET', '/saml/No%20company/metadata')).json).toMatchObject({
      status: 404,
      kind: 'company-not-found',
    });
  });

  it.each<[string, Partial<ResponseOptions>]>([
    ['not-signed', { sign: 'none' }],
    ['wrong-issuer', { issuer: 'https://idp.example/another-tenant' }],
    ['name-id-transient', { nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' }],
    ['too-long-valid', { notOnOrAfter: new Date(Date.now() + 10 * 365 * 24 * 3_600_000) }],
    ['wrong-signature', { spoil: (xml) => xml.replace('owner@acme.example', 'admin@acme.example') }],
    ['wrong-audience', { audience: 'https://other.example/' }],
    ['wrong-destination', { destination: 'https://other.example/acs' }],
    ['expired', { now: new Date(Date.now() - 3_600_000) }],
    ['not-yet-valid', { notBefore: new Date(Date.now() + 3_600_000), notOnOrAfter: new Date(Date.now() + 7_200_000) }],
    ['not-success', { status: 'Responder' }],
    ['no-member', { nameId: 'acme' }],
    ['no-member', { nameId: 'nobody@acme.example' }],
    ['not-asked-for', { inResponseTo: '_never-sent' }],
  ])('refuses with %s, on a page and without a session', async (reason, more) => {
    const answer = await signIn('acme', ownerOf('acme'), more);
    expect([answer.status, answer.headers.get('location'), setCookie(answer)]).toEqual([
      303,
      refusalPage('acme', reason),
      '',
    ]);
  });

  it('names the format, and never the value, of a name that an identity provider made up', async () => {
    const answer = await signIn('acme', 'G-0f3b9c', {
      nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    });
    expect(answer.headers.get('location')).toBe(`${refusalPage('acme', 'no-member')}&format=persistent`);
  });

  it.each(['assertion', 'response', 'both'] as const)(
    'takes an address in whatever format, with a signature on: %s',
    async (sign) => {
      for (const format of [
        '2.0:nameid-format:persistent',
        '2.0:nameid-format:emailAddress',
        '2.0:nameid-format:unspecified',
        '1.1:nameid-format:WindowsDomainQualifiedName',
      ]) {
        const answer = await signIn('acme', ownerOf('acme'), {
          sign,
          nameIdFormat: `urn:oasis:names:tc:SAML:${format}`,
        });
        expect([format, answer.headers.get('location')]).toEqual([format, '/console/companies/acme']);
      }
    },
  );

  it('refuses what is no SAML response, and one of unheard size', async () => {
    expect((await post('acme', 'nonsense')).headers.get('location')).toBe(refusalPage('acme', 'not-read'));
    expect((await post('acme', Buffer.alloc(600 * 1024, 'a').toString('base64'))).headers.get('location')).toBe(
      refusalPage('acme', 'too-large'),
    );
  });

  it('refuses an assertion under the certificate of another company, or meant for another company', async () => {
    const forged = otherIdp.respond({ ...spOf('acme'), nameId: ownerOf('acme') });
    expect((await post('acme', forged)).headers.get('location')).toBe(refusalPage('acme', 'wrong-certificate'));
    await company('beside');
    expect((await post('acme', asserted('beside', ownerOf('acme')))).headers.get('location')).toBe(
      refusalPage('acme', 'wrong-destination'),
    );
    const forwarded = asserted('acme', ownerOf('acme'), { audience: spOf('beside').audience });
    expect((await post('acme', forwarded)).headers.get('location')).toBe(refusalPage('acme', 'wrong-audience'));
  });

  it('takes an assertion once, and a request of ours once', async () => {
    const once = asserted('acme', ownerOf('acme'));
    const answers = await Promise.all([post('acme', once), post('acme', once), post('acme', once)]);
    expect(answers.map(({ headers }) => headers.get('location')).toSorted()).toEqual([
      '/console/companies/acme',
      refusalPage('acme', 'replayed'),
      refusalPage('acme', 'replayed'),
    ]);
    const begun = await ask('GET', '/saml/acme/sign-in');
    const inResponseTo = await requestId(new URL(begun.headers.get('location') ?? ''));
    expect((await signIn('acme', ownerOf('acme'), { inResponseTo })).headers.get('location')).toBe(
      '/console/companies/acme',
    );
    expect((await signIn('acme', ownerOf('acme'), { inResponseTo })).headers.get('location')).toBe(
      refusalPage('acme', 'not-asked-for'),
    );
  });

  it('takes no answer to a request that was made for another company', async () => {
    await company('requester');
    const begun = await ask('GET', '/saml/requester/sign-in');
    const inResponseTo = await requestId(new URL(begun.headers.get('location') ?? ''));
    expect((await signIn('acme', ownerOf('acme'), { inResponseTo })).headers.get('location')).toBe(
      refusalPage('acme', 'not-asked-for'),
    );
  });

  it('says that SAML is off where nothing is configured, and of a company that is not there', async () => {
    await company('plain', { configured: false });
    for (const id of ['plain', 'nobody']) {
      expect((await ask('GET', `/saml/${id}/sign-in`)).headers.get('location')).toBe(refusalPage(id, 'saml-off'));
      expect((await signIn(id, ownerOf(id))).headers.get('location')).toBe(refusalPage(id, 'saml-off'));
    }
  });

  it('lets no member in who is no administrator, and one who becomes one', async () => {
    const token = await company('roles');
    const id = await user(token, 'ada@roles.example');
    expect((await signIn('roles', 'ada@roles.example')).headers.get('location')).toBe(
      refusalPage('roles', 'not-admin'),
    );
    await patch(token, id, { op: 'add', path: `${EXTENSION}:instabugRole`, value: 'admin' });
    expect((await session((await signedIn('roles', 'ada@roles.example')).cookie)).json).toMatchObject({
      member: { id, role: 'admin' },
    });
  });

  it('lets in whom a group makes an administrator', async () => {
    const token = await company('grouped');
    const id = await user(token, 'ada@grouped.example');
    const { id: groupId } = await scim(token, 'POST', '/Groups', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
      displayName: 'Admins',
      members: [{ value: id }],
    });
    await asLuciq('PUT', `/companies/grouped/groups/${String(groupId)}/mapping`, {
      role: 'admin',
      applications: [],
      precedence: 1,
    });
    expect((await session((await signedIn('grouped', 'ada@grouped.example')).cookie)).json).toMatchObject({
      member: { id, role: 'admin' },
    });
  });
});

/** The id of the request that a sign-in sends to the identity provider. */
async function requestId(url: URL): Promise<string> {
  const { inflateRawSync } = await import('node:zlib');
  const xml = inflateRawSync(Buffer.from(url.searchParams.get('SAMLRequest') ?? '', 'base64')).toString('utf8');
  return /ID="([^"]+)"/.exec(xml)?.[1] ?? '';
}

describe('a session of a member', () => {
  let token: string;
  beforeAll(async () => {
    token = await company('corp');
  });

  it('is out at the next request of one who was deactivated, in every browser, and cannot come back', async () => {
    const id = await admin(token, 'leaver@corp.example');
    const browsers = [await signedIn('corp', 'leaver@corp.example'), await signedIn('corp', 'leaver@corp.example')];
    await patch(token, id, { op: 'replace', path: 'active', value: false });
    const answer = await ask('GET', '/account/v1/companies/corp', { headers: { cookie: browsers[0]?.cookie ?? '' } });
    expect([answer.status, answer.json['kind'], setCookie(answer)]).toEqual([
      401,
      'session-ended',
      expect.stringMatching(/^luciq_session=; .*Max-Age=0$/),
    ]);
    expect((await session(browsers[1]?.cookie ?? '')).json).toMatchObject({ kind: 'session-ended' });
    expect((await signIn('corp', 'leaver@corp.example')).headers.get('location')).toBe(
      refusalPage('corp', 'deactivated'),
    );
    await patch(token, id, { op: 'replace', path: 'active', value: true });
    expect((await session(browsers[0]?.cookie ?? '')).json).toMatchObject({ kind: 'not-signed-in' });
  });

  it('is ended by a refused sign-in of a deactivated member, before its browser asks anything', async () => {
    const id = await admin(token, 'gone@corp.example');
    const { cookie } = await signedIn('corp', 'gone@corp.example');
    await patch(token, id, { op: 'replace', path: 'active', value: false });
    await signIn('corp', 'gone@corp.example');
    await patch(token, id, { op: 'replace', path: 'active', value: true });
    expect((await session(cookie)).json).toMatchObject({ kind: 'not-signed-in' });
  });

  it('is out at the next request of one who was demoted', async () => {
    const id = await admin(token, 'demoted@corp.example');
    const { cookie } = await signedIn('corp', 'demoted@corp.example');
    await patch(token, id, { op: 'replace', path: `${EXTENSION}:instabugRole`, value: 'viewer' });
    expect((await session(cookie)).json).toMatchObject({ status: 401, kind: 'session-ended' });
  });

  it('is out at the next request of one who was deleted', async () => {
    const id = await admin(token, 'deleted@corp.example');
    const { cookie } = await signedIn('corp', 'deleted@corp.example');
    const response = await fetch(`${running.scimBaseUrl}/Users/${id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(204);
    expect((await session(cookie)).json).toMatchObject({ status: 401, kind: 'session-ended' });
  });

  it('is over after signing out', async () => {
    const { cookie, csrf } = await signedIn('corp', ownerOf('corp'));
    const answer = await ask('DELETE', '/account/v1/session', { headers: { cookie, 'x-csrf-token': csrf } });
    expect([answer.status, setCookie(answer)]).toEqual([204, expect.stringMatching(/Max-Age=0$/)]);
    expect((await session(cookie)).status).toBe(401);
  });

  it('cannot be planted: signing in gives a secret that nobody had before, and ends the session that the browser had', async () => {
    const first = await signedIn('corp', ownerOf('corp'));
    const planted = `luciq_session=${'A'.repeat(43)}`;
    const answers = [
      await post('corp', asserted('corp', ownerOf('corp')), { cookie: first.cookie }),
      await post('corp', asserted('corp', ownerOf('corp')), { cookie: planted }),
    ];
    for (const answer of answers) expect([first.cookie, planted]).not.toContain(cookieOf(answer));
    expect((await session(first.cookie)).status).toBe(401);
    expect((await session(planted)).status).toBe(401);
  });

  it('is of no use in two cookies of the same name, of which one may be planted', async () => {
    const { cookie } = await signedIn('corp', ownerOf('corp'));
    expect((await session(`${cookie}; luciq_session=${'A'.repeat(43)}`)).status).toBe(401);
  });

  it('sees no other company, and cannot tell it from one that is not there', async () => {
    await company('rival');
    const { cookie } = await signedIn('corp', ownerOf('corp'));
    const [rival, nobody] = [
      await ask('GET', '/account/v1/companies/rival', { headers: { cookie } }),
      await ask('GET', '/account/v1/companies/nobody', { headers: { cookie } }),
    ];
    expect(rival.status).toBe(404);
    expect(rival.json).toEqual(nobody.json);
    for (const path of ['/companies', '/operations'])
      expect((await ask('GET', `/account/v1${path}`, { headers: { cookie } })).json).toMatchObject({
        status: 403,
        kind: 'not-allowed',
      });
  });
});

describe('a request from another site', () => {
  let browser: { cookie: string; csrf: string };
  beforeEach(async () => {
    browser = await signedIn('corp', ownerOf('corp'));
  });
  const issue = (headers: Record<string, string>): Promise<Answer> =>
    ask('POST', '/account/v1/companies/corp/tokens', { body: {}, headers: { cookie: browser.cookie, ...headers } });

  it('has no token against forgery, or a wrong one, and is refused', async () => {
    expect((await issue({})).json).toMatchObject({ status: 403, kind: 'csrf' });
    expect((await issue({ 'x-csrf-token': browser.csrf.replace(/.$/, '_') })).status).toBe(403);
    const another = await signedIn('corp', ownerOf('corp'));
    expect((await issue({ 'x-csrf-token': another.csrf })).status).toBe(403);
  });

  it('has another origin, and is refused even with the token; the console itself is let in', async () => {
    for (const wrong of ['https://evil.example', 'null', `${origin()}.evil.example`])
      expect((await issue({ 'x-csrf-token': browser.csrf, origin: wrong })).json).toMatchObject({
        status: 403,
        kind: 'csrf',
      });
    expect((await issue({ 'x-csrf-token': browser.csrf, origin: origin() })).status).toBe(201);
  });

  it('opens neither a set-up link nor a session of an operator', async () => {
    const link = await setupLink('corp');
    expect((await open(link, { origin: 'https://evil.example' })).json).toMatchObject({ kind: 'csrf' });
    expect(
      (
        await ask('POST', '/account/v1/operator-session', {
          headers: { ...bearer('watcher'), origin: 'https://evil.example' },
        })
      ).json,
    ).toMatchObject({ kind: 'csrf' });
    expect((await open(link)).status).toBe(201);
  });

  it('is told nothing that it could read: no answer allows another origin', async () => {
    const answer = await ask('GET', '/account/v1/session', {
      headers: { cookie: browser.cookie, origin: 'https://evil.example' },
    });
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('a set-up link', () => {
  beforeAll(() => company('fresh', { configured: false }));

  it('is printed by a start in its fragment, which no server sees', () => {
    expect(running.setupUrl).toMatch(new RegExp(`^${origin()}/console/setup#demo\\.[\\w-]+\\.[\\w-]+$`));
  });

  it('opens the set-up once, of two at once to one, and to nobody else', async () => {
    const link = await setupLink('fresh');
    const answers = await Promise.all([open(link), open(link)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 410]);
    expect((await open(link)).json).toMatchObject({ status: 410, kind: 'setup-link-used' });
    const opened = answers.find(({ status }) => status === 201);
    expect(opened?.json).toMatchObject({ kind: 'setup', company: { id: 'fresh' }, member: null });
    expect(opened && setCookie(opened)).toMatch(/HttpOnly; SameSite=Lax; Max-Age=3600$/);
  });

  it('is not good with another secret, of another company, or as nonsense', async () => {
    const [, text = ''] = (await setupLink('fresh')).split('#');
    const { linkId = '', secret = '' } = parseSetupLink(text) ?? {};
    for (const link of [
      `fresh.${linkId}.${secret.replace(/./g, 'A')}`,
      `corp.${linkId}.${secret}`,
      `nobody.${linkId}.${secret}`,
      'nonsense',
      '#',
    ]) {
      expect((await open(link)).json).toMatchObject({ status: 404, kind: 'setup-link-unknown' });
    }
    expect((await open(text)).status).toBe(201);
  });

  it('is over after its time', async () => {
    const store = openSqliteEventStore({ file: join(folder, EVENT_STORE_FILE) });
    const text = newSetupLink('fresh');
    const parts = parseSetupLink(text);
    const before = new Date(Date.now() - 7_200_000).toISOString();
    const context = {
      companyId: 'fresh',
      commandId: crypto.randomUUID(),
      requestId: 'test',
      actor: { kind: 'system', id: 'test' },
      tokenId: null,
      now: before,
    } as const;
    const expiresAt = new Date(Date.now() - 3_600_000).toISOString();
    await provisioning({ store, acknowledgements: acknowledgedFromLog(store) }).changeCompany.execute(
      new ChangeCompany({
        type: 'IssueSetupLink',
        context,
        linkId: parts?.linkId ?? '',
        link: setupLinkState(parts ?? { secret: '' }, expiresAt),
      }),
    );
    await store.close();
    expect((await open(text)).json).toMatchObject({ status: 410, kind: 'setup-link-expired' });
  });
});

describe('credentials', () => {
  it('are good for their scope only', async () => {
    expect((await ask('GET', '/account/v1/operations', { headers: bearer('luciq') })).json).toMatchObject({
      status: 403,
      kind: 'not-allowed',
    });
    expect((await ask('GET', '/account/v1/companies', { headers: bearer('watcher') })).json).toMatchObject({
      status: 403,
      kind: 'not-allowed',
    });
    expect((await ask('POST', '/account/v1/operator-session', { headers: bearer('luciq') })).json).toMatchObject({
      status: 403,
      kind: 'not-allowed',
    });
    expect((await ask('GET', '/account/v1/operations', { headers: bearer('watcher') })).status).toBe(200);
  });

  it.each([`Bearer luciq.${SECRET}x`, `Bearer nobody.${SECRET}`, 'Bearer luciq', 'Basic bHVjaXE6eA==', ''])(
    'are not %j',
    async (authorization) => {
      const answer = await ask('GET', '/account/v1/companies', { headers: { authorization } });
      expect([answer.status, answer.json['kind']]).toEqual([
        401,
        authorization === '' ? expect.any(String) : 'credential-not-valid',
      ]);
    },
  );

  it('open a session of an operator, who sees all companies and the operation', async () => {
    const opened = await ask('POST', '/account/v1/operator-session', { headers: bearer('watcher') });
    expect([opened.status, opened.json]).toEqual([
      201,
      expect.objectContaining({ kind: 'operator', company: null, member: null }),
    ]);
    const headers = { cookie: cookieOf(opened) };
    for (const path of ['/companies', '/companies/corp', '/operations'])
      expect([path, (await ask('GET', `/account/v1${path}`, { headers })).status]).toEqual([path, 200]);
  });
});

describe('an operator', () => {
  it('makes the rows anew while the service goes on, and sees how far that is', async () => {
    const started = await ask('POST', '/account/v1/operations/rebuild', { headers: bearer('watcher') });
    expect(started.status).toBe(202);
    let rebuild: Json = {};
    while (rebuild['state'] !== 'done') {
      const { json } = await ask('GET', '/account/v1/operations', { headers: bearer('watcher') });
      rebuild = json['rebuild'] as Json;
      expect(['running', 'done']).toContain(rebuild['state']);
    }
    expect(rebuild).toMatchObject({
      detail: expect.stringContaining('The old rows were right.'),
      done: rebuild['total'],
    });
    const { json } = await ask('GET', '/account/v1/operations', { headers: bearer('watcher') });
    expect(json).toMatchObject({ pumps: [{ service: 'standalone', name: 'projector' }], parked: [] });
  });

  it('cannot resume a company that is not parked', async () => {
    expect(
      (await ask('POST', '/account/v1/operations/parked/corp/resume', { headers: bearer('watcher') })).json,
    ).toMatchObject({ status: 409, kind: 'not-parked' });
  });
});

describe('the server of all of them', () => {
  it('has headers that keep pages to themselves', async () => {
    for (const path of ['/account/v1/session', '/console/', '/saml/acme/metadata']) {
      const { headers } = await ask('GET', path);
      expect([path, headers.get('x-content-type-options'), headers.get('x-frame-options')]).toEqual([
        path,
        'nosniff',
        'DENY',
      ]);
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('referrer-policy')).toBe('same-origin');
    }
    expect((await ask('GET', '/console/')).headers.get('content-security-policy')).toMatch(
      /^default-src 'self';.*object-src 'none';.*base-uri 'none'/,
    );
    expect((await ask('GET', '/account/v1/session')).headers.get('cache-control')).toBe('no-store');
  });

  it("leads to the console, and answers with SCIM what is nobody's", async () => {
    const home = await ask('GET', '/');
    expect([home.status, home.headers.get('location')]).toEqual([302, '/console/']);
    const unknown = await ask('GET', '/nothing');
    expect([unknown.status, unknown.headers.get('content-type')]).toEqual([404, 'application/scim+json']);
  });

  it('answers with problems below the account API, however the address is spelt', async () => {
    for (const path of [
      '/account/v1/nothing',
      '/account//v1/nothing',
      '/%61ccount/v1/session',
      '//account/v1/session/',
      `/account/v1/companies/${'x'.repeat(300)}`,
    ]) {
      const { status, headers, json } = await ask('GET', path);
      expect([path, headers.get('content-type'), json['status']]).toEqual([
        path,
        expect.stringContaining('application/problem+json'),
        status,
      ]);
    }
    const other = await ask('PATCH', '/account/v1/session');
    expect([other.json, other.headers.get('allow')]).toEqual([
      expect.objectContaining({ status: 405, kind: 'method-not-offered' }),
      'DELETE, GET, HEAD',
    ]);
  });

  it('takes JSON for the account API, a form for SAML only, and neither without limit', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await ask('POST', '/account/v1/setup-session', { body: 'link=x', headers: form })).json).toMatchObject({
      status: 415,
      kind: 'media-type',
    });
    expect((await ask('POST', '/scim/v2/Users', { body: 'userName=x', headers: form })).json).toMatchObject({
      status: '415',
      detail: expect.stringContaining('JSON'),
    });
    expect((await ask('POST', '/account/v1/setup-session', { body: '{"link":' })).json).toMatchObject({
      status: 400,
      kind: 'not-json',
    });
    expect((await ask('POST', '/account/v1/setup-session', { body: '[]' })).json).toMatchObject({
      status: 400,
      kind: 'not-json',
    });
    expect(
      (await ask('POST', '/account/v1/setup-session', { body: '{"link":"x","__proto__":{"y":1}}' })).json,
    ).toMatchObject({ kind: 'invalid', errors: [{ field: '__proto__' }] });
    const large = 'x'.repeat(2 * 1024 * 1024);
    expect((await ask('POST', '/account/v1/setup-session', { body: { link: large } })).json).toMatchObject({
      status: 413,
      kind: 'too-large',
    });
    expect((await post('acme', large)).headers.get('location') ?? '').not.toContain('/console/companies');
  });

  it("serves nothing outside of the console's folder", async () => {
    const page = await fetch(`${origin()}/console/`);
    const index = await page.text();
    for (const path of [
      '/console/../package.json',
      '/console/%2e%2e/package.json',
      '/console/..%2f..%2fpackage.json',
      '/console/%00',
    ]) {
      const body = await (await fetch(`${origin()}${path}`)).text();
      expect([path, body.includes('"workspaces"') || body.includes('@luciq/console')]).toEqual([path, false]);
    }
    expect(await (await fetch(`${origin()}/console/companies/acme/members`)).text()).toBe(index);
    expect((await fetch(`${origin()}/console/assets/nothing.js`)).status).toBe(404);
  });

  it('sends a browser that came by another name of this machine to the one that sessions are for', async () => {
    const { port } = new URL(origin());
    const response = await fetch(`http://localhost:${port}/console/companies/acme?x=1`, { redirect: 'manual' }).catch(
      () => null,
    );
    if (response)
      expect([response.status, response.headers.get('location')]).toEqual([
        302,
        `${origin()}/console/companies/acme?x=1`,
      ]);
  });

  it('writes no secret, assertion or name into the log', () => {
    const log = lines.join('');
    for (const secret of [SECRET, 'owner@', 'luciq_session', 'PFJlc3', '.example']) expect(log).not.toContain(secret);
    expect(log).toContain('sign-in refused');
  });

  it('keeps of sessions and links only digests', async () => {
    const { cookie } = await signedIn('corp', ownerOf('corp'));
    const link = await setupLink('fresh');
    const files = ['gateway.sqlite', 'gateway.sqlite-wal', EVENT_STORE_FILE, `${EVENT_STORE_FILE}-wal`];
    const kept = files.map((file) => readFileSync(join(folder, file)).toString('latin1')).join('');
    for (const secret of [cookie.split('=')[1] ?? '', link.split('.').at(-1) ?? ''])
      expect(kept.includes(secret)).toBe(false);
  });
});
