import { createHash, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { SignedXml } from 'xml-crypto';
import type { HashAlgorithm, SignatureAlgorithm } from 'xml-crypto';

const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const ENCRYPTION = 'http://www.w3.org/2001/04/xmlenc#';
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';

/** The transform that takes the signature out of what it signs. */
export const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
/** The canonical forms that are accepted (SAML core 5.4.3). */
export const CANONICAL_FORMS: readonly string[] = [EXCLUSIVE, `${EXCLUSIVE}WithComments`];

interface Algorithm {
  readonly key: 'rsa' | 'ec';
  readonly hash: string;
  /** The SAML library knows it too. */
  readonly inLibrary: boolean;
}

/** The signature algorithms that are accepted: no SHA-1, and no HMAC, for which a public certificate would be the secret. */
export const SIGNATURES: ReadonlyMap<string, Algorithm> = new Map<string, Algorithm>([
  [`${MORE}rsa-sha256`, { key: 'rsa', hash: 'sha256', inLibrary: true }],
  [`${MORE}rsa-sha384`, { key: 'rsa', hash: 'sha384', inLibrary: false }],
  [`${MORE}rsa-sha512`, { key: 'rsa', hash: 'sha512', inLibrary: true }],
  [`${MORE}ecdsa-sha256`, { key: 'ec', hash: 'sha256', inLibrary: false }],
  [`${MORE}ecdsa-sha384`, { key: 'ec', hash: 'sha384', inLibrary: false }],
  [`${MORE}ecdsa-sha512`, { key: 'ec', hash: 'sha512', inLibrary: false }],
]);

/** The digest algorithms that are accepted. */
export const DIGESTS: ReadonlyMap<string, { readonly hash: string; readonly inLibrary: boolean }> = new Map([
  [`${ENCRYPTION}sha256`, { hash: 'sha256', inLibrary: true }],
  [`${MORE}sha384`, { hash: 'sha384', inLibrary: false }],
  [`${ENCRYPTION}sha512`, { hash: 'sha512', inLibrary: true }],
]);

/** A checker of XML signatures that knows the algorithms above, that key, and nothing else. */
export function signatureChecker(key: KeyObject): SignedXml {
  // The library insists on a certificate, but only hands it on to the algorithm, which has the key already.
  const checker = new SignedXml({ publicCert: key, getCertFromKeyInfo: () => null });
  checker.SignatureAlgorithms = Object.fromEntries([...SIGNATURES].map(([name, algorithm]) => [name, signatureClass(name, algorithm, key)]));
  checker.HashAlgorithms = Object.fromEntries([...DIGESTS].map(([name, { hash }]) => [name, digestClass(name, hash)]));
  const known = checker.CanonicalizationAlgorithms;
  checker.CanonicalizationAlgorithms = Object.fromEntries(Object.entries(known).filter(([name]) => name === ENVELOPED || CANONICAL_FORMS.includes(name)));
  return checker;
}

const signatureClass = (name: string, { hash }: Algorithm, key: KeyObject): new () => SignatureAlgorithm =>
  class implements SignatureAlgorithm {
    readonly getAlgorithmName = (): string => name;
    readonly getSignature = (): never => {
      throw new Error('This side only checks signatures.');
    };
    // XML signatures hold ECDSA's two numbers side by side (XML Signature 1.1 section 6.4.3), not in DER.
    readonly verifySignature = (material: string, _key: unknown, value: string): boolean =>
      verify(hash, Buffer.from(material), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(value, 'base64'));
  };

const digestClass = (name: string, hash: string): new () => HashAlgorithm =>
  class implements HashAlgorithm {
    readonly getAlgorithmName = (): string => name;
    readonly getHash = (xml: string): string => createHash(hash).update(xml, 'utf8').digest('base64');
  };
