import type { X509Certificate } from 'node:crypto';
import { createPrivateKey } from 'node:crypto';
import { MAX_CERTIFICATE_LENGTH } from '@luciq/domain';
import type { ReadCertificate } from '../certificate.ts';
import { described, parsed } from '../certificate.ts';

/** Longest text in which certificates or metadata are looked for, in characters: metadata of AD FS has some 80,000. */
export const MAX_PASTED_LENGTH = 262_144;
/** Most certificates in it. */
export const MAX_PASTED_CERTIFICATES = 20;

/** What was found in a text. */
export type PastedCertificates =
  | {
      readonly kind: 'read';
      /** Those that sign, in the order of the text. */
      readonly certificates: readonly ReadCertificate[];
      /** How many more there were, which only vouch for those. */
      readonly issuers: number;
    }
  | { readonly kind: 'private-key' }
  | { readonly kind: 'not-read' };

const ARMOUR = /-----BEGIN (?:X509 )?CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END (?:X509 )?CERTIFICATE-----/g;
const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** PFX begins with a sequence, its length, and the number 3 (RFC 7292 section 4). */
const PFX = /^30(?:[0-7].|81..|82.{4}|83.{6}|80)020103/;

/**
 * Certificates in what people paste: PEM with text before and after it, with line breaks written as `\n`, as X509 CERTIFICATE, or the base64 alone. Of a
 * chain the one that signs is taken: the one that vouches for no other. Two that do not vouch for each other are both taken, for a roll-over.
 */
export function readPastedCertificates(text: string): PastedCertificates {
  if (text.length > MAX_PASTED_LENGTH) return { kind: 'not-read' };
  const lines = text.replaceAll(/\\r|\\n/g, '\n').replaceAll(/^[\s"']+|[\s"',]+$/g, '');
  if (PRIVATE_KEY.test(lines)) return { kind: 'private-key' };
  const armoured = [...lines.matchAll(ARMOUR)].map(([, body = '']) => body);
  const bodies = (armoured.length > 0 ? armoured : [lines]).map((body) => body.replaceAll(/\s+/g, ''));
  if (
    bodies.length > MAX_PASTED_CERTIFICATES ||
    !bodies.every((body) => body.length <= MAX_CERTIFICATE_LENGTH && BASE64.test(body))
  )
    return { kind: 'not-read' };
  const all = bodies.map((body) => Buffer.from(body, 'base64'));
  if (all.some(isPrivateKey)) return { kind: 'private-key' };
  const certificates = all.map(parsed);
  const read = certificates.filter((certificate) => certificate !== null);
  return read.length === certificates.length ? thoseThatSign(read) : { kind: 'not-read' };
}

function thoseThatSign(given: readonly X509Certificate[]): PastedCertificates {
  const once = [...new Map(given.map((certificate) => [certificate.fingerprint256, certificate])).values()];
  const signing = once.filter(
    (certificate) => !once.some((other) => other !== certificate && vouches(certificate, other)),
  );
  return signing.length === 0
    ? { kind: 'not-read' }
    : { kind: 'read', certificates: signing.map(described), issuers: once.length - signing.length };
}

/** True if the first issued the second. Names alone do not tell: two self-signed ones of a roll-over have the same. */
function vouches(issuer: X509Certificate, subject: X509Certificate): boolean {
  try {
    return subject.checkIssued(issuer) && subject.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

function isPrivateKey(der: Buffer): boolean {
  if (PFX.test(der.subarray(0, 16).toString('hex'))) return true;
  return (['pkcs8', 'pkcs1', 'sec1'] as const).some((type) => {
    try {
      return createPrivateKey({ key: der, format: 'der', type }).type === 'private';
    } catch (error) {
      // An encrypted PKCS #8 is a private key that cannot be read without its password.
      return (error as { readonly code?: unknown }).code === 'ERR_MISSING_PASSPHRASE';
    }
  });
}
