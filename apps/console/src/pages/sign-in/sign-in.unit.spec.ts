import { describe, expect, it } from '@jest/globals';
import { returnPath, signInAddress } from './addresses.ts';
import { refusedSentence } from './refusals.ts';

describe('signing in', () => {
  it('comes back to a page of this console and to nothing else', () => {
    expect(returnPath('/companies/acme/members')).toBe('/companies/acme/members');
    expect(returnPath('/companies/acme/members?q=ada&role=admin')).toBe('/companies/acme/members?q=ada&role=admin');
    for (const elsewhere of [
      null,
      '',
      '//evil.example',
      'https://evil.example',
      '/\\evil.example',
      '/companies/../../x?y',
      '/companies/%2e%2e/x',
      '/companies/acme?q=//evil.example',
      '/sign-in',
    ]) {
      expect(returnPath(elsewhere)).toBe('/');
    }
  });

  it('begins at the address of the company, whatever its id', () => {
    expect(signInAddress('a/b', '/companies/x')).toBe('/saml/a%2Fb/sign-in?returnTo=%2Fconsole%2Fcompanies%2Fx');
  });

  it('has a sentence for each reason, and one for a reason that it does not know', () => {
    expect(refusedSentence('not-admin')).toContain('owners and admins');
    expect(refusedSentence('toString')).toContain('not signed in');
    expect(refusedSentence('no-member', 'persistent')).toContain('in the format persistent');
    expect(refusedSentence('no-member', '<b>')).toBe(refusedSentence('no-member'));
  });
});
