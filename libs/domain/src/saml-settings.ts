import type { SamlSettings } from '@luciq/events';
import type { CompanyRefusal } from './refusal.ts';

/** Longest address of an identity provider, in characters. */
export const MAX_ENTRY_POINT_LENGTH = 2_048;
/** Longest certificate in PEM, in characters. */
export const MAX_CERTIFICATE_LENGTH = 16_384;

const PEM = /^-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+\n-----END CERTIFICATE-----$/;
const SHA1 = /^[0-9a-f]{40}$/;
const LOCAL = new Set(['localhost', '127.0.0.1']);

type Judged = { readonly kind: 'kept'; readonly settings: SamlSettings } | { readonly kind: 'refused'; readonly refusal: CompanyRefusal };

const NOT_READ: Judged = { kind: 'refused', refusal: { kind: 'certificate-not-read' } };

/** Settings as they are kept, or what is wrong with them. Whether a certificate can be read and is valid is for the caller to see to. */
export function samlSettings(given: SamlSettings): Judged {
  const entryPoint = given.entryPoint.trim();
  if (!isEntryPoint(entryPoint)) return { kind: 'refused', refusal: { kind: 'entry-point-not-https' } };
  if ((given.certificate === null) === (given.fingerprint === null)) return { kind: 'refused', refusal: { kind: 'certificate-or-fingerprint' } };
  const { certificate, fingerprint } = given;
  if (certificate !== null) {
    const pem = certificate.length <= MAX_CERTIFICATE_LENGTH ? certificate.trim().replaceAll(/\s*\n\s*/g, '\n') : '';
    return PEM.test(pem) ? { kind: 'kept', settings: { entryPoint, certificate: pem, fingerprint: null } } : NOT_READ;
  }
  const digits = fingerprint?.replaceAll(/[:\s]/g, '').toLowerCase() ?? '';
  return SHA1.test(digits) ? { kind: 'kept', settings: { entryPoint, certificate: null, fingerprint: digits } } : NOT_READ;
}

/** True for an address over TLS; a machine may name itself without, for trying out. */
function isEntryPoint(text: string): boolean {
  const url = text.length <= MAX_ENTRY_POINT_LENGTH ? URL.parse(text) : null;
  return url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && LOCAL.has(url.hostname)));
}
