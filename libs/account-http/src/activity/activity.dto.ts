import { ApiProperty } from '@nestjs/swagger';
import { ACTIVITY_ACTIONS } from '@luciq/gateway-store';
import { EnumField } from '../validation/fields.ts';
import { NewestFirstQuery } from '../validation/page.dto.ts';

/** What can become of a request. */
export const OUTCOMES = ['done', 'refused', 'held-back', 'failed'] as const;

/** Which requests of the identity provider. */
export class ActivityQuery extends NewestFirstQuery {
  @EnumField({
    description: 'Only those that ended so.',
    message: `Choose one of ${OUTCOMES.join(', ')}, or leave it out for all.`,
    enum: OUTCOMES,
    optional: true,
  })
  readonly outcome?: (typeof OUTCOMES)[number];
}

/** The token that a request came with. */
export class UsedTokenView {
  @ApiProperty({ description: 'Id of the token.' })
  readonly id!: string;

  @ApiProperty({
    description: 'Its last four characters; null for one that was revoked.',
    type: String,
    nullable: true,
  })
  readonly lastFour!: string | null;
}

/** A request of the identity provider and its outcome. */
export class ActivityEntryView {
  @ApiProperty({ description: 'Id of the entry.' })
  readonly id!: string;

  @ApiProperty({ description: 'Time of the request.', format: 'date-time' })
  readonly time!: string;

  @ApiProperty({ description: 'What the request is for.', enum: [...ACTIVITY_ACTIONS] })
  readonly action!: string;

  @ApiProperty({ description: 'What became of it.', type: String, enum: [...OUTCOMES] })
  readonly outcome!: (typeof OUTCOMES)[number];

  @ApiProperty({ description: 'What it was about.', type: String, nullable: true, enum: ['User', 'Group'] })
  readonly resourceType!: 'User' | 'Group' | null;

  @ApiProperty({ description: 'Id of whom or what it was about.', type: String, nullable: true })
  readonly resourceId!: string | null;

  @ApiProperty({ description: 'Name of whom or what it was about, as it is now.', type: String, nullable: true })
  readonly target!: string | null;

  @ApiProperty({ description: 'HTTP status of the answer.' })
  readonly status!: number;

  @ApiProperty({ description: 'SCIM error type of the answer.', type: String, nullable: true })
  readonly scimType!: string | null;

  @ApiProperty({ description: 'Sentence of the answer where it was refused.', type: String, nullable: true })
  readonly detail!: string | null;

  @ApiProperty({ description: 'How long it took, in milliseconds.' })
  readonly durationMs!: number;

  @ApiProperty({ description: 'Id of the request.' })
  readonly requestId!: string;

  @ApiProperty({ description: 'The token that was used.', type: () => UsedTokenView, nullable: true })
  readonly token!: UsedTokenView | null;
}

/** A page of requests, the newest first. */
export class ActivityListView {
  @ApiProperty({ description: 'Entries.', type: () => ActivityEntryView, isArray: true })
  readonly entries!: readonly ActivityEntryView[];

  @ApiProperty({
    description: 'For `before` of the next page; null where this is the last.',
    type: String,
    nullable: true,
  })
  readonly next!: string | null;
}

/** An event of the log. */
export class EventView {
  @ApiProperty({ description: 'Id of the event.' })
  readonly id!: string;

  @ApiProperty({ description: 'Type of the event.' })
  readonly type!: string;

  @ApiProperty({ description: 'When it was decided.', format: 'date-time' })
  readonly time!: string;
}

/** The events that a request caused, in order. */
export class CausedEventsView {
  @ApiProperty({ description: 'Events.', type: () => EventView, isArray: true })
  readonly events!: readonly EventView[];
}
