import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSettings } from '@luciq/settings';
import { openLog } from '@luciq/telemetry';
import type { Json } from '@luciq/testing/account-client';
import { credentialEntry } from '@luciq/testing/account-client';
import type { Provider, ResponseOptions, TestIdp } from '@luciq/testing/saml-idp';
import { PROVIDERS, testIdp } from '@luciq/testing/saml-idp';
import { StandaloneSettings } from '../../../standalone/src/settings.ts';
import type { Standalone } from '../../../standalone/src/standalone.ts';
import { startStandalone } from '../../../standalone/src/standalone.ts';

const SECRET = 'a-secret-of-an-operator-0123456789abc';
const SAML_KEY = 'ab'.repeat(32);
const ENTRY_POINT = 'https://idp.example/sso';
const folder = mkdtempSync(join(tmpdir(), 'luciq-saml-attack-'));
const lines: string[] = [];
let running: Standalone;
let idp: TestIdp;
let next: TestIdp;

const origin = (): string => new URL(running.scimBaseUrl).origin;
const start = (samlKey: string | undefined, data = folder): Promise<Standalone> => {
  const environment = {
    PORT: '0',
    LUCIQ_DATA_DIR: data,
    LUCIQ_ACCOUNT_CREDENTIALS: credentialEntry('luciq', 'companies+operations', SECRET),
    LUCIQ_SAML_KEY: samlKey,
  };
  return startStandalone({
    settings: readSettings(StandaloneSettings, environment),
    log: openLog({ write: (line) => void lines.push(line) }),
  });
};

async function api(
  method: string,
  path: string,
  body?: Json,
): Promise<{ readonly status: number; readonly json: Json; readonly text: string }> {
  const headers = { authorization: `Bearer luciq.${SECRET}`, ...(body ? { 'content-type': 'application/json' } : {}) };
  const response = await fetch(`${origin()}/account/v1/companies${path}`, {
    method,
    headers,
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return { status: response.status, text, json: text === '' ? {} : (JSON.parse(text) as Json) };
}

const owner = (company: string): string => `owner@${company}.example`;
async function company(id: string): Promise<void> {
  expect((await api('POST', '', { id, name: id, applications: [], owner: { userName: owner(id) } })).status).toBe(201);
}

const optionsFor = (id: string, more: Partial<ResponseOptions> = {}): ResponseOptions => ({
  acsUrl: `${origin()}/saml/${id}/acs`,
  audience: `${origin()}/saml/${id}/metadata`,
  nameId: owner(id),
  ...more,
});

/** Where a browser with that answer ends: the company's pages, or the reason why not. */
async function post(id: string, SAMLResponse: string): Promise<string> {
  const { headers } = await fetch(`${origin()}/saml/${id}/acs`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ SAMLResponse }),
  });
  const place = headers.get('location') ?? '';
  return /refused=([\w-]+)/.exec(place)?.[1] ?? place;
}
const signIn = (id: string, by = idp, more: Partial<ResponseOptions> = {}): Promise<string> =>
  post(id, by.respond(optionsFor(id, more)));
const inside = (id: string): string => `/console/companies/${id}`;

