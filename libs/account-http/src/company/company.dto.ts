import { ApiProperty } from '@nestjs/swagger';
import { MAX_ENTRY_POINT_LENGTH } from '@luciq/domain';
import { ASSIGNABLE_ROLES, ROLES } from '@luciq/entitlement';
import { EnumField, NamesField, ObjectField, StringField } from '../validation/fields.ts';

const ROLES_SENTENCE = `Choose one of these roles: ${ASSIGNABLE_ROLES.join(', ')}.`;
const APPLICATIONS_SENTENCE =
  'Give a list of names of applications, each of 1 to 200 characters, at most 1,000 of them.';
const CATALOGUE_SENTENCE =
  'Give a list of names of applications, each once and of 1 to 200 characters, at most 1,000 of them.';

/** What members have who are asserted nothing else. */
export class DefaultsBody {
  @EnumField({
    description: 'Role of a member who is given no other.',
    message: ROLES_SENTENCE,
    enum: ASSIGNABLE_ROLES,
  })
  readonly role!: string;

  @NamesField({ description: 'Applications of a member who is given no others.', message: APPLICATIONS_SENTENCE })
  readonly applications!: string[];
}

/** The names of all applications that the company has. */
export class ApplicationsBody {
  @NamesField({
    description: 'The whole catalogue, in place of the one before. While it is empty every name is accepted.',
    message: CATALOGUE_SENTENCE,
    uniqueItems: true,
  })
  readonly applications!: string[];
}

/** Who owns a new company. */
export class FirstOwnerBody {
  @StringField({
    description: 'What the member signs in with: the NameID of SAML.',
    message: 'Give the userName of the owner, usually an e-mail address.',
    maxLength: MAX_ENTRY_POINT_LENGTH,
  })
  readonly userName!: string;

  @StringField({
    description: 'Name that is shown.',
    message: 'Give a display name of 1 to 200 characters, or leave it out.',
    optional: true,
  })
  readonly displayName?: string;

  @StringField({
    description: 'E-mail address; the userName unless given.',
    message: 'Give an e-mail address, or leave it out.',
    maxLength: MAX_ENTRY_POINT_LENGTH,
    optional: true,
  })
  readonly email?: string;
}

/** A company that Luciq makes known here. */
export class RegisterCompanyBody {
  @StringField({
    description: 'Id of the company in Luciq.',
    message: 'Give an id of 1 to 64 characters: a to z, 0 to 9 and dashes, not beginning with a dash.',
    maxLength: 64,
    pattern: /^[a-z0-9][a-z0-9-]{0,63}$/,
  })
  readonly id!: string;

  @StringField({ description: 'Name that is shown.', message: 'Give the company a name of 1 to 200 characters.' })
  readonly name!: string;

  @NamesField({
    description: 'Names of its applications; empty while nobody knows them.',
    message: CATALOGUE_SENTENCE,
    uniqueItems: true,
  })
  readonly applications!: string[];

  @ObjectField({
    description: 'Role and applications of members who are given no others; member and none unless given.',
    message: 'Give role and applications, or leave the defaults out.',
    type: () => DefaultsBody,
    optional: true,
  })
  readonly defaults?: DefaultsBody;

  @ObjectField({
    description: 'Its first owner, who becomes a member.',
    message: 'Give the userName of the owner, or leave the owner out.',
    type: () => FirstOwnerBody,
    optional: true,
  })
  readonly owner?: FirstOwnerBody;
}

/** The certificate by which assertions are checked. */
export class CertificateView {
  @ApiProperty({ description: 'SHA-1 of the certificate, in hexadecimal.' })
  readonly fingerprint!: string;

  @ApiProperty({ description: 'When the certificate ends.', format: 'date-time' })
  readonly notAfter!: string;

  @ApiProperty({ description: 'Whose it says it is.' })
  readonly subject!: string;

  @ApiProperty({
    description: 'True for a key that can be broken with much effort: it signs in for now, and is not taken anew.',
  })
  readonly weak!: boolean;
}

/** What the identity provider has to be told of Luciq. */
export class ServiceProviderView {
  @ApiProperty({ description: 'Entity ID, which Okta calls Audience URI.' })
  readonly entityId!: string;

  @ApiProperty({ description: 'Single sign-on URL: where assertions are sent.' })
  readonly acsUrl!: string;

  @ApiProperty({ description: 'Where the metadata can be downloaded.' })
  readonly metadataUrl!: string;
}

/** How members of the company sign in. */
export class SamlView {
  @ApiProperty({
    description: 'Whether there is a configuration, and whether members sign in through it.',
    type: String,
    enum: ['off', 'configured', 'enabled'],
  })
  readonly state!: 'off' | 'configured' | 'enabled';

  @ApiProperty({
    description: 'True where members sign in through SAML at Luciq already, and nothing is configured here.',
  })
  readonly elsewhere!: boolean;

