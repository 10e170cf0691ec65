import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FAILURES_PER_ADDRESS } from '@luciq/account-http';
import { readSettings } from '@luciq/settings';
import { openLog } from '@luciq/telemetry';
import type { Json } from '@luciq/testing/account-client';
import { credentialEntry, kindOf, senderHeaders } from '@luciq/testing/account-client';
import { People } from '@luciq/testing/console-attacks';
import { StandaloneSettings } from '../../../standalone/src/settings.ts';
import type { Standalone } from '../../../standalone/src/standalone.ts';
import { startStandalone } from '../../../standalone/src/standalone.ts';

const SECRET = 'a-secret-of-the-back-end-0123456789';
const CREDENTIALS = `${credentialEntry('luciq', 'companies+operations', SECRET)},${credentialEntry('narrow', 'companies', SECRET)}`;
const folder = mkdtempSync(join(tmpdir(), 'luciq-seen-'));
const lines: Json[] = [];
let running: Standalone;
let people: People;
let origin: string;
let owner: string;
let token: string;

beforeAll(async () => {
  const environment = {
    PORT: '0',
    LUCIQ_DATA_DIR: folder,
    LUCIQ_ACCOUNT_CREDENTIALS: CREDENTIALS,
    LUCIQ_OPERATIONS_PORT: '0',
    LUCIQ_TRUSTED_PROXIES: '127.0.0.1',
  };
  running = await startStandalone({
    settings: readSettings(StandaloneSettings, environment),
    log: openLog({ write: (line) => void lines.push(JSON.parse(line) as Json) }),
  });
  ({ origin } = new URL(running.scimBaseUrl));
  people = await People.at({
    gateways: [origin, origin],
    publicUrl: origin,
    credential: `luciq.${SECRET}`,
    close: async () => {},
  });
  ({ owner, token } = await people.company('acme'));
});
afterAll(async () => {
  await running.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  lines.length = 0;
});

/** Lines of an event, once there are so many: that of what was done comes after its answer. */
async function seen(event: string, count = 1): Promise<readonly Json[]> {
  const of = (): readonly Json[] => lines.filter((line) => line['event'] === event);
  while (of().length < count) await new Promise((resolve) => setImmediate(resolve));
  return of();
}

