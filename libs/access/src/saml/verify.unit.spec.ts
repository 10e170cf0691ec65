import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ResponseOptions, TestIdp } from '@luciq/testing/saml-idp';
import { testIdp } from '@luciq/testing/saml-idp';
import type { SamlConfiguration, SamlOutcome } from './index.ts';
import { verifySamlResponse } from './index.ts';

const sp = { entityId: 'https://luciq.example/saml/acme/metadata', acsUrl: 'https://luciq.example/saml/acme/acs' };
const now = new Date('2026-11-24T12:00:00.000Z');
const good: ResponseOptions = {
  acsUrl: sp.acsUrl,
  audience: sp.entityId,
  nameId: 'Ada@Acme.example',
  inResponseTo: '_asked',
  now,
};

const withCertificate = (idp: TestIdp): SamlConfiguration => ({
  entryPoint: 'https://idp.example/sso',
  issuer: idp.issuer,
  certificates: [idp.certificate],
  fingerprint: null,
});
const withFingerprint = (idp: TestIdp): SamlConfiguration => ({
  entryPoint: 'https://idp.example/sso',
  issuer: idp.issuer,
  certificates: [],
  fingerprint: idp.fingerprint,
});
const verify = (samlResponse: string, configuration: SamlConfiguration, at = now): SamlOutcome =>
  verifySamlResponse(sp, configuration, { samlResponse, now: at });

let idp: TestIdp;
beforeAll(async () => {
  idp = await testIdp();
});

describe('a good assertion', () => {
  it('signs in the person of its NameID, spelt as sent', () => {
    expect(verify(idp.respond({ ...good, assertionId: '_a1' }), withCertificate(idp))).toEqual({
      kind: 'verified',
      nameId: 'Ada@Acme.example',
      nameIdFormat: 'emailAddress',
      assertionId: '_a1',
      inResponseTo: '_asked',
      notOnOrAfter: '2026-11-24T12:10:00.000Z',
      issuer: idp.issuer,
    });
  });

  it.each([
    ['rsa', 'sha256'],
    ['rsa', 'sha384'],
    ['rsa', 'sha512'],
    ['ec', 'sha256'],
    ['ec', 'sha384'],
    ['ec', 'sha512'],
  ] as const)('may be signed with %s and %s, and known by certificate or by fingerprint', async (key, hash) => {
    const signer = await testIdp({ key, hash });
    for (const configuration of [withCertificate(signer), withFingerprint(signer)]) {
      expect(verify(signer.respond(good), configuration)).toMatchObject({ kind: 'verified', nameId: good.nameId });
    }
  });
});
