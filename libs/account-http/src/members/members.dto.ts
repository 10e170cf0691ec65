import { ROLES } from '@luciq/entitlement';
import type { Json } from '@luciq/events';
import { OneOf, Text } from '../validation/fields.ts';
import { MAX_SEARCH_LENGTH } from '../validation/limits.ts';
import { PageQuery } from '../validation/page.ts';
import { ShownFlag, ShownJson, ShownNumber, ShownObject, ShownPart, ShownParts, ShownText, ShownTexts, ShownTime } from '../validation/shown.ts';
import { ActorView } from '../tokens/tokens.dto.ts';

/** Which members. */
export class MembersQuery extends PageQuery {
  @Text({ about: 'Part of userName, name or e-mail address, in any case.', say: 'Search for at most 200 characters.', min: 0, max: MAX_SEARCH_LENGTH, optional: true })
  readonly text?: string;

  @OneOf(['active', 'inactive'], { about: 'Only those in that state.', say: 'Choose active or inactive, or leave it out for both.', optional: true })
  readonly state?: 'active' | 'inactive';

  @OneOf(ROLES, { about: 'Only those whose effective role it is.', say: `Choose one of these roles, or leave it out for all: ${ROLES.join(', ')}.`, optional: true })
  readonly role?: (typeof ROLES)[number];

  @Text({ about: 'Only those who have that application.', say: 'Give the name of an application, or leave it out.', optional: true })
  readonly application?: string;

  @Text({ about: 'Only members of the group with that id.', say: 'Give the id of a group, or leave it out.', max: 64, form: /^[A-Za-z0-9-]{1,64}$/, optional: true })
  readonly group?: string;
}

/** A member in a list. */
export class ListedMemberView {
  @ShownText('Id of the member.')
  readonly id!: string;

  @ShownText('userName.', { nullable: true })
  readonly userName!: string | null;

  @ShownText('Name that is shown.', { nullable: true })
  readonly displayName!: string | null;

  @ShownText('Primary e-mail address.', { nullable: true })
  readonly email!: string | null;

  @ShownFlag('False for one who was deactivated.')
  readonly active!: boolean;

  @ShownText('Effective role; null for one who was deactivated.', { words: ROLES, nullable: true })
  readonly role!: string | null;

  @ShownTexts('Effective applications.')
  readonly applications!: readonly string[];

  @ShownTime('When the member last changed.')
  readonly lastModified!: string;
}

/** A page of members. */
export class MemberListView {
  @ShownParts('Members.', () => ListedMemberView)
  readonly members!: readonly ListedMemberView[];

  @ShownText('For `after` of the next page; null where this is the last.', { nullable: true })
  readonly next!: string | null;

  @ShownNumber('Members that were looked at for this page: where that is many and few are shown, the next page goes on searching.')
  readonly searched!: number;
}

/** Why a member has something. */
export class BecauseView {
  @ShownText('The rule.', { words: ['ownership', 'extension', 'scim-roles', 'group-mapping', 'company-default', 'deactivated'] })
  readonly source!: string;

  @ShownText('Id of the group whose mapping it is.', { optional: true })
  readonly groupId?: string;

  @ShownText('Name of that group, while it exists.', { optional: true })
  readonly groupName?: string;

  @ShownText('Id of the event that says so.')
  readonly eventId!: string;

  @ShownTime('Time of that event.')
  readonly time!: string;
}

/** The effective role, and why. */
export class RoleView {
  @ShownText('Role; null for one who was deactivated.', { words: ROLES, nullable: true })
  readonly value!: string | null;

  @ShownPart('Why.', () => BecauseView)
  readonly because!: BecauseView;
}

/** An effective application, and why. */
export class ApplicationView {
  @ShownText('Name of the application.')
  readonly name!: string;

  @ShownPart('Why.', () => BecauseView)
  readonly because!: BecauseView;
}

/** A group in short. */
export class NamedGroupView {
  @ShownText('Id of the group.')
  readonly id!: string;

  @ShownText('Name of the group.', { nullable: true })
  readonly displayName!: string | null;
}

/** A member with everything that is known. */
export class MemberView {
  @ShownText('Id of the member.')
  readonly id!: string;

  @ShownText('userName.', { nullable: true })
  readonly userName!: string | null;

  @ShownText('Name that is shown.', { nullable: true })
  readonly displayName!: string | null;

  @ShownFlag('False for one who was deactivated.')
  readonly active!: boolean;

  @ShownObject('The SCIM user resource (RFC 7643 section 4.1).')
  readonly profile!: object;

  @ShownTime('When the member came to be known.')
  readonly created!: string;

  @ShownTime('When the member last changed.')
  readonly lastModified!: string;

  @ShownPart('Effective role.', () => RoleView)
  readonly role!: RoleView;

  @ShownParts('Effective applications.', () => ApplicationView)
  readonly applications!: readonly ApplicationView[];

  @ShownParts('Groups that the member is in.', () => NamedGroupView)
  readonly groups!: readonly NamedGroupView[];
}

/** One thing that an event says. */
export class ChangeView {
  @ShownText('Attribute, in the path syntax of SCIM without the extension\'s URN.')
  readonly attribute!: string;

  @ShownJson('Its value from then on; null where it lost it.')
  readonly value!: Json;
}

/** An event of a member. */
export class TimelineEventView {
  @ShownText('Id of the event.')
  readonly id!: string;

  @ShownText('Type of the event.')
  readonly type!: string;

  @ShownTime('When it was decided.')
  readonly time!: string;

  @ShownPart('Who asked for it.', () => ActorView)
  readonly actor!: ActorView;

  @ShownParts('What changed.', () => ChangeView)
  readonly changes!: readonly ChangeView[];

  @ShownText('Id of the request that caused it: that of the activity entry.')
  readonly requestId!: string;
}

/** A page of a member's events, the newest first. */
export class TimelineView {
  @ShownParts('Events.', () => TimelineEventView)
  readonly events!: readonly TimelineEventView[];

  @ShownText('For `after` of the next page; null where this is the last.', { nullable: true })
  readonly next!: string | null;
}