/** Sends a request from the address of a client behind the proxy. */
const from = (
  address: string,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<Response> =>
  fetch(`${origin}${path}`, {
    method,
    redirect: 'manual',
    headers: { 'x-forwarded-for': address, ...headers },
    ...(body === undefined ? {} : { body }),
  });

const openOperator = (address: string, credential: string): Promise<Response> =>
  from(address, 'POST', '/account/v1/operator-session', { authorization: `Bearer ${credential}` });

describe('what is written of who comes in and who does not', () => {
  it('tells of each sign-in and sign-out who, of which company and from where', async () => {
    const browser = await people.signIn('acme', 'owner');
    expect((await seen('signed-in'))[0]).toMatchObject({
      msg: 'signed in',
      companyId: 'acme',
      actorKind: 'member',
      actorId: owner,
      address: '127.0.0.1',
      route: '/saml/:companyId/acs',
    });
    expect((await from('203.0.113.9', 'DELETE', '/account/v1/session', senderHeaders(browser))).status).toBe(204);
    expect((await seen('signed-out'))[0]).toMatchObject({
      companyId: 'acme',
      actorKind: 'member',
      actorId: owner,
      address: '203.0.113.9',
    });
    expect((await openOperator('203.0.113.9', `luciq.${SECRET}`)).status).toBe(201);
    expect((await people.open(await people.link('acme'))).status).toBe(201);
    expect((await seen('signed-in', 3)).slice(1)).toMatchObject([
      { actorKind: 'operator', actorId: 'luciq', address: '203.0.113.9' },
      { actorKind: 'setup-link', companyId: 'acme' },
    ]);
  });

  it('tells of a refused sign-in why, and of whom where the identity provider named a member', async () => {
    const member = await people.member(token, 'plain@acme.example', 'member');
    await people.signIn('acme', 'plain');
    await people.signIn('acme', 'owner', people.otherIdp);
    const [known, forged] = await seen('sign-in-refused', 2);
    expect(known).toMatchObject({
      reason: 'not-admin',
      companyId: 'acme',
      actorKind: 'member',
      actorId: member,
      address: '127.0.0.1',
    });
    expect([typeof forged?.['reason'], forged?.['actorId']]).toEqual(['string', undefined]);
  });

  it('tells of refused cross-site requests, and of what a member, a link or a credential may not do', async () => {
    await people.member(token, 'admin@acme.example', 'admin');
    const [browser, other] = [await people.signIn('acme', 'admin'), await people.signIn('acme', 'owner')];
    await people.company('globex');
    const json = { 'content-type': 'application/json' };
    expect(
      (await from('203.0.113.7', 'POST', '/account/v1/companies/acme/tokens', { ...json, cookie: other.cookie }, '{}'))
        .status,
    ).toBe(403);
    expect(
      (
        await from(
          '203.0.113.7',
          'POST',
          '/account/v1/companies/acme/tokens',
          { ...json, ...senderHeaders(other), origin: 'https://evil.example' },
          '{}',
        )
      ).status,
    ).toBe(403);
    expect((await seen('cross-site-refused', 2))[1]).toMatchObject({
      reason: 'csrf',
      address: '203.0.113.7',
      method: 'POST',
      route: '/account/v1/companies/:companyId/tokens',
    });
    expect(
      (await from('203.0.113.7', 'POST', '/account/v1/companies/acme/saml/disable', senderHeaders(browser))).status,
    ).toBe(403);
    expect((await from('203.0.113.7', 'GET', '/account/v1/companies/globex', senderHeaders(browser))).status).toBe(404);
    expect((await openOperator('203.0.113.7', `narrow.${SECRET}`)).status).toBe(403);
    expect(await seen('access-refused', 3)).toMatchObject([
      { reason: 'owner-only', companyId: 'acme', actorKind: 'member' },
      { reason: 'other-company', companyId: 'acme', actorKind: 'member', route: '/account/v1/companies/:companyId' },
      { reason: 'not-allowed', actorKind: 'service', actorId: 'narrow' },
    ]);
  });

  it('tells of each change who asked for it, from where, and by which route', async () => {
    const browser = await people.signIn('acme', 'owner');
    lines.length = 0;
    expect(
      (
        await from(
          '203.0.113.8',
          'POST',
          '/account/v1/companies/acme/tokens',
          { ...senderHeaders(browser), 'content-type': 'application/json' },
          '{}',
        )
      ).status,
    ).toBe(201);
    expect((await seen('changed'))[0]).toMatchObject({
      companyId: 'acme',
      actorKind: 'member',
      actorId: owner,
      address: '203.0.113.8',
      method: 'POST',
      route: '/account/v1/companies/:companyId/tokens',
    });
    await people.done('POST', '/companies/acme/sessions/end', { body: {} });
    expect((await people.api('GET', '/companies/acme', { as: browser })).status).toBe(401);
    expect((await seen('session-refused'))[0]).toMatchObject({
      reason: 'session-ended',
      companyId: 'acme',
      actorKind: 'member',
      actorId: owner,
    });
  });

  it('tells of a refused SCIM request from where it came, and the id of a token that is known', async () => {
    const [tokenId = ''] = token.split('.');
    for (const bearer of [`${tokenId}.${'x'.repeat(43)}`, `personal-name.${'x'.repeat(43)}`]) {
      expect(
        (
          await from('203.0.113.5', 'GET', '/scim/v2/Users?filter=userName%20eq%20%22who%22', {
            authorization: `Bearer ${bearer}`,
          })
        ).status,
      ).toBe(401);
    }
    const [wrong, unknown] = await seen('token-refused', 2);
    expect(wrong).toMatchObject({
      msg: 'request refused',
      reason: 'wrong-secret',
      tokenId,
      address: '203.0.113.5',
      method: 'GET',
      route: '/scim/v2/Users',
    });
    expect(unknown).toMatchObject({ reason: 'unknown-token' });
    expect(JSON.stringify(lines)).not.toMatch(/personal-name|who|xxxx/);
  });

  it('shows of a refused answer what came and what was expected, to the company alone and never in the log', async () => {
    const jane = {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: 'jdoe',
      emails: [{ value: 'jane@acme.example' }],
    };
    expect((await people.scim(token, 'POST', '/Users', { body: jane })).status).toBe(201);
    await people.signIn('acme', 'jane');
    await people.signIn('acme', 'nobody', people.otherIdp);
    await seen('sign-in-refused', 2);
    const admin = await people.signIn('acme', 'admin');
    const list = async (): Promise<{ entries: Json[]; expected: Json }> =>
      (await people.done('GET', '/companies/acme/security/sign-ins?count=100', { as: admin })) as {
        entries: Json[];
        expected: Json;
      };
    const of = (entries: readonly Json[], reason: string): Json | undefined =>
      entries.find((entry) => entry['reason'] === reason);
    let { entries, expected } = await list();
    while (!of(entries, 'no-member') || !of(entries, 'wrong-certificate')) ({ entries, expected } = await list());
    expect(expected).toEqual({
      nameId: null,
      issuer: people.idp.issuer,
      audience: `${origin}/saml/acme/metadata`,
      destination: `${origin}/saml/acme/acs`,
      fingerprint: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    expect(of(entries, 'no-member')).toMatchObject({
      came: { ...expected, nameId: 'jane@acme.example' },
      memberByEmail: 'jdoe',
    });
    const forged = of(entries, 'wrong-certificate');
    expect(forged).toMatchObject({ came: { nameId: 'nobody@acme.example' }, memberByEmail: null });
    expect((forged?.['came'] as Json)['fingerprint']).not.toBe(expected['fingerprint']);
    expect(JSON.stringify(lines)).not.toMatch(/jane@|nobody@|jdoe/);
  });

  it('is shown to owners and administrators of the company, and who changed what to its owners alone', async () => {
    const [browser, admin] = [await people.signIn('acme', 'owner'), await people.signIn('acme', 'admin')];
    expect((await people.api('GET', '/companies/acme/security/sign-ins', { as: admin })).status).toBe(200);
    expect((await people.api('GET', '/companies/acme/security/changes', { as: admin })).status).toBe(403);
    const { entries, next } = (await people.done('GET', '/companies/acme/security/sign-ins?count=100', {
      as: browser,
    })) as { entries: Json[]; next: string | null };
    expect([
      entries.some(({ event }) => event === 'sign-in-refused'),
      entries.some(({ event }) => event === 'signed-out'),
      next,
    ]).toEqual([true, true, null]);
    expect(entries).toContainEqual(
      expect.objectContaining({
        event: 'access-refused',
        reason: 'owner-only',
        address: '203.0.113.7',
        actor: expect.objectContaining({ name: 'admin@acme.example' }),
      }),
    );
    expect((await people.done('GET', '/companies/globex/security/sign-ins'))['entries']).toEqual([]);
    const { changes } = (await people.done('GET', '/companies/acme/security/changes', { as: browser })) as {
      changes: Json[];
    };
    expect(changes).toContainEqual(
      expect.objectContaining({
        type: 'TokenIssued',
        actor: { kind: 'member', id: owner, name: 'owner@acme.example' },
      }),
    );
    expect((await people.api('GET', '/companies/acme/security/changes', { as: admin })).status).toBe(403);
    expect(JSON.stringify(changes)).not.toContain('digest');
  });

  it('answers the SAML addresses of a company that is not there as those of one without SAML', async () => {
    await people.done('POST', '/companies', {
      body: { id: 'bare', name: 'bare', applications: [], owner: { userName: 'owner@bare.example' } },
    });
    const told = async (id: string): Promise<unknown[]> => {
      const [metadata, begun] = await Promise.all([
        from('203.0.113.4', 'GET', `/saml/${id}/metadata`),
        from('203.0.113.4', 'GET', `/saml/${id}/sign-in`),
      ]);
      const finished = await from(
        '203.0.113.4',
        'POST',
        `/saml/${id}/acs`,
        { 'content-type': 'application/x-www-form-urlencoded' },
        'SAMLResponse=x',
      );
      const texts = [await metadata.text(), begun.headers.get('location'), finished.headers.get('location')];
      return [
        metadata.status,
        begun.status,
        finished.status,
        ...texts.map((text) =>
          String(text)
            .replaceAll(id, 'it')
            .replace(/ID="_\w+"/, ''),
        ),
      ];
    };
    expect(await told('nobody')).toEqual(await told('bare'));
  });
});

describe('guesses', () => {
  it('of one address are held back after a number, and never the right secret, nor what others send', async () => {
    const wrong = await Promise.all(
      Array.from({ length: FAILURES_PER_ADDRESS + 30 }, () => openOperator('198.51.100.1', `luciq.${'y'.repeat(40)}`)),
    );
    const statuses = wrong.map(({ status }) => status);
    expect([
      statuses.filter((status) => status === 401).length,
      statuses.filter((status) => status === 429).length,
    ]).toEqual([FAILURES_PER_ADDRESS, 30]);
    expect(await seen('credential-refused', FAILURES_PER_ADDRESS + 1)).toHaveLength(FAILURES_PER_ADDRESS + 1);
    const link = await from(
      '198.51.100.1',
      'POST',
      '/account/v1/setup-session',
      { 'content-type': 'application/json' },
      JSON.stringify({ link: `acme.${'z'.repeat(22)}.${'z'.repeat(43)}` }),
    );
    expect([link.status, Number(link.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect((await openOperator('198.51.100.1', `luciq.${SECRET}`)).status).toBe(201);
    expect((await openOperator('198.51.100.2', `luciq.${'y'.repeat(40)}`)).status).toBe(401);
    expect(kindOf(await people.open(await people.link('acme')))[0]).toBe(201);
    expect(JSON.stringify(lines)).not.toMatch(/yyyy|zzzz/);
  });
});
