import { ASSIGNABLE_ROLES, ROLES } from '@luciq/entitlement';
import { Flag, Names, OneOf, Text, Whole } from '../validation/fields.ts';
import { OneOfShapes } from '../validation/shapes.ts';
import { MAX_SEARCH_LENGTH } from '../validation/limits.ts';
import { PageQuery } from '../validation/page.ts';
import { ShownNumber, ShownFlag, ShownPart, ShownParts, ShownText, ShownTexts, ShownTime } from '../validation/shown.ts';

/** Highest and lowest precedence, the sign apart. */
export const MAX_PRECEDENCE = 1_000_000;

/** Which groups. */
export class GroupsQuery extends PageQuery {
  @Text({ about: 'Part of the name, in any case.', say: 'Search for at most 200 characters.', min: 0, max: MAX_SEARCH_LENGTH, optional: true })
  readonly text?: string;
}

const ROLE_SENTENCE = `Choose one of these roles, or null for none: ${ASSIGNABLE_ROLES.join(', ')}.`;
const NAMES_SENTENCE = 'Give a list of names of applications; an empty one for none.';
const PRECEDENCE_SENTENCE = 'Give a whole number from -1,000,000 to 1,000,000. The highest of several mappings decides the role.';

/** What a group is to give to its members. */
export class MappingBody {
  @OneOf(ASSIGNABLE_ROLES, { about: 'Role that the group gives; null for none.', say: ROLE_SENTENCE, nullable: true, optional: true })
  readonly role?: string | null;

  @Names({ about: 'Applications that the group gives.', say: NAMES_SENTENCE })
  readonly applications!: string[];

  @Whole({ about: 'Of several mappings with a role the one of the highest precedence decides.', say: PRECEDENCE_SENTENCE, from: -MAX_PRECEDENCE, to: MAX_PRECEDENCE })
  readonly precedence!: number;
}

/** A mapping to try: either `remove`, or what MappingBody has. `Mappings` refuses what is neither. */
@OneOfShapes({ required: ['remove'], properties: { remove: { enum: [true] } } }, { required: ['applications', 'precedence'] })
export class PreviewBody {
  @Flag({ about: 'True to see what happens without the mapping of this group.', say: 'Give true to see what happens without a mapping, or leave it out.', optional: true })
  readonly remove?: boolean;

  @OneOf(ASSIGNABLE_ROLES, { about: 'Role that the group gives; null for none.', say: ROLE_SENTENCE, nullable: true, optional: true })
  readonly role?: string | null;

  @Names({ about: 'Applications that the group gives.', say: NAMES_SENTENCE, optional: true })
  readonly applications?: string[];

  @Whole({ about: 'Precedence of the mapping.', say: PRECEDENCE_SENTENCE, from: -MAX_PRECEDENCE, to: MAX_PRECEDENCE, optional: true })
  readonly precedence?: number;
}

/** What a group gives. */
export class MappingView {
  @ShownText('Role; null for none.', { words: ROLES, nullable: true })
  readonly role!: string | null;

  @ShownTexts('Applications.')
  readonly applications!: readonly string[];

  @ShownNumber('Precedence.')
  readonly precedence!: number;

  @ShownTime('When the mapping was set.')
  readonly time!: string;
}

/** A group in a list. */
export class GroupView {
  @ShownText('Id of the group.')
  readonly id!: string;

  @ShownText('Name of the group.')
  readonly displayName!: string;

  @ShownNumber('Members of the group.')
  readonly memberCount!: number;

  @ShownPart('What the group gives; null for nothing.', () => MappingView, { nullable: true })
  readonly mapping!: MappingView | null;
}

/** A page of groups. */
export class GroupListView {
  @ShownParts('Groups.', () => GroupView)
  readonly groups!: readonly GroupView[];

  @ShownText('For `after` of the next page; null where this is the last.', { nullable: true })
  readonly next!: string | null;
}

/** A member of a group in short. */
export class GroupMemberView {
  @ShownText('Id of the member.')
  readonly id!: string;

  @ShownText('userName.', { nullable: true })
  readonly userName!: string | null;

  @ShownText('Name that is shown.', { nullable: true })
  readonly displayName!: string | null;
}

/** A group with its first members. */
export class GroupWithMembersView extends GroupView {
  @ShownParts('Its first 100 members.', () => GroupMemberView)
  readonly members!: readonly GroupMemberView[];
}

/** Role before and after. */
export class RoleChangeView {
  @ShownText('Role now.', { words: ROLES, nullable: true })
  readonly before!: string | null;

  @ShownText('Role then.', { words: ROLES, nullable: true })
  readonly after!: string | null;
}

/** What one member would gain or lose. */
export class EffectView {
  @ShownPart('Who.', () => GroupMemberView)
  readonly member!: GroupMemberView;

  @ShownPart('The role, where it changes.', () => RoleChangeView, { nullable: true })
  readonly role!: RoleChangeView | null;

  @ShownTexts('Applications that come.')
  readonly gained!: readonly string[];

  @ShownTexts('Applications that go.')
  readonly lost!: readonly string[];
}

/** Who would gain or lose what. */
export class PreviewView {
  @ShownParts('The first members for whom something changes, by id; at most 200.', () => EffectView)
  readonly effects!: readonly EffectView[];

  @ShownNumber('All members for whom something changes, as far as they were counted.')
  readonly total!: number;

  @ShownNumber('How many of them are in `effects`.')
  readonly shown!: number;

  @ShownFlag('False where so many change that counting was stopped: then there are at least `total`.')
  readonly complete!: boolean;
}
