import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ResponseOptions, TestIdp } from '@luciq/testing/saml-idp';
import { testIdp } from '@luciq/testing/saml-idp';
import type { LookedAtFor, SamlConfiguration, ScreenedResponse } from './index.ts';
import { LookedAt, MAX_LOOKED_AT, screenSamlResponse } from './index.ts';

const SP = {
  acsUrl: 'https://scim.example.com/saml/acme/acs',
  entityId: 'https://scim.example.com/saml/acme/metadata',
};

describe('what was looked at', () => {
  let idp: TestIdp;
  let place: LookedAtFor;
  beforeAll(async () => {
    idp = await testIdp();
    const configuration: SamlConfiguration = {
      entryPoint: 'https://idp.example/sso',
      issuer: idp.issuer,
      certificates: [idp.certificate],
      fingerprint: null,
    };
    place = { companyId: 'acme', configuration };
  });

  const answer = (more: Partial<ResponseOptions> = {}): string =>
    idp.respondXml({ acsUrl: SP.acsUrl, audience: SP.entityId, nameId: 'ada@acme.example', ...more });
  const screened = (xml: string): ScreenedResponse => {
    const found = screenSamlResponse(SP, place.configuration, {
      samlResponse: Buffer.from(xml).toString('base64'),
      now: new Date(),
    });
    if (found.kind === 'refused') throw new Error(found.reason);
    return found;
  };
  const padded = (xml: string): string => xml.replace('<saml2p:Status>', `${'<a/>'.repeat(500)}<saml2p:Status>`);

  it.each(['assertion', 'response', 'both'] as const)(
    'is known by what was signed of the %s, whatever is put around it or in it',
    (sign) => {
      const lookedAt = new LookedAt();
      const xml = answer({ sign });
      expect(lookedAt.refusal(place, screened(xml))).toBeNull();
      lookedAt.remember(place, screened(xml), 'replayed');
      for (const again of [
        xml,
        padded(xml),
        xml.replace('ada@acme.example', 'eve@acme.example'),
        xml.replace(/<\/ds:KeyInfo>|<\/KeyInfo>/, ' $&'),
      ]) {
        expect(lookedAt.refusal(place, screened(again))).toBe('replayed');
      }
      expect(lookedAt.refusal(place, screened(answer({ sign })))).toBeNull();
    },
  );

  it('is known by either of two signatures, so that taking one away makes no other answer', () => {
    const lookedAt = new LookedAt();
    const both = screened(answer({ sign: 'both' }));
    expect(both.signed).toHaveLength(2);
    lookedAt.remember(place, both, 'wrong-signature');
    for (const signed of both.signed)
      expect(lookedAt.refusal(place, { ...both, signed: [signed] })).toBe('wrong-signature');
  });

  it('is another thing at another company, and under other settings', () => {
    const lookedAt = new LookedAt();
    const seen = screened(answer());
    lookedAt.remember(place, seen, 'wrong-issuer');
    expect(lookedAt.refusal({ ...place, companyId: 'other' }, seen)).toBeNull();
    expect(lookedAt.refusal({ ...place, configuration: { ...place.configuration, issuer: null } }, seen)).toBeNull();
  });

  it('is forgotten where time alone makes it good, and the oldest where there are too many', () => {
    const lookedAt = new LookedAt();
    const seen = screened(answer());
    lookedAt.remember(place, seen, 'not-yet-valid');
    expect(lookedAt.refusal(place, seen)).toBeNull();
    lookedAt.remember(place, seen, 'replayed');
    for (let other = 0; other < MAX_LOOKED_AT; other += 1)
      lookedAt.remember(place, { ...seen, signed: [`other ${other}`] }, 'replayed');
    expect(lookedAt.refusal(place, seen)).toBeNull();
  });
});
