import { constants, createCipheriv, publicEncrypt, randomBytes } from 'node:crypto';

/** How an assertion is encrypted. */
export interface Encryption {
  /** PEM of the certificate it is for. */
  readonly certificate: string;
  /** AES-256-GCM by default. */
  readonly cipher?: 'aes128-gcm' | 'aes256-gcm' | 'aes128-cbc' | 'aes256-cbc' | undefined;
  /** RSA-OAEP with SHA-1, as most send it, by default. */
  readonly transport?: 'oaep-sha1' | 'oaep-sha256' | 'rsa-1_5' | undefined;
  /** Changes what is encrypted. */
  readonly before?: ((assertion: string) => string) | undefined;
}

const XMLENC = 'http://www.w3.org/2001/04/xmlenc#';
const XMLENC_11 = 'http://www.w3.org/2009/xmlenc11#';
const ASSERTION = /<(\w*:?)Assertion\b[\s\S]*<\/\1Assertion>/;

const XMLDSIG = 'http://www.w3.org/2000/09/xmldsig#';
const TRANSPORTS = {
  'oaep-sha1': {
    padding: constants.RSA_PKCS1_OAEP_PADDING,
    oaepHash: 'sha1',
    method: `Algorithm="${XMLENC}rsa-oaep-mgf1p"><DigestMethod xmlns="${XMLDSIG}" Algorithm="${XMLDSIG}sha1"/>`,
  },
  'oaep-sha256': {
    padding: constants.RSA_PKCS1_OAEP_PADDING,
    oaepHash: 'sha256',
    method:
      `Algorithm="${XMLENC_11}rsa-oaep"><DigestMethod xmlns="${XMLDSIG}" Algorithm="${XMLENC}sha256"/>` +
      `<xenc11:MGF xmlns:xenc11="${XMLENC_11}" Algorithm="${XMLENC_11}mgf1sha256"/>`,
  },
  'rsa-1_5': { padding: constants.RSA_PKCS1_PADDING, oaepHash: 'sha1', method: `Algorithm="${XMLENC}rsa-1_5">` },
} as const;

/** Puts an encrypted assertion in the place of the plain one (XML Encryption 1.1), with the key inside of KeyInfo. */
export function encryptAssertion(
  xml: string,
  { certificate, cipher = 'aes256-gcm', transport = 'oaep-sha1', before = (text) => text }: Encryption,
): string {
  const [bits, mode] = [cipher.slice(3, 6), cipher.slice(7)];
  const secret = randomBytes(Number(bits) / 8);
  const algorithm = `${mode === 'gcm' ? XMLENC_11 : XMLENC}${cipher}`;
  const { padding, oaepHash, method } = TRANSPORTS[transport];
  const key = publicEncrypt({ key: certificate, padding, oaepHash }, secret).toString('base64');
  return xml.replace(ASSERTION, (assertion) => {
    const content = (mode === 'gcm' ? gcm : cbc)(bits, secret, before(assertion)).toString('base64');
    return (
      `<saml2:EncryptedAssertion xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion"><xenc:EncryptedData xmlns:xenc="${XMLENC}" Type="${XMLENC}Element">` +
      `<xenc:EncryptionMethod Algorithm="${algorithm}"/><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><xenc:EncryptedKey><xenc:EncryptionMethod ${method}</xenc:EncryptionMethod>` +
      `<xenc:CipherData><xenc:CipherValue>${key}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey></KeyInfo>` +
      `<xenc:CipherData><xenc:CipherValue>${content}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData></saml2:EncryptedAssertion>`
    );
  });
}

function gcm(bits: string, secret: Buffer, text: string): Buffer {
  const iv = randomBytes(12);
  const cipher = createCipheriv(`aes-${bits}-gcm` as 'aes-256-gcm', secret, iv);
  return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

function cbc(bits: string, secret: Buffer, text: string): Buffer {
  const iv = randomBytes(16);
  const cipher = createCipheriv(`aes-${bits}-cbc`, secret, iv);
  return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()]);
}
