/** Largest SAML response that is looked at, in bytes of XML: a member of 1,000 groups has some 300 KiB. */
export const MAX_SAML_RESPONSE_BYTES = 512 * 1024;
/** How far the clocks of an IdP and of a gateway may differ, in milliseconds. */
export const CLOCK_SKEW_MS = 300_000;
/** Longest time for which an assertion may be good, from its issue on, in milliseconds. IdPs say minutes, the most patient one hour. */
export const MAX_ASSERTION_LIFE_MS = 24 * 3_600_000;
/** Oldest sign-in at the IdP that an assertion may speak of, in milliseconds: Entra ID lets people stay signed in for 90 days and more. */
export const MAX_AUTHN_AGE_MS = 180 * 24 * 3_600_000;
/** Longest NameID, in characters: the longest e-mail address (RFC 5321). */
export const MAX_NAME_ID_LENGTH = 320;

/** Luciq as an IdP sees it. Both addresses are the company's own, so an assertion for one company is good at no other. */
export interface SamlServiceProvider {
  readonly entityId: string;
  readonly acsUrl: string;
}

/** What a company says of its IdP: where it signs people in, who it is, and either its certificates or the SHA-1 fingerprint of one. */
export interface SamlConfiguration {
  readonly entryPoint: string;
  /** Entity ID; null where the company was configured before it was required; the issuer is not checked then. */
  readonly issuer: string | null;
  /** PEM; any of them may sign. */
  readonly certificates: readonly string[];
  /** 40 hex digits. */
  readonly fingerprint: string | null;
}

/** Why a SAML response signs nobody in. */
export type SamlRefusal =
  | 'not-read'
  | 'too-large'
  | 'not-signed'
  | 'wrong-signature'
  | 'sha-1'
  | 'certificate-not-sent'
  | 'wrong-certificate'
  | 'weak-certificate'
  | 'wrong-issuer'
  | 'wrong-audience'
  | 'wrong-destination'
  | 'expired'
  | 'not-yet-valid'
  | 'too-long-valid'
  | 'signed-in-too-long-ago'
  | 'not-success'
  | 'no-name-id'
  | 'name-id-transient'
  | 'encrypted'
  | 'encryption-not-accepted'
  | 'not-decrypted';

/** A SAML response that signs nobody in. */
export interface SamlRefused {
  readonly kind: 'refused';
  readonly reason: SamlRefusal;
}

/** What a signed assertion says. Every value was read from the signed bytes. */
export interface SamlVerified {
  readonly kind: 'verified';
  /** Who signed in, spelt as the IdP sent it. */
  readonly nameId: string;
  /** The last word of the format of it, for people: `emailAddress`, `persistent`; `none` where the IdP named none, `other` where nobody knows it. */
  readonly nameIdFormat: NameIdFormat;
  readonly assertionId: string;
  /** The request that this answers; null if the IdP began by itself. */
  readonly inResponseTo: string | null;
  /** From this instant on the assertion is refused, skew included: until then a replay has to be recognised. */
  readonly notOnOrAfter: string;
  readonly issuer: string;
}

/** Formats of a NameID that SAML knows, by the last word of their names. */
export const NAME_ID_FORMATS = [
  'unspecified',
  'emailAddress',
  'X509SubjectName',
  'WindowsDomainQualifiedName',
  'kerberos',
  'entity',
  'persistent',
  'transient',
  'none',
  'other',
] as const;

/** Format of a NameID. */
export type NameIdFormat = (typeof NAME_ID_FORMATS)[number];

/** The outcome for one SAML response. */
export type SamlOutcome = SamlVerified | SamlRefused;

/** The refusal for that reason. */
export const refusedFor = (reason: SamlRefusal): SamlRefused => ({ kind: 'refused', reason });
