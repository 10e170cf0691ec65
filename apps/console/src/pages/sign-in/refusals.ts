/** Why Luciq did not sign somebody in, by the reason in the address, and what to do. */
const SENTENCES: Readonly<Record<string, string>> = {
  'not-read': 'The answer of your identity provider could not be read. Try again; if it stays, compare the address of the single sign-on service in Settings.',
  'too-large': 'The answer of your identity provider is larger than Luciq takes. Send fewer attributes with it.',
  'not-signed': 'The assertion of your identity provider is not signed. Switch on “Assertion Signature: Signed” in its SAML settings.',
  'wrong-signature': 'The signature of the assertion is not right, or uses SHA-1. Choose SHA-256 in your identity provider, then try again.',
  'wrong-certificate': 'The assertion is signed with another certificate than the one that Luciq knows. Put the present certificate of your identity provider into Settings.',
  'wrong-audience': 'The assertion is meant for somebody else. Compare the Entity ID in your identity provider with the one in Settings.',
  'wrong-destination': 'The answer was sent to another address than it names. Compare the single sign-on URL in your identity provider with the one in Settings.',
  expired: 'The sign-in took too long, or the clocks differ by more than a minute. Try again.',
  'not-yet-valid': 'The assertion is not valid yet. Compare the clock of your identity provider, then try again.',
  'not-success': 'Your identity provider did not sign you in. Ask its administrator whether the Luciq application is assigned to you.',
  'no-name-id': 'The assertion names nobody. Choose an e-mail address as Name ID in your identity provider.',
  'name-id-not-email': 'The name in the assertion is no e-mail address. Choose EmailAddress as Name ID format in your identity provider.',
  encrypted: 'The assertion is encrypted, which Luciq does not read. Switch assertion encryption off in your identity provider.',
  'no-member': 'No member of this company has the user name that your identity provider sent. Ask an administrator to assign you.',
  deactivated: 'You are deactivated in this company. Ask an administrator to assign you again.',
  'not-admin': 'Only owners and admins may use this console. Ask one of them for the role admin.',
  replayed: 'This sign-in was used before. Begin again.',
  'not-asked-for': 'This sign-in was not begun here, or too long ago. Begin again from this page.',
  'saml-off': 'SAML is not configured for this company. Ask whoever set Luciq up for a set-up link.',
};

/** The sentence for a refused sign-in. */
export const refusedSentence = (reason: string): string =>
  Object.hasOwn(SENTENCES, reason) ? (SENTENCES[reason] ?? '') : 'You were not signed in. Try again; if it stays, ask an administrator of your company.';
