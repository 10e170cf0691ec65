import { createPrivateKey } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Encryption, ResponseOptions, TestIdp } from '@luciq/testing/saml-idp';
import { testIdp, toBase64 } from '@luciq/testing/saml-idp';
import type { MadeEncryptionKey, SamlConfiguration } from '../index.ts';
import {
  MAX_ELEMENTS_AROUND_ENCRYPTED,
  newEncryptionKey,
  openEncryptionKey,
  samlKeyFrom,
  spMetadata,
  verifySamlResponse,
} from '../index.ts';

const sp = { entityId: 'https://luciq.example/saml/acme/metadata', acsUrl: 'https://luciq.example/saml/acme/acs' };
const now = new Date('2026-11-24T12:00:00.000Z');
const good: ResponseOptions = { acsUrl: sp.acsUrl, audience: sp.entityId, nameId: 'ada@acme.example', now };
const secret = samlKeyFrom('ab'.repeat(32)) ?? Buffer.alloc(0);

let idp: TestIdp;
let ours: MadeEncryptionKey;
let theirs: MadeEncryptionKey;
let configuration: SamlConfiguration;
beforeAll(async () => {
  [idp, ours, theirs] = await Promise.all([
    testIdp(),
    newEncryptionKey('acme', secret, now),
    newEncryptionKey('other', secret, now),
  ]);
  configuration = {
    entryPoint: 'https://idp.example/sso',
    issuer: idp.issuer,
    certificates: [idp.certificate],
    fingerprint: null,
  };
});

const verify = (samlResponse: string, offered = true): string => {
  const decryptionKey = (): ReturnType<typeof openEncryptionKey> =>
    offered ? openEncryptionKey(ours.sealedKey, 'acme', secret) : null;
  const outcome = verifySamlResponse(sp, configuration, { samlResponse, now, decryptionKey });
  return outcome.kind === 'refused' ? outcome.reason : `signed in as ${outcome.nameId}`;
};
const encrypted = (encrypt: Partial<Encryption> = {}, more: Partial<ResponseOptions> = {}): string =>
  verify(idp.respond({ ...good, ...more, encrypt: { certificate: ours.certificate, ...encrypt } }));
const ADA = 'signed in as ada@acme.example';

