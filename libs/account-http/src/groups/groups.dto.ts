import { ApiProperty } from '@nestjs/swagger';
import { ASSIGNABLE_ROLES, ROLES } from '@luciq/entitlement';
import { NamedMemberView } from '../members/members.dto.ts';
import { BooleanField, EnumField, IntegerField, NamesField, OneOfShapes, StringField } from '../validation/fields.ts';
import { MAX_SEARCH_LENGTH } from '../validation/limits.ts';
import { PageQuery } from '../validation/page.dto.ts';

/** Highest and lowest precedence, the sign apart. */
export const MAX_PRECEDENCE = 1_000_000;

/** Which groups. */
export class GroupsQuery extends PageQuery {
  @StringField({
    description: 'Part of the name, in any case.',
    message: 'Search for at most 200 characters.',
    minLength: 0,
    maxLength: MAX_SEARCH_LENGTH,
    optional: true,
  })
  readonly text?: string;
}

const ROLE_SENTENCE = `Choose one of these roles, or null for none: ${ASSIGNABLE_ROLES.join(', ')}.`;
const NAMES_SENTENCE = 'Give a list of names of applications; an empty one for none.';
const PRECEDENCE_SENTENCE =
  'Give a whole number from -1,000,000 to 1,000,000. The highest of several mappings decides the role.';

/** What a group is to give to its members. */
export class MappingBody {
  @EnumField({
    description: 'Role that the group gives; null for none.',
    message: ROLE_SENTENCE,
    enum: ASSIGNABLE_ROLES,
    optional: true,
    nullable: true,
  })
  readonly role?: string | null;

  @NamesField({ description: 'Applications that the group gives.', message: NAMES_SENTENCE })
  readonly applications!: string[];

  @IntegerField({
    description: 'Of several mappings with a role the one of the highest precedence decides.',
    message: PRECEDENCE_SENTENCE,
    minimum: -MAX_PRECEDENCE,
    maximum: MAX_PRECEDENCE,
  })
  readonly precedence!: number;
}

/** A mapping to try: either `remove`, or what MappingBody has. `Mappings` refuses what is neither. */
@OneOfShapes(
  { required: ['remove'], properties: { remove: { enum: [true] } } },
  { required: ['applications', 'precedence'] },
)
export class PreviewBody {
  @BooleanField({
    description: 'True to see what happens without the mapping of this group.',
    message: 'Give true to see what happens without a mapping, or leave it out.',
    optional: true,
  })
  readonly remove?: boolean;

  @EnumField({
    description: 'Role that the group gives; null for none.',
    message: ROLE_SENTENCE,
    enum: ASSIGNABLE_ROLES,
    optional: true,
    nullable: true,
  })
  readonly role?: string | null;

  @NamesField({ description: 'Applications that the group gives.', message: NAMES_SENTENCE, optional: true })
  readonly applications?: string[];

  @IntegerField({
    description: 'Precedence of the mapping.',
    message: PRECEDENCE_SENTENCE,
    minimum: -MAX_PRECEDENCE,
    maximum: MAX_PRECEDENCE,
    optional: true,
  })
  readonly precedence?: number;
}

/** What a group gives. */
export class MappingView {
  @ApiProperty({ description: 'Role; null for none.', type: String, nullable: true, enum: [...ROLES] })
  readonly role!: string | null;

  @ApiProperty({ description: 'Applications.', type: [String] })
  readonly applications!: readonly string[];

  @ApiProperty({ description: 'Precedence.' })
  readonly precedence!: number;

  @ApiProperty({ description: 'When the mapping was set.', format: 'date-time' })
  readonly time!: string;
}

/** A group in a list. */
export class GroupView {
  @ApiProperty({ description: 'Id of the group.' })
  readonly id!: string;

  @ApiProperty({ description: 'Name of the group.' })
  readonly displayName!: string;

  @ApiProperty({ description: 'Members of the group.' })
  readonly memberCount!: number;

  @ApiProperty({ description: 'What the group gives; null for nothing.', type: () => MappingView, nullable: true })
  readonly mapping!: MappingView | null;
}

/** A page of groups. */
export class GroupListView {
  @ApiProperty({ description: 'Groups.', type: () => GroupView, isArray: true })
  readonly groups!: readonly GroupView[];

  @ApiProperty({
    description: 'For `after` of the next page; null where this is the last.',
    type: String,
    nullable: true,
  })
  readonly next!: string | null;
}

/** A member of a group in short. */
export class GroupMemberView extends NamedMemberView {}

/** A group with its first members. */
export class GroupWithMembersView extends GroupView {
  @ApiProperty({ description: 'Its first 100 members.', type: () => GroupMemberView, isArray: true })
  readonly members!: readonly GroupMemberView[];
}

/** Role before and after. */
export class RoleChangeView {
  @ApiProperty({ description: 'Role now.', type: String, nullable: true, enum: [...ROLES] })
  readonly before!: string | null;

  @ApiProperty({ description: 'Role then.', type: String, nullable: true, enum: [...ROLES] })
  readonly after!: string | null;
}

/** What one member would gain or lose. */
export class EffectView {
  @ApiProperty({ description: 'Who.', type: () => GroupMemberView })
  readonly member!: GroupMemberView;

  @ApiProperty({ description: 'The role, where it changes.', type: () => RoleChangeView, nullable: true })
  readonly role!: RoleChangeView | null;

  @ApiProperty({ description: 'Applications that come.', type: [String] })
  readonly gained!: readonly string[];

  @ApiProperty({ description: 'Applications that go.', type: [String] })
  readonly lost!: readonly string[];
}

/** Who would gain or lose what. */
export class PreviewView {
  @ApiProperty({
    description: 'The first members for whom something changes, by id; at most 200.',
    type: () => EffectView,
    isArray: true,
  })
  readonly effects!: readonly EffectView[];

  @ApiProperty({ description: 'All members for whom something changes, as far as they were counted.' })
  readonly total!: number;

  @ApiProperty({ description: 'How many of them are in `effects`.' })
  readonly shown!: number;

  @ApiProperty({
    description: 'False where so many change that counting was stopped: then there are at least `total`.',
  })
  readonly complete!: boolean;
}
