import { describe, expect, it } from '@jest/globals';
import type { Checklist, StepId } from '../../api/types.ts';
import { GUIDE_STEPS, progressOf } from './progress.ts';

/** The check list: what Luciq knows by itself, then what Okta did. */
const checklist = (
  saml: 'off' | 'configured' | 'enabled',
  scim: 'off' | 'enabled' | 'paused',
  ...rest: readonly StepId[]
): Checklist => {
  const ids: StepId[] = [...rest];
  if (saml !== 'off') ids.push('saml-configured');
  if (saml === 'enabled') ids.push('saml-enabled');
  if (scim !== 'off') ids.push('scim-enabled');
  return { steps: ids.map((id) => ({ id, done: true, time: '2026-01-01T00:00:00Z' })) };
};

describe('the progress of the set-up', () => {
  it('begins with SAML', () => {
    expect(progressOf(checklist('off', 'off')).current).toBe('saml');
    expect(progressOf(checklist('configured', 'off')).current).toBe('saml');
  });

  it('asks for SCIM in Okta once SAML is enabled, and does not wait for what it cannot see once a token is there', () => {
    expect(progressOf(checklist('enabled', 'off')).current).toBe('okta-scim');
    expect(progressOf(checklist('enabled', 'off', 'token-issued')).current).toBe('enable');
  });

  it('goes on as the calls of Okta arrive', () => {
    expect(progressOf(checklist('enabled', 'enabled', 'token-issued')).current).toBe('test');
    expect(progressOf(checklist('enabled', 'enabled', 'token-issued', 'connector-tested')).current).toBe('to-app');
    expect(
      progressOf(checklist('enabled', 'enabled', 'token-issued', 'connector-tested', 'user-created')).current,
    ).toBe('import');
  });

  it('is whole without the optional step, also while paused', () => {
    const { done, current } = progressOf(
      checklist('enabled', 'paused', 'token-issued', 'connector-tested', 'user-created', 'users-imported'),
    );
    expect(current).toBeNull();
    expect([...done]).toEqual(GUIDE_STEPS.filter((step) => step !== 'access'));
  });

  it('asks for a new token after SCIM was turned off', () => {
    expect(progressOf(checklist('enabled', 'off', 'connector-tested', 'user-created')).current).toBe('values');
  });
});
