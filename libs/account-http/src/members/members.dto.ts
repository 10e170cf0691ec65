import { ApiProperty } from '@nestjs/swagger';
import { ROLES } from '@luciq/entitlement';
import { EnumField, StringField } from '../validation/fields.ts';
import { MAX_SEARCH_LENGTH } from '../validation/limits.ts';
import { PageQuery } from '../validation/page.dto.ts';

/** Which members. */
export class MembersQuery extends PageQuery {
  @StringField({
    description: 'Part of userName, name or e-mail address, in any case.',
    message: 'Search for at most 200 characters.',
    minLength: 0,
    maxLength: MAX_SEARCH_LENGTH,
    optional: true,
  })
  readonly text?: string;

  @EnumField({
    description: 'Only those in that state.',
    message: 'Choose active or inactive, or leave it out for both.',
    enum: ['active', 'inactive'],
    optional: true,
  })
  readonly state?: 'active' | 'inactive';

  @EnumField({
    description: 'Only those whose effective role it is.',
    message: `Choose one of these roles, or leave it out for all: ${ROLES.join(', ')}.`,
    enum: ROLES,
    optional: true,
  })
  readonly role?: (typeof ROLES)[number];

  @StringField({
    description: 'Only those who have that application.',
    message: 'Give the name of an application, or leave it out.',
    optional: true,
  })
  readonly application?: string;

  @StringField({
    description: 'Only members of the group with that id.',
    message: 'Give the id of a group, or leave it out.',
    maxLength: 64,
    pattern: /^[A-Za-z0-9-]{1,64}$/,
    optional: true,
  })
  readonly group?: string;
}

/** By what a member is known. */
export class NamedMemberView {
  @ApiProperty({ description: 'Id of the member.' })
  readonly id!: string;

  @ApiProperty({ description: 'userName.', type: String, nullable: true })
  readonly userName!: string | null;

  @ApiProperty({ description: 'Name that is shown.', type: String, nullable: true })
  readonly displayName!: string | null;
}

/** A member in a list. */
export class ListedMemberView extends NamedMemberView {
  @ApiProperty({ description: 'Primary e-mail address.', type: String, nullable: true })
  readonly email!: string | null;

  @ApiProperty({ description: 'False for one who was deactivated.' })
  readonly active!: boolean;

  @ApiProperty({
    description: 'Effective role; null for one who was deactivated.',
    type: String,
    nullable: true,
    enum: [...ROLES],
  })
  readonly role!: string | null;

  @ApiProperty({ description: 'Effective applications.', type: [String] })
  readonly applications!: readonly string[];

  @ApiProperty({ description: 'When the member last changed.', format: 'date-time' })
  readonly lastModified!: string;
}

/** A page of members. */
export class MemberListView {
  @ApiProperty({ description: 'Members.', type: () => ListedMemberView, isArray: true })
  readonly members!: readonly ListedMemberView[];

  @ApiProperty({
    description: 'For `after` of the next page; null where this is the last.',
    type: String,
    nullable: true,
  })
  readonly next!: string | null;

  @ApiProperty({
    description:
      'Members that were looked at for this page: where that is many and few are shown, the next page goes on searching.',
  })
  readonly searched!: number;
}

/** Why a member has something. */
export class BecauseView {
  @ApiProperty({
    description: 'The rule.',
    enum: ['ownership', 'extension', 'scim-roles', 'group-mapping', 'company-default', 'deactivated'],
  })
  readonly source!: string;

  @ApiProperty({ description: 'Id of the group whose mapping it is.', required: false })
  readonly groupId?: string;

  @ApiProperty({ description: 'Name of that group, while it exists.', required: false })
  readonly groupName?: string;

  @ApiProperty({ description: 'Id of the event that says so.' })
  readonly eventId!: string;

  @ApiProperty({ description: 'Time of that event.', format: 'date-time' })
  readonly time!: string;
}

/** The effective role, and why. */
export class RoleView {
  @ApiProperty({
    description: 'Role; null for one who was deactivated.',
    type: String,
    nullable: true,
    enum: [...ROLES],
  })
  readonly value!: string | null;

  @ApiProperty({ description: 'Why.', type: () => BecauseView })
  readonly because!: BecauseView;
}

/** An effective application, and why. */
export class ApplicationView {
  @ApiProperty({ description: 'Name of the application.' })
  readonly name!: string;

  @ApiProperty({ description: 'Why.', type: () => BecauseView })
  readonly because!: BecauseView;
}

/** A group in short. */
export class NamedGroupView {
  @ApiProperty({ description: 'Id of the group.' })
  readonly id!: string;

  @ApiProperty({ description: 'Name of the group.', type: String, nullable: true })
  readonly displayName!: string | null;
}

/** A member with everything that is known. */
export class MemberView extends NamedMemberView {
  @ApiProperty({ description: 'False for one who was deactivated.' })
  readonly active!: boolean;

  @ApiProperty({
    description: 'The SCIM user resource (RFC 7643 section 4.1).',
    type: Object,
    additionalProperties: true,
  })
  readonly profile!: object;

  @ApiProperty({ description: 'When the member came to be known.', format: 'date-time' })
  readonly created!: string;

  @ApiProperty({ description: 'When the member last changed.', format: 'date-time' })
  readonly lastModified!: string;

  @ApiProperty({ description: 'Effective role.', type: () => RoleView })
  readonly role!: RoleView;

  @ApiProperty({ description: 'Effective applications.', type: () => ApplicationView, isArray: true })
  readonly applications!: readonly ApplicationView[];

  @ApiProperty({ description: 'Groups that the member is in.', type: () => NamedGroupView, isArray: true })
  readonly groups!: readonly NamedGroupView[];
}
