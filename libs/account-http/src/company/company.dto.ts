import { AddressText, Names, OneOf, Part, Text } from '../validation/fields.ts';
import { ASSIGNABLE_ROLES, ROLES } from '@luciq/entitlement';
import { ShownFlag, ShownNumber, ShownPart, ShownParts, ShownText, ShownTexts, ShownTime } from '../validation/shown.ts';

const ROLES_SENTENCE = `Choose one of these roles: ${ASSIGNABLE_ROLES.join(', ')}.`;
const APPLICATIONS_SENTENCE = 'Give a list of names of applications, each of 1 to 200 characters, at most 1,000 of them.';
const CATALOGUE_SENTENCE = 'Give a list of names of applications, each once and of 1 to 200 characters, at most 1,000 of them.';

/** What members have who are asserted nothing else. */
export class DefaultsBody {
  @OneOf(ASSIGNABLE_ROLES, { about: 'Role of a member who is given no other.', say: ROLES_SENTENCE })
  readonly role!: string;

  @Names({ about: 'Applications of a member who is given no others.', say: APPLICATIONS_SENTENCE })
  readonly applications!: string[];
}

/** The names of all applications that the company has. */
export class ApplicationsBody {
  @Names({ about: 'The whole catalogue, in place of the one before. While it is empty every name is accepted.', say: CATALOGUE_SENTENCE, distinct: true })
  readonly applications!: string[];
}

/** Who owns a new company. */
export class FirstOwnerBody {
  @AddressText({ about: 'What the member signs in with: the NameID of SAML.', say: 'Give the userName of the owner, usually an e-mail address.' })
  readonly userName!: string;

  @Text({ about: 'Name that is shown.', say: 'Give a display name of 1 to 200 characters, or leave it out.', optional: true })
  readonly displayName?: string;

  @AddressText({ about: 'E-mail address; the userName unless given.', say: 'Give an e-mail address, or leave it out.', optional: true })
  readonly email?: string;
}

/** A company that Luciq makes known here. */
export class RegisterCompanyBody {
  @Text({
    about: 'Id of the company in Luciq.',
    say: 'Give an id of 1 to 64 characters: a to z, 0 to 9 and dashes, not beginning with a dash.',
    max: 64,
    form: /^[a-z0-9][a-z0-9-]{0,63}$/,
  })
  readonly id!: string;

  @Text({ about: 'Name that is shown.', say: 'Give the company a name of 1 to 200 characters.' })
  readonly name!: string;

  @Names({ about: 'Names of its applications; empty while nobody knows them.', say: CATALOGUE_SENTENCE, distinct: true })
  readonly applications!: string[];

  @Part(() => DefaultsBody, {
    about: 'Role and applications of members who are given no others; member and none unless given.',
    say: 'Give role and applications, or leave the defaults out.',
    optional: true,
  })
  readonly defaults?: DefaultsBody;

  @Part(() => FirstOwnerBody, { about: 'Its first owner, who becomes a member.', say: 'Give the userName of the owner, or leave the owner out.', optional: true })
  readonly owner?: FirstOwnerBody;
}

/** The certificate by which assertions are checked. */
export class CertificateView {
  @ShownText('SHA-1 of the certificate, in hexadecimal.')
  readonly fingerprint!: string;

  @ShownTime('When the certificate ends.')
  readonly notAfter!: string;

  @ShownText('Whose it says it is.')
  readonly subject!: string;

  @ShownFlag('True for a key that can be broken with much effort: it signs in for now, and is not taken anew.')
  readonly weak!: boolean;
}

/** What the identity provider has to be told of Luciq. */
export class ServiceProviderView {
  @ShownText('Entity ID, which Okta calls Audience URI.')
  readonly entityId!: string;

  @ShownText('Single sign-on URL: where assertions are sent.')
  readonly acsUrl!: string;

  @ShownText('Where the metadata can be downloaded.')
  readonly metadataUrl!: string;
}

/** How members of the company sign in. */
export class SamlView {
  @ShownText('Whether there is a configuration, and whether members sign in through it.', { words: ['off', 'configured', 'enabled'] })
  readonly state!: 'off' | 'configured' | 'enabled';

