import type { SamlSettings } from '@luciq/events';
import type { CompanyRefusal } from '../refusal.ts';

/** Longest address of an identity provider, in characters. */
export const MAX_ENTRY_POINT_LENGTH = 2_048;
/** Longest entity ID of an identity provider, in characters (SAML core 8.3.6). */
export const MAX_ISSUER_LENGTH = 1_024;
/** Longest certificate in PEM, in characters. */
export const MAX_CERTIFICATE_LENGTH = 16_384;
/** Certificates that an identity provider may sign with at a time: the present one and those that follow it. */
export const MAX_CERTIFICATES = 4;

const PEM = /^-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+\n-----END CERTIFICATE-----$/;
const SHA1 = /^[0-9a-f]{40}$/;
const LOCAL = new Set(['localhost', '127.0.0.1']);
/** What a parser of addresses passes over or reads as something else, so that a person sees another address than a browser opens. */
const NOT_IN_AN_ADDRESS = /[\s\p{Cc}\p{Cf}\\]/u;
const NOT_IN_AN_ISSUER = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

type Judged =
  | { readonly kind: 'kept'; readonly settings: SamlSettings }
  | { readonly kind: 'refused'; readonly refusal: CompanyRefusal };

const refused = (
  kind:
    | 'entry-point-not-https'
    | 'issuer-missing'
    | 'certificate-or-fingerprint'
    | 'too-many-certificates'
    | 'certificate-not-read',
): Judged => ({ kind: 'refused', refusal: { kind } });

/** Settings as they are kept, or what is wrong with them. Whether a certificate can be read, and is strong enough, is for the caller to see to. */
export function samlSettings(given: SamlSettings): Judged {
  const entryPoint = entryPointOf(given.entryPoint.trim());
  if (entryPoint === null) return refused('entry-point-not-https');
  const issuer = given.issuer?.trim() ?? '';
  if (issuer === '' || issuer.length > MAX_ISSUER_LENGTH || NOT_IN_AN_ISSUER.test(issuer))
    return refused('issuer-missing');
  if ((given.certificates.length === 0) === (given.fingerprint === null)) return refused('certificate-or-fingerprint');
  if (given.fingerprint !== null) {
    const digits = given.fingerprint.replaceAll(/[:\s]/g, '').toLowerCase();
    return SHA1.test(digits)
      ? { kind: 'kept', settings: { entryPoint, issuer, certificates: [], fingerprint: digits } }
      : refused('certificate-not-read');
  }
  const certificates = [...new Set(given.certificates.map(pemOf))];
  if (certificates.some((pem) => !PEM.test(pem))) return refused('certificate-not-read');
  if (certificates.length > MAX_CERTIFICATES) return refused('too-many-certificates');
  return { kind: 'kept', settings: { entryPoint, issuer, certificates, fingerprint: null } };
}

const pemOf = (certificate: string): string =>
  certificate.length <= MAX_CERTIFICATE_LENGTH ? certificate.trim().replaceAll(/\s*\n\s*/g, '\n') : '';

/** The address as a browser opens it, if it is one over TLS without a user name or password in it; a machine may name itself without TLS, for trying out. */
function entryPointOf(text: string): string | null {
  if (text.length > MAX_ENTRY_POINT_LENGTH || NOT_IN_AN_ADDRESS.test(text) || !/^https?:\/\/[^/]/i.test(text))
    return null;
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '' || text.split(/[/?#]/)[2]?.includes('@') === true)
    return null;
  const isOpen = url.protocol === 'https:' || LOCAL.has(url.hostname);
  return isOpen && url.href.length <= MAX_ENTRY_POINT_LENGTH ? url.href : null;
}
