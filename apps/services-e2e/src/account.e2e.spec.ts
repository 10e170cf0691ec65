import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openLog } from '@luciq/telemetry';
import { describeOn, engine, freshDatabase } from '@luciq/test-engines';
import { freshLog } from '@luciq/test-engines/eventstoredb';
import type { Json } from '@luciq/testing/account-client';
import { cookieOf, credentialEntry } from '@luciq/testing/account-client';
import type { TestIdp } from '@luciq/testing/saml-idp';
import { testIdp } from '@luciq/testing/saml-idp';
import type { Gateway } from '../../scim-gateway/src/gateway.ts';
import { startGateway } from '../../scim-gateway/src/gateway.ts';
import { gatewaySettings } from '../../scim-gateway/src/settings.ts';

const PUBLIC_URL = 'https://scim.example.com';
const SECRET = 'a-secret-of-the-back-end-0123456789';
const EXTENSION = 'urn:ietf:params:scim:schemas:extension:instabug:2.0:User';
const OWNER = 'owner@acme.example';
const MINUTES = 60_000;

describeOn(await engine('postgres'), 'postgres', 'the account API of two gateways', (on) => {
  const folder = mkdtempSync(join(tmpdir(), 'luciq-gateways-'));
  let gateways: readonly Gateway[];
  let drop: () => Promise<void>;
  let idp: TestIdp;

  const at = (index: number, path: string): string =>
    `http://127.0.0.1:${new URL(gateways[index]?.listening ?? '').port}${path}`;
  const ask = (
    index: number,
    method: string,
    path: string,
    { body, headers = {} }: { readonly body?: Json; readonly headers?: Record<string, string> } = {},
  ): Promise<Response> =>
    fetch(at(index, path), {
      method,
      redirect: 'manual',
      headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  const asLuciq = async (index: number, method: string, path: string, body?: Json): Promise<Json> => {
    const response = await ask(index, method, `/account/v1${path}`, {
      ...(body ? { body } : {}),
      headers: { authorization: `Bearer luciq.${SECRET}` },
    });
    expect([path, response.ok]).toEqual([path, true]);
    const text = await response.text();
    return text === '' ? {} : (JSON.parse(text) as Json);
  };
  const assertion = (nameId = OWNER): string =>
    idp.respond({ acsUrl: `${PUBLIC_URL}/saml/acme/acs`, audience: `${PUBLIC_URL}/saml/acme/metadata`, nameId });
  const signIn = (index: number, SAMLResponse: string): Promise<Response> =>
    fetch(at(index, '/saml/acme/acs'), {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ SAMLResponse }),
    });

  beforeAll(async () => {
    const database = await freshDatabase(on.url);
    drop = database.drop;
    idp = await testIdp();
    const settings = gatewaySettings({
      PORT: '0',
      LUCIQ_OPERATIONS_PORT: '0',
      LUCIQ_PUBLIC_URL: PUBLIC_URL,
      LUCIQ_DATABASE_URL: database.url,
      ...freshLog(folder),
      LUCIQ_ACCOUNT_CREDENTIALS: credentialEntry('luciq', 'companies+operations', SECRET),
      LUCIQ_PEERS: 'http://127.0.0.1:9',
      LUCIQ_SAML_KEY: 'cd'.repeat(32),
    });
    const started: Gateway[] = [];
    for (let n = 0; n < 2; n += 1)
      started.push(
        await startGateway({
          settings,
          log: openLog({ write: () => undefined }),
          signal: new AbortController().signal,
        }),
      );
    gateways = started;
    await asLuciq(0, 'POST', '/companies', { id: 'acme', name: 'Acme', applications: [], owner: { userName: OWNER } });
    await asLuciq(1, 'PUT', '/companies/acme/saml', {
      entryPoint: 'https://idp.example/sso',
      issuer: idp.issuer,
      certificate: idp.certificate,
    });
    await asLuciq(0, 'POST', '/companies/acme/saml/enable');
    await asLuciq(1, 'POST', '/companies/acme/scim/enable');
  }, 2 * MINUTES);

  afterAll(async () => {
    for (const gateway of gateways) await gateway.close();
    await drop();
    rmSync(folder, { recursive: true });
  }, MINUTES);

  it('reads at one what was encrypted for the certificate that the other made', async () => {
    const { saml } = (await asLuciq(0, 'POST', '/companies/acme/saml/encryption')) as {
      saml: { encryption: { fingerprint: string } };
    };
    const metadata = await (await ask(1, 'GET', '/saml/acme/metadata')).text();
    const base64 = /use="encryption"[\s\S]*?X509Certificate>([^<]+)</.exec(metadata)?.[1] ?? '';
    const certificate = `-----BEGIN CERTIFICATE-----\n${base64.replaceAll(/\s/g, '').replaceAll(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----`;
    expect(new X509Certificate(certificate).fingerprint.replaceAll(':', '').toLowerCase()).toBe(
      saml.encryption.fingerprint,
    );
    const encrypted = idp.respond({
      acsUrl: `${PUBLIC_URL}/saml/acme/acs`,
      audience: `${PUBLIC_URL}/saml/acme/metadata`,
      nameId: OWNER,
      encrypt: { certificate },
    });
    expect((await signIn(1, encrypted)).headers.get('location')).toBe('/console/companies/acme');
    expect((await signIn(0, encrypted)).headers.get('location')).toContain('refused=replayed');
  });

  it('knows a session of one at the other, and lets it go over TLS only', async () => {
    const signedIn = await signIn(0, assertion());
    expect(signedIn.headers.getSetCookie()[0]).toMatch(
      /^__Host-luciq_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=28800$/,
    );
    expect(signedIn.headers.get('strict-transport-security')).toMatch(/^max-age=\d+$/);
    const cookie = cookieOf(signedIn);
    const known = await ask(1, 'GET', '/account/v1/session', { headers: { cookie } });
    const { member, csrf } = (await known.json()) as { member: Json; csrf: string };
    expect([known.status, member]).toEqual([200, expect.objectContaining({ userName: OWNER, role: 'owner' })]);
    expect(
      (await ask(1, 'DELETE', '/account/v1/session', { headers: { cookie, 'x-csrf-token': csrf, origin: PUBLIC_URL } }))
        .status,
    ).toBe(204);
    expect((await ask(0, 'GET', '/account/v1/session', { headers: { cookie } })).status).toBe(401);
  });

  it('takes an assertion once, whichever of them gets it', async () => {
    const once = assertion();
    const places = (await Promise.all([signIn(0, once), signIn(1, once)])).map(({ headers }) =>
      headers.get('location'),
    );
    expect(places.toSorted()).toEqual(['/console/companies/acme', '/console/sign-in?company=acme&refused=replayed']);
  });

  it('knows at one what was asked of the identity provider at the other', async () => {
    const begun = await ask(0, 'GET', '/saml/acme/sign-in');
    const { inflateRawSync } = await import('node:zlib');
    const request = inflateRawSync(
      Buffer.from(new URL(begun.headers.get('location') ?? '').searchParams.get('SAMLRequest') ?? '', 'base64'),
    ).toString('utf8');
    const [, inResponseTo = ''] = /ID="([^"]+)"/.exec(request) ?? [];
    const answered = idp.respond({
      acsUrl: `${PUBLIC_URL}/saml/acme/acs`,
      audience: `${PUBLIC_URL}/saml/acme/metadata`,
      nameId: OWNER,
      inResponseTo,
    });
    expect((await signIn(1, answered)).headers.get('location')).toBe('/console/companies/acme');
  });

  it('kills a token at both that one revokes', async () => {
    const { id, token } = await asLuciq(0, 'POST', '/companies/acme/tokens', {});
    const use = async (index: number): Promise<number> =>
      (
        await ask(index, 'GET', '/scim/v2/ServiceProviderConfig', {
          headers: { authorization: `Bearer ${String(token)}` },
        })
      ).status;
    for (const index of [0, 1]) expect(await use(index)).toBe(200);
    await asLuciq(0, 'DELETE', `/companies/acme/tokens/${String(id)}`);
    expect(await use(0)).toBe(401);
    while ((await use(1)) !== 401) await delay(50);
  });

  it('lets nobody become the owner by renames at one that sign in at the other, and an owner confirm at either', async () => {
    const { id, token } = await asLuciq(0, 'POST', '/companies/acme/tokens', {});
    const scim = async (
      index: number,
      method: string,
      path: string,
      body: Json,
    ): Promise<{ readonly status: number; readonly json: Json }> => {
      const response = await ask(index, method, `/scim/v2${path}`, {
        body,
        headers: { authorization: `Bearer ${String(token)}` },
      });
      return { status: response.status, json: (await response.json()) as Json };
    };
    const user = (userName: string): Json => ({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', EXTENSION],
      userName,
      [EXTENSION]: { instabugRole: 'adminstrator' },
    });
    const rename = (index: number, userId: unknown, userName: string): ReturnType<typeof scim> =>
      scim(index, 'PATCH', `/Users/${String(userId)}`, {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'replace', path: 'userName', value: userName }],
      });
    const landing = async (index: number, nameId: string): Promise<string | null> =>
      (await signIn(index, assertion(nameId))).headers.get('location');
    const { json: admin } = await scim(0, 'POST', '/Users', user('admin@acme.example'));
    const { owners } = await asLuciq(1, 'GET', '/companies/acme');
    const ownerId = (owners as Json[])[0]?.['userId'];

    expect((await rename(0, admin['id'], 'away@acme.example')).status).toBe(200);
    expect(await rename(1, ownerId, 'admin@acme.example')).toMatchObject({
      status: 409,
      json: { scimType: 'uniqueness' },
    });
    expect(await landing(1, 'admin@acme.example')).toBe('/console/companies/acme');
    // The same from both at once, after the name is free: whichever is first, no assertion of that name is the owner's.
    expect(
      (
        await ask(1, 'DELETE', `/scim/v2/Users/${String(admin['id'])}`, {
          headers: { authorization: `Bearer ${String(token)}` },
        })
      ).status,
    ).toBe(204);
    const both = await Promise.all([
      rename(0, ownerId, 'admin@acme.example'),
      rename(1, ownerId, 'admin@acme.example'),
    ]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    for (const index of [0, 1])
      expect(await landing(index, 'admin@acme.example')).toBe('/console/sign-in?company=acme&refused=rename-waiting');
    for (const index of [0, 1])
      expect(await scim(index, 'POST', '/Users', user(OWNER))).toMatchObject({
        status: 409,
        json: { detail: expect.stringContaining('reserved') as unknown },
      });
    const cookie = cookieOf(await signIn(1, assertion()));
    expect((await ask(0, 'GET', '/account/v1/session', { headers: { cookie } })).status).toBe(200);

    const confirm = { body: { userName: 'admin@acme.example' }, headers: { authorization: `Bearer luciq.${SECRET}` } };
    expect(
      (await ask(1, 'POST', `/account/v1/companies/acme/renames/${String(ownerId)}/confirm`, confirm)).status,
    ).toBe(204);
    for (const index of [0, 1])
      expect((await ask(index, 'GET', '/account/v1/session', { headers: { cookie } })).status).toBe(401);
    expect(await landing(0, 'admin@acme.example')).toBe('/console/companies/acme');
    expect(await landing(1, OWNER)).toBe('/console/sign-in?company=acme&refused=no-member');
    expect((await rename(0, ownerId, OWNER)).status).toBe(200);
    expect(
      (
        await ask(0, 'POST', `/account/v1/companies/acme/renames/${String(ownerId)}/confirm`, {
          ...confirm,
          body: { userName: OWNER },
        })
      ).status,
    ).toBe(204);
    await asLuciq(0, 'DELETE', `/companies/acme/tokens/${String(id)}`);
  });

  it('shows operators a service that does not answer', async () => {
    const { pumps, parked, rebuild } = await asLuciq(0, 'GET', '/operations');
    expect({ pumps, parked, rebuild }).toMatchObject({
      pumps: [{ service: '127.0.0.1:9', state: 'unreachable' }],
      parked: [],
      rebuild: { state: 'idle' },
    });
  });

  it('makes the rows anew', async () => {
    await asLuciq(0, 'POST', '/operations/rebuild');
    for (let state: unknown = 'running'; state !== 'done'; await delay(50)) {
      const { rebuild } = await asLuciq(0, 'GET', '/operations');
      ({ state } = rebuild as Json);
      expect(['running', 'done']).toContain(state);
    }
    const { companies } = await asLuciq(1, 'GET', '/companies');
    expect(companies).toEqual([expect.objectContaining({ id: 'acme', saml: 'enabled', scim: 'enabled', members: 1 })]);
  });
});
