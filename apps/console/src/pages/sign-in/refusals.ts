/** Why Luciq did not sign someone in, by the reason in the address, and what to do. */
const SENTENCES: Readonly<Record<string, string>> = {
  'not-read':
    'The answer of your identity provider could not be read. Try again; if it stays, compare the address of the single sign-on service in Settings.',
  'too-large': 'The answer of your identity provider is larger than Luciq takes. Send fewer attributes with it.',
  'not-signed':
    'Neither the assertion nor the response of your identity provider is signed. Switch on “Assertion Signature: Signed” in its SAML settings.',
  'wrong-signature':
    'The signature does not fit what it signs, as where an answer was changed on its way. Begin again; if it stays, compare the certificate in Settings with that of your identity provider.',
  'sha-1':
    'The answer is signed with SHA-1, which is not safe any more. Choose SHA-256 in your identity provider, then try again.',
  'certificate-not-sent':
    'Luciq knows the fingerprint of a certificate, and your identity provider does not send that certificate with its answer. Put the certificate itself into Settings.',
  'wrong-certificate':
    'The assertion is signed with another certificate than the one that Luciq knows. Put the present certificate of your identity provider into Settings.',
  'weak-certificate':
    'The key of your identity provider can be broken, so nobody signs in with it. Let it make a new one, and ask the people who run Luciq for a set-up link to put it in.',
  'wrong-issuer':
    'The answer is from another identity provider, or another tenant of it. Compare the issuer in your identity provider with the one in Settings.',
  'wrong-audience':
    'The assertion is meant for someone else. Compare the Entity ID in your identity provider with the one in Settings.',
  'wrong-destination':
    'The answer was sent to another address than it names. Compare the single sign-on URL in your identity provider with the one in Settings.',
  expired: 'The sign-in took too long, or the clocks differ by more than five minutes. Try again.',
  'not-yet-valid': 'The assertion is not valid yet. Compare the clock of your identity provider, then try again.',
  'too-long-valid': 'Your identity provider lets its answers be good for more than a day. Set a few minutes there.',
  'signed-in-too-long-ago':
    'You signed in at your identity provider half a year ago or earlier. Sign out there, then try again.',
  'not-success':
    'Your identity provider did not sign you in. Ask its administrator whether the Luciq application is assigned to you.',
  'no-name-id': 'The assertion names nobody. Choose an e-mail address as Name ID in your identity provider.',
  'name-id-transient':
    'The Name ID has the format transient, which names you anew each time. Choose EmailAddress as Name ID format in your identity provider.',
  encrypted:
    'The assertion is encrypted, and Luciq has no key for it. Switch encryption off in your identity provider, or offer an encryption certificate in Settings.',
  'encryption-not-accepted':
    'The assertion is encrypted in a way that is not safe. Choose AES-GCM with RSA-OAEP in your identity provider; with AES-CBC it has to sign the response as well.',
  'not-decrypted':
    'The assertion is not encrypted for this company. Give your identity provider the encryption certificate of the metadata in Settings.',
  busy: 'Luciq has many sign-ins to look at just now. Try again in a moment.',
  'no-member':
    'No member has the Name ID that came as user name. Mostly it is an e-mail address that is not the user name, or you are not assigned. Administrators see it in Settings, Sign-ins.',
  deactivated: 'You are deactivated in this company. Ask an administrator to assign you again.',
  'not-admin': 'Only owners and admins may use this console. Ask one of them for the role admin.',
  'rename-waiting':
    'Your user name was changed, and the change is not confirmed yet. Sign in by the former name, or ask an owner of your company or Luciq to confirm the new one.',
  replayed: 'This sign-in was used before. Begin again.',
  'not-asked-for': 'This sign-in was not begun here, or too long ago. Begin again from this page.',
  'saml-off': 'SAML is not configured for this company. Ask the person who set Luciq up for a set-up link.',
};

/** Every reason that has a sentence. */
export const REFUSALS: readonly string[] = Object.keys(SENTENCES);

/** A format of a NameID, as it may stand in an address. */
const FORMAT = /^[A-Za-z0-9]{1,40}$/;

/** The sentence for a refused sign-in; with the format of the name that was sent, where that may be why. */
export function refusedSentence(reason: string, format: string | null = null): string {
  const sentence = Object.hasOwn(SENTENCES, reason) ? SENTENCES[reason] : undefined;
  if (sentence === undefined)
    return 'You were not signed in. Try again; if it stays, ask an administrator of your company.';
  if (format === null || !FORMAT.test(format)) return sentence;
  return `${sentence} The name came in the format ${format}; if it is not the user name of Luciq, choose EmailAddress in your identity provider.`;
}