beforeAll(async () => {
  [idp, next] = await Promise.all([testIdp(), testIdp()]);
  running = await start(SAML_KEY);
});
afterAll(async () => {
  await running.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the settings of an identity provider', () => {
  it('refuse what cannot be trusted, with a sentence, and keep nothing of it', async () => {
    await company('careful');
    const weak = await testIdp({ bits: 1_024 });
    const privateKey = String(
      generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
    );
    const cases: readonly [string, Json][] = [
      ['certificate-weak', { certificate: weak.certificate }],
      ['private-key-given', { certificate: privateKey }],
      ['private-key-given', { metadata: `<x>${privateKey}</x>` }],
      ['metadata-not-read', { metadata: '<html/>' }],
      ['metadata-not-read', { certificate: '<html/>' }],
      ['issuer-missing', { certificate: idp.certificate, issuer: null }],
      ...[
        'https:evil',
        'https://user:pw@host/',
        'https://idp.example/\r\nSet-Cookie: a=b',
        'http://idp.example/sso',
        'https:\\\\evil',
      ].map((entryPoint): [string, Json] => ['entry-point-not-https', { certificate: idp.certificate, entryPoint }]),
    ];
    for (const [kind, body] of cases) {
      const answer = await api('PUT', '/careful/saml', { entryPoint: ENTRY_POINT, issuer: idp.issuer, ...body });
      expect([answer.status, answer.json['kind']]).toEqual([400, kind]);
      expect(answer.text).not.toContain('PRIVATE KEY-----');
    }
    expect((await api('GET', '/careful')).json['saml']).toMatchObject({ state: 'off', entryPoint: null });
  });

  it('take everything from metadata, whichever field it came in, and say so', async () => {
    await company('metadata');
    const bare = idp.certificate.replaceAll(/-----[A-Z ]+-----|\s/g, '');
    const metadata =
      `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${idp.issuer}"><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing">` +
      `<KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${bare}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>` +
      `<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="HTTPS://IDP.example/sso"/></IDPSSODescriptor></EntityDescriptor>`;
    for (const body of [{ metadata }, { certificate: metadata, entryPoint: 'https://old.example/' }]) {
      const { json } = await api('PUT', '/metadata/saml', body);
      expect(json['saml']).toMatchObject({
        entryPoint: ENTRY_POINT,
        issuer: idp.issuer,
        certificates: [{ fingerprint: idp.fingerprint }],
      });
      expect(json['notes']).toEqual([expect.stringContaining('metadata')]);
    }
    expect(await signIn('metadata')).toBe(inside('metadata'));
  });

  it('keep two certificates while one takes the place of the other: either signs in, and then only the new one', async () => {
    await company('rollover');
    const put = (body: Json): Promise<{ readonly json: Json }> =>
      api('PUT', '/rollover/saml', { entryPoint: ENTRY_POINT, issuer: idp.issuer, ...body });
    await put({ certificate: idp.certificate });
    expect(await signIn('rollover', next)).toBe('wrong-certificate');
    const { json } = await put({ certificate: next.certificate, keepCertificates: true });
    expect(json['saml']).toMatchObject({
      certificates: [{ fingerprint: idp.fingerprint }, { fingerprint: next.fingerprint }],
    });
    expect([await signIn('rollover'), await signIn('rollover', next)]).toEqual([
      inside('rollover'),
      inside('rollover'),
    ]);
    await put({ certificate: next.certificate });
    expect([await signIn('rollover'), await signIn('rollover', next)]).toEqual([
      'wrong-certificate',
      inside('rollover'),
    ]);
  });
});

describe('honest people', () => {
  beforeAll(async () => {
    await company('honest');
    await api('PUT', '/honest/saml', { entryPoint: ENTRY_POINT, issuer: idp.issuer, certificate: idp.certificate });
  });

  it.each(Object.keys(PROVIDERS) as Provider[])('come in with what %s sends as it comes', async (provider) => {
    expect(await post('honest', idp.respondAs(provider, optionsFor('honest')))).toBe(inside('honest'));
  });

  it('come in with a thousand groups, in one attribute or in one each', async () => {
    const value = (n: number): string =>
      `<saml2:AttributeValue xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="xs:string">CN=Group ${n},OU=Groups of people,DC=acme,DC=example</saml2:AttributeValue>`;
    const groups = Array.from({ length: 1_000 }, (_, n) => value(n));
    const basic = 'NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:basic"';
    const forms = [
      `<saml2:Attribute Name="groups" ${basic}>${groups.join('')}</saml2:Attribute>`,
      groups.map((group, n) => `<saml2:Attribute Name="group-${n}" ${basic}>${group}</saml2:Attribute>`).join(''),
    ];
    for (const form of forms) {
      const before = (xml: string): string =>
        xml.replace(
          '</saml2:Assertion>',
          `<saml2:AttributeStatement>${form}</saml2:AttributeStatement></saml2:Assertion>`,
        );
      for (const sign of ['assertion', 'response'] as const)
        expect(await signIn('honest', idp, { sign, before })).toBe(inside('honest'));
    }
  });
});

