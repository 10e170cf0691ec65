import { describe, expect, it } from '@jest/globals';
import type { SamlEnabled } from '@luciq/events';
import type { Decision } from '../decider.ts';
import { specOf } from './given-when-then.ts';

const ENABLED: SamlEnabled = { type: 'SamlEnabled', data: {} };
type Rule = 'once' | 'always' | 'never';

/** Enables SAML once, however often it is decided, or not at all. */
const decider = {
  initial: 0,
  evolve: (count: number): number => count + 1,
  decide: (count: number, rule: Rule): Decision<SamlEnabled, 'refused'> => {
    if (rule === 'never') return { kind: 'refused', refusal: 'refused' };
    return { kind: 'events', events: rule === 'always' || count === 0 ? [ENABLED] : [] };
  },
};

describe('given, when, then', () => {
  const spec = specOf(decider);

  it('passes what is decided and fails anything else', () => {
    spec.given().when('once').then(ENABLED);
    spec.given(ENABLED).when('once').then();
    expect(() => spec.given().when('once').then()).toThrow();
    expect(() => spec.given().when('once').thenRefused('refused')).toThrow();
  });

  it('passes the right refusal', () => {
    spec.given().when('never').thenRefused('refused');
    expect(() => spec.given().when('never').then()).toThrow();
  });

  it('fails a command that, decided again, changes something again', () => {
    expect(() => spec.given().when('always').then(ENABLED)).toThrow('decided again');
  });
});
