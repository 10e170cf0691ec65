import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestIdp } from '@luciq/testing/saml-idp';
import { testIdp } from '@luciq/testing/saml-idp';
import {
  MAX_PASTED_LENGTH,
  readCertificate,
  readIdpMetadata,
  readPastedCertificates,
  verifySamlResponse,
} from '../index.ts';

const bare = (pem: string): string => pem.replaceAll(/-----[A-Z0-9 ]+-----|\s/g, '');
const wrapped = (base64: string, label: string): string =>
  `-----BEGIN ${label}-----\n${base64.replaceAll(/(.{64})/g, '$1\n').trim()}\n-----END ${label}-----`;

let folder: string;
let idp: TestIdp;
let next: TestIdp;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'luciq-pasted-'));
  [idp, next] = await Promise.all([testIdp(), testIdp({ key: 'ec' })]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
const openssl = (...args: readonly string[]): string =>
  execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
/** A self-signed certificate, as PEM, with its key beside it. */
function selfSigned(name: string, ...how: readonly string[]): string {
  openssl(
    'req',
    '-x509',
    '-nodes',
    '-subj',
    `/CN=${name}`,
    '-days',
    '30',
    '-keyout',
    at(`${name}.key`),
    '-out',
    at(`${name}.pem`),
    ...how,
  );
  return readFileSync(at(`${name}.pem`), 'utf8').trim();
}
const kept = (text: string): unknown => {
  const read = readPastedCertificates(text);
  return read.kind === 'read' ? read.certificates.map(({ fingerprint }) => fingerprint) : read.kind;
};

describe('a certificate that was pasted', () => {
  it('is read in every form in which people have it', () => {
    const pem = idp.certificate;
    const forms = [
      pem,
      pem.replaceAll('\n', '\r\n'),
      pem.replaceAll('\n', '\\n'),
      `"${pem.replaceAll('\n', '\\r\\n')}"`,
      pem.replaceAll('\n', ' '),
      pem.replaceAll('CERTIFICATE', 'X509 CERTIFICATE'),
      bare(pem),
      bare(pem).replaceAll(/(.{64})/g, '$1\n'),
      `\uFEFF${pem}`,
      `Bag Attributes\n    localKeyID: 01\nsubject=CN = idp.example\n${pem}\n`,
      `'${pem}',`,
    ];
    for (const form of forms) expect([form.slice(0, 40), kept(form)]).toEqual([form.slice(0, 40), [idp.fingerprint]]);
    writeFileSync(at('plain.pem'), `${pem}\n`);
    expect(kept(openssl('x509', '-text', '-in', at('plain.pem')))).toEqual([idp.fingerprint]);
  });

  it('is the one that signs where a chain was pasted, in whatever order', () => {
    selfSigned('root', '-newkey', 'rsa:2048', '-addext', 'basicConstraints=critical,CA:TRUE');
    openssl(
      'req',
      '-new',
      '-nodes',
      '-newkey',
      'rsa:2048',
      '-subj',
      '/CN=leaf',
      '-keyout',
      at('leaf.key'),
      '-out',
      at('leaf.csr'),
    );
    openssl(
      'x509',
      '-req',
      '-in',
      at('leaf.csr'),
      '-CA',
      at('root.pem'),
      '-CAkey',
      at('root.key'),
      '-CAcreateserial',
      '-days',
      '30',
      '-out',
      at('leaf.pem'),
    );
    const [root, leaf] = ['root', 'leaf'].map((name) => readFileSync(at(`${name}.pem`), 'utf8'));
    for (const chain of [`${leaf}\n${root}`, `${root}\n${leaf}`]) {
      expect(readPastedCertificates(chain)).toMatchObject({
        kind: 'read',
        issuers: 1,
        certificates: [{ subject: 'leaf', strength: 'good' }],
      });
    }
  });

  it('is each of two that do not vouch for each other, for a roll-over, either of which signs in', () => {
    const read = readPastedCertificates(`${idp.certificate}\n${next.certificate}\n${idp.certificate}`);
    expect(read).toMatchObject({
      kind: 'read',
      issuers: 0,
      certificates: [{ fingerprint: idp.fingerprint }, { fingerprint: next.fingerprint }],
    });
    const certificates = read.kind === 'read' ? read.certificates.map(({ pem }) => pem) : [];
    const sp = { entityId: 'https://luciq.example/saml/acme/metadata', acsUrl: 'https://luciq.example/saml/acme/acs' };
    for (const signer of [idp, next]) {
      const samlResponse = signer.respond({ acsUrl: sp.acsUrl, audience: sp.entityId, nameId: 'ada@acme.example' });
      const verify = (trusted: readonly string[]): unknown =>
        verifySamlResponse(
          sp,
          { entryPoint: '', issuer: signer.issuer, certificates: trusted, fingerprint: null },
          { samlResponse, now: new Date() },
        );
      expect(verify(certificates)).toMatchObject({ kind: 'verified' });
      expect(verify(certificates.filter((pem) => pem !== signer.certificate))).toEqual({
        kind: 'refused',
        reason: 'wrong-certificate',
      });
    }
  });

  it('is told to be a private key where it is one, in every form', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const pems = [
      rsa.export({ type: 'pkcs8', format: 'pem' }),
      rsa.export({ type: 'pkcs1', format: 'pem' }),
      ec.export({ type: 'sec1', format: 'pem' }),
      rsa.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' }),
    ].map(String);
    for (const pem of pems)
      for (const form of [
        pem,
        `${idp.certificate}\n${pem}`,
        pem.replaceAll('\n', '\\n'),
        bare(pem),
        wrapped(bare(pem), 'CERTIFICATE'),
      ])
        expect([form.slice(0, 40), kept(form)]).toEqual([form.slice(0, 40), 'private-key']);
    selfSigned('bundle', '-newkey', 'rsa:2048');
    openssl(
      'pkcs12',
      '-export',
      '-inkey',
      at('bundle.key'),
      '-in',
      at('bundle.pem'),
      '-passout',
      'pass:secret',
      '-out',
      at('bundle.pfx'),
    );
    expect(kept(wrapped(readFileSync(at('bundle.pfx')).toString('base64'), 'CERTIFICATE'))).toBe('private-key');
  });

  it('is not read where it is anything else', () => {
    const publicKey = String(
      generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' }),
    );
    for (const text of [
      '',
      'abc',
      'AAAA',
      publicKey,
      bare(publicKey),
      wrapped('AAAA', 'CERTIFICATE'),
      wrapped(bare(idp.certificate).slice(0, -40), 'CERTIFICATE'),
      'A'.repeat(MAX_PASTED_LENGTH + 1),
      `${idp.certificate}\n`.repeat(30),
    ]) {
      expect([text.slice(0, 40), kept(text)]).toEqual([text.slice(0, 40), 'not-read']);
    }
  });
});

