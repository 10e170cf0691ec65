import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GATEWAY_FILE } from '@luciq/gateway-store/embedded';
import { readSettings } from '@luciq/settings';
import { openLog } from '@luciq/telemetry';
import type { Answer, Browser, Json } from '@luciq/testing/account-client';
import { accountClient, credentialEntry, kindOf } from '@luciq/testing/account-client';
import type { TestIdp } from '@luciq/testing/saml-idp';
import { testIdp } from '@luciq/testing/saml-idp';
import { StandaloneSettings } from '../../../standalone/src/settings.ts';
import type { Standalone } from '../../../standalone/src/standalone.ts';
import { startStandalone } from '../../../standalone/src/standalone.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const EXTENSION = 'urn:ietf:params:scim:schemas:extension:instabug:2.0:User';
const [OLD, NEW] = ['the-first-secret-0123456789abcdef', 'the-second-secret-0123456789abcde'] as const;
const entry = (name: string, secret: string): string => credentialEntry(name, 'companies+operations', secret);

const folder = mkdtempSync(join(tmpdir(), 'luciq-attacks-'));
const lines: string[] = [];
let running: Standalone;
let idp: TestIdp;
let port = '0';

const start = async (credentials: string): Promise<Standalone> => {
  const settings = readSettings(StandaloneSettings, {
    PORT: port,
    LUCIQ_DATA_DIR: folder,
    LUCIQ_ACCOUNT_CREDENTIALS: credentials,
  });
  const started = await startStandalone({ settings, log: openLog({ write: (line: string) => void lines.push(line) }) });
  port = new URL(started.scimBaseUrl).port;
  return started;
};

async function restarted(credentials: string, meanwhile: () => void = () => undefined): Promise<void> {
  await running.close();
  meanwhile();
  running = await start(credentials);
}

const origin = (): string => new URL(running.scimBaseUrl).origin;
const { api, send, scim, connect, browserOf, postAssertion, serviceProvider } = accountClient(origin, `luciq.${OLD}`);

const signIn = async (companyId: string, nameId: string): Promise<Browser> =>
  browserOf(await postAssertion(companyId, idp.respond({ ...serviceProvider(companyId), nameId })));

const linkOf = async (id: string, as?: Browser): Promise<string> =>
  String((await api('POST', `/companies/${id}/setup-links`, {}, as)).json['link']);
const opened = (link: string): Promise<Answer> => api('POST', '/setup-session', { link }, null);

async function registered(id: string): Promise<string> {
  const { status, json } = await api('POST', '/companies', {
    id,
    name: id,
    applications: ['Shop'],
    owner: { userName: `owner@${id}.example` },
  });
  expect(status).toBe(201);
  return String((json['owners'] as Json[])[0]?.['userId']);
}

/** A company whose members sign in, its token, and the id of an administrator. */
async function connected(
  id: string,
): Promise<{ readonly token: string; readonly owner: string; readonly admin: string }> {
  const owner = await registered(id);
  const token = await connect(id, idp);
  const user = {
    schemas: [USER, EXTENSION],
    userName: `admin@${id}.example`,
    [EXTENSION]: { instabugRole: 'adminstrator' },
  };
  return { token, owner, admin: String((await scim(token, 'POST', '/Users', user)).json['id']) };
}

const activate = async (token: string, id: string, active: boolean): Promise<void> => {
  const patch = {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', value: { active } }],
  };
  expect((await scim(token, 'PATCH', `/Users/${id}`, patch)).status).toBeLessThan(300);
};

beforeAll(async () => {
  idp = await testIdp();
  running = await start(entry('luciq', OLD));
});

afterAll(async () => {
  await running.close();
  rmSync(folder, { recursive: true });
});

