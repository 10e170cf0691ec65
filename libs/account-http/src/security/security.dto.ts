import { ApiProperty } from '@nestjs/swagger';
import { EventView } from '../activity/activity.dto.ts';
import { ActorView } from '../tokens/tokens.dto.ts';

/** Values of an answer of an identity provider. */
class SamlValuesView {
  @ApiProperty({
    description: 'Name ID, the user name that is meant; null where none can be read, or any will do.',
    type: String,
    nullable: true,
  })
  readonly nameId!: string | null;

  @ApiProperty({ description: 'Issuer, the Entity ID of the identity provider.', type: String, nullable: true })
  readonly issuer!: string | null;

  @ApiProperty({ description: 'Audience, the Entity ID of Luciq.', type: String, nullable: true })
  readonly audience!: string | null;

  @ApiProperty({ description: 'Address that the answer is for.', type: String, nullable: true })
  readonly destination!: string | null;

  @ApiProperty({
    description: 'SHA-1 of the certificate, or several separated by blanks.',
    type: String,
    nullable: true,
  })
  readonly fingerprint!: string | null;
}

/** Who came in, or did not. */
export class SignInView {
  @ApiProperty({ description: 'Id of the entry.' })
  readonly id!: string;

  @ApiProperty({ description: 'When it was.', format: 'date-time' })
  readonly time!: string;

  @ApiProperty({
    description: 'What happened.',
    enum: ['signed-in', 'sign-in-refused', 'signed-out', 'session-refused', 'access-refused'],
  })
  readonly event!: string;

  @ApiProperty({ description: 'Why it was refused; null where it was not.', type: String, nullable: true })
  readonly reason!: string | null;

  @ApiProperty({ description: 'Who it was; null where nobody knows.', type: () => ActorView, nullable: true })
  readonly actor!: ActorView | null;

  @ApiProperty({ description: 'IP address that it came from, or unknown.' })
  readonly address!: string;

  @ApiProperty({ description: 'Id of the request.' })
  readonly requestId!: string;

  @ApiProperty({
    description:
      'What a refused answer of the identity provider said. Nothing of it was verified. Null for everything else.',
    type: () => SamlValuesView,
    nullable: true,
  })
  readonly came!: SamlValuesView | null;

  @ApiProperty({
    description:
      'A member whose e-mail address is the Name ID that came, and whose user name is another: its user name.',
    type: String,
    nullable: true,
  })
  readonly memberByEmail!: string | null;
}

/** A page of sign-ins, the newest first. */
export class SignInListView {
  @ApiProperty({ description: 'Entries.', type: () => SignInView, isArray: true })
  readonly entries!: readonly SignInView[];

  @ApiProperty({
    description: 'For `before` of the next page; null where this is the last.',
    type: String,
    nullable: true,
  })
  readonly next!: string | null;

  @ApiProperty({
    description: 'What an answer has to say now; null without SAML.',
    type: () => SamlValuesView,
    nullable: true,
  })
  readonly expected!: SamlValuesView | null;
}

/** A change of the company: SAML, SCIM, tokens, links, owners, sessions. */
export class CompanyChangeView extends EventView {
  @ApiProperty({ description: 'Who made the change.', type: () => ActorView })
  readonly actor!: ActorView;

  @ApiProperty({
    description: 'Id of the token, link or member that it is about; null for the company itself.',
    type: String,
    nullable: true,
  })
  readonly subject!: string | null;

  @ApiProperty({
    description: 'userName of the member, or label of the token, that it is about; null where there is none.',
    type: String,
    nullable: true,
  })
  readonly subjectName!: string | null;

  @ApiProperty({ description: 'Id of the request.' })
  readonly requestId!: string;
}

/** Changes of the company, the newest first. */
export class CompanyChangeListView {
  @ApiProperty({ description: 'At most 200 changes.', type: () => CompanyChangeView, isArray: true })
  readonly changes!: readonly CompanyChangeView[];
}
