import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ResponseOptions, TestIdp } from '@luciq/testing/saml-idp';
import { testIdp, toBase64 } from '@luciq/testing/saml-idp';
import type { SamlConfiguration, SamlOutcome, SamlRefusal } from './index.ts';
import {
  CLOCK_SKEW_MS,
  MAX_ATTRIBUTES_OF_ELEMENT,
  MAX_SAML_RESPONSE_BYTES,
  MAX_XML_DEPTH,
  MAX_XML_ELEMENTS,
  MAX_XML_PREFIXES,
  samlSentence,
  verifySamlResponse,
} from './index.ts';

const sp = { entityId: 'https://luciq.example/saml/acme/metadata', acsUrl: 'https://luciq.example/saml/acme/acs' };
const now = new Date('2026-11-24T12:00:00.000Z');
const MINUTE_MS = 60_000;
const minutes = (count: number): Date => new Date(now.getTime() + count * MINUTE_MS);
const good: ResponseOptions = {
  acsUrl: sp.acsUrl,
  audience: sp.entityId,
  nameId: 'ada@acme.example',
  inResponseTo: '_asked',
  now,
};

let idp: TestIdp;
let other: TestIdp;
let byCertificate: SamlConfiguration;
let byFingerprint: SamlConfiguration;
beforeAll(async () => {
  [idp, other] = await Promise.all([testIdp(), testIdp()]);
  byCertificate = {
    entryPoint: 'https://idp.example/sso',
    issuer: idp.issuer,
    certificates: [idp.certificate],
    fingerprint: null,
  };
  byFingerprint = {
    entryPoint: 'https://idp.example/sso',
    issuer: idp.issuer,
    certificates: [],
    fingerprint: idp.fingerprint,
  };
});

const verify = (samlResponse: string, configuration = byCertificate, at = now): SamlOutcome =>
  verifySamlResponse(sp, configuration, { samlResponse, now: at });
const reasonOf = (samlResponse: string, configuration = byCertificate): string => {
  const outcome = verify(samlResponse, configuration);
  return outcome.kind === 'refused' ? outcome.reason : `signed in as ${outcome.nameId}`;
};
const reasonFor = (changes: Partial<ResponseOptions>): string => reasonOf(idp.respond({ ...good, ...changes }));
const spoiled = (spoil: (xml: string) => string): string => reasonFor({ spoil });