describe('encryption', () => {
  const certificateOf = async (id: string): Promise<string | null> => {
    const metadata = await (await fetch(`${origin()}/saml/${id}/metadata`)).text();
    const base64 = /use="encryption"[\s\S]*?X509Certificate>([^<]+)</.exec(metadata)?.[1]?.replaceAll(/\s/g, '');
    return base64 === undefined
      ? null
      : `-----BEGIN CERTIFICATE-----\n${base64.replaceAll(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----`;
  };

  it('is offered by an owner, in the metadata, and ends when it is withdrawn', async () => {
    await company('secret');
    await api('PUT', '/secret/saml', { entryPoint: ENTRY_POINT, issuer: idp.issuer, certificate: idp.certificate });
    expect(await certificateOf('secret')).toBeNull();
    const offered = await api('POST', '/secret/saml/encryption');
    expect((await api('POST', '/secret/saml/encryption')).json).toEqual(offered.json);
    const certificate = (await certificateOf('secret')) ?? '';
    expect(await signIn('secret', idp, { encrypt: { certificate } })).toBe(inside('secret'));
    expect(await signIn('secret', idp, { encrypt: { certificate, cipher: 'aes256-cbc' } })).toBe(
      'encryption-not-accepted',
    );
    expect(await signIn('secret', idp, { sign: 'both', encrypt: { certificate, cipher: 'aes256-cbc' } })).toBe(
      inside('secret'),
    );
    expect((await api('DELETE', '/secret/saml/encryption')).json['saml']).toMatchObject({ encryption: null });
    expect(await signIn('secret', idp, { encrypt: { certificate } })).toBe('encrypted');
    await api('POST', '/secret/saml/encryption');
    expect(await certificateOf('secret')).not.toBe(certificate);
    expect(await signIn('secret', idp, { encrypt: { certificate } })).toBe('not-decrypted');
  });

  it('leaves no private key in a file, a log line or an answer', async () => {
    const answer = await api('GET', '/secret');
    const texts = [
      answer.text,
      lines.join('\n'),
      ...readdirSync(folder)
        .filter((name) => name.includes('sqlite'))
        .map((name) => readFileSync(join(folder, name), 'latin1')),
    ];
    expect(texts.join('\n')).toContain('SamlEncryptionOffered');
    for (const text of texts) expect(text).not.toContain('PRIVATE KEY');
    expect(answer.text + lines.join('\n')).not.toContain('sealedKey');
  });

  it('is not offered where no key is set, with a sentence that names the setting', async () => {
    const data = mkdtempSync(join(tmpdir(), 'luciq-saml-no-key-'));
    const before = running;
    running = await start(undefined, data);
    try {
      await company('plain');
      expect((await api('POST', '/plain/saml/encryption')).json).toMatchObject({
        status: 409,
        detail: expect.stringContaining('LUCIQ_SAML_KEY'),
      });
      expect((await api('GET', '/plain')).json['saml']).toMatchObject({ canEncrypt: false, encryption: null });
    } finally {
      await running.close();
      running = before;
      rmSync(data, { recursive: true, force: true });
    }
  });
});

describe('strangers', () => {
  it('do not keep the people of a company out by sending what looks like an answer, in whatever number', async () => {
    await company('busy');
    await api('PUT', '/busy/saml', { entryPoint: ENTRY_POINT, issuer: idp.issuer, certificate: idp.certificate });
    const forged = next.respond(
      optionsFor('busy', {
        keyInfo: [idp.certificate],
        spoil: (xml) => xml.replace('<saml2p:Status>', `${'<a/>'.repeat(1_900)}<saml2p:Status>`),
      }),
    );
    const answers = await Promise.all([...Array.from({ length: 100 }, () => post('busy', forged)), signIn('busy')]);
    expect(answers).toEqual([...Array<string>(100).fill('wrong-signature'), inside('busy')]);
  });
});

describe('someone with a signed answer of his own', () => {
  beforeAll(async () => {
    await company('repeated');
    await api('PUT', '/repeated/saml', { entryPoint: ENTRY_POINT, issuer: idp.issuer, certificate: idp.certificate });
  });
  const base64 = (xml: string): string => Buffer.from(xml).toString('base64');
  const padded = (xml: string): string => xml.replace('<saml2p:Status>', `${'<a/>'.repeat(1_900)}<saml2p:Status>`);
  const changed = (xml: string): string => xml.replace(owner('repeated'), 'eve@repeated.example');

  it.each(['assertion', 'response'] as const)(
    'has it looked at once, signed as %s: used up or changed, it is refused from then on as it was first, and others come in',
    async (sign) => {
      const [used, spoilt] = [
        idp.respondXml(optionsFor('repeated', { sign })),
        idp.respondXml(optionsFor('repeated', { sign })),
      ];
      expect(await post('repeated', base64(used))).toBe(inside('repeated'));
      // Not the reason that a look would give.
      for (const xml of [used, padded(used), changed(used)])
        expect(await post('repeated', base64(xml))).toBe('replayed');
      for (const xml of [changed(spoilt), padded(changed(spoilt)), changed(spoilt)])
        expect(await post('repeated', base64(xml))).toBe('wrong-signature');
      const many = await Promise.all([
        ...Array.from({ length: 100 }, () => post('repeated', base64(padded(used)))),
        signIn('repeated', idp, { sign }),
      ]);
      expect(many).toEqual([...Array<string>(100).fill('replayed'), inside('repeated')]);
    },
  );
});
