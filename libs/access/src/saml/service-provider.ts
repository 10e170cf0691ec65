import { createHash } from 'node:crypto';
import { generateServiceProviderMetadata, SAML, ValidateInResponseTo } from '@node-saml/node-saml';
import type { SamlConfiguration, SamlServiceProvider } from './types.ts';

const EMAIL_ADDRESS = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';

/**
 * The metadata that an administrator gives to the IdP. The same company gets the same text each time. `encryptionCertificate` (PEM) only where the
 * company wants it: some IdPs, AD FS among them, encrypt for anyone who has one in its metadata.
 */
export const spMetadata = (sp: SamlServiceProvider, encryptionCertificate: string | null = null): string =>
  generateServiceProviderMetadata({
    issuer: sp.entityId,
    callbackUrl: sp.acsUrl,
    identifierFormat: EMAIL_ADDRESS,
    wantAssertionsSigned: true,
    generateUniqueId: () => `_${createHash('sha256').update(sp.entityId).digest('hex').slice(0, 32)}`,
    // The library writes the certificate only if it has a key, and does not look at the key.
    ...(encryptionCertificate === null ? {} : { decryptionCert: encryptionCertificate, decryptionPvk: 'not needed' }),
  });

/** Where to send a browser to sign in (HTTP-Redirect); `requestId` comes back as `inResponseTo`. */
export function signInUrl(
  sp: SamlServiceProvider,
  { entryPoint }: Pick<SamlConfiguration, 'entryPoint'>,
  { requestId, relayState }: { readonly requestId: string; readonly relayState: string },
): Promise<string> {
  const library = new SAML({
    issuer: sp.entityId,
    audience: sp.entityId,
    callbackUrl: sp.acsUrl,
    entryPoint,
    // A request isn't signed and no answer is read here, so the certificate doesn't matter; the library wants one all the same.
    idpCert: 'AA==',
    identifierFormat: EMAIL_ADDRESS,
    disableRequestedAuthnContext: true,
    validateInResponseTo: ValidateInResponseTo.never,
    generateUniqueId: () => requestId,
  });
  return library.getAuthorizeUrlAsync(relayState, undefined, {});
}
