import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ResponseOptions, TestIdp } from '@luciq/testing/saml-idp';
import { testIdp } from '@luciq/testing/saml-idp';
import type { SamlConfiguration, ScreenedResponse, VerdictScope } from './index.ts';
import { MAX_VERDICTS, screenSamlResponse, VerdictCache } from './index.ts';

const SP = {
  acsUrl: 'https://scim.example.com/saml/acme/acs',
  entityId: 'https://scim.example.com/saml/acme/metadata',
};

describe('what was looked at', () => {
  let idp: TestIdp;
  let scope: VerdictScope;
  beforeAll(async () => {
    idp = await testIdp();
    const configuration: SamlConfiguration = {
      entryPoint: 'https://idp.example/sso',
      issuer: idp.issuer,
      certificates: [idp.certificate],
      fingerprint: null,
    };
    scope = { companyId: 'acme', configuration };
  });

  const answer = (more: Partial<ResponseOptions> = {}): string =>
    idp.respondXml({ acsUrl: SP.acsUrl, audience: SP.entityId, nameId: 'ada@acme.example', ...more });
  const screened = (xml: string): ScreenedResponse => {
    const found = screenSamlResponse(SP, scope.configuration, {
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
      const verdicts = new VerdictCache();
      const xml = answer({ sign });
      expect(verdicts.get(scope, screened(xml))).toBeNull();
      verdicts.remember(scope, screened(xml), 'replayed');
      for (const again of [
        xml,
        padded(xml),
        xml.replace('ada@acme.example', 'eve@acme.example'),
        xml.replace(/<\/ds:KeyInfo>|<\/KeyInfo>/, ' $&'),
      ]) {
        expect(verdicts.get(scope, screened(again))).toBe('replayed');
      }
      expect(verdicts.get(scope, screened(answer({ sign })))).toBeNull();
    },
  );

  it('is known by either of two signatures, so that taking one away makes no other answer', () => {
    const verdicts = new VerdictCache();
    const both = screened(answer({ sign: 'both' }));
    expect(both.signed).toHaveLength(2);
    verdicts.remember(scope, both, 'wrong-signature');
    for (const signed of both.signed)
      expect(verdicts.get(scope, { ...both, signed: [signed] })).toBe('wrong-signature');
  });

  it('is another thing at another company, and under other settings', () => {
    const verdicts = new VerdictCache();
    const seen = screened(answer());
    verdicts.remember(scope, seen, 'wrong-issuer');
    expect(verdicts.get({ ...scope, companyId: 'other' }, seen)).toBeNull();
    expect(verdicts.get({ ...scope, configuration: { ...scope.configuration, issuer: null } }, seen)).toBeNull();
  });

  it('is forgotten where time alone makes it good, and the oldest where there are too many', () => {
    const verdicts = new VerdictCache();
    const seen = screened(answer());
    verdicts.remember(scope, seen, 'not-yet-valid');
    expect(verdicts.get(scope, seen)).toBeNull();
    verdicts.remember(scope, seen, 'replayed');
    for (let other = 0; other < MAX_VERDICTS; other += 1)
      verdicts.remember(scope, { ...seen, signed: [`other ${other}`] }, 'replayed');
    expect(verdicts.get(scope, seen)).toBeNull();
  });
});
