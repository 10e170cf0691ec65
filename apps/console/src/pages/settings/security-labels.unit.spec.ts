import { describe, expect, it } from '@jest/globals';
import { REFUSALS } from '../sign-in/refusals.ts';
import { reasonLabel } from './security-labels.ts';

describe('the words of the list of sign-ins', () => {
  it('say every reason for which a sign-in is refused', () => {
    // Nothing is kept of a company that has not configured SAML.
    for (const reason of REFUSALS.filter((each) => each !== 'saml-off'))
      expect([reason, reasonLabel(reason)]).toEqual([reason, expect.stringMatching(/ /)]);
  });

  it('repeat nothing, and let through what they do not know', () => {
    expect([
      reasonLabel(null),
      reasonLabel('session-ended'),
      reasonLabel('something-new'),
      reasonLabel('constructor'),
    ]).toEqual([null, null, 'something-new', 'constructor']);
  });
});
