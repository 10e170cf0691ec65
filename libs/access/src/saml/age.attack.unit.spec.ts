import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ResponseOptions, TestIdp } from '@luciq/testing/saml-idp';
import { testIdp } from '@luciq/testing/saml-idp';
import type { SamlConfiguration } from './index.ts';
import { CLOCK_SKEW_MS, MAX_ASSERTION_LIFE_MS, MAX_AUTHN_AGE_MS, verifySamlResponse } from './index.ts';

const sp = { entityId: 'https://luciq.example/saml/acme/metadata', acsUrl: 'https://luciq.example/saml/acme/acs' };
const now = new Date('2026-11-24T12:00:00.000Z');
const later = (ms: number): Date => new Date(now.getTime() + ms);
const good: ResponseOptions = { acsUrl: sp.acsUrl, audience: sp.entityId, nameId: 'ada@acme.example', now };
const MINUTE_MS = 60_000;

let idp: TestIdp;
let configuration: SamlConfiguration;
beforeAll(async () => {
  idp = await testIdp();
  configuration = {
    entryPoint: 'https://idp.example/sso',
    issuer: idp.issuer,
    certificates: [idp.certificate],
    fingerprint: null,
  };
});

const at = (options: Partial<ResponseOptions>, time = now, trusted: Partial<SamlConfiguration> = {}): string => {
  const outcome = verifySamlResponse(
    sp,
    { ...configuration, ...trusted },
    { samlResponse: idp.respond({ ...good, ...options }), now: time },
  );
  return outcome.kind === 'refused' ? outcome.reason : outcome.kind;
};

const CONFIRMATION = /<saml2:SubjectConfirmation .*<\/saml2:SubjectConfirmation>/;
/** The confirmation twice, the second with another end. */
const twice = (end: Date): Partial<ResponseOptions> => ({
  notOnOrAfter: later(60 * MINUTE_MS),
  before: (xml) =>
    xml.replace(
      CONFIRMATION,
      (one) =>
        one.replace(/NotOnOrAfter="[^"]+"/, `NotOnOrAfter="${later(MINUTE_MS).toISOString()}"`) +
        one.replace(/NotOnOrAfter="[^"]+"/, `NotOnOrAfter="${end.toISOString()}"`),
    ),
});

describe('an assertion with two bearer confirmations', () => {
  it('is remembered until the latest of their ends, from which on it is refused', () => {
    const samlResponse = idp.respond({ ...good, ...twice(later(30 * MINUTE_MS)) });
    const outcome = verifySamlResponse(sp, configuration, { samlResponse, now });
    const end = later(30 * MINUTE_MS + CLOCK_SKEW_MS);
    expect(outcome).toMatchObject({ kind: 'verified', notOnOrAfter: end.toISOString() });
    expect(verifySamlResponse(sp, configuration, { samlResponse, now: end })).toMatchObject({ reason: 'expired' });
    expect(verifySamlResponse(sp, configuration, { samlResponse, now: later(30 * MINUTE_MS) })).toMatchObject({
      notOnOrAfter: end.toISOString(),
    });
  });

  it('is remembered as long where the second does not hold yet', () => {
    const samlResponse = idp.respond({
      ...good,
      notOnOrAfter: later(60 * MINUTE_MS),
      before: (xml) =>
        xml.replace(
          CONFIRMATION,
          (one) =>
            one.replace(/NotOnOrAfter="[^"]+"/, `NotOnOrAfter="${later(MINUTE_MS).toISOString()}"`) +
            one.replace(/ NotOnOrAfter=/, ` NotBefore="${later(20 * MINUTE_MS).toISOString()}" NotOnOrAfter=`),
        ),
    });
    expect(verifySamlResponse(sp, configuration, { samlResponse, now })).toMatchObject({
      notOnOrAfter: later(60 * MINUTE_MS + CLOCK_SKEW_MS).toISOString(),
    });
  });
});