describe('the strength of a certificate', () => {
  const strength = (pem: string): unknown => {
    const read = readCertificate(pem);
    return read.kind === 'read' ? read.strength : read.kind;
  };

  it('is that of its key: RSA of 2,048 bits and up, EC of P-256 and up', () => {
    expect(['2048', '3072'].map((bits) => strength(selfSigned(`rsa${bits}`, '-newkey', `rsa:${bits}`)))).toEqual([
      'good',
      'good',
    ]);
    expect(strength(selfSigned('rsa1024', '-newkey', 'rsa:1024'))).toBe('weak');
    expect(strength(selfSigned('rsa512', '-newkey', 'rsa:512'))).toBe('broken');
    expect(
      ['prime256v1', 'secp384r1', 'secp521r1'].map((curve) =>
        strength(selfSigned(curve, '-newkey', 'ec', '-pkeyopt', `ec_paramgen_curve:${curve}`)),
      ),
    ).toEqual(['good', 'good', 'good']);
    for (const curve of ['secp224r1', 'secp256k1'])
      expect(strength(selfSigned(curve, '-newkey', 'ec', '-pkeyopt', `ec_paramgen_curve:${curve}`))).toBe('broken');
  });

  it('is not good where it is signed with MD5; with SHA-1 it is, since the key is what was given', () => {
    expect(strength(selfSigned('md5', '-newkey', 'rsa:2048', '-md5'))).toBe('weak');
    expect(strength(selfSigned('sha1', '-newkey', 'rsa:2048', '-sha1'))).toBe('good');
  });
});

