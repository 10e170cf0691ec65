import type { ResponseFrame, ResponseOptions } from './response.ts';
import type { Signing } from './sign.ts';

/** Products whose responses the kit can make. */
export type Provider = 'keycloak' | 'entra' | 'google' | 'adfs' | 'onelogin' | 'jumpcloud' | 'pingfederate' | 'okta';

/** How a product writes and signs a response as it comes, by its documentation. */
interface ProviderStyle {
  readonly sign: 'assertion' | 'response' | 'both';
  readonly signature: Partial<Pick<Signing, 'prefix' | 'beforeCertificates' | 'inclusive'>>;
  response(options: ResponseOptions, frame: ResponseFrame): string;
}

/** What differs in the text of a response. */
interface Text {
  /** Prefixes of the protocol and of assertions; an empty one of assertions stands for the default namespace, declared where it is used. */
  readonly protocol: string;
  readonly assertion: string;
  readonly format: string;
  readonly declaration?: string;
  /** Minutes before and after the issue for which it is good. */
  readonly good: readonly [number, number];
  /** Hours since the person signed in. */
  readonly since?: number;
  /** Attributes of the response beside the usual ones. */
  readonly more?: string;
  /** The same of the assertion. */
  readonly moreOfAssertion?: string;
  /** Attribute statement, with the prefix for its elements. */
  readonly attributes: (prefix: string, options: ResponseOptions) => string;
  readonly context?: string;
}

const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol';
const ASSERTION = 'urn:oasis:names:tc:SAML:2.0:assertion';
const EMAIL = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';
const UNSPECIFIED = 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified';
const PASSWORD = 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport';
const NO_CONTEXT = 'urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified';
const XS = ' xmlns:xs="http://www.w3.org/2001/XMLSchema"';
const XSI =
  'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="xs:string"';
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const BASIC = 'NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:basic"';

/** Attributes whose values have a type, each with its namespaces, as OpenSAML and its kin write them. */
const typed =
  (names: Readonly<Record<string, readonly string[]>>) =>
  (p: string): string => {
    const value = (text: string): string => `<${p}AttributeValue ${XSI}>${text}</${p}AttributeValue>`;
    const attribute = ([name, values]: readonly [string, readonly string[]]): string =>
      `<${p}Attribute Name="${name}" ${BASIC}>${values.map(value).join('')}</${p}Attribute>`;
    return `<${p}AttributeStatement>${Object.entries(names).map(attribute).join('')}</${p}AttributeStatement>`;
  };

/** Attributes named by addresses, with plain values, as Microsoft writes them. */
const claims =
  (...names: readonly string[]) =>
  (p: string, { nameId }: ResponseOptions): string =>
    `<${p}AttributeStatement>${names.map((name) => `<${p}Attribute Name="${name}"><${p}AttributeValue>${escaped(nameId)}</${p}AttributeValue></${p}Attribute>`).join('')}</${p}AttributeStatement>`;

function responseOf(text: Text): ProviderStyle['response'] {
  return (options, { responseId, assertionId, issuer }) => {
    const now = options.now ?? new Date();
    const at = (minutes: number): string => new Date(now.getTime() + minutes * 60_000).toISOString();
    const [until, from] = [at(text.good[1]), at(-text.good[0])];
    const q = `${text.protocol}:`;
    const p = text.assertion === '' ? '' : `${text.assertion}:`;
    const xmlns = `xmlns${text.assertion === '' ? '' : ':'}${text.assertion}="${ASSERTION}"`;
    const answers = options.inResponseTo === undefined ? '' : ` InResponseTo="${options.inResponseTo}"`;
    const says = escaped(options.issuer ?? issuer);
    const format = options.nameIdFormat === undefined ? text.format : options.nameIdFormat;
    return (
      `${text.declaration ?? ''}<${q}Response xmlns:${text.protocol}="${PROTOCOL}" Destination="${escaped(options.acsUrl)}" ID="${responseId}"${answers}` +
      ` IssueInstant="${at(0)}" Version="2.0"${text.more ?? ''}>` +
      `<${p}Issuer ${xmlns}>${says}</${p}Issuer><${q}Status><${q}StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></${q}Status>` +
      `<${p}Assertion ${xmlns} ID="${assertionId}" IssueInstant="${at(0)}" Version="2.0"${text.moreOfAssertion ?? ''}><${p}Issuer>${says}</${p}Issuer>` +
      `<${p}Subject><${p}NameID${format === null ? '' : ` Format="${format}"`}>${escaped(options.nameId)}</${p}NameID><${p}SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">` +
      `<${p}SubjectConfirmationData${answers} NotOnOrAfter="${until}" Recipient="${escaped(options.acsUrl)}"/></${p}SubjectConfirmation></${p}Subject>` +
      `<${p}Conditions NotBefore="${from}" NotOnOrAfter="${until}"><${p}AudienceRestriction><${p}Audience>${escaped(options.audience)}</${p}Audience></${p}AudienceRestriction></${p}Conditions>` +
      `<${p}AuthnStatement AuthnInstant="${at(-60 * (text.since ?? 0))}" SessionIndex="${assertionId}"><${p}AuthnContext>` +
      `<${p}AuthnContextClassRef>${text.context ?? PASSWORD}</${p}AuthnContextClassRef></${p}AuthnContext></${p}AuthnStatement>` +
      `${text.attributes(p, options)}</${p}Assertion></${q}Response>`
    );
  };
}

