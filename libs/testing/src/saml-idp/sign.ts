import { createHash, sign } from 'node:crypto';
import { SignedXml } from 'xml-crypto';

/** A key and how it signs. */
export interface Signer {
  /** PEM. */
  readonly privateKey: string;
  readonly kind: 'rsa' | 'ec';
  readonly hash: 'sha1' | 'sha256' | 'sha384' | 'sha512';
}

/** What is signed, and what goes with the signature. */
export interface Signing {
  readonly signer: Signer;
  readonly digest: Signer['hash'];
  readonly id: string;
  /** PEM. */
  readonly keyInfo: readonly string[];
  /** Prefix of the elements of the signature, empty for none; `ds` by default. */
  readonly prefix?: string | undefined;
  /** What stands in KeyInfo before the certificates. */
  readonly beforeCertificates?: string | undefined;
  /** Prefixes that are written in canonical form though nothing uses them. */
  readonly inclusive?: readonly string[] | undefined;
}

const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const SHA1 = 'http://www.w3.org/2000/09/xmldsig#';
const DIGESTS = {
  sha1: `${SHA1}sha1`,
  sha256: 'http://www.w3.org/2001/04/xmlenc#sha256',
  sha384: `${MORE}sha384`,
  sha512: 'http://www.w3.org/2001/04/xmlenc#sha512',
};

const methodOf = ({ kind, hash }: Signer): string =>
  kind === 'rsa' && hash === 'sha1' ? `${SHA1}rsa-sha1` : `${MORE}${kind === 'rsa' ? 'rsa' : 'ecdsa'}-${hash}`;

/** Puts an enveloped signature into the element with that id, after its issuer, where SAML wants it. */
export function signElement(
  xml: string,
  { signer, digest, id, keyInfo, prefix = 'ds', beforeCertificates = '', inclusive = [] }: Signing,
): string {
  const method = methodOf(signer);
  const name = (local: string): string => (prefix === '' ? local : `${prefix}:${local}`);
  const element509 = (pem: string): string => `<${name('X509Certificate')}>${bare(pem)}</${name('X509Certificate')}>`;
  const signed = new SignedXml({
    privateKey: signer.privateKey,
    signatureAlgorithm: method,
    canonicalizationAlgorithm: EXCLUSIVE,
    getKeyInfoContent: () =>
      `${beforeCertificates}<${name('X509Data')}>${keyInfo.map(element509).join('')}</${name('X509Data')}>`,
    inclusiveNamespacesPrefixList: [...inclusive],
  });
  signed.SignatureAlgorithms = {
    [method]: class {
      readonly getAlgorithmName = (): string => method;
      readonly getSignature = (info: string): string =>
        sign(signer.hash, Buffer.from(info), { key: signer.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64');
      readonly verifySignature = (): boolean => false;
    },
  };
  signed.HashAlgorithms = {
    [DIGESTS[digest]]: class {
      readonly getAlgorithmName = (): string => DIGESTS[digest];
      readonly getHash = (text: string): string => createHash(digest).update(text, 'utf8').digest('base64');
    },
  };
  const element = `//*[@ID='${id}']`;
  const transforms = [`${SHA1}enveloped-signature`, EXCLUSIVE];
  signed.addReference({
    xpath: element,
    transforms,
    digestAlgorithm: DIGESTS[digest],
    inclusiveNamespacesPrefixList: [...inclusive],
  });
  signed.computeSignature(xml, {
    ...(prefix === '' ? {} : { prefix }),
    location: { reference: `${element}/*[local-name()='Issuer']`, action: 'after' },
  });
  return signed.getSignedXml();
}

const bare = (pem: string): string => pem.replace(/-----[A-Z ]+-----/g, '').replace(/\s+/g, '');
