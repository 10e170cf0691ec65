import { describe, expect, it } from '@jest/globals';
import type { Checklist, Company, StepId } from '../../api/types.ts';
import { GUIDE_STEPS, progressOf } from './progress.ts';

const company = (saml: Company['saml']['state'], scim: Company['scim']['state'], liveTokens: number): Company => ({
  id: 'acme',
  name: 'Acme',
  saml: {
    state: saml,
    elsewhere: false,
    entryPoint: null,
    issuer: null,
    certificates: [],
    canEncrypt: false,
    encryption: null,
    fingerprint: null,
    sp: { entityId: '', acsUrl: '', metadataUrl: '' },
  },
  scim: { state: scim, baseUrl: '' },
  applications: [],
  defaults: { role: 'member', applications: [] },
  owners: [],
  memberCount: 0,
  liveTokens,
  roles: [],
});

const ticked = (...ids: StepId[]): Checklist => ({
  steps: ids.map((id) => ({ id, done: true, time: '2026-01-01T00:00:00Z' })),
});

describe('the progress of the set-up', () => {
  it('begins with SAML', () => {
    expect(progressOf(company('off', 'off', 0), ticked()).current).toBe('saml');
    expect(progressOf(company('configured', 'off', 0), ticked()).current).toBe('saml');
  });

  it('asks for SCIM in Okta once SAML is enabled, and does not wait for what it cannot see once a token is there', () => {
    expect(progressOf(company('enabled', 'off', 0), ticked()).current).toBe('okta-scim');
    expect(progressOf(company('enabled', 'off', 1), ticked()).current).toBe('enable');
  });

  it('goes on as the calls of Okta arrive', () => {
    expect(progressOf(company('enabled', 'enabled', 1), ticked()).current).toBe('test');
    expect(progressOf(company('enabled', 'enabled', 1), ticked('connector-tested')).current).toBe('to-app');
    expect(progressOf(company('enabled', 'enabled', 1), ticked('connector-tested', 'user-created')).current).toBe(
      'import',
    );
  });

  it('is whole without the optional step, also while paused', () => {
    const { done, current } = progressOf(
      company('enabled', 'paused', 2),
      ticked('connector-tested', 'user-created', 'users-imported'),
    );
    expect(current).toBeNull();
    expect([...done]).toEqual(GUIDE_STEPS.filter((step) => step !== 'access'));
  });

  it('asks for a new token after SCIM was turned off', () => {
    expect(progressOf(company('enabled', 'off', 0), ticked('connector-tested', 'user-created')).current).toBe('values');
  });
});