const IDENTITY = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';

/** The forms, as each product sends them where nobody chose otherwise. */
export const PROVIDERS: Readonly<Record<Provider, ProviderStyle>> = {
  // "Sign documents" is on and "Sign assertions" off; the name is the user name.
  keycloak: {
    sign: 'response',
    signature: { prefix: 'dsig', beforeCertificates: '<dsig:KeyName>u4Kk0rY1b1</dsig:KeyName>' },
    response: responseOf({
      protocol: 'samlp',
      assertion: 'saml',
      format: UNSPECIFIED,
      good: [0, 1],
      attributes: typed({ Role: ['offline_access', 'uma_authorization'] }),
    }),
  },
  // "Sign SAML assertion"; good for an hour, and people stay signed in for weeks.
  entra: {
    sign: 'assertion',
    signature: { prefix: '' },
    response: responseOf({
      protocol: 'samlp',
      assertion: '',
      format: EMAIL,
      good: [5, 60],
      since: 24 * 40,
      context: 'urn:oasis:names:tc:SAML:2.0:ac:classes:Password',
      attributes: claims(
        'http://schemas.microsoft.com/identity/claims/displayname',
        `${IDENTITY}/emailaddress`,
        `${IDENTITY}/name`,
      ),
    }),
  },
  // "Signed response" is off.
  google: {
    sign: 'assertion',
    signature: { prefix: 'ds', beforeCertificates: '' },
    response: responseOf({
      protocol: 'saml2p',
      assertion: 'saml2',
      format: UNSPECIFIED,
      declaration: '<?xml version="1.0" encoding="UTF-8" standalone="no"?>',
      good: [5, 5],
      context: NO_CONTEXT,
      attributes: typed({ department: ['Research'] }),
    }),
  },
  // SamlResponseSignature is AssertionOnly.
  adfs: {
    sign: 'assertion',
    signature: { prefix: 'ds' },
    response: responseOf({
      protocol: 'samlp',
      assertion: '',
      format: EMAIL,
      good: [0, 60],
      more: ' Consent="urn:oasis:names:tc:SAML:2.0:consent:unspecified"',
      attributes: claims(`${IDENTITY}/upn`, 'http://schemas.xmlsoap.org/claims/Group'),
    }),
  },
  // "SAML signature element" is Response; assertions last three minutes.
  onelogin: {
    sign: 'response',
    signature: { prefix: 'ds' },
    response: responseOf({
      protocol: 'samlp',
      assertion: 'saml',
      format: EMAIL,
      good: [3, 3],
      attributes: typed({ memberOf: ['Everybody; Research'] }),
    }),
  },
  jumpcloud: {
    sign: 'assertion',
    signature: { prefix: 'ds' },
    response: responseOf({
      protocol: 'samlp',
      assertion: 'saml',
      format: UNSPECIFIED,
      good: [1, 10],
      attributes: typed({ email: ['ada'] }),
    }),
  },
  // The response is signed for the POST binding, the assertion on request.
  pingfederate: {
    sign: 'response',
    signature: { prefix: 'ds', beforeCertificates: '' },
    response: responseOf({
      protocol: 'samlp',
      assertion: 'saml',
      format: UNSPECIFIED,
      good: [5, 5],
      context: NO_CONTEXT,
      attributes: typed({ SAML_SUBJECT: ['ada'] }),
    }),
  },
  // "Assertion signature" and "Response" are both on; the prefix of the types is written in canonical form though nothing uses it.
  okta: {
    sign: 'both',
    signature: { prefix: 'ds', inclusive: ['xs'] },
    response: responseOf({
      protocol: 'saml2p',
      assertion: 'saml2',
      format: EMAIL,
      declaration: '<?xml version="1.0" encoding="UTF-8"?>',
      good: [5, 5],
      more: XS,
      moreOfAssertion: XS,
      attributes: typed({ groups: ['Everyone'] }),
    }),
  },
};
