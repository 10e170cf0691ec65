/** Largest SAML response that is looked at, in bytes of XML. */
export const MAX_SAML_RESPONSE_BYTES = 256 * 1024;
/** How far the clocks of an IdP and of a gateway may differ, in milliseconds. */
export const CLOCK_SKEW_MS = 60_000;
/** Longest NameID, in characters: the longest e-mail address (RFC 5321). */
export const MAX_NAME_ID_LENGTH = 320;

/** Luciq as an IdP sees it. Both addresses are the company's own, so an assertion for one company is good at no other. */
export interface SamlServiceProvider {
  readonly entityId: string;
  readonly acsUrl: string;
}

/** What a company says of its IdP: where it signs people in, and either its certificate or the SHA-1 fingerprint of it. */
export interface SamlConfiguration {
  readonly entryPoint: string;
  /** PEM. */
  readonly certificate: string | null;
  /** 40 hex digits. */
  readonly fingerprint: string | null;
}

/** Why a SAML response signs nobody in. */
export type SamlRefusal =
  | 'not-read'
  | 'too-large'
  | 'not-signed'
  | 'wrong-signature'
  | 'wrong-certificate'
  | 'wrong-audience'
  | 'wrong-destination'
  | 'expired'
  | 'not-yet-valid'
  | 'not-success'
  | 'no-name-id'
  | 'name-id-not-email'
  | 'encrypted';

/** A SAML response that signs nobody in. */
export interface SamlRefused {
  readonly kind: 'refused';
  readonly reason: SamlRefusal;
}

/** What a signed assertion says. Every value was read from the signed bytes. */
export interface SamlVerified {
  readonly kind: 'verified';
  /** The e-mail address, spelt as the IdP sent it. */
  readonly nameId: string;
  readonly assertionId: string;
  /** The request that this answers; null if the IdP began by itself. */
  readonly inResponseTo: string | null;
  /** From this instant on the assertion is refused, skew included: until then a replay has to be recognised. */
  readonly notOnOrAfter: string;
  readonly issuer: string;
}

/** The outcome for one SAML response. */
export type SamlOutcome = SamlVerified | SamlRefused;

/** The refusal for that reason. */
export const refusedFor = (reason: SamlRefusal): SamlRefused => ({ kind: 'refused', reason });
