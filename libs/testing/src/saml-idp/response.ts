import type { Encryption } from './encrypt.ts';

/** What a response says and how it is signed. Everything that is not given is as a good IdP would do it. */
export interface ResponseOptions {
  readonly acsUrl: string;
  readonly audience: string;
  readonly nameId: string;
  readonly inResponseTo?: string | undefined;
  /** The moment of signing in; the present by default. */
  readonly now?: Date | undefined;
  /** One minute before `now` by default. */
  readonly notBefore?: Date | undefined;
  /** Five minutes after `now` by default. */
  readonly notOnOrAfter?: Date | undefined;
  readonly assertionId?: string | undefined;
  /** Where the response and the confirmation say that they belong; `acsUrl` by default. */
  readonly destination?: string | null | undefined;
  readonly recipient?: string | undefined;
  /** The last word of the status code. */
  /** Who says it; the IdP by default. */
  readonly issuer?: string | undefined;
  readonly status?: 'Success' | 'Requester' | 'Responder' | undefined;
  readonly nameIdFormat?: string | null | undefined;
  /** The assertion by default. */
  readonly sign?: 'assertion' | 'response' | 'both' | 'none' | undefined;
  readonly digest?: 'sha1' | 'sha256' | 'sha384' | 'sha512' | undefined;
  /** Certificates in the signature; the IdP's own by default. PEM. */
  readonly keyInfo?: readonly string[] | undefined;
  /** Encrypts the assertion after it was signed and before the response is. */
  readonly encrypt?: Encryption | undefined;
  /** Changes the XML before it is signed. */
  readonly before?: ((xml: string) => string) | undefined;
  /** Changes the XML after it was signed, as someone on the way might. */
  readonly spoil?: ((xml: string) => string) | undefined;
}

const MINUTE_MS = 60_000;
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const attribute = (name: string, value: string | null | undefined): string =>
  value === null || value === undefined ? '' : ` ${name}="${escaped(value)}"`;

/** The ids and times of a response. */
export interface ResponseFrame {
  readonly responseId: string;
  readonly assertionId: string;
  readonly issuer: string;
}

/** The response before it is signed. */
export function unsignedResponse(options: ResponseOptions, { responseId, assertionId, issuer }: ResponseFrame): string {
  const now = options.now ?? new Date();
  const at = (date: Date | undefined, minutes: number): string =>
    (date ?? new Date(now.getTime() + minutes * MINUTE_MS)).toISOString();
  const until = at(options.notOnOrAfter, 5);
  const says = options.issuer ?? issuer;
  const instant = now.toISOString();
  const format =
    options.nameIdFormat === undefined
      ? 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'
      : options.nameIdFormat;
  const destination = options.destination === undefined ? options.acsUrl : options.destination;
  return (
    `<saml2p:Response xmlns:saml2p="urn:oasis:names:tc:SAML:2.0:protocol"${attribute('Destination', destination)} ID="${responseId}"` +
    `${attribute('InResponseTo', options.inResponseTo)} IssueInstant="${instant}" Version="2.0">` +
    `<saml2:Issuer xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion">${escaped(says)}</saml2:Issuer>` +
    `<saml2p:Status><saml2p:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${options.status ?? 'Success'}"/></saml2p:Status>` +
    `<saml2:Assertion xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion" ID="${assertionId}" IssueInstant="${instant}" Version="2.0">` +
    `<saml2:Issuer>${escaped(says)}</saml2:Issuer>` +
    `<saml2:Subject><saml2:NameID${attribute('Format', format)}>${escaped(options.nameId)}</saml2:NameID>` +
    `<saml2:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml2:SubjectConfirmationData${attribute('InResponseTo', options.inResponseTo)}` +
    ` NotOnOrAfter="${until}"${attribute('Recipient', options.recipient ?? options.acsUrl)}/></saml2:SubjectConfirmation></saml2:Subject>` +
    `<saml2:Conditions NotBefore="${at(options.notBefore, -1)}" NotOnOrAfter="${until}"><saml2:AudienceRestriction><saml2:Audience>${escaped(options.audience)}` +
    `</saml2:Audience></saml2:AudienceRestriction></saml2:Conditions>` +
    `<saml2:AuthnStatement AuthnInstant="${instant}"><saml2:AuthnContext><saml2:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport` +
    `</saml2:AuthnContextClassRef></saml2:AuthnContext></saml2:AuthnStatement></saml2:Assertion></saml2p:Response>`
  );
}