  @ShownFlag('True where members sign in through SAML at Luciq already, and nothing is configured here.')
  readonly elsewhere!: boolean;

  @ShownText('Where members are sent to sign in.', { nullable: true })
  readonly entryPoint!: string | null;

  @ShownText('Entity ID of the identity provider, which assertions have to name; null where it was not asked for yet, and is not checked.', { nullable: true })
  readonly issuer!: string | null;

  @ShownParts('The certificates of the identity provider, any of which may sign.', () => CertificateView)
  readonly certificates!: readonly CertificateView[];

  @ShownText('SHA-1 fingerprint, where that was given in place of a certificate.', { nullable: true })
  readonly fingerprint!: string | null;

  @ShownFlag('True where Luciq can keep a private key, so that a certificate to encrypt for can be offered.')
  readonly canEncrypt!: boolean;

  @ShownPart('The certificate that is offered to encrypt assertions for.', () => CertificateView, { nullable: true })
  readonly encryption!: CertificateView | null;

  @ShownPart('What the identity provider is told.', () => ServiceProviderView)
  readonly sp!: ServiceProviderView;
}

/** Whether SCIM requests are answered. */
export class ScimView {
  @ShownText('While paused, reads are answered and writes are held back.', { words: ['off', 'enabled', 'paused'] })
  readonly state!: 'off' | 'enabled' | 'paused';

  @ShownText('SCIM basic URL: what the identity provider connects to.')
  readonly baseUrl!: string;
}

/** What members have who are asserted nothing else. */
export class DefaultsView {
  @ShownText('Role.', { words: ROLES })
  readonly role!: string;

  @ShownTexts('Applications.')
  readonly applications!: readonly string[];
}

/** An owner of the company. */
export class OwnerView {
  @ShownText('Id of the member.')
  readonly userId!: string;

  @ShownText('userName of the member; null for one who is gone.', { nullable: true })
  readonly userName!: string | null;

  @ShownText('Name of the member.', { nullable: true })
  readonly displayName!: string | null;
}

/** A company, and how far it is set up. */
export class CompanyView {
  @ShownText('Id of the company.')
  readonly id!: string;

  @ShownText('Name of the company.')
  readonly name!: string;

  @ShownPart('Sign-in.', () => SamlView)
  readonly saml!: SamlView;

  @ShownPart('Provisioning.', () => ScimView)
  readonly scim!: ScimView;

  @ShownTexts('Names of its applications.')
  readonly applications!: readonly string[];

  @ShownPart('Role and applications of members who are given no others.', () => DefaultsView)
  readonly defaults!: DefaultsView;

  @ShownParts('Its owners.', () => OwnerView)
  readonly owners!: readonly OwnerView[];

  @ShownNumber('Members who are not deleted, active or not.')
  readonly memberCount!: number;

  @ShownNumber('Tokens that are neither revoked nor over.')
  readonly liveTokens!: number;

  @ShownTexts('Roles that can be given, the most powerful first.', { words: ASSIGNABLE_ROLES })
  readonly roles!: readonly string[];
}

/** A company whose identity provider was just given. */
export class ConfiguredCompanyView extends CompanyView {
  @ShownTexts('How what was pasted was understood, in sentences for whoever pasted it.')
  readonly notes!: readonly string[];
}

/** A company in the list of all. */
export class ListedCompanyView {
  @ShownText('Id of the company.')
  readonly id!: string;

  @ShownText('Name; null while the company is known only by its members.', { nullable: true })
  readonly name!: string | null;

  @ShownText('Whether members sign in through SAML.', { words: ['off', 'enabled'] })
  readonly saml!: 'off' | 'enabled';

  @ShownText('Whether SCIM requests are answered.', { words: ['off', 'enabled', 'paused'] })
  readonly scim!: 'off' | 'enabled' | 'paused';

  @ShownNumber('Members who are not deleted.')
  readonly members!: number;

  @ShownFlag('True while its rows stand still until an operator resumes it.')
  readonly parked!: boolean;
}

/** Every company, by id. */
export class CompanyListView {
  @ShownParts('Companies.', () => ListedCompanyView)
  readonly companies!: readonly ListedCompanyView[];
}
