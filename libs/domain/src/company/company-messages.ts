import { ASSIGNABLE_ROLES } from '@luciq/entitlement';
import type { CompanyRefusal } from '../refusal.ts';
import { MAX_APPLICATION_NAME_LENGTH, MAX_APPLICATIONS } from './company.ts';
import { MAX_LIVE_SETUP_LINKS, MAX_LIVE_TOKENS, MAX_TOKEN_LABEL_LENGTH } from './company-credentials.ts';
import { MAX_CERTIFICATES } from './saml-settings.ts';

/** Names that one sentence lists at most. */
const MAX_LISTED_NAMES = 10;

const listed = (names: readonly string[]): string =>
  names.slice(0, MAX_LISTED_NAMES).join(', ') + (names.length > MAX_LISTED_NAMES ? ' and more' : '');

/** What a person reads about a refusal, and what to do next. Pages, the account API and the operator's commands all say it so. */
export function companySentence(refusal: CompanyRefusal): string {
  switch (refusal.kind) {
    case 'unknown-application':
      return `The company has no application of this name: ${listed(refusal.names)}. Add it to the company's applications first, or give the exact name of one that is there.`;
    case 'application-twice':
      return `The list of applications names one more than once: ${listed(refusal.names)}. Name each application once.`;
    default:
      return SENTENCES[refusal.kind];
  }
}

type WithoutNames = Exclude<CompanyRefusal, { readonly names: readonly string[] }>['kind'];

const ROLE_LIST = ASSIGNABLE_ROLES.join(', ');

const SENTENCES: Readonly<Record<WithoutNames, string>> = {
  'company-not-found': 'There is no company of this id. Register it first, or check the id.',
  'company-exists': 'A company of this id exists under another name. Choose another id.',
  'entry-point-not-https':
    'The address of the identity provider must begin with https:// and hold no user name, password, blank or line break. Copy the single sign-on URL from your identity provider.',
  'issuer-missing':
    'The issuer of the identity provider is missing, so an assertion of another tenant could not be told from yours. Copy its Entity ID or Issuer, or paste its metadata.',
  'certificate-or-fingerprint':
    "Give either the identity provider's certificate or its SHA-1 fingerprint, one of the two.",
  'certificate-not-read':
    'This is not a certificate that can be read. Paste the whole X.509 certificate, from BEGIN CERTIFICATE to END CERTIFICATE, or a SHA-1 fingerprint of 40 hexadecimal digits.',
  'too-many-certificates': `An identity provider may have ${MAX_CERTIFICATES} certificates at a time. Leave out those that it does not sign with any more.`,
  'certificate-weak':
    'The key of this certificate can be broken, or the certificate is signed with MD5. Let your identity provider make one with RSA of 2,048 bits or more, or EC P-256 or more.',
  'private-key-given':
    'This is a private key, which nobody but the identity provider may have, and now it was shown. Nothing was kept. Let the identity provider make a new key, then paste its certificate.',
  'metadata-not-read':
    'The metadata of the identity provider could not be read. Paste the whole file with one IDPSSODescriptor, which names its certificate, its issuer and a sign-on address for HTTP-Redirect.',
  'saml-not-configured':
    'SAML is not configured yet. Enter the single sign-on URL and the certificate of your identity provider, then enable SAML.',
  'no-owner':
    'The company has no owner yet, so nobody could change this again. Ask Luciq to name an owner, then enable SAML.',
  'saml-not-enabled': 'SCIM needs SAML. Enable SAML for the company first, then enable SCIM.',
  'scim-not-off': 'SCIM needs SAML and is not off. Turn SCIM off first, which revokes its tokens, then disable SAML.',
  'scim-off': 'SCIM is off, so there is nothing to pause or resume. Enable SCIM first.',
  'token-not-found': 'The company has no token of this id. Look at its list of tokens.',
  'token-id-taken': 'A token of this id exists with another secret. Give another token.',
  'token-revoked': 'This token was revoked and cannot be issued again. Issue a new one.',
  'too-many-tokens': `The company has ${MAX_LIVE_TOKENS} tokens already. Revoke one that is not used any more, then issue a new one.`,
  'token-without-end':
    'A token that a member issues has an end. Choose after how many days; another token can be put in its place before.',
  'own-token':
    "You can't hand over a token that you issued yourself. Ask another owner or Luciq, or put a token of someone else in its place.",
  'label-too-long': `The name of the token is too long. Use at most ${MAX_TOKEN_LABEL_LENGTH} characters.`,
  'expiry-in-past': 'The time of expiry is over already. Choose one that is still to come.',
  'setup-link-unknown':
    'This set-up link is not known. Open the link again exactly as you were given it, or ask for a new one.',
  'setup-link-used': 'This set-up link was used already; each is good once. Ask for a new one.',
  'setup-link-expired': 'This set-up link is too old. Ask for a new one.',
  'setup-link-not-found':
    'The company has no set-up link of this id. It may be over; look at the list of set-up links.',
  'session-ended': 'Your session was ended in the meantime, and nothing was changed. Sign in again.',
  'setup-link-id-taken': 'A set-up link of this id exists with another secret. Issue another one.',
  'too-many-setup-links': `The company has ${MAX_LIVE_SETUP_LINKS} set-up links that are still good. Use one of them, or withdraw those that nobody needs.`,
  'member-not-found':
    'This company has no member with this id. The member may have been deleted; look for others in the list of members.',
  'member-inactive':
    'This member is deactivated and cannot become an owner. Activate the member in your identity provider first, or choose another one.',
  'member-rename-waits':
    'This member was renamed, and the rename is not confirmed yet. Confirm it first, then name the member an owner.',
  'member-renamed':
    'This member has another userName by now than you were shown. Look the member up again, then name an owner.',
  'not-an-owner': 'This member does not own the company, so there is no ownership to pass on. Name one of its owners.',
  'last-owner':
    'This is the only owner who is active, and a company needs one. Transfer the ownership to another member instead.',
  'unknown-role': `This role is not known. Give one of: ${ROLE_LIST}.`,
  'ownership-not-assignable': `Ownership is given to one member at a time and never by default or for being in a group. Give one of: ${ROLE_LIST}.`,
  'too-many-applications': `A company has at most ${MAX_APPLICATIONS} applications. Leave some out.`,
  'application-name-length': `The name of an application has 1 to ${MAX_APPLICATION_NAME_LENGTH} characters. Shorten it, or leave out the empty one.`,
  'precedence-not-whole': 'The precedence must be a whole number.',
};