describe('an encrypted assertion', () => {
  it('is decrypted with AES-GCM and RSA-OAEP, whether signed inside, outside or both', () => {
    for (const sign of ['assertion', 'response', 'both'] as const) {
      for (const cipher of ['aes128-gcm', 'aes256-gcm'] as const) {
        for (const transport of ['oaep-sha1', 'oaep-sha256'] as const)
          expect(encrypted({ cipher, transport }, { sign })).toBe(ADA);
      }
    }
  });

  it('is not decrypted with RSA 1.5, nor with AES-CBC where anybody could have changed it', () => {
    for (const sign of ['assertion', 'response', 'both'] as const)
      expect(encrypted({ transport: 'rsa-1_5' }, { sign })).toBe('encryption-not-accepted');
    for (const cipher of ['aes128-cbc', 'aes256-cbc'] as const) {
      expect(encrypted({ cipher })).toBe('encryption-not-accepted');
      expect([encrypted({ cipher }, { sign: 'response' }), encrypted({ cipher }, { sign: 'both' })]).toEqual([
        ADA,
        ADA,
      ]);
    }
  });

  it('tells nothing of AES-CBC that was changed on the way: the signature is looked at first', () => {
    const changed = new Set<string>();
    for (let at = 0; at < 24; at += 1) {
      const spoil = (xml: string): string =>
        xml.replace(
          /(<xenc:CipherValue>)([^<]+)(<\/xenc:CipherValue><\/xenc:CipherData><\/xenc:EncryptedData>)/,
          (_, before: string, value: string, after: string) => {
            const bytes = Buffer.from(value, 'base64');
            bytes[bytes.length - 1 - at] = (bytes[bytes.length - 1 - at] ?? 0) ^ 1;
            return before + bytes.toString('base64') + after;
          },
        );
      changed.add(encrypted({ cipher: 'aes256-cbc' }, { sign: 'response', spoil }));
    }
    expect([...changed]).toEqual(['wrong-signature']);
  });

  it('that anybody made for our certificate is not believed', () => {
    expect(encrypted({}, { sign: 'none' })).toBe('not-signed');
    expect(encrypted({ before: (assertion) => assertion.replace('ada@', 'eve@') })).toBe('wrong-signature');
    expect(encrypted({ before: (assertion) => `<x>${assertion}</x>` })).not.toBe(ADA);
    expect(encrypted({ before: (assertion) => assertion + assertion })).toBe('not-decrypted');
    expect(encrypted({ before: () => 'no XML at all' })).toBe('not-decrypted');
    expect(encrypted({ before: (assertion) => `<!DOCTYPE x>${assertion}` })).toBe('not-decrypted');
  });

  it('is for this company alone, and for one that offers a key', () => {
    expect(encrypted({ certificate: theirs.certificate })).toBe('not-decrypted');
    expect(verify(idp.respond({ ...good, encrypt: { certificate: ours.certificate } }), false)).toBe('encrypted');
  });

  it('stands alone, once, and not beside a plain one', () => {
    const inside = /<saml2:EncryptedAssertion.*<\/saml2:EncryptedAssertion>/s;
    const plain = /<saml2:Assertion.*<\/saml2:Assertion>/s.exec(idp.respondXml(good))?.[0] ?? '';
    const spoiled = (spoil: (part: string) => string): string =>
      encrypted({}, { spoil: (xml) => xml.replace(inside, spoil) });
    expect(spoiled((part) => part + part)).toBe('wrong-signature');
    expect(spoiled((part) => part + plain)).toBe('wrong-signature');
    expect(spoiled((part) => plain + part)).toBe('wrong-signature');
    expect(spoiled((part) => part.replace('</saml2:EncryptedAssertion>', `${plain}</saml2:EncryptedAssertion>`))).toBe(
      'wrong-signature',
    );
    expect(spoiled((part) => `<x>${part}</x>`)).toBe('wrong-signature');
    expect(spoiled((part) => part + '<x/>'.repeat(MAX_ELEMENTS_AROUND_ENCRYPTED))).toBe('too-large');
  });

  it('is looked at like a plain one once it is decrypted', () => {
    expect(encrypted({}, { audience: 'https://other.example' })).toBe('wrong-audience');
    expect(encrypted({}, { issuer: 'https://idp.example/another-tenant' })).toBe('wrong-issuer');
    expect(encrypted({}, { notOnOrAfter: new Date(now.getTime() - 3_600_000) })).toBe('expired');
    expect(
      encrypted({}, { before: (xml) => xml.replace(/<saml2:NameID.*<\/saml2:NameID>/, '<saml2:EncryptedID/>') }),
    ).toBe('encrypted');
    expect(
      verify(
        toBase64(
          idp.respondXml({
            ...good,
            destination: 'https://luciq.example/saml/other/acs',
            encrypt: { certificate: ours.certificate },
          }),
        ),
      ),
    ).toBe('wrong-destination');
  });
});

describe('the key that assertions are encrypted for', () => {
  it('opens with the key of the environment, for its own company, and unchanged', () => {
    const key = openEncryptionKey(ours.sealedKey, 'acme', secret);
    expect(key?.type).toBe('private');
    expect(
      createPrivateKey(key?.export({ type: 'pkcs8', format: 'pem' }) ?? '').asymmetricKeyDetails?.modulusLength,
    ).toBe(2_048);
    const [version, iv, sealed = ''] = ours.sealedKey.split('.');
    for (const wrong of [
      '',
      'v1',
      `v2.${iv}.${sealed}`,
      [version, iv, `${sealed.slice(0, -4)}AAAA`].join('.'),
      theirs.sealedKey,
    ])
      expect(openEncryptionKey(wrong, 'acme', secret)).toBeNull();
    expect(openEncryptionKey(ours.sealedKey, 'other', secret)).toBeNull();
    expect(openEncryptionKey(ours.sealedKey, 'acme', Buffer.alloc(32))).toBeNull();
    expect(ours.sealedKey).not.toContain('PRIVATE KEY');
  });

  it('is in the metadata with its certificate, where a company offers it and nowhere else', () => {
    const metadata = spMetadata(sp, ours.certificate);
    expect(metadata).toContain('use="encryption"');
    expect(metadata.replaceAll(/\s/g, '')).toContain(ours.certificate.replaceAll(/-----[A-Z ]+-----|\s/g, ''));
    expect(metadata).toContain('http://www.w3.org/2009/xmlenc11#aes256-gcm');
    expect(metadata).not.toContain('PRIVATE');
    expect(spMetadata(sp)).not.toContain('KeyDescriptor');
  });
});