  @ApiProperty({ description: 'Where members are sent to sign in.', type: String, nullable: true })
  readonly entryPoint!: string | null;

  @ApiProperty({
    description:
      'Entity ID of the identity provider, which assertions have to name; null for a company that was configured before it was required; it is not checked then.',
    type: String,
    nullable: true,
  })
  readonly issuer!: string | null;

  @ApiProperty({
    description: 'The certificates of the identity provider, any of which may sign.',
    type: () => CertificateView,
    isArray: true,
  })
  readonly certificates!: readonly CertificateView[];

  @ApiProperty({
    description: 'SHA-1 fingerprint, where that was given in place of a certificate.',
    type: String,
    nullable: true,
  })
  readonly fingerprint!: string | null;

  @ApiProperty({
    description: 'True where Luciq can keep a private key, so that a certificate to encrypt for can be offered.',
  })
  readonly canEncrypt!: boolean;

  @ApiProperty({
    description: 'The certificate that is offered to encrypt assertions for.',
    type: () => CertificateView,
    nullable: true,
  })
  readonly encryption!: CertificateView | null;

  @ApiProperty({ description: 'What the identity provider is told.', type: () => ServiceProviderView })
  readonly sp!: ServiceProviderView;
}

/** Whether SCIM requests are answered. */
export class ScimView {
  @ApiProperty({
    description: 'While paused, reads are answered and writes are held back.',
    type: String,
    enum: ['off', 'enabled', 'paused'],
  })
  readonly state!: 'off' | 'enabled' | 'paused';

  @ApiProperty({ description: 'SCIM basic URL: what the identity provider connects to.' })
  readonly baseUrl!: string;
}

/** What members have who are asserted nothing else. */
export class DefaultsView {
  @ApiProperty({ description: 'Role.', enum: [...ROLES] })
  readonly role!: string;

  @ApiProperty({ description: 'Applications.', type: [String] })
  readonly applications!: readonly string[];
}

/** An owner of the company. */
export class OwnerView {
  @ApiProperty({ description: 'Id of the member.' })
  readonly userId!: string;

  @ApiProperty({ description: 'userName of the member; null for one who is gone.', type: String, nullable: true })
  readonly userName!: string | null;

  @ApiProperty({ description: 'Name of the member.', type: String, nullable: true })
  readonly displayName!: string | null;
}

/** A company, and how far it is set up. */
export class CompanyView {
  @ApiProperty({ description: 'Id of the company.' })
  readonly id!: string;

  @ApiProperty({ description: 'Name of the company.' })
  readonly name!: string;

  @ApiProperty({ description: 'Sign-in.', type: () => SamlView })
  readonly saml!: SamlView;

  @ApiProperty({ description: 'Provisioning.', type: () => ScimView })
  readonly scim!: ScimView;

  @ApiProperty({ description: 'Names of its applications.', type: [String] })
  readonly applications!: readonly string[];

  @ApiProperty({ description: 'Role and applications of members who are given no others.', type: () => DefaultsView })
  readonly defaults!: DefaultsView;

  @ApiProperty({ description: 'Its owners.', type: () => OwnerView, isArray: true })
  readonly owners!: readonly OwnerView[];

  @ApiProperty({ description: 'Members who are not deleted, active or not.' })
  readonly memberCount!: number;

  @ApiProperty({ description: 'Tokens that are neither revoked nor over.' })
  readonly liveTokens!: number;

  @ApiProperty({
    description: 'Roles that can be given, the most powerful first.',
    type: [String],
    enum: [...ASSIGNABLE_ROLES],
  })
  readonly roles!: readonly string[];
}

/** A company whose identity provider was just given. */
export class ConfiguredCompanyView extends CompanyView {
  @ApiProperty({
    description: 'How what was pasted was understood, in sentences for anyone who pasted it.',
    type: [String],
  })
  readonly notes!: readonly string[];
}

/** A company in the list of all. */
export class ListedCompanyView {
  @ApiProperty({ description: 'Id of the company.' })
  readonly id!: string;

  @ApiProperty({
    description: 'Name; null while the company is known only by its members.',
    type: String,
    nullable: true,
  })
  readonly name!: string | null;

  @ApiProperty({ description: 'Whether members sign in through SAML.', type: String, enum: ['off', 'enabled'] })
  readonly saml!: 'off' | 'enabled';

  @ApiProperty({ description: 'Whether SCIM requests are answered.', type: String, enum: ['off', 'enabled', 'paused'] })
  readonly scim!: 'off' | 'enabled' | 'paused';

  @ApiProperty({ description: 'Members who are not deleted.' })
  readonly members!: number;

  @ApiProperty({ description: 'True while its rows stand still until an operator resumes it.' })
  readonly parked!: boolean;
}

/** Every company, by id. */
export class CompanyListView {
  @ApiProperty({ description: 'Companies.', type: () => ListedCompanyView, isArray: true })
  readonly companies!: readonly ListedCompanyView[];
}
