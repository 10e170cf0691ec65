import { describe, expect, it } from '@jest/globals';
import { testIdp } from '@luciq/testing/saml-idp';
import { cameWith, MAX_CAME_LENGTH } from './came.ts';
import { MAX_SAML_RESPONSE_BYTES } from './types.ts';

const base64 = (xml: string): string => Buffer.from(xml).toString('base64');
const nothing = { nameId: null, issuer: null, audience: null, destination: null, fingerprint: null };

describe('what came with a refused answer', () => {
  it('is what the answer says, whoever signed it', async () => {
    const idp = await testIdp();
    const came = cameWith(
      idp.respond({
        acsUrl: 'https://sp.example/acs',
        audience: 'https://sp.example/md?a=1&b=2',
        nameId: 'ada@acme.example',
      }),
    );
    expect(came).toEqual({
      nameId: 'ada@acme.example',
      issuer: idp.issuer,
      audience: 'https://sp.example/md?a=1&b=2',
      destination: 'https://sp.example/acs',
      fingerprint: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
  });

  it('is nothing where nothing can be read, and bounded where much came', () => {
    for (const text of ['', 'no base64', base64('not xml'), base64('<a'), 'A'.repeat(MAX_SAML_RESPONSE_BYTES * 3)])
      expect(cameWith(text)).toEqual(nothing);
    const long = 'x'.repeat(MAX_CAME_LENGTH * 10);
    const came = cameWith(base64(`<Response Destination="${long}"><NameID>${long}</NameID></Response>`));
    expect([came.nameId?.length, came.destination?.length]).toEqual([MAX_CAME_LENGTH, MAX_CAME_LENGTH]);
  });

  it('ends, whatever it is made of', () => {
    const many = '<NameID a="'.repeat(1_000) + '<'.repeat(10_000) + '<Audience '.repeat(10_000);
    for (const xml of [
      `<Response>${many}</Response>`,
      `<Response ${'Destination '.repeat(20_000)}></Response>`,
      `<Response>${'<a:b:NameID >'.repeat(20_000)}</Response>`,
    ])
      expect(cameWith(base64(xml)).nameId).toBeNull();
  });
});
