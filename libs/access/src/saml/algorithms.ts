const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const ENCRYPTION = 'http://www.w3.org/2001/04/xmlenc#';
const ENCRYPTION_11 = 'http://www.w3.org/2009/xmlenc11#';
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';

/** The transform that takes the signature out of what it signs. */
export const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
/** The canonical forms that are accepted (SAML core 5.4.3). */
export const CANONICAL_FORMS: readonly string[] = [EXCLUSIVE, `${EXCLUSIVE}WithComments`];

/** How something is signed. */
export interface SignatureMethod {
  readonly key: 'rsa' | 'ec';
  readonly hash: string;
}

/** The signature algorithms that are accepted: no SHA-1, and no HMAC, for which a public certificate would be the secret. */
export const SIGNATURES: ReadonlyMap<string, SignatureMethod> = new Map<string, SignatureMethod>([
  [`${MORE}rsa-sha256`, { key: 'rsa', hash: 'sha256' }],
  [`${MORE}rsa-sha384`, { key: 'rsa', hash: 'sha384' }],
  [`${MORE}rsa-sha512`, { key: 'rsa', hash: 'sha512' }],
  [`${MORE}ecdsa-sha256`, { key: 'ec', hash: 'sha256' }],
  [`${MORE}ecdsa-sha384`, { key: 'ec', hash: 'sha384' }],
  [`${MORE}ecdsa-sha512`, { key: 'ec', hash: 'sha512' }],
]);

/** The digest algorithms that are accepted, by the name that node:crypto has for them. */
export const DIGESTS: ReadonlyMap<string, string> = new Map([
  [`${ENCRYPTION}sha256`, 'sha256'],
  [`${MORE}sha384`, 'sha384'],
  [`${ENCRYPTION}sha512`, 'sha512'],
]);

/** Algorithms of signatures and digests that are not safe any more. */
export const OLD_METHODS = /(?:sha1|md5)$/i;

/** How an assertion is encrypted. */
export interface Cipher {
  readonly name: 'aes-128-gcm' | 'aes-192-gcm' | 'aes-256-gcm' | 'aes-128-cbc' | 'aes-192-cbc' | 'aes-256-cbc';
  readonly mode: 'gcm' | 'cbc';
  readonly keyBytes: number;
}

/** The ciphers that are accepted. CBC is only for what was signed as it came: see `encryption/decrypt.ts`. */
export const CIPHERS: ReadonlyMap<string, Cipher> = new Map<string, Cipher>([
  [`${ENCRYPTION_11}aes128-gcm`, { name: 'aes-128-gcm', mode: 'gcm', keyBytes: 16 }],
  [`${ENCRYPTION_11}aes192-gcm`, { name: 'aes-192-gcm', mode: 'gcm', keyBytes: 24 }],
  [`${ENCRYPTION_11}aes256-gcm`, { name: 'aes-256-gcm', mode: 'gcm', keyBytes: 32 }],
  [`${ENCRYPTION}aes128-cbc`, { name: 'aes-128-cbc', mode: 'cbc', keyBytes: 16 }],
  [`${ENCRYPTION}aes192-cbc`, { name: 'aes-192-cbc', mode: 'cbc', keyBytes: 24 }],
  [`${ENCRYPTION}aes256-cbc`, { name: 'aes-256-cbc', mode: 'cbc', keyBytes: 32 }],
]);

/** RSA-OAEP with SHA-1 in its mask, whatever its digest (XML Encryption 5.5.2). */
export const OAEP_MGF1P = `${ENCRYPTION}rsa-oaep-mgf1p`;
/** RSA-OAEP with the mask that it names. */
export const OAEP = `${ENCRYPTION_11}rsa-oaep`;

/** The hashes of RSA-OAEP: SHA-1 is not weak there, where nothing depends on collisions. */
export const OAEP_DIGESTS: ReadonlyMap<string, string> = new Map([
  ['http://www.w3.org/2000/09/xmldsig#sha1', 'sha1'],
  ...DIGESTS,
]);
/** The masks of RSA-OAEP, by the hash that they are made with. */
export const OAEP_MASKS: ReadonlyMap<string, string> = new Map(
  ['sha1', 'sha256', 'sha384', 'sha512'].map((hash) => [`${ENCRYPTION_11}mgf1${hash}`, hash]),
);
