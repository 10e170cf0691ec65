import { ApiProperty } from '@nestjs/swagger';
import { EventView } from '../activity/activity.dto.ts';
import { ActorView } from '../tokens/tokens.dto.ts';

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
