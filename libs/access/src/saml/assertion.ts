import type { XmlElement } from './document.ts';
import { attributeOf, isElement, namedChildren, NAMESPACES, onlyChild, textOf } from './document.ts';
import type { NameIdFormat, SamlOutcome, SamlRefusal, SamlRefused, SamlServiceProvider } from './types.ts';
import {
  CLOCK_SKEW_MS,
  MAX_ASSERTION_LIFE_MS,
  MAX_AUTHN_AGE_MS,
  MAX_NAME_ID_LENGTH,
  NAME_ID_FORMATS,
  refusedFor,
} from './types.ts';

const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
const UTC_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
const FORMAT = /^urn:oasis:names:tc:SAML:(?:1\.1|2\.0):nameid-format:(\w+)$/;
/** Control characters and those that turn the direction of writing. */
const NOT_IN_A_NAME = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

const children = (parent: XmlElement, name: string): XmlElement[] => namedChildren(parent, NAMESPACES.assertion, name);
const only = (parent: XmlElement, name: string): XmlElement | null => onlyChild(parent, NAMESPACES.assertion, name);

/** For whom an assertion has to be, from whom, and when. */
export interface Expected {
  readonly sp: SamlServiceProvider;
  /** Null where any will do. */
  readonly issuer: string | null;
  readonly now: Date;
}

interface Validity {
  readonly refusal: SamlRefusal | null;
  readonly until: number;
}

/** Reads an assertion from its signed bytes, and says whether it is for this service provider, of this issuer and for now. */
export function readAssertion(assertion: XmlElement, { sp, issuer, now }: Expected): SamlOutcome {
  const assertionId = attributeOf(assertion, 'ID');
  const named = issuerOf(assertion);
  const subject = only(assertion, 'Subject');
  const conditions = only(assertion, 'Conditions');
  if (!isElement(assertion, NAMESPACES.assertion, 'Assertion') || attributeOf(assertion, 'Version') !== '2.0')
    return refusedFor('not-read');
  if (assertionId === null || named === null || subject === null || conditions === null) return refusedFor('not-read');
  if (issuer !== null && named !== issuer) return refusedFor('wrong-issuer');
  if (!isForAudience(conditions, sp.entityId)) return refusedFor('wrong-audience');
  const condition = validity(conditions, now, 'required');
  const confirmation = confirm(subject, sp.acsUrl, now);
  const until = Math.min(condition.until, confirmation.until);
  const refusal =
    condition.refusal ?? confirmation.refusal ?? ageRefusal(assertion, until, now) ?? sessionRefusal(assertion, now);
  if (refusal !== null) return refusedFor(refusal);
  const name = readNameId(subject);
  if (name.kind === 'refused') return name;
  const notOnOrAfter = new Date(until + CLOCK_SKEW_MS).toISOString();
  return {
    kind: 'verified',
    nameId: name.value,
    nameIdFormat: name.format,
    assertionId,
    inResponseTo: confirmation.inResponseTo,
    notOnOrAfter,
    issuer: named,
  };
}

/** The issuer that a response or an assertion names; null for none. */
export function issuerOf(element: XmlElement): string | null {
  const issuer = only(element, 'Issuer');
  return issuer === null ? null : textOf(issuer);
}

/** Every restriction must name the service provider (SAML core 2.5.1.4), and there must be one. */
function isForAudience(conditions: XmlElement, entityId: string): boolean {
  const restrictions = children(conditions, 'AudienceRestriction');
  return (
    restrictions.length > 0 &&
    restrictions.every((restriction) =>
      children(restriction, 'Audience').some((audience) => textOf(audience) === entityId),
    )
  );
}

/** A time in milliseconds; null for what is no time in UTC. */
function timeOf(text: string | null): number | null {
  const time = text !== null && UTC_TIME.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}

function validity(element: XmlElement, now: Date, end: 'required' | 'optional'): Validity {
  const from = attributeOf(element, 'NotBefore');
  const to = attributeOf(element, 'NotOnOrAfter');
  const since = from === null ? 0 : timeOf(from);
  const until = to === null && end === 'optional' ? Number.MAX_SAFE_INTEGER : timeOf(to);
  if (since === null || until === null) return { refusal: 'not-read', until: 0 };
  if (now.getTime() + CLOCK_SKEW_MS < since) return { refusal: 'not-yet-valid', until };
  return { refusal: now.getTime() - CLOCK_SKEW_MS >= until ? 'expired' : null, until };
}

