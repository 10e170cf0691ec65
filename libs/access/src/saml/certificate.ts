import { X509Certificate } from 'node:crypto';
import { MAX_CERTIFICATE_LENGTH } from '@luciq/domain';

/** An X.509 certificate that could be read. */
export interface ReadCertificate {
  readonly kind: 'read';
  readonly pem: string;
  /** SHA-1 of the DER, 40 lower-case hex digits. */
  readonly fingerprint: string;
  readonly notAfter: string;
}

const PEM = /^-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Reads one certificate with an RSA or EC key: PEM, or its base64 alone as it stands in an IdP's metadata. More than one is not read,
 * since it would be left to chance which of them counts.
 */
export function readCertificate(pemOrBase64: string): ReadCertificate | { readonly kind: 'not-read' } {
  if (pemOrBase64.length > MAX_CERTIFICATE_LENGTH) return { kind: 'not-read' };
  const trimmed = pemOrBase64.trim();
  const body = (PEM.exec(trimmed)?.[1] ?? trimmed).replace(/\s+/g, '');
  if (!BASE64.test(body)) return { kind: 'not-read' };
  try {
    const certificate = new X509Certificate(Buffer.from(body, 'base64'));
    const key = certificate.publicKey.asymmetricKeyType;
    if (key !== 'rsa' && key !== 'ec') return { kind: 'not-read' };
    return {
      kind: 'read',
      pem: certificate.toString().trim(),
      fingerprint: certificate.fingerprint.replaceAll(':', '').toLowerCase(),
      notAfter: new Date(certificate.validTo).toISOString(),
    };
  } catch {
    return { kind: 'not-read' };
  }
}
