import { createPrivateKey } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { SAML } from '@node-saml/node-saml';
import { generate } from 'selfsigned';
import type { Provider, ResponseOptions, TestIdp } from '@luciq/testing/saml-idp';
import { PROVIDERS, testIdp } from '@luciq/testing/saml-idp';
import type { SamlConfiguration, SamlOutcome } from './index.ts';
import { verifySamlResponse } from './index.ts';

const sp = { entityId: 'https://luciq.example/saml/acme/metadata', acsUrl: 'https://luciq.example/saml/acme/acs' };
const now = new Date('2026-11-24T12:00:00.000Z');
const good: ResponseOptions = {
  acsUrl: sp.acsUrl,
  audience: sp.entityId,
  nameId: 'ada@acme.example',
  inResponseTo: '_asked',
  now,
};
const names = Object.keys(PROVIDERS) as Provider[];
const MODES = ['assertion', 'response', 'both'] as const;

let idp: TestIdp;
let configuration: SamlConfiguration;
let ours: { readonly cert: string; readonly private: string };
beforeAll(async () => {
  [idp, ours] = await Promise.all([
    testIdp(),
    generate([{ name: 'commonName', value: 'luciq' }], { keySize: 2048, algorithm: 'sha256' }),
  ]);
  configuration = {
    entryPoint: 'https://idp.example/sso',
    issuer: idp.issuer,
    certificates: [idp.certificate],
    fingerprint: null,
  };
});

const verify = (samlResponse: string): SamlOutcome =>
  verifySamlResponse(sp, configuration, { samlResponse, now, decryptionKey: () => createPrivateKey(ours.private) });

describe('what identity providers send', () => {
  it.each(names)('signs in, as it comes and with the signature wherever it can be put: %s', (provider) => {
    for (const options of [good, ...MODES.map((sign) => ({ ...good, sign }))]) {
      expect(verify(idp.respondAs(provider, options))).toMatchObject({
        kind: 'verified',
        nameId: 'ada@acme.example',
        inResponseTo: '_asked',
        issuer: idp.issuer,
      });
    }
  });

  it.each(names)(
    'is understood by the library that others use to the same name, which takes the same signatures: %s',
    async (provider) => {
      for (const sign of MODES) {
        const library = new SAML({
          issuer: sp.entityId,
          audience: sp.entityId,
          callbackUrl: sp.acsUrl,
          idpCert: idp.certificate,
          acceptedClockSkewMs: -1,
          wantAssertionsSigned: sign !== 'response',
          wantAuthnResponseSigned: sign !== 'assertion',
        });
        const { profile } = await library.validatePostResponseAsync({
          SAMLResponse: idp.respondAs(provider, { ...good, sign }),
        });
        expect(profile?.nameID).toBe('ada@acme.example');
      }
    },
  );

  it.each(names)('does not sign in once anything in it was changed: %s', (provider) => {
    for (const sign of MODES) {
      const changed = idp.respondAs(provider, {
        ...good,
        sign,
        spoil: (xml) => xml.replace('>ada@acme.example<', '>eve@acme.example<'),
      });
      expect(verify(changed)).toEqual({ kind: 'refused', reason: 'wrong-signature' });
    }
  });

  it.each(names)('signs in encrypted with AES-GCM, and with AES-CBC where the response is signed: %s', (provider) => {
    for (const sign of MODES) {
      expect(verify(idp.respondAs(provider, { ...good, sign, encrypt: { certificate: ours.cert } }))).toMatchObject({
        kind: 'verified',
        nameId: 'ada@acme.example',
      });
      const outcome = verify(
        idp.respondAs(provider, { ...good, sign, encrypt: { certificate: ours.cert, cipher: 'aes256-cbc' } }),
      );
      expect(outcome).toMatchObject(
        sign === 'assertion' ? { reason: 'encryption-not-accepted' } : { kind: 'verified', nameId: 'ada@acme.example' },
      );
    }
  });

  it('names its format, where the value is what counts', () => {
    const format = (nameIdFormat: string | null): unknown =>
      verify(idp.respondAs('keycloak', { ...good, nameIdFormat }));
    expect(format('urn:oasis:names:tc:SAML:2.0:nameid-format:persistent')).toMatchObject({
      nameIdFormat: 'persistent',
      nameId: 'ada@acme.example',
    });
    expect(format('urn:oasis:names:tc:SAML:2.0:nameid-format:emailAddress')).toMatchObject({
      nameIdFormat: 'emailAddress',
    });
    expect(format('urn:oasis:names:tc:SAML:1.1:nameid-format:WindowsDomainQualifiedName')).toMatchObject({
      nameIdFormat: 'WindowsDomainQualifiedName',
    });
    expect(format('urn:acme:staff-number')).toMatchObject({ nameIdFormat: 'other' });
    expect(format(null)).toMatchObject({ nameIdFormat: 'none' });
    expect(format('urn:oasis:names:tc:SAML:2.0:nameid-format:transient')).toEqual({
      kind: 'refused',
      reason: 'name-id-transient',
    });
  });
});
