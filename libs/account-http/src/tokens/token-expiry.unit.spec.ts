import { expect, it } from '@jest/globals';
import { tokenExpiry } from './token-expiry.ts';

const now = '2026-01-01T12:00:00.000Z';

it("a token ends after the days that were given, a member's after a year where none were, and others never", () => {
  for (const kind of ['member', 'operator', 'service', 'setup'] as const) {
    expect(tokenExpiry(30, { kind }, now)).toBe('2026-01-31T12:00:00.000Z');
    expect(tokenExpiry(null, { kind }, now)).toBeNull();
    expect(tokenExpiry(undefined, { kind }, now)).toBe(kind === 'member' ? '2027-01-01T12:00:00.000Z' : null);
  }
});
