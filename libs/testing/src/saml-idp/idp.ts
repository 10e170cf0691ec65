import { randomBytes, X509Certificate } from 'node:crypto';
import { generate } from 'selfsigned';
import { encryptAssertion } from './encrypt.ts';
import type { Provider } from './providers.ts';
import { PROVIDERS } from './providers.ts';
import type { ResponseOptions } from './response.ts';
import { unsignedResponse } from './response.ts';
import type { Signer } from './sign.ts';
import { signElement } from './sign.ts';

/** How a test IdP signs. */
export interface IdpOptions {
  readonly key?: Signer['kind'] | undefined;
  readonly hash?: Signer['hash'] | undefined;
  /** Length of an RSA key; 2,048 by default. */
  readonly bits?: number | undefined;
}

/** An identity provider with a key and a certificate of its own, made for this test. */
export interface TestIdp {
  readonly issuer: string;
  /** PEM. */
  readonly certificate: string;
  /** SHA-1 of the certificate, 40 hex digits. */
  readonly fingerprint: string;
  /** The same key, signing with another hash. */
  signingWith(hash: Signer['hash']): TestIdp;
  /** A SAML response as the form field holds it: base64. */
  respond(options: ResponseOptions): string;
  /** A response in the form that a product sends, signed as it is by default or otherwise: base64. */
  respondAs(provider: Provider, options: ResponseOptions): string;
  /** The same before base64. */
  respondXml(options: ResponseOptions): string;
}

/** Makes an IdP: RSA and SHA-256 unless the options say otherwise. */
export async function testIdp({ key = 'rsa', hash = 'sha256', bits = 2_048 }: IdpOptions = {}): Promise<TestIdp> {
  const curve = hash === 'sha512' ? 'P-521' : hash === 'sha384' ? 'P-384' : 'P-256';
  const made = await generate([{ name: 'commonName', value: 'idp.example' }], {
    keyType: key,
    keySize: bits,
    curve,
    algorithm: 'sha256',
  });
  return idpOf(made.cert.trim(), { privateKey: made.private, kind: key, hash });
}

function idpOf(certificate: string, signer: Signer): TestIdp {
  const issuer = 'https://idp.example/metadata';
  const respondXml = (options: ResponseOptions): string => {
    const frame = { responseId: newId(), assertionId: options.assertionId ?? newId(), issuer };
    const signing = {
      signer,
      digest: options.digest ?? (signer.hash === 'sha1' ? 'sha1' : signer.hash),
      keyInfo: options.keyInfo ?? [certificate],
    };
    const mode = options.sign ?? 'assertion';
    let xml = unsignedResponse(options, frame);
    xml = options.before?.(xml) ?? xml;
    if (mode === 'assertion' || mode === 'both') xml = signElement(xml, { ...signing, id: frame.assertionId });
    if (options.encrypt !== undefined) xml = encryptAssertion(xml, options.encrypt);
    if (mode === 'response' || mode === 'both') xml = signElement(xml, { ...signing, id: frame.responseId });
    return options.spoil?.(xml) ?? xml;
  };
  const respondAs = (provider: Provider, options: ResponseOptions): string => {
    const { response, sign, signature } = PROVIDERS[provider];
    const frame = { responseId: newId(), assertionId: options.assertionId ?? newId(), issuer };
    const mode = options.sign ?? sign;
    const signing = { signer, digest: signer.hash, keyInfo: [certificate], ...signature };
    let xml = response(options, frame);
    if (mode === 'assertion' || mode === 'both') xml = signElement(xml, { ...signing, id: frame.assertionId });
    if (options.encrypt !== undefined) xml = encryptAssertion(xml, options.encrypt);
    if (mode === 'response' || mode === 'both') xml = signElement(xml, { ...signing, id: frame.responseId });
    return toBase64(options.spoil?.(xml) ?? xml);
  };
  return {
    issuer,
    respondAs,
    certificate,
    fingerprint: new X509Certificate(certificate).fingerprint.replaceAll(':', '').toLowerCase(),
    signingWith: (hash) => idpOf(certificate, { ...signer, hash }),
    respondXml,
    respond: (options) => toBase64(respondXml(options)),
  };
}

const newId = (): string => `id${randomBytes(16).toString('hex')}`;

/** XML as the form field holds it. */
export const toBase64 = (xml: string): string => Buffer.from(xml).toString('base64');
