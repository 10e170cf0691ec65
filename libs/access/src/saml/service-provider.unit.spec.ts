import { beforeAll, describe, expect, it } from '@jest/globals';
import type { TestIdp } from '@luciq/testing/saml-idp';
import { readRequest, testIdp } from '@luciq/testing/saml-idp';
import { readCertificate, signInUrl, spMetadata } from './index.ts';

const sp = { entityId: 'https://luciq.example/saml/acme/metadata', acsUrl: 'https://luciq.example/saml/acme/acs' };

let idp: TestIdp;
beforeAll(async () => {
  idp = await testIdp();
});

describe('the metadata of the service provider', () => {
  it('says where answers go and that assertions are to be signed', () => {
    const metadata = spMetadata(sp);
    expect(metadata).toContain(`entityID="${sp.entityId}"`);
    expect(metadata).toContain('WantAssertionsSigned="true"');
    expect(metadata).toContain('AuthnRequestsSigned="false"');
    expect(metadata).toContain('<NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</NameIDFormat>');
    expect(metadata).toContain(`Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${sp.acsUrl}"`);
    expect(metadata).not.toContain('KeyDescriptor');
  });

  it('is the same each time, and another for another company', () => {
    expect(spMetadata(sp)).toBe(spMetadata(sp));
    expect(spMetadata({ ...sp, entityId: 'https://luciq.example/saml/b/metadata' })).not.toBe(spMetadata(sp));
  });
});

describe('a request to sign in', () => {
  it('carries its id, its address and where to go on, with a certificate or a fingerprint', async () => {
    for (const [certificate, fingerprint] of [
      [idp.certificate, null],
      [null, idp.fingerprint],
    ] as const) {
      const configuration = { entryPoint: 'https://idp.example/sso?app=1', certificate, fingerprint };
      const url = new URL(await signInUrl(sp, configuration, { requestId: '_r1', relayState: '/console/' }));
      expect(url.origin + url.pathname).toBe('https://idp.example/sso');
      expect(url.searchParams.get('app')).toBe('1');
      expect(url.searchParams.get('RelayState')).toBe('/console/');
      expect(readRequest(url.searchParams.get('SAMLRequest') ?? '')).toEqual({
        id: '_r1',
        issuer: sp.entityId,
        acsUrl: sp.acsUrl,
      });
    }
  });
});

describe('a certificate', () => {
  it('is read from PEM, with any line ends, and from its base64 alone', () => {
    const bare = idp.certificate.replace(/-----[A-Z ]+-----/g, '').replace(/\s/g, '');
    const expected = {
      kind: 'read',
      pem: expect.stringMatching(/^-----BEGIN CERTIFICATE-----\n/),
      fingerprint: idp.fingerprint,
      notAfter: expect.stringMatching(/Z$/),
      subject: 'idp.example',
      strength: 'good',
    };
    for (const text of [idp.certificate, `\n${idp.certificate.replaceAll('\n', '\r\n')}\n`, bare])
      expect(readCertificate(text)).toEqual(expected);
  });

  it('is not read where it is anything else, or more than one', () => {
    const key = idp.certificate.replaceAll('CERTIFICATE', 'PRIVATE KEY');
    for (const text of ['', 'abc', 'AAAA', key, `${idp.certificate}\n${idp.certificate}`, 'A'.repeat(100_000)])
      expect(readCertificate(text)).toEqual({ kind: 'not-read' });
  });
});
