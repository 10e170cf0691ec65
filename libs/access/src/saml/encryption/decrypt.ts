import type { KeyObject } from 'node:crypto';
import { constants, createDecipheriv, privateDecrypt } from 'node:crypto';
import type { Cipher } from '../algorithms.ts';
import { CIPHERS, OAEP, OAEP_DIGESTS, OAEP_MASKS, OAEP_MGF1P } from '../algorithms.ts';
import type { XmlElement } from '../document.ts';
import { attributeOf, childrenOf, elementsOf, isElement, NAMESPACES, onlyChild, textOf } from '../document.ts';
import type { SamlRefused } from '../types.ts';
import { refusedFor } from '../types.ts';

/** Most elements around an encrypted assertion: what it says is inside. */
export const MAX_ELEMENTS_AROUND_ENCRYPTED = 200;

const GCM_IV = 12;
const GCM_TAG = 16;
const CBC_BLOCK = 16;

/** What an assertion was before it was encrypted: UTF-8, not checked. */
export type Decrypted = { readonly kind: 'decrypted'; readonly bytes: Buffer } | SamlRefused;

/**
 * Decrypts an assertion that was encrypted for a company (XML Encryption 1.1). Anyone who can send CBC at will and see what comes of it reads other assertions byte by
 * byte, so CBC is only for what came signed as it is: `signedOutside`. GCM is signed by itself. RSA 1.5 tells as much of its keys, and is never accepted.
 */
export function decrypt(
  encrypted: XmlElement,
  key: KeyObject,
  { signedOutside }: { readonly signedOutside: boolean },
): Decrypted {
  const data = onlyChild(encrypted, NAMESPACES.encryption, 'EncryptedData');
  const [wrapped, ...more] = elementsOf(encrypted).filter((element) =>
    isElement(element, NAMESPACES.encryption, 'EncryptedKey'),
  );
  if (data === null || wrapped === undefined || more.length > 0) return refusedFor('not-read');
  const method = onlyChild(data, NAMESPACES.encryption, 'EncryptionMethod');
  const cipher = CIPHERS.get(method === null ? '' : (attributeOf(method, 'Algorithm') ?? ''));
  const oaepHash = oaepHashOf(wrapped);
  if (cipher === undefined || oaepHash === null || (cipher.mode === 'cbc' && !signedOutside))
    return refusedFor('encryption-not-accepted');
  const [content, wrappedKey] = [cipherValue(data), cipherValue(wrapped)];
  if (content === null || wrappedKey === null) return refusedFor('not-read');
  try {
    const secret = privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, wrappedKey);
    return {
      kind: 'decrypted',
      bytes: cipher.mode === 'gcm' ? openGcm(cipher, secret, content) : openCbc(cipher, secret, content),
    };
  } catch {
    // One word for whatever went wrong: the differences between failures are what such attacks live on.
    return refusedFor('not-decrypted');
  }
}

/** The hash of RSA-OAEP, which node:crypto uses for its mask, too; null for anything else. */
function oaepHashOf(wrapped: XmlElement): string | null {
  const method = onlyChild(wrapped, NAMESPACES.encryption, 'EncryptionMethod');
  if (method === null || childrenOf(method).some(({ localName }) => localName === 'OAEPparams')) return null;
  const named = (name: string): string | null => {
    const [found] = childrenOf(method).filter(({ localName }) => localName === name);
    return found === undefined ? null : (attributeOf(found, 'Algorithm') ?? '');
  };
  const algorithm = attributeOf(method, 'Algorithm');
  const [digestName, maskName] = [named('DigestMethod'), named('MGF')];
  const digest = digestName === null ? 'sha1' : OAEP_DIGESTS.get(digestName);
  const mask = algorithm === OAEP && maskName !== null ? OAEP_MASKS.get(maskName) : 'sha1';
  return (algorithm === OAEP || algorithm === OAEP_MGF1P) && digest !== undefined && digest === mask ? digest : null;
}

function cipherValue(element: XmlElement): Buffer | null {
  const data = onlyChild(element, NAMESPACES.encryption, 'CipherData');
  const value = data === null ? null : onlyChild(data, NAMESPACES.encryption, 'CipherValue');
  const text = value === null ? null : textOf(value);
  return text === null ? null : Buffer.from(text, 'base64');
}

function openGcm({ name, keyBytes }: Cipher, secret: Buffer, content: Buffer): Buffer {
  if (secret.length !== keyBytes || content.length < GCM_IV + GCM_TAG) throw new Error('too short');
  const decipher = createDecipheriv(name as 'aes-256-gcm', secret, content.subarray(0, GCM_IV), {
    authTagLength: GCM_TAG,
  });
  decipher.setAuthTag(content.subarray(-GCM_TAG));
  return Buffer.concat([decipher.update(content.subarray(GCM_IV, -GCM_TAG)), decipher.final()]);
}

function openCbc({ name, keyBytes }: Cipher, secret: Buffer, content: Buffer): Buffer {
  if (secret.length !== keyBytes) throw new Error('another key');
  const decipher = createDecipheriv(name, secret, content.subarray(0, CBC_BLOCK)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(content.subarray(CBC_BLOCK)), decipher.final()]);
  // Only the last byte of the padding is defined (XML Encryption 5.2).
  const padding = padded.at(-1) ?? 0;
  if (padding < 1 || padding > CBC_BLOCK) throw new Error('wrong padding');
  return padded.subarray(0, -padding);
}
