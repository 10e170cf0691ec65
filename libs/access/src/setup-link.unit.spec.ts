import { expect, it } from '@jest/globals';
import { newSetupLink, parseSetupLink, setupLinkState } from './setup-link.ts';

it('A set-up link names its company and has a secret of which only the digest is kept', () => {
  const link = newSetupLink('acme-2');
  const parts = parseSetupLink(link);
  if (!parts) throw new Error('not read');
  expect([parts.companyId, `${parts.companyId}.${parts.linkId}.${parts.secret}`]).toEqual(['acme-2', link]);
  const kept = setupLinkState(parts, '2026-01-01T00:00:00.000Z');
  expect(kept).toEqual({ digest: expect.stringMatching(/^[0-9a-f]{64}$/), expiresAt: '2026-01-01T00:00:00.000Z' });
  expect(JSON.stringify(kept)).not.toContain(parts.secret);
  expect(newSetupLink('acme-2')).not.toBe(link);
});

it.each([
  '',
  'acme',
  'acme.link',
  'acme.link.short',
  `-acme.link.${'s'.repeat(43)}`,
  `Acme.link.${'s'.repeat(43)}`,
  `acme.li nk.${'s'.repeat(43)}`,
  `acme.link.${'s'.repeat(129)}`,
  `acme.link.${'s'.repeat(43)}.x`,
])('Anything else is no set-up link: %s', (text) => expect(parseSetupLink(text)).toBeNull());
