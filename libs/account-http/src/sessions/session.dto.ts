import { ApiProperty } from '@nestjs/swagger';
import { MAX_ENTRY_POINT_LENGTH } from '@luciq/domain';
import { StringField } from '../validation/fields.ts';

/** A set-up link to open. */
export class SetupSessionBody {
  @StringField({ description: 'The set-up link, or what stands in it after the number sign.', message: 'Give the whole set-up link.', maxLength: MAX_ENTRY_POINT_LENGTH })
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
  @ApiProperty({ description: 'Of whom it is: a member, whoever opened a set-up link, or an operator.', type: String, enum: ['member', 'setup', 'operator'] })
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
