import { createHash } from 'node:crypto';
import { SAML, ValidateInResponseTo, generateServiceProviderMetadata } from '@node-saml/node-saml';
import type { SamlConfig } from '@node-saml/node-saml';
import type { SamlConfiguration, SamlServiceProvider } from './types.ts';

const EMAIL_ADDRESS = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';

/**
 * How the SAML library is set up for a company. Its clock checks are off, since it reads the clock itself: `assertion.ts` makes them with
 * the time it is given. What a response answers is for the caller to know, who shares that among gateways.
 */
export const librarySettings = (sp: SamlServiceProvider, entryPoint: string, certificate: string): SamlConfig => ({
  issuer: sp.entityId,
  audience: sp.entityId,
  callbackUrl: sp.acsUrl,
  entryPoint,
  idpCert: certificate,
  identifierFormat: EMAIL_ADDRESS,
  wantAssertionsSigned: true,
  wantAuthnResponseSigned: false,
  disableRequestedAuthnContext: true,
  acceptedClockSkewMs: -1,
  validateInResponseTo: ValidateInResponseTo.never,
});

/** The metadata that an administrator gives to the IdP. The same company gets the same text each time. */
export const spMetadata = (sp: SamlServiceProvider): string =>
  generateServiceProviderMetadata({
    issuer: sp.entityId,
    callbackUrl: sp.acsUrl,
    identifierFormat: EMAIL_ADDRESS,
    wantAssertionsSigned: true,
    generateUniqueId: () => `_${createHash('sha256').update(sp.entityId).digest('hex').slice(0, 32)}`,
  });

/** Where to send a browser to sign in (HTTP-Redirect); `requestId` comes back as `inResponseTo`. */
export function signInUrl(
  sp: SamlServiceProvider,
  configuration: SamlConfiguration,
  { requestId, relayState }: { readonly requestId: string; readonly relayState: string },
): Promise<string> {
  // A request isn't signed and no answer is read here, so the certificate doesn't matter; the library wants one all the same.
  const settings = librarySettings(sp, configuration.entryPoint, configuration.certificate ?? 'AA==');
  return new SAML({ ...settings, generateUniqueId: () => requestId }).getAuthorizeUrlAsync(relayState, undefined, {});
}