interface Confirmation extends Validity {
  readonly inResponseTo: string | null;
}

/**
 * One bearer confirmation has to be for this address and for now; the refusal is that of the first one. Where there are several, the assertion is good until the
 * latest of their ends, and a replay has to be known for as long.
 */
function confirm(subject: XmlElement, acsUrl: string, now: Date): Confirmation {
  const bearers = children(subject, 'SubjectConfirmation').filter(
    (confirmation) => attributeOf(confirmation, 'Method') === BEARER,
  );
  const confirmations = bearers.map((bearer): Confirmation => {
    const data = only(bearer, 'SubjectConfirmationData');
    if (data === null) return { refusal: 'not-read', until: 0, inResponseTo: null };
    const inResponseTo = attributeOf(data, 'InResponseTo');
    if (attributeOf(data, 'Recipient') !== acsUrl) return { refusal: 'wrong-destination', until: 0, inResponseTo };
    return { ...validity(data, now, 'required'), inResponseTo };
  });
  const [first = { refusal: 'not-read', until: 0, inResponseTo: null }] = confirmations;
  const good = confirmations.find(({ refusal }) => refusal === null) ?? first;
  return { ...good, until: Math.max(...confirmations.map(({ until }) => until), good.until) };
}

/** What is wrong with the age of an assertion or of the sign-in that it speaks of. Only one that says how someone signed in may sign anybody in (SAML profiles 4.1.4.2). */
function ageRefusal(assertion: XmlElement, until: number, now: Date): SamlRefusal | null {
  const issued = timeOf(attributeOf(assertion, 'IssueInstant'));
  const signedIn = children(assertion, 'AuthnStatement').map((statement) =>
    timeOf(attributeOf(statement, 'AuthnInstant')),
  );
  const times = [issued, ...signedIn].filter((time) => time !== null);
  if (issued === null || signedIn.length === 0 || times.length !== signedIn.length + 1) return 'not-read';
  if (until - Math.min(issued, now.getTime()) > MAX_ASSERTION_LIFE_MS) return 'too-long-valid';
  return times.some((time) => time < now.getTime() - MAX_AUTHN_AGE_MS) ? 'signed-in-too-long-ago' : null;
}

function sessionRefusal(assertion: XmlElement, now: Date): SamlRefusal | null {
  const ends = children(assertion, 'AuthnStatement')
    .flatMap((statement) => attributeOf(statement, 'SessionNotOnOrAfter') ?? [])
    .map(timeOf);
  if (ends.some((end) => end === null)) return 'not-read';
  return ends.some((end) => end !== null && now.getTime() - CLOCK_SKEW_MS >= end) ? 'expired' : null;
}

interface Name {
  readonly kind: 'name';
  readonly value: string;
  readonly format: NameIdFormat;
}

/** Who signed in. The format decides nothing, since identity providers name many for the same address; but a transient name is another one each time. */
function readNameId(subject: XmlElement): Name | SamlRefused {
  const names = children(subject, 'NameID');
  const [nameId] = names;
  if (nameId === undefined) return refusedFor(children(subject, 'EncryptedID').length > 0 ? 'encrypted' : 'no-name-id');
  if (names.length > 1) return refusedFor('not-read');
  const value = textOf(nameId);
  if (value === null) return refusedFor('no-name-id');
  if (value.length > MAX_NAME_ID_LENGTH || NOT_IN_A_NAME.test(value)) return refusedFor('not-read');
  const format = formatOf(attributeOf(nameId, 'Format'));
  return format === 'transient' ? refusedFor('name-id-transient') : { kind: 'name', value, format };
}

function formatOf(format: string | null): NameIdFormat {
  const word = format === null ? 'none' : FORMAT.exec(format)?.[1];
  return NAME_ID_FORMATS.find((known) => known === word) ?? 'other';
}
