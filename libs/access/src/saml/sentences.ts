import type { SamlRefusal } from './types.ts';

const SENTENCES: Readonly<Record<SamlRefusal, string>> = {
  'not-read': 'The answer of your identity provider could not be read. Sign in again from Luciq; if it happens again, ask the administrator of your identity provider.',
  'too-large': 'The answer of your identity provider is too large. Ask its administrator to send fewer attributes to Luciq.',
  'not-signed': 'Your identity provider did not sign the assertion. Ask its administrator to turn on "Assertion Signature" for Luciq.',
  'wrong-signature':
    'The signature on the answer of your identity provider is not valid for this company. Ask its administrator to sign assertions with RSA or ECDSA and SHA-256 or more, and sign in again.',
  'wrong-certificate':
    'The answer was signed with another certificate than the one this company gave to Luciq. An administrator can put the current certificate in Luciq under Settings, SAML.',
  'wrong-audience': 'The answer of your identity provider is for another service. Ask its administrator to set the audience to the Entity ID that Luciq shows.',
  'wrong-destination': 'The answer of your identity provider is for another address. Ask its administrator to set the single sign-on URL to the callback URL that Luciq shows.',
  expired: 'This sign-in is no longer valid. Sign in again from Luciq; if it happens again, the clock of your identity provider may be wrong.',
  'not-yet-valid': 'This sign-in is not valid yet. Wait a minute and sign in again; if it happens again, the clock of your identity provider may be wrong.',
  'not-success': 'Your identity provider did not sign you in. Ask its administrator whether you are assigned to Luciq.',
  'no-name-id': 'Your identity provider did not say who you are. Ask its administrator to send the e-mail address as NameID.',
  'name-id-not-email': 'Your identity provider sent something other than an e-mail address as NameID. Ask its administrator to set the NameID format to EmailAddress.',
  encrypted: 'Your identity provider encrypts its assertions, which Luciq does not read. Ask its administrator to turn encryption off for Luciq.',
};

/** What happened and what to do next, for the person who tried to sign in. */
export const samlSentence = (reason: SamlRefusal): string => SENTENCES[reason];
