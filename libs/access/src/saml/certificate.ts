import type { KeyObject } from 'node:crypto';
import { X509Certificate } from 'node:crypto';
import { MAX_CERTIFICATE_LENGTH } from '@luciq/domain';

/** Shortest RSA key of a certificate that a company may give, in bits. */
export const MIN_RSA_BITS = 2_048;
/** Shortest RSA key that still signs someone in where the company gave it before keys were looked at, in bits; a shorter one can be broken by anybody. */
export const MIN_OLD_RSA_BITS = 1_024;

const CURVES: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1', 'secp521r1']);

/** An X.509 certificate that could be read. */
export interface ReadCertificate {
  readonly kind: 'read';
  readonly pem: string;
  /** SHA-1 of the DER, 40 lower-case hex digits. */
  readonly fingerprint: string;
  readonly notAfter: string;
  /** The common name in it, or all of its subject; for people. */
  readonly subject: string;
  /** `weak` is not taken any more where it is new; `broken` signs nobody in. */
  readonly strength: 'good' | 'weak' | 'broken';
}

const PEM = /^-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Reads one certificate with an RSA or EC key: PEM, or its base64 alone as it stands in a signature. What people paste is for `readPastedCertificates`. */
export function readCertificate(pemOrBase64: string): ReadCertificate | { readonly kind: 'not-read' } {
  if (pemOrBase64.length > MAX_CERTIFICATE_LENGTH) return { kind: 'not-read' };
  const trimmed = pemOrBase64.trim();
  const body = (PEM.exec(trimmed)?.[1] ?? trimmed).replace(/\s+/g, '');
  const certificate = BASE64.test(body) ? parsed(Buffer.from(body, 'base64')) : null;
  return certificate === null ? { kind: 'not-read' } : described(certificate);
}

/** A certificate with an RSA or EC key; null for anything else. */
export function parsed(der: Buffer): X509Certificate | null {
  try {
    const certificate = new X509Certificate(der);
    const key = certificate.publicKey.asymmetricKeyType;
    return (key === 'rsa' || key === 'ec') && !Number.isNaN(Date.parse(certificate.validTo)) ? certificate : null;
  } catch {
    return null;
  }
}

/** What is said of a certificate. */
export const described = (certificate: X509Certificate): ReadCertificate => ({
  kind: 'read',
  pem: certificate.toString().trim(),
  fingerprint: certificate.fingerprint.replaceAll(':', '').toLowerCase(),
  notAfter: new Date(certificate.validTo).toISOString(),
  subject: /^CN=(.+)$/m.exec(certificate.subject)?.[1] ?? certificate.subject.replaceAll('\n', ', '),
  strength: strengthOf(certificate),
});

/**
 * How far a certificate can be trusted. Its own signature says nothing of a self-signed one whose key an administrator gave, which is why SHA-1 there is
 * good enough; MD5 is so old that nothing else about such a certificate can be believed either.
 */
function strengthOf({ publicKey, signatureAlgorithm }: X509Certificate): ReadCertificate['strength'] {
  const strength = strengthOfKey(publicKey);
  return strength === 'good' && /md[245]/i.test(signatureAlgorithm ?? '') ? 'weak' : strength;
}

function strengthOfKey(key: KeyObject): ReadCertificate['strength'] {
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'ec') return CURVES.has(namedCurve) ? 'good' : 'broken';
  if (modulusLength < MIN_OLD_RSA_BITS) return 'broken';
  return modulusLength < MIN_RSA_BITS ? 'weak' : 'good';
}
