import { ApiProperty } from '@nestjs/swagger';
import { MAX_ENTRY_POINT_LENGTH } from '@luciq/domain';
import { RESOURCE_ID } from '@luciq/events';
import { StringField } from '../validation/fields.ts';

/** A set-up link to open. */
export class SetupSessionBody {
  @StringField({
    description: 'The set-up link, or what stands in it after the number sign.',
    message: 'Give the whole set-up link.',
    maxLength: MAX_ENTRY_POINT_LENGTH,
  })
  readonly link!: string;
}

/** The company of a session. */
export class SessionCompanyView {
  @ApiProperty({ description: 'Id of the company.' })
  readonly id!: string;

  @ApiProperty({ description: 'Name of the company.' })
  readonly name!: string;
}

/** The member who is signed in. */
export class SessionMemberView {
  @ApiProperty({ description: 'Id of the member.' })
  readonly id!: string;

  @ApiProperty({ description: 'userName.' })
  readonly userName!: string;

  @ApiProperty({ description: 'Name that is shown.', type: String, nullable: true })
  readonly displayName!: string | null;

  @ApiProperty({ description: 'Effective role.', type: String, enum: ['owner', 'admin'] })
  readonly role!: 'owner' | 'admin';
}

/** A session. */
export class SessionView {
  @ApiProperty({
    description: 'Of whom it is: a member, anyone who opened a set-up link, or an operator.',
    type: String,
    enum: ['member', 'setup', 'operator'],
  })
  readonly kind!: 'member' | 'setup' | 'operator';

  @ApiProperty({ description: 'The company; null for an operator.', type: () => SessionCompanyView, nullable: true })
  readonly company!: SessionCompanyView | null;

  @ApiProperty({ description: 'The member; null for all others.', type: () => SessionMemberView, nullable: true })
  readonly member!: SessionMemberView | null;

  @ApiProperty({ description: 'To send as `x-csrf-token` with every POST, PUT and DELETE.' })
  readonly csrf!: string;

  @ApiProperty({ description: 'When it is over.', format: 'date-time' })
  readonly expiresAt!: string;
}

/** Whose sessions are to end. */
export class EndSessionsBody {
  @StringField({
    description: 'Id of the member who has to sign in again; everybody of the company unless given.',
    message: 'Give the id of a member of this company, or leave it out for everybody.',
    maxLength: 64,
    pattern: RESOURCE_ID,
    optional: true,
  })
  readonly userId?: string;
}

/** A session that is open. */
export class OpenSessionView {
  @ApiProperty({ description: 'Id of the session: nothing that one could sign in with.' })
  readonly id!: string;

  @ApiProperty({
    description: 'Of whom it is: a member, anyone who opened a set-up link, or an operator.',
    type: String,
    enum: ['member', 'setup', 'operator'],
  })
  readonly kind!: 'member' | 'setup' | 'operator';

  @ApiProperty({ description: 'Id of the member or of the set-up link; name of the operator.' })
  readonly subject!: string;

  @ApiProperty({ description: 'userName of a member; null for others.', type: String, nullable: true })
  readonly userName!: string | null;

  @ApiProperty({ description: 'When it began.', format: 'date-time' })
  readonly createdAt!: string;

  @ApiProperty({ description: 'When it is over.', format: 'date-time' })
  readonly expiresAt!: string;

  @ApiProperty({ description: 'True for the session of this request.' })
  readonly own!: boolean;
}

/** Who is signed in, the newest first. */
export class OpenSessionListView {
  @ApiProperty({ description: 'At most 200 sessions.', type: () => OpenSessionView, isArray: true })
  readonly sessions!: readonly OpenSessionView[];
}
