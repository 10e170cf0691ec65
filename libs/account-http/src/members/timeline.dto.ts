import { ApiProperty } from '@nestjs/swagger';
import type { Json } from '@luciq/events';
import { EventView } from '../activity/activity.dto.ts';
import { ActorView } from '../tokens/tokens.dto.ts';

/** One thing that an event says. */
export class ChangeView {
  @ApiProperty({ description: "Attribute, in the path syntax of SCIM without the extension's URN." })
  readonly attribute!: string;

  @ApiProperty({
    description: 'Its value from then on; null where it lost it.',
    nullable: true,
    oneOf: [
      { type: 'string' },
      { type: 'number' },
      { type: 'boolean' },
      { type: 'object', additionalProperties: true },
      { type: 'array', items: {} },
    ],
  })
  readonly value!: Json;
}

/** A token by its label, also one that is revoked since. */
export class NamedTokenView {
  @ApiProperty({ description: 'Id of the token.' })
  readonly id!: string;

  @ApiProperty({ description: 'What the token is for.', type: String, nullable: true })
  readonly label!: string | null;

  @ApiProperty({
    description: 'When it was revoked; null while it was not.',
    type: String,
    format: 'date-time',
    nullable: true,
  })
  readonly revokedAt!: string | null;
}

/** A group by its name at the time of an event. */
export class GroupThenView {
  @ApiProperty({ description: 'Id of the group.' })
  readonly id!: string;

  @ApiProperty({ description: 'Name of the group then.', type: String, nullable: true })
  readonly name!: string | null;
}

/** What an event is about. */
export class AboutView {
  @ApiProperty({ description: 'Id of the token or link.' })
  readonly id!: string;

  @ApiProperty({ description: 'What the token is for.', type: String, nullable: true })
  readonly label!: string | null;
}

/** Effective access at one moment. */
export class AccessThenView {
  @ApiProperty({ description: 'Role; null for one who is deactivated.', type: String, nullable: true })
  readonly role!: string | null;

  @ApiProperty({ description: 'Applications.', type: [String] })
  readonly applications!: readonly string[];
}

/** Why a member had something, and who made it so. */
export class ReasonThenView {
  @ApiProperty({
    description: 'The rule.',
    enum: ['ownership', 'extension', 'scim-roles', 'group-mapping', 'company-default', 'deactivated'],
  })
  readonly source!: string;

  @ApiProperty({
    description: 'Id of the group whose mapping it is; null for another rule.',
    type: String,
    nullable: true,
  })
  readonly groupId!: string | null;

  @ApiProperty({ description: 'Name of that group then.', type: String, nullable: true })
  readonly groupName!: string | null;

  @ApiProperty({ description: 'Id of the event that says so.' })
  readonly eventId!: string;

  @ApiProperty({ description: 'Time of that event.', format: 'date-time' })
  readonly time!: string;

  @ApiProperty({
    description: 'Who asked for that event; null where it is of the member itself, whose own entry says so.',
    type: () => ActorView,
    nullable: true,
  })
  readonly actor!: ActorView | null;

  @ApiProperty({ description: 'Id of the request of that event.', type: String, nullable: true })
  readonly requestId!: string | null;
}

/** Effective access before and after an event. */
export class AccessChangeView {
  @ApiProperty({ description: 'Before; null for none at all.', type: () => AccessThenView, nullable: true })
  readonly before!: AccessThenView | null;

  @ApiProperty({ description: 'After; null for none at all.', type: () => AccessThenView, nullable: true })
  readonly after!: AccessThenView | null;

  @ApiProperty({ description: 'Why, of what was gained.', type: () => ReasonThenView, isArray: true })
  readonly because!: readonly ReasonThenView[];
}

/** An event of a member, or a sign-in. */
export class TimelineEventView extends EventView {
  @ApiProperty({ description: 'Who asked for it.', type: () => ActorView })
  readonly actor!: ActorView;

  @ApiProperty({
    description: 'The token that the request came with; null for none.',
    type: () => NamedTokenView,
    nullable: true,
  })
  readonly token!: NamedTokenView | null;

  @ApiProperty({ description: 'What changed.', type: () => ChangeView, isArray: true })
  readonly changes!: readonly ChangeView[];

  @ApiProperty({
    description: 'The group that it is about, by its name then; null for none.',
    type: () => GroupThenView,
    nullable: true,
  })
  readonly group!: GroupThenView | null;

  @ApiProperty({
    description: 'The token or set-up link that it is about; null for none.',
    type: () => AboutView,
    nullable: true,
  })
  readonly about!: AboutView | null;

  @ApiProperty({
    description: 'What it did to the effective access; null where that stayed.',
    type: () => AccessChangeView,
    nullable: true,
  })
  readonly access!: AccessChangeView | null;

  @ApiProperty({ description: 'IP address of a sign-in; null for all else.', type: String, nullable: true })
  readonly address!: string | null;

  @ApiProperty({ description: 'Why a sign-in was refused; null for all else.', type: String, nullable: true })
  readonly reason!: string | null;

  @ApiProperty({ description: 'Id of the request that caused it: that of the activity entry.' })
  readonly requestId!: string;
}

/** A page of a member's events, the newest first. */
export class TimelineView {
  @ApiProperty({ description: 'Events.', type: () => TimelineEventView, isArray: true })
  readonly events!: readonly TimelineEventView[];

  @ApiProperty({
    description: 'For `after` of the next page; null where this is the last.',
    type: String,
    nullable: true,
  })
  readonly next!: string | null;
}