describe('signatures', () => {
  it('must be on the assertion, on the response around it, or on both', () => {
    expect(reasonFor({ sign: 'none' })).toBe('not-signed');
    for (const sign of ['assertion', 'response', 'both'] as const)
      expect([sign, reasonFor({ sign })]).toEqual([sign, 'signed in as ada@acme.example']);
  });

  it('of another key are refused, whatever certificate they bring along', () => {
    expect(reasonOf(other.respond(good))).toBe('wrong-certificate');
    expect(reasonOf(other.respond({ ...good, keyInfo: [idp.certificate] }))).toBe('wrong-signature');
    expect(reasonOf(other.respond({ ...good, keyInfo: [other.certificate, idp.certificate] }))).toBe('wrong-signature');
  });

  it('need the certificate of the fingerprint with them, in a chain or alone, where a company gave a fingerprint', () => {
    expect(reasonOf(idp.respond(good), byFingerprint)).toBe('signed in as ada@acme.example');
    expect(reasonOf(other.respond(good), byFingerprint)).toBe('wrong-certificate');
    expect(reasonOf(other.respond({ ...good, keyInfo: [idp.certificate] }), byFingerprint)).toBe('wrong-signature');
    expect(reasonOf(idp.respond({ ...good, keyInfo: [other.certificate] }), byFingerprint)).toBe('wrong-certificate');
    expect(reasonOf(idp.respond({ ...good, keyInfo: [] }), byFingerprint)).toBe('certificate-not-sent');
    for (const keyInfo of [
      [idp.certificate, other.certificate],
      [other.certificate, idp.certificate],
      [idp.certificate, idp.certificate],
    ])
      expect(reasonOf(idp.respond({ ...good, keyInfo }), byFingerprint)).toBe('signed in as ada@acme.example');
    expect(reasonOf(other.respond({ ...good, keyInfo: [other.certificate, idp.certificate] }), byFingerprint)).toBe(
      'wrong-signature',
    );
  });

  it('need a configuration that can be read', () => {
    expect(reasonOf(idp.respond(good), { ...byCertificate, certificates: ['not a certificate'] })).toBe(
      'wrong-certificate',
    );
    expect(reasonOf(idp.respond(good), { ...byCertificate, certificates: [] })).toBe('wrong-certificate');
  });

  it('with SHA-1 are refused, in the signature and in the digest', () => {
    expect(reasonOf(idp.signingWith('sha1').respond(good))).toBe('sha-1');
    expect(reasonFor({ digest: 'sha1' })).toBe('sha-1');
  });

  it('of another kind of key than the certificate are refused', async () => {
    const elliptic = await testIdp({ key: 'ec' });
    const respond = (method: string): string =>
      elliptic.respond({ ...good, spoil: (xml) => xml.replace('xmldsig-more#ecdsa-sha256', method) });
    const configuration = { ...byCertificate, certificates: [elliptic.certificate] };
    expect(reasonOf(respond('xmldsig-more#ecdsa-sha256'), configuration)).toBe('signed in as ada@acme.example');
    expect(reasonOf(respond('xmldsig-more#rsa-sha256'), configuration)).toBe('wrong-signature');
    expect(reasonOf(respond('xmldsig-more#hmac-sha256'), configuration)).toBe('wrong-signature');
  });

  it('do not hold once anything they cover is changed', () => {
    expect(spoiled((xml) => xml.replace('ada@', 'eve@'))).toBe('wrong-signature');
    expect(spoiled((xml) => xml.replace(/NotOnOrAfter="[^"]+"/g, 'NotOnOrAfter="2036-01-01T00:00:00Z"'))).toBe(
      'wrong-signature',
    );
    expect(spoiled((xml) => xml.replace(/(<ds:SignatureValue>)..../, '$1AAAA'))).toBe('wrong-signature');
    expect(
      reasonFor({ sign: 'both', spoil: (xml) => xml.replace(' InResponseTo="_asked"', ' InResponseTo="_other"') }),
    ).toBe('wrong-signature');
  });

  it('are refused with a part where none belongs', () => {
    const transform = '<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>';
    const places: readonly [RegExp, string][] = [
      [/(<\/ds:SignedInfo>)/, '$1<ds:SignedInfo/>'],
      [/(<ds:SignedInfo)/, '<ds:Object/>$1'],
      [/(<\/ds:KeyInfo>)/, '$1<ds:Object/>'],
      [/(<\/ds:Transforms>)/, `${transform}$1`],
      [/(<\/ds:Reference>)/, '$1<ds:Reference URI=""/>'],
      [/(<ds:X509Data>)/, '<ds:SignatureValue>AAAA</ds:SignatureValue>$1'],
      [/(<ds:DigestValue>)/, '<ds:DigestValue>AAAA</ds:DigestValue>$1'],
      [/(<ds:Reference URI=")#[^"]+/, '$1'],
      [/xmldsig#enveloped-signature/, 'REC-xpath-19991116'],
    ];
    for (const [place, text] of places) {
      const xml = idp.respondXml(good);
      expect(xml.replace(place, text)).not.toBe(xml);
      expect([place, reasonOf(toBase64(xml.replace(place, text)))]).toEqual([place, 'wrong-signature']);
    }
  });
});

const ASSERTION = /<saml2:Assertion .*<\/saml2:Assertion>/s;
const SIGNATURE = /<ds:Signature .*?<\/ds:Signature>/s;
const partOf = (xml: string, part: RegExp): string => part.exec(xml)?.[0] ?? '';
const evil = (assertion: string): string => assertion.replace('ada@', 'eve@').replace(/ ID="[^"]+"/, ' ID="_evil"');
const unsigned = (text: string): string => text.replace(SIGNATURE, '');

/** The forms in which the literature wraps a signed part, by the names it gives them. */
const WRAPPINGS: Readonly<Record<string, (xml: string) => string>> = {
  'XSW1: the signed response inside the signature of a forged one': (xml) => {
    const forged = xml.replace(/ ID="[^"]+"/, ' ID="_response"').replace('ada@', 'eve@');
    return forged.replace(/<\/ds:Signature>/, `${unsigned(xml)}</ds:Signature>`);
  },
  'XSW2: the signed response before the signature of a forged one': (xml) => {
    const forged = xml.replace(/ ID="[^"]+"/, ' ID="_response"').replace('ada@', 'eve@');
    return forged.replace(/<ds:Signature /, `${unsigned(xml)}<ds:Signature `);
  },
  'XSW3: a forged assertion before the signed one': (xml) =>
    xml.replace(ASSERTION, (signed) => unsigned(evil(signed)) + signed),
  'XSW4: the signed assertion inside a forged one': (xml) =>
    xml.replace(ASSERTION, (signed) =>
      unsigned(evil(signed)).replace(/<\/saml2:Assertion>$/, `${signed}</saml2:Assertion>`),
    ),
  'XSW5: the signature in a forged assertion, the signed one at the end': (xml) =>
    xml.replace(ASSERTION, (signed) => evil(signed) + unsigned(signed)),
  'XSW6: the signed assertion inside the signature of a forged one': (xml) =>
    xml.replace(ASSERTION, (signed) => evil(signed).replace('</ds:Signature>', `${unsigned(signed)}</ds:Signature>`)),
  'XSW7: a forged assertion in an extension': (xml) =>
    xml.replace(ASSERTION, (signed) => `<saml2p:Extensions>${unsigned(evil(signed))}</saml2p:Extensions>${signed}`),
  'XSW8: the signed assertion in an object of the signature of a forged one': (xml) =>
    xml.replace(ASSERTION, (signed) =>
      evil(signed).replace('</ds:Signature>', `<ds:Object>${unsigned(signed)}</ds:Object></ds:Signature>`),
    ),
  'two elements with the same id': (xml) =>
    xml.replace(ASSERTION, (signed) => unsigned(signed).replace('ada@', 'eve@') + signed),
  'the same id under another name and namespace': (xml) => {
    const id = /<saml2:Assertion [^>]*ID="([^"]+)"/.exec(xml)?.[1] ?? '';
    return xml.replace('<saml2p:Status>', `<x:Note xmlns:x="urn:x" x:iD="${id}"/><saml2p:Status>`);
  },
  'a forged assertion in no namespace': (xml) =>
    xml.replace(ASSERTION, (signed) => `<Assertion ID="_evil">eve@acme.example</Assertion>${signed}`),
  'a second signature with the value of the first': (xml) =>
    xml.replace(
      SIGNATURE,
      (signature) => signature + signature.replace('</ds:SignedInfo>', '<x xmlns=""/></ds:SignedInfo>'),
    ),
  'two signed assertions': (xml) =>
    xml.replace(
      ASSERTION,
      (signed) => signed + partOf(idp.respondXml({ ...good, nameId: 'eve@acme.example' }), ASSERTION),
    ),
};