describe('the age of an assertion', () => {
  it('is bounded, whatever it says of its own end', () => {
    expect(at({ notOnOrAfter: later(MAX_ASSERTION_LIFE_MS) })).toBe('verified');
    expect(at({ notOnOrAfter: later(MAX_ASSERTION_LIFE_MS + 1_000) })).toBe('too-long-valid');
    expect(at({ notOnOrAfter: later(10 * 365 * 24 * 3_600_000) })).toBe('too-long-valid');
    expect(at(twice(later(10 * 365 * 24 * 3_600_000)))).toBe('verified');
    const fromTheFuture = {
      now: later(400 * 24 * 3_600_000),
      notBefore: later(-1_000),
      notOnOrAfter: later(401 * 24 * 3_600_000),
    };
    expect(at(fromTheFuture)).toBe('too-long-valid');
  });

  it('is known: one without an issue or a sign-in, or of another form, is not read', () => {
    for (const attribute of ['IssueInstant', 'AuthnInstant']) {
      expect(at({ before: (xml) => xml.replace(new RegExp(`(<saml2:A[^>]*) ${attribute}="[^"]+"`), '$1') })).toBe(
        'not-read',
      );
      expect(
        at({ before: (xml) => xml.replace(new RegExp(`(<saml2:A[^>]* ${attribute}=")[^"]+`), '$1yesterday') }),
      ).toBe('not-read');
    }
  });

  it('counts from the sign-in at the identity provider, which may be of last month and not of 2020', () => {
    const signedIn = (time: Date): Partial<ResponseOptions> => ({
      before: (xml) => xml.replace(/AuthnInstant="[^"]+"/, `AuthnInstant="${time.toISOString()}"`),
    });
    expect(at(signedIn(later(-MAX_AUTHN_AGE_MS)))).toBe('verified');
    expect(at(signedIn(later(-MAX_AUTHN_AGE_MS - 1_000)))).toBe('signed-in-too-long-ago');
    expect(at(signedIn(new Date('2020-01-01T00:00:00Z')))).toBe('signed-in-too-long-ago');
  });

  it('allows clocks to differ by five minutes each way', () => {
    const of = (minutes: number): Partial<ResponseOptions> => ({
      now: later(minutes * MINUTE_MS),
      notBefore: later(minutes * MINUTE_MS),
      notOnOrAfter: later((minutes + 5) * MINUTE_MS),
    });
    expect([at(of(2)), at(of(5)), at(of(6)), at(of(-9)), at(of(-10))]).toEqual([
      'verified',
      'verified',
      'not-yet-valid',
      'verified',
      'expired',
    ]);
  });
});

describe('another tenant of the same identity provider', () => {
  const OTHER = 'https://idp.example/another-tenant';

  it('is refused though it signs with the same key, wherever it names itself', () => {
    for (const sign of ['assertion', 'response', 'both'] as const) {
      expect(at({ sign, issuer: OTHER })).toBe('wrong-issuer');
      expect(
        at({ sign, before: (xml) => xml.replace(`<saml2:Issuer>${idp.issuer}<`, `<saml2:Issuer>${OTHER}<`) }),
      ).toBe('wrong-issuer');
      expect(at({ sign, before: (xml) => xml.replace(`assertion">${idp.issuer}<`, `assertion">${OTHER}<`) })).toBe(
        'wrong-issuer',
      );
    }
    expect(at({ before: (xml) => xml.replace(/<saml2:Issuer xmlns[^>]*>[^<]*<\/saml2:Issuer>/, '') })).toBe('verified');
  });

  it('is told apart by every character, and not at all where a company did not give the issuer yet', () => {
    for (const issuer of [`${idp.issuer}/`, idp.issuer.toUpperCase(), idp.issuer.slice(0, -1)])
      expect(at({}, now, { issuer })).toBe('wrong-issuer');
    expect(at({ issuer: OTHER }, now, { issuer: null })).toBe('verified');
  });
});
