import { NAMESPACES, attributeOf, isElement, namedChildren, onlyChild, textOf } from './document.ts';
import type { XmlElement } from './document.ts';
import { CLOCK_SKEW_MS, MAX_NAME_ID_LENGTH, refusedFor } from './types.ts';
import type { SamlOutcome, SamlRefusal, SamlServiceProvider } from './types.ts';

const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
const UTC_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
const EMAIL = /^[^\s@<>"]+@[^\s@<>"]+$/;
/** `unspecified` is what many IdPs send when nobody chose a format; the value still has to be an e-mail address. */
const EMAIL_FORMATS: ReadonlySet<string | null> = new Set([
  null,
  'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
  'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
]);

const children = (parent: XmlElement, name: string): XmlElement[] => namedChildren(parent, NAMESPACES.assertion, name);
const only = (parent: XmlElement, name: string): XmlElement | null => onlyChild(parent, NAMESPACES.assertion, name);

interface Validity {
  readonly refusal: SamlRefusal | null;
  readonly until: number;
}

/** Reads an assertion from its signed bytes, and says whether it is for this service provider and for now. */
export function readAssertion(assertion: XmlElement, sp: SamlServiceProvider, now: Date): SamlOutcome {
  const assertionId = attributeOf(assertion, 'ID');
  const issuer = only(assertion, 'Issuer');
  const issuerName = issuer === null ? null : textOf(issuer);
  const subject = only(assertion, 'Subject');
  const conditions = only(assertion, 'Conditions');
  if (!isElement(assertion, NAMESPACES.assertion, 'Assertion') || attributeOf(assertion, 'Version') !== '2.0') return refusedFor('not-read');
  // Only an assertion that says how somebody signed in may sign anybody in (SAML profiles 4.1.4.2).
  if (assertionId === null || issuerName === null || subject === null || conditions === null || children(assertion, 'AuthnStatement').length === 0) return refusedFor('not-read');
  if (!isForAudience(conditions, sp.entityId)) return refusedFor('wrong-audience');
  const condition = validity(conditions, now, 'required');
  const confirmation = confirm(subject, sp.acsUrl, now);
  const session = sessionRefusal(assertion, now);
  const refusal = condition.refusal ?? confirmation.refusal ?? session;
  if (refusal !== null) return refusedFor(refusal);
  const name = readNameId(subject);
  if (name.kind === 'refused') return name;
  return {
    kind: 'verified',
    nameId: name.value,
    assertionId,
    inResponseTo: confirmation.inResponseTo,
    notOnOrAfter: new Date(Math.min(condition.until, confirmation.until) + CLOCK_SKEW_MS).toISOString(),
    issuer: issuerName,
  };
}

/** Every restriction must name the service provider (SAML core 2.5.1.4), and there must be one. */
function isForAudience(conditions: XmlElement, entityId: string): boolean {
  const restrictions = children(conditions, 'AudienceRestriction');
  return restrictions.length > 0 && restrictions.every((restriction) => children(restriction, 'Audience').some((audience) => textOf(audience) === entityId));
}

function validity(element: XmlElement, now: Date, end: 'required' | 'optional'): Validity {
  const from = attributeOf(element, 'NotBefore');
  const to = attributeOf(element, 'NotOnOrAfter');
  if ((from !== null && !UTC_TIME.test(from)) || (to === null ? end === 'required' : !UTC_TIME.test(to))) return { refusal: 'not-read', until: 0 };
  const until = to === null ? Number.MAX_SAFE_INTEGER : Date.parse(to);
  const since = from === null ? 0 : Date.parse(from);
  if (Number.isNaN(until) || Number.isNaN(since)) return { refusal: 'not-read', until: 0 };
  if (now.getTime() + CLOCK_SKEW_MS < since) return { refusal: 'not-yet-valid', until };
  return { refusal: now.getTime() - CLOCK_SKEW_MS >= until ? 'expired' : null, until };
}

interface Confirmation extends Validity {
  readonly inResponseTo: string | null;
}

/** One bearer confirmation has to be for this address and for now; the refusal is that of the first one. */
function confirm(subject: XmlElement, acsUrl: string, now: Date): Confirmation {
  const bearers = children(subject, 'SubjectConfirmation').filter((confirmation) => attributeOf(confirmation, 'Method') === BEARER);
  const confirmations = bearers.map((bearer): Confirmation => {
    const data = only(bearer, 'SubjectConfirmationData');
    if (data === null) return { refusal: 'not-read', until: 0, inResponseTo: null };
    const inResponseTo = attributeOf(data, 'InResponseTo');
    if (attributeOf(data, 'Recipient') !== acsUrl) return { refusal: 'wrong-destination', until: 0, inResponseTo };
    return { ...validity(data, now, 'required'), inResponseTo };
  });
  return confirmations.find(({ refusal }) => refusal === null) ?? confirmations[0] ?? { refusal: 'not-read', until: 0, inResponseTo: null };
}

function sessionRefusal(assertion: XmlElement, now: Date): SamlRefusal | null {
  const ends = children(assertion, 'AuthnStatement').flatMap((statement) => attributeOf(statement, 'SessionNotOnOrAfter') ?? []);
  if (ends.some((end) => !UTC_TIME.test(end))) return 'not-read';
  return ends.some((end) => now.getTime() - CLOCK_SKEW_MS >= Date.parse(end)) ? 'expired' : null;
}

function readNameId(subject: XmlElement): { readonly kind: 'name'; readonly value: string } | { readonly kind: 'refused'; readonly reason: SamlRefusal } {
  const names = children(subject, 'NameID');
  const [nameId] = names;
  if (nameId === undefined) return refusedFor('no-name-id');
  if (names.length > 1) return refusedFor('not-read');
  const value = textOf(nameId);
  if (value === null) return refusedFor('no-name-id');
  const isEmail = EMAIL_FORMATS.has(attributeOf(nameId, 'Format')) && value.length <= MAX_NAME_ID_LENGTH && EMAIL.test(value);
  return isEmail ? { kind: 'name', value } : refusedFor('name-id-not-email');
}
