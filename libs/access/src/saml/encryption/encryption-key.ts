import type { KeyObject } from 'node:crypto';
import { createCipheriv, createDecipheriv, createPrivateKey, randomBytes } from 'node:crypto';
import { generate } from 'selfsigned';

/** How long an encryption certificate says that it is good, in years. Nothing ends with it: the key is known by itself, and withdrawn by an owner. */
export const ENCRYPTION_CERTIFICATE_YEARS = 10;

const KEY_BITS = 2_048;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A key pair for which an identity provider may encrypt; the private key is sealed. */
export interface MadeEncryptionKey {
  /** PEM. */
  readonly certificate: string;
  readonly sealedKey: string;
}

/** The key of the environment with which private keys are sealed; null where the setting is missing. `hex`: 64 hexadecimal digits. */
export const samlKeyFrom = (hex: string | undefined): Buffer | null =>
  hex === undefined ? null : Buffer.from(hex, 'hex');

/** Makes a key pair of a company, sealed with the key of the environment. */
export async function newEncryptionKey(companyId: string, secret: Buffer, now: Date): Promise<MadeEncryptionKey> {
  const notAfterDate = new Date(now);
  notAfterDate.setUTCFullYear(now.getUTCFullYear() + ENCRYPTION_CERTIFICATE_YEARS);
  const made = await generate([{ name: 'commonName', value: `Luciq SAML encryption ${companyId}` }], {
    keyType: 'rsa',
    keySize: KEY_BITS,
    algorithm: 'sha256',
    notBeforeDate: now,
    notAfterDate,
  });
  return { certificate: made.cert.trim().replaceAll('\r', ''), sealedKey: seal(made.private, companyId, secret) };
}

/** The private key of a company; null where it was sealed with another key, for another company, or changed. */
export function openEncryptionKey(sealedKey: string, companyId: string, secret: Buffer): KeyObject | null {
  const [version, iv = '', sealed = ''] = sealedKey.split('.');
  const content = Buffer.from(sealed, 'base64url');
  if (version !== 'v1' || content.length <= TAG_BYTES) return null;
  try {
    const decipher = createDecipheriv('aes-256-gcm', secret, Buffer.from(iv, 'base64url'), {
      authTagLength: TAG_BYTES,
    }).setAAD(Buffer.from(companyId));
    decipher.setAuthTag(content.subarray(-TAG_BYTES));
    return createPrivateKey(Buffer.concat([decipher.update(content.subarray(0, -TAG_BYTES)), decipher.final()]));
  } catch {
    return null;
  }
}

/** The id of the company is part of what is sealed: a key that is moved to another company in the log does not open. */
function seal(privateKey: string, companyId: string, secret: Buffer): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', secret, iv, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(companyId));
  const sealed = Buffer.concat([cipher.update(privateKey, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return ['v1', iv.toString('base64url'), sealed.toString('base64url')].join('.');
}
