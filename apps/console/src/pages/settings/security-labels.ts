import type { SignInEntry } from '../../api/types.ts';

/** What happened, as it reads in the list of sign-ins. */
export const SIGN_IN_LABELS: Readonly<Record<SignInEntry['event'], string>> = {
  'signed-in': 'Signed in',
  'sign-in-refused': 'Sign-in refused',
  'signed-out': 'Signed out',
  'session-refused': 'Session ended',
  'access-refused': 'Request refused',
};

/** Why, in a few words; the page of sign-in says what to do. */
const REASONS: Readonly<Record<string, string>> = {
  'not-read': 'the answer could not be read',
  'too-large': 'the answer was too large',
  'not-signed': 'nothing was signed',
  'wrong-signature': 'the signature was wrong',
  'sha-1': 'signed with SHA-1',
  'certificate-not-sent': 'the certificate of the fingerprint did not come with it',
  'wrong-certificate': 'signed with another certificate',
  'weak-certificate': 'the key of the identity provider is weak',
  'wrong-issuer': 'from another identity provider',
  'wrong-audience': 'meant for someone else',
  'wrong-destination': 'sent to another address',
  expired: 'too late, or clocks differ',
  'not-yet-valid': 'too early, or clocks differ',
  'too-long-valid': 'good for more than a day',
  'signed-in-too-long-ago': 'signed in half a year ago',
  'not-success': 'the identity provider refused',
  'no-name-id': 'the answer named nobody',
  'name-id-transient': 'the name was a transient one',
  encrypted: 'encrypted, and there is no key for it',
  'encryption-not-accepted': 'encrypted in a way that is not safe',
  'not-decrypted': 'encrypted for someone else',
  busy: 'too many sign-ins at once',
  'no-member': 'no member has that user name',
  deactivated: 'the member is deactivated',
  'not-admin': 'neither an owner nor an admin',
  'rename-waiting': 'the new user name is not confirmed',
  replayed: 'the answer was used before',
  'not-asked-for': 'the sign-in was not begun here',
  'not-allowed': 'for operators only',
  'owner-only': 'for owners only',
  'setup-only': 'not part of the set-up',
  'own-token': 'the member’s own token',
  'other-company': 'about another company',
  'too-many': 'too many attempts',
};

/** Why someone was refused; null where what happened says it all, and the service's own word where this page knows none. */
export function reasonLabel(reason: string | null): string | null {
  if (reason === null || reason === 'session-ended') return null;
  return Object.hasOwn(REASONS, reason) ? (REASONS[reason] ?? null) : reason;
}