describe('a body made to do harm', () => {
  const company = (more: Json): Json => ({ id: 'harm', name: 'Harm', applications: [], ...more });

  it.each([
    ['a heap of fields', `{${Array.from({ length: 50_000 }, (_, at) => `"f${at}":1`).join(',')}}`],
    ['a heap of objects', `{"link":[${'{},'.repeat(100_000)}{}]}`],
    ['a heap of brackets', `{"link":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['a few brackets too many', `{"link":${'{"a":'.repeat(20)}1${'}'.repeat(20)}}`],
  ])('is refused before it is read into anything, no matter who sends it: %s', async (_, body) => {
    expect(kindOf(await send('POST', '/setup-session', body, null))).toEqual([413, 'too-large']);
  });

  it.each([
    ['NUL in a name', company({ name: 'a\u0000b' })],
    ['NUL in an application', company({ applications: ['a\u0000b'] })],
    ['half a character', company({ name: 'a\ud800b' })],
    ['NUL in a userName', company({ owner: { userName: 'a\u0000@b.example' } })],
    ['NUL in the name of a field', { ...company({}), 'a\u0000': 1 }],
    ['no defaults', company({ defaults: null })],
    ['a list for defaults', company({ defaults: [{ role: 'member', applications: [] }] })],
    ['an empty list for an owner', company({ owner: [] })],
    ['a list for an owner', company({ owner: [{ userName: 'a@b.example' }] })],
    ['null for a name of the owner', company({ owner: { userName: 'a@b.example', displayName: null } })],
  ])('is refused, and registers nothing: %s', async (_, body) => {
    expect(kindOf(await api('POST', '/companies', body))).toEqual([400, 'invalid']);
    expect(kindOf(await api('GET', '/companies/harm'))).toEqual([404, 'company-not-found']);
  });

  it('is refused with NUL in an address, too, by every engine the same', async () => {
    for (const path of [
      'members?text=%00',
      'members?after=%00',
      'groups?text=%00',
      'activity?before=%00',
      'members/%00',
      'groups/%00',
      'activity/%00/events',
    ]) {
      expect(kindOf(await api('GET', `/companies/demo/${path}`))).toEqual([400, 'invalid']);
    }
    expect(kindOf(await api('POST', '/operations/parked/%00/resume'))).toEqual([400, 'invalid']);
  });
});

describe('a session that should be over', () => {
  it('does not come back to life with a member who was deactivated and is active again', async () => {
    const { token, admin } = await connected('revived');
    const browser = await signIn('revived', 'admin@revived.example');
    expect((await api('GET', '/companies/revived', undefined, browser)).status).toBe(200);
    await activate(token, admin, false);
    await activate(token, admin, true);
    expect(kindOf(await api('GET', '/companies/revived', undefined, browser))).toEqual([401, 'session-ended']);
    expect(
      (await api('GET', '/companies/revived', undefined, await signIn('revived', 'admin@revived.example'))).status,
    ).toBe(200);
  });

  it('ends with the ownership of the one who issued its set-up link, as does the link', async () => {
    const { owner, admin } = await connected('leaving');
    const asOwner = await signIn('leaving', 'owner@leaving.example');
    const [first, second] = [await linkOf('leaving', asOwner), await linkOf('leaving', asOwner)];
    const setup = await browserOf(await opened(first));
    expect((await api('GET', '/companies/leaving/tokens', undefined, setup)).status).toBe(200);
    expect((await api('POST', '/companies/leaving/owners/transfer', { from: owner, to: admin })).status).toBe(200);
    expect(kindOf(await api('GET', '/companies/leaving/tokens', undefined, setup))).toEqual([401, 'session-ended']);
    expect(kindOf(await opened(second))).toEqual([404, 'setup-link-unknown']);
  });

  it('ends with the credential that issued its set-up link, as does a link that nobody opened', async () => {
    await registered('credited');
    const [first, second] = [await linkOf('credited'), await linkOf('credited')];
    const setup = await browserOf(await opened(first));
    expect((await api('GET', '/companies/credited/tokens', undefined, setup)).status).toBe(200);
    await restarted(entry('luciq', NEW));
    expect(kindOf(await api('GET', '/companies/credited/tokens', undefined, setup))).toEqual([401, 'session-ended']);
    expect(kindOf(await opened(second))).toEqual([404, 'setup-link-unknown']);
    await restarted(entry('luciq', OLD));
  });

  it('ends with the secret of an operator, though the name stays', async () => {
    const browser = await browserOf(await api('POST', '/operator-session'));
    expect((await api('GET', '/companies', undefined, browser)).status).toBe(200);
    await restarted(entry('luciq', NEW));
    expect(kindOf(await api('GET', '/companies', undefined, browser))).toEqual([401, 'session-ended']);
    await restarted(entry('luciq', OLD));
  });
});

describe('every route of a company', () => {
  const SETUP = /^(saml|scim|tokens(?!.*hand-over)|checklist|$)/;

  /** Method, and address below that of the company, of each in the description of the API. */
  const routes = (): readonly (readonly [method: string, below: string])[] => {
    const { paths } = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../../../docs/account-api.json'), 'utf8'),
    ) as { paths: Record<string, Json> };
    const ours = Object.entries(paths).filter(([path]) => path.startsWith('/account/v1/companies/{companyId}'));
    return ours.flatMap(([path, methods]) =>
      Object.keys(methods).map(
        (method) =>
          [method.toUpperCase(), path.replace(/^.*\{companyId\}\/?/, '').replaceAll(/\{\w+\}/g, 'x')] as const,
      ),
    );
  };

  const answers = async (
    company: string,
    as: Browser | null,
    only: (below: string) => boolean = () => true,
  ): Promise<string[]> => {
    const asked = routes().filter(([, below]) => only(below));
    expect(asked.length).toBeGreaterThan(8);
    return [
      ...new Set(
        await Promise.all(
          asked.map(async ([method, below]) =>
            kindOf(await api(method, `/companies/${company}/${below}`.replace(/\/$/, ''), undefined, as)).join(' '),
          ),
        ),
      ),
    ];
  };

  it('is closed to nobody signed in, to members of others, to forged requests, and to anyone who is no administrator any more', async () => {
    expect(routes().length).toBeGreaterThan(25);
    const [{ token, admin }] = [await connected('mine'), await connected('yours')];
    const browser = await signIn('mine', 'admin@mine.example');
    expect(await answers('mine', null)).toEqual(['401 not-signed-in']);
    expect(await answers('yours', browser)).toEqual(['404 company-not-found']);
    const unsafe = routes().filter(([method]) => method !== 'GET');
    for (const csrf of ['', 'x'.repeat(browser.csrf.length)]) {
      for (const [method, below] of unsafe)
        expect(kindOf(await api(method, `/companies/mine/${below}`, undefined, { ...browser, csrf }))).toEqual([
          403,
          'csrf',
        ]);
    }
    await activate(token, admin, false);
    const after = await answers('mine', browser);
    // Of requests at once some find the session before it was ended, none finds it good.
    expect(after.filter((answer) => !/^401 (session-ended|not-signed-in)$/.test(answer))).toEqual([]);
  });

  it('is open to a set-up link for the set-up only, and of its own company', async () => {
    for (const id of ['new-here', 'new-there']) await registered(id);
    const setup = await browserOf(await opened(await linkOf('new-here')));
    expect(await answers('new-here', setup, (below) => !SETUP.test(below))).toEqual(['403 setup-only']);
    expect(await answers('new-there', setup, (below) => SETUP.test(below))).toEqual(['404 company-not-found']);
  });
});

describe('an assertion', () => {
  it('that is sent many times at once signs in once', async () => {
    await connected('raced');
    const base = `${origin()}/saml/raced`;
    const body = new URLSearchParams({
      SAMLResponse: idp.respond({ acsUrl: `${base}/acs`, audience: `${base}/metadata`, nameId: 'owner@raced.example' }),
    });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => fetch(`${base}/acs`, { method: 'POST', redirect: 'manual', body })),
    );
    const places = answers
      .map(({ headers }) => [headers.get('location'), headers.getSetCookie().length].join(' '))
      .toSorted();
    expect(places).toEqual([
      '/console/companies/raced 1',
      ...Array<string>(19).fill('/console/sign-in?company=raced&refused=replayed 0'),
    ]);
  });

  it.each([
    '//evil.example',
    '/\\evil.example',
    '/console/\\evil.example',
    '/console//evil.example',
    'javascript:alert(1)',
    '/console/x\r\nSet-Cookie: a=b',
    '/console/%2e%2e/saml/demo/sign-in',
    '/console/../x',
    'https://evil.example/console/',
    '/consoles/x',
  ])("of a stranger's making leads to no other place: %j", async (RelayState) => {
    const base = `${origin()}/saml/raced`;
    const SAMLResponse = idp.respond({
      acsUrl: `${base}/acs`,
      audience: `${base}/metadata`,
      nameId: 'owner@raced.example',
    });
    const { headers } = await fetch(`${base}/acs`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ SAMLResponse, RelayState }),
    });
    expect(headers.get('location')).toBe('/console/companies/raced');
  });
});

describe('a set-up link', () => {
  it('that still lies in a mailbox is good no more once the members sign in; the session of another one goes on', async () => {
    await registered('settled');
    const [used, forgotten] = [await linkOf('settled'), await linkOf('settled')];
    const setup = await browserOf(await opened(used));
    expect(
      (
        await api(
          'PUT',
          '/companies/settled/saml',
          { entryPoint: 'https://idp.example/sso', issuer: idp.issuer, certificate: idp.certificate },
          setup,
        )
      ).status,
    ).toBe(200);
    expect((await api('POST', '/companies/settled/saml/enable', undefined, setup)).status).toBe(200);
    expect(kindOf(await opened(forgotten))).toEqual([404, 'setup-link-unknown']);
    expect(kindOf(await opened(used))).toEqual([410, 'setup-link-used']);
    expect((await api('POST', '/companies/settled/scim/enable', undefined, setup)).status).toBe(200);
    // Where the identity provider is lost, an operator lets someone in again.
    expect((await opened(await linkOf('settled'))).status).toBe(201);
  });
});

describe('a file of sessions that someone else holds', () => {
  it('uses no set-up link up: it opens as soon as the file is free', async () => {
    await registered('patient');
    const link = await linkOf('patient');
    const other = new DatabaseSync(join(folder, GATEWAY_FILE));
    other.exec('begin immediate');
    expect(kindOf(await opened(link))).toEqual([503, 'unavailable']);
    other.close();
    expect((await opened(link)).status).toBe(201);
    expect(kindOf(await opened(link))).toEqual([410, 'setup-link-used']);
  });
});

describe('a damaged file of sessions and activity', () => {
  it('is put aside, someone is told, and the console goes on with nobody signed in', async () => {
    const browser = await browserOf(await api('POST', '/operator-session'));
    await restarted(entry('luciq', OLD), () =>
      writeFileSync(
        join(folder, GATEWAY_FILE),
        'no database at all, but long enough to be looked at as one'.repeat(100),
      ),
    );
    expect(kindOf(await api('GET', '/session', undefined, browser))).toEqual([401, 'not-signed-in']);
    expect((await api('GET', '/companies')).status).toBe(200);
    expect(readdirSync(folder)).toContain(`${GATEWAY_FILE}.damaged-1`);
    expect(lines.join('')).toContain(`${GATEWAY_FILE}.damaged-1`);
  });
});
