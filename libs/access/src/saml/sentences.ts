import type { SamlRefusal } from './types.ts';

const SENTENCES: Readonly<Record<SamlRefusal, string>> = {
  'not-read':
    'The answer of your identity provider could not be read. Sign in again from Luciq; if it happens again, ask the administrator of your identity provider.',
  'too-large':
    'The answer of your identity provider is too large. Ask its administrator to send fewer attributes to Luciq.',
  'not-signed':
    'Your identity provider signed neither the assertion nor the response. Ask its administrator to turn on signing for Luciq.',
  'wrong-signature':
    'The signature on the answer of your identity provider does not fit what it signs. Sign in again; if it happens again, an administrator can compare the certificate in Luciq under Settings, SAML.',
  'sha-1':
    'Your identity provider signs with SHA-1, which is not safe any more. Ask its administrator to sign with RSA or ECDSA and SHA-256 or more, and sign in again.',
  'certificate-not-sent':
    'Luciq knows a fingerprint only, and your identity provider does not send the certificate that has it. An administrator can put the certificate itself in Luciq under Settings, SAML.',
  'wrong-certificate':
    'The answer was signed with another certificate than those this company gave to Luciq. An administrator can put the current certificate in Luciq under Settings, SAML.',
  'weak-certificate':
    'The key with which your identity provider signs can be broken, so its answers prove nothing. Ask its administrator for a new one; the people who run Luciq can issue a set-up link to put it in.',
  'wrong-issuer':
    'The answer is from another identity provider, or another tenant of it, than the one this company gave to Luciq. An administrator can compare the issuer in Luciq under Settings, SAML.',
  'wrong-audience':
    'The answer of your identity provider is for another service. Ask its administrator to set the audience to the Entity ID that Luciq shows.',
  'wrong-destination':
    'The answer of your identity provider is for another address. Ask its administrator to set the single sign-on URL to the callback URL that Luciq shows.',
  expired:
    'This sign-in is no longer valid. Sign in again from Luciq; if it happens again, the clock of your identity provider may be wrong.',
  'not-yet-valid':
    'This sign-in is not valid yet. Wait a minute and sign in again; if it happens again, the clock of your identity provider may be wrong.',
  'too-long-valid':
    'Your identity provider lets its answers be good for more than a day. Ask its administrator to set a few minutes.',
  'signed-in-too-long-ago':
    'You signed in at your identity provider half a year ago or earlier. Sign out there, then sign in again.',
  'not-success': 'Your identity provider did not sign you in. Ask its administrator whether you are assigned to Luciq.',
  'no-name-id':
    'Your identity provider did not say who you are. Ask its administrator to send the e-mail address as NameID.',
  'name-id-transient':
    'Your identity provider sent a NameID of the format transient, which is another one at each sign-in. Ask its administrator to send the user name of Luciq, usually the e-mail address.',
  encrypted:
    'Your identity provider encrypts, and Luciq has no key for it. Ask its administrator to turn encryption off for Luciq, or an owner to offer an encryption certificate.',
  'encryption-not-accepted':
    'Your identity provider encrypts in a way that is not safe. Ask its administrator for AES-GCM with RSA-OAEP; AES-CBC is accepted where the response is signed as well as the assertion.',
  'not-decrypted':
    'The answer was not encrypted for this company. Ask the administrator of your identity provider to take the encryption certificate from the metadata that Luciq shows.',
};

/** What happened and what to do next, for the person who tried to sign in. */
export const samlSentence = (reason: SamlRefusal): string => SENTENCES[reason];