describe('a weak certificate of a company that gave it before keys were looked at', () => {
  const sp = { entityId: 'https://luciq.example/saml/acme/metadata', acsUrl: 'https://luciq.example/saml/acme/acs' };
  const outcome = (weak: TestIdp, by: 'certificate' | 'fingerprint'): unknown => {
    const samlResponse = weak.respond({ acsUrl: sp.acsUrl, audience: sp.entityId, nameId: 'ada@acme.example' });
    const trusted =
      by === 'certificate'
        ? { certificates: [weak.certificate], fingerprint: null }
        : { certificates: [], fingerprint: weak.fingerprint };
    return verifySamlResponse(sp, { entryPoint: '', issuer: null, ...trusted }, { samlResponse, now: new Date() });
  };

  it('signs in as before with RSA of 1,024 bits, and says why it does not with less', async () => {
    const [weak, broken] = await Promise.all([testIdp({ bits: 1_024 }), testIdp({ bits: 768 })]);
    for (const by of ['certificate', 'fingerprint'] as const) {
      expect(outcome(weak, by)).toMatchObject({ kind: 'verified' });
      expect(outcome(broken, by)).toEqual({ kind: 'refused', reason: 'weak-certificate' });
    }
  });
});

describe('metadata of an identity provider', () => {
  const key = (use: string, pem: string): string =>
    `<md:KeyDescriptor${use}><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>\n${bare(pem)}\n</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`;
  const service = (binding: string, location: string): string =>
    `<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:${binding}" Location="${location}"/>`;
  const entity = (inside: string): string =>
    `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example/metadata"><md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${inside}</md:IDPSSODescriptor></md:EntityDescriptor>`;
  const services =
    service('HTTP-POST', 'https://idp.example/post') + service('HTTP-Redirect', 'https://idp.example/sso?a=1&amp;b=2');

  it('says issuer, address and the certificates that sign', () => {
    const expected = {
      kind: 'read',
      issuer: 'https://idp.example/metadata',
      entryPoint: 'https://idp.example/sso?a=1&b=2',
      certificates: [bare(idp.certificate), bare(next.certificate)],
    };
    const text = entity(
      key(' use="signing"', idp.certificate) +
        key('', next.certificate) +
        key(' use="encryption"', idp.certificate) +
        services,
    );
    expect(readIdpMetadata(text)).toEqual(expected);
    expect(readIdpMetadata(`\uFEFF<?xml version="1.0" encoding="UTF-8"?>\n<!-- made by hand -->\n${text}\n`)).toEqual(
      expected,
    );
    const several = `<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">${text}<md:EntityDescriptor entityID="urn:sp"><md:SPSSODescriptor/></md:EntityDescriptor></md:EntitiesDescriptor>`;
    expect(readIdpMetadata(several)).toEqual(expected);
  });

  it('is not read where it leaves open what it says, or is no plain XML', () => {
    const whole = entity(key('', idp.certificate) + services);
    const two = `<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">${whole}${whole}</md:EntitiesDescriptor>`;
    const wrong = [
      two,
      entity(services),
      entity(key('', idp.certificate)),
      entity(key('', idp.certificate) + service('HTTP-POST', 'https://idp.example/post')),
      whole.replace(' entityID="https://idp.example/metadata"', ''),
      whole.replaceAll('metadata"', 'x"'),
      `<!DOCTYPE x>${whole}`,
      '<html/>',
      'no XML',
    ];
    for (const text of wrong)
      expect([text.slice(0, 60), readIdpMetadata(text)]).toEqual([text.slice(0, 60), { kind: 'not-read' }]);
  });
});