describe('a wrapped signature', () => {
  it.each(Object.keys(WRAPPINGS))('is refused: %s', (name) => {
    for (const sign of ['assertion', 'response', 'both'] as const) {
      const xml = idp.respondXml({ ...good, sign });
      const wrapped = WRAPPINGS[name]?.(xml) ?? '';
      expect(wrapped).not.toBe(xml);
      expect(reasonOf(toBase64(wrapped))).toBe('wrong-signature');
      expect(reasonOf(toBase64(wrapped), byFingerprint)).toBe('wrong-signature');
    }
  });

  it('of a refusal cannot carry an assertion', () => {
    const stolen = partOf(idp.respondXml(good), ASSERTION);
    expect(
      reasonFor({
        sign: 'response',
        status: 'Requester',
        spoil: (xml) => xml.replace('<saml2p:Status>', `${stolen}<saml2p:Status>`),
      }),
    ).toBe('not-success');
  });
});

describe('the text of a response', () => {
  it('holds no comment, CDATA, instruction, DTD or entity, in a NameID or elsewhere', () => {
    for (const insert of ['<!-- -->', '<![CDATA[x]]>', '<?x y?>', '&x;', '<!DOCTYPE x>']) {
      expect([
        insert,
        spoiled((xml) => xml.replace('ada@acme.example', `ada@acme.example${insert}.eve.example`)),
      ]).toEqual([insert, 'not-read']);
    }
    expect(
      reasonFor({ before: (xml) => xml.replace('ada@acme.example', 'ada@acme.example<!-- -->.eve.example') }),
    ).toBe('not-read');
    const dtd = '<!DOCTYPE r [<!ENTITY a "eve"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>';
    expect(spoiled((xml) => dtd + xml)).toBe('not-read');
    expect(spoiled((xml) => `<?xml version="1.0" encoding="UTF-8"?>${dtd}${xml}`)).toBe('not-read');
    expect(spoiled((xml) => `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`)).toBe('signed in as ada@acme.example');
  });

  it('is base64 of UTF-8 of one XML document', () => {
    for (const text of [
      '',
      'not base64!',
      '%%%%',
      toBase64('plain text'),
      toBase64('<a>'),
      toBase64('<a/><b/>'),
      toBase64('<a x="1" x="2"/>'),
      toBase64('<a/>'),
    ]) {
      expect([text, reasonOf(text)]).toEqual([text, 'not-read']);
    }
    const xml = idp.respondXml(good);
    expect(reasonOf(Buffer.from(xml, 'utf16le').toString('base64'))).toBe('not-read');
    expect(reasonOf(Buffer.concat([Buffer.from(xml), Buffer.from([0xff])]).toString('base64'))).toBe('not-read');
    expect(reasonOf(toBase64(`${xml}\u0000`))).toBe('not-read');
    expect(reasonOf(toBase64(`${xml}${xml}`))).toBe('not-read');
    expect(reasonOf(toBase64(xml).replace(/(.{76})/g, '$1\r\n'))).toBe('signed in as ada@acme.example');
  });

  it('stays within its bounds', () => {
    expect(
      reasonFor({
        before: (xml) =>
          xml.replace(
            '</saml2p:Status>',
            `<saml2p:StatusMessage>${'x'.repeat(MAX_SAML_RESPONSE_BYTES)}</saml2p:StatusMessage></saml2p:Status>`,
          ),
      }),
    ).toBe('too-large');
    expect(reasonOf('A'.repeat(4 * MAX_SAML_RESPONSE_BYTES))).toBe('too-large');
    const attributes = Array.from({ length: MAX_ATTRIBUTES_OF_ELEMENT + 1 }, (_, index) => ` a${index}=">"`).join('');
    const prefixes = Array.from({ length: MAX_XML_PREFIXES + 1 }, (_, index) => `<a xmlns:p${index}="urn:p"/>`).join(
      '',
    );
    for (const inside of [
      '<a>'.repeat(MAX_XML_DEPTH) + '</a>'.repeat(MAX_XML_DEPTH),
      '<a/>'.repeat(MAX_XML_ELEMENTS),
      `<a${attributes}/>`,
      prefixes,
    ]) {
      expect(spoiled((xml) => xml.replace('<saml2p:Status>', `${inside}<saml2p:Status>`))).toBe('too-large');
    }
    for (const inside of ['<a x="', '<a', '<a <']) {
      expect(spoiled((xml) => xml.replace('<saml2p:Status>', `${inside}<saml2p:Status>`))).toBe('not-read');
    }
  });

  it('whatever is changed in it, signs in nobody else and ends in an outcome', () => {
    const xml = idp.respondXml({ ...good, assertionId: '_fixed' });
    const piece = fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.constantFrom(
        '<',
        '>',
        '"',
        '</ds:Signature>',
        '<saml2:NameID>eve@acme.example</saml2:NameID>',
        '&#x41;',
        ' ID="_fixed"',
      ),
    );
    const edit = fc.record({ at: fc.nat({ max: xml.length }), cut: fc.nat({ max: 12 }), piece });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
        const changed = edits.reduce(
          (text, { at, cut, piece: put }) => text.slice(0, at) + put + text.slice(at + cut),
          xml,
        );
        const outcome = verify(toBase64(changed));
        if (outcome.kind === 'verified')
          expect([outcome.nameId, outcome.assertionId, outcome.inResponseTo]).toEqual([
            good.nameId,
            '_fixed',
            '_asked',
          ]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what an assertion says', () => {
  it('is for this company and this address', () => {
    expect(reasonFor({ audience: 'https://luciq.example/saml/other/metadata' })).toBe('wrong-audience');
    expect(
      reasonFor({ before: (xml) => xml.replace(/<saml2:AudienceRestriction>.*<\/saml2:AudienceRestriction>/, '') }),
    ).toBe('wrong-audience');
    const second =
      '<saml2:AudienceRestriction><saml2:Audience>https://other.example</saml2:Audience></saml2:AudienceRestriction></saml2:Conditions>';
    expect(reasonFor({ before: (xml) => xml.replace('</saml2:Conditions>', second) })).toBe('wrong-audience');
    expect(reasonFor({ destination: 'https://luciq.example/saml/other/acs' })).toBe('wrong-destination');
    expect(reasonFor({ recipient: 'https://luciq.example/saml/other/acs' })).toBe('wrong-destination');
    expect(reasonFor({ before: (xml) => xml.replace(/ Recipient="[^"]+"/, '') })).toBe('wrong-destination');
    expect(reasonFor({ destination: null })).toBe('signed in as ada@acme.example');
  });

  it('holds from its beginning to its end, with the skew of clocks at both', () => {
    const options = { ...good, notBefore: minutes(-2), notOnOrAfter: minutes(2) };
    const at = (time: number): string => {
      const outcome = verify(idp.respond(options), byCertificate, new Date(time));
      return outcome.kind === 'refused' ? outcome.reason : outcome.kind;
    };
    const [begin, end] = [minutes(-2).getTime() - CLOCK_SKEW_MS, minutes(2).getTime() + CLOCK_SKEW_MS];
    expect([at(begin - 1), at(begin), at(end - 1), at(end)]).toEqual([
      'not-yet-valid',
      'verified',
      'verified',
      'expired',
    ]);
  });

  it('names the instant until which a replay has to be known: the earlier end, and the skew', () => {
    const earlier = (xml: string): string =>
      xml.replace(/(<saml2:SubjectConfirmationData[^>]* NotOnOrAfter=")[^"]+/, `$1${minutes(1).toISOString()}`);
    expect(verify(idp.respond({ ...good, before: earlier }))).toMatchObject({
      notOnOrAfter: new Date(minutes(1).getTime() + CLOCK_SKEW_MS).toISOString(),
    });
  });

  it('has an end, in the conditions and in the confirmation, and in UTC', () => {
    expect(reasonFor({ before: (xml) => xml.replace(/(<saml2:Conditions[^>]*) NotOnOrAfter="[^"]+"/, '$1') })).toBe(
      'not-read',
    );
    expect(
      reasonFor({ before: (xml) => xml.replace(/(<saml2:SubjectConfirmationData[^>]*) NotOnOrAfter="[^"]+"/, '$1') }),
    ).toBe('not-read');
    expect(reasonFor({ before: (xml) => xml.replace(/NotOnOrAfter="[^"]+"/g, 'NotOnOrAfter="tomorrow"') })).toBe(
      'not-read',
    );
    expect(
      reasonFor({ before: (xml) => xml.replace(/NotOnOrAfter="[^"]+"/g, 'NotOnOrAfter="2026-13-45T12:30:00Z"') }),
    ).toBe('not-read');
    expect(reasonFor({ before: (xml) => xml.replace(/<saml2:Conditions.*<\/saml2:Conditions>/, '') })).toBe('not-read');
    expect(
      reasonFor({
        before: (xml) =>
          xml.replace(
            '<saml2:AuthnStatement ',
            `<saml2:AuthnStatement SessionNotOnOrAfter="${minutes(-5).toISOString()}" `,
          ),
      }),
    ).toBe('expired');
  });

  it('says that someone signed in, as a bearer', () => {
    expect(reasonFor({ before: (xml) => xml.replace(/<saml2:AuthnStatement.*<\/saml2:AuthnStatement>/, '') })).toBe(
      'not-read',
    );
    expect(reasonFor({ before: (xml) => xml.replace('cm:bearer', 'cm:holder-of-key') })).toBe('not-read');
    expect(
      reasonFor({ before: (xml) => xml.replace(/<saml2:SubjectConfirmation .*<\/saml2:SubjectConfirmation>/, '') }),
    ).toBe('not-read');
    expect(reasonFor({ status: 'Responder' })).toBe('not-success');
    expect(reasonFor({ status: 'Requester', sign: 'none' })).toBe('not-success');
  });

  it('takes what it answers from the signed part', () => {
    const moved = idp.respond({
      ...good,
      spoil: (xml) => xml.replace(' InResponseTo="_asked"', ' InResponseTo="_other"'),
    });
    expect(verify(moved)).toMatchObject({ inResponseTo: '_asked' });
    expect(verify(idp.respond({ ...good, inResponseTo: undefined }))).toMatchObject({ inResponseTo: null });
  });

  it('names one person, in a format that is not another one each time', () => {
    expect(reasonFor({ before: (xml) => xml.replace(/<saml2:NameID.*<\/saml2:NameID>/, '') })).toBe('no-name-id');
    expect(reasonFor({ nameId: '' })).toBe('no-name-id');
    expect(reasonFor({ nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' })).toBe(
      'name-id-transient',
    );
    for (const nameId of [`${'a'.repeat(400)}@acme.example`, 'ada@acme.example\u202E', 'ada\n@acme.example'])
      expect([nameId, reasonFor({ nameId })]).toEqual([nameId, 'not-read']);
    expect(
      reasonFor({
        before: (xml) => xml.replace('</saml2:NameID>', '</saml2:NameID><saml2:NameID>eve@acme.example</saml2:NameID>'),
      }),
    ).toBe('not-read');
    expect(reasonFor({ nameId: 'o&m@acme.example' })).toBe('signed in as o&m@acme.example');
  });

  it('is not encrypted', () => {
    expect(
      reasonFor({
        sign: 'none',
        spoil: (xml) =>
          xml.replace(ASSERTION, '<saml2:EncryptedAssertion xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion"/>'),
      }),
    ).toBe('encrypted');
    expect(reasonFor({ before: (xml) => xml.replace(/<saml2:NameID.*<\/saml2:NameID>/, '<saml2:EncryptedID/>') })).toBe(
      'encrypted',
    );
  });
});

describe('every refusal', () => {
  const reasons: readonly SamlRefusal[] = [
    'not-read',
    'too-large',
    'not-signed',
    'wrong-signature',
    'wrong-certificate',
    'weak-certificate',
    'wrong-issuer',
    'wrong-audience',
    'wrong-destination',
    'expired',
    'not-yet-valid',
    'too-long-valid',
    'signed-in-too-long-ago',
    'not-success',
    'no-name-id',
    'name-id-transient',
    'encrypted',
    'encryption-not-accepted',
    'not-decrypted',
  ];
  it.each(reasons)('says what happened and what to do next: %s', (reason) => {
    expect(samlSentence(reason).split('. ').length).toBeGreaterThan(1);
  });
});
