import { ACTIVITY_ACTIONS } from '@luciq/gateway-store';
import { OneOf, Text, Whole } from '../validation/fields.ts';
import { MAX_PAGE, MAX_WORD_LENGTH } from '../validation/limits.ts';
import { ShownFlag, ShownNumber, ShownPart, ShownParts, ShownText, ShownTime } from '../validation/shown.ts';

/** What can become of a request. */
export const OUTCOMES = ['done', 'refused', 'held-back', 'failed'] as const;

/** Which requests of the identity provider. */
export class ActivityQuery {
  @OneOf(OUTCOMES, { about: 'Only those that ended so.', say: `Choose one of ${OUTCOMES.join(', ')}, or leave it out for all.`, optional: true })
  readonly outcome?: (typeof OUTCOMES)[number];

  @Text({ about: 'The `next` of the page before.', say: 'Give the `next` of the page before, or leave it out for the first page.', max: MAX_WORD_LENGTH, optional: true })
  readonly before?: string;

  @Whole({ about: 'Entries on the page at most; 50 unless given.', say: 'Give 1 to 100 entries for a page, or leave it out for 50.', from: 1, to: MAX_PAGE, inQuery: true, optional: true })
  readonly count?: number;
}

/** The token that a request came with. */
export class UsedTokenView {
  @ShownText('Id of the token.')
  readonly id!: string;

  @ShownText('Its last four characters; null for one that was revoked.', { nullable: true })
  readonly lastFour!: string | null;
}

/** What the identity provider asked, and what came of it. */
export class ActivityEntryView {
  @ShownText('Id of the entry.')
  readonly id!: string;

  @ShownTime('When it was asked.')
  readonly time!: string;

  @ShownText('What was asked, in words.', { words: ACTIVITY_ACTIONS })
  readonly action!: string;

  @ShownText('What became of it.', { words: OUTCOMES })
  readonly outcome!: (typeof OUTCOMES)[number];

  @ShownText('What it was about.', { words: ['User', 'Group'], nullable: true })
  readonly resourceType!: 'User' | 'Group' | null;

  @ShownText('Id of whom or what it was about.', { nullable: true })
  readonly resourceId!: string | null;

  @ShownText('Name of whom or what it was about, as it is now.', { nullable: true })
  readonly target!: string | null;

  @ShownNumber('HTTP status of the answer.')
  readonly status!: number;

  @ShownText('SCIM error type of the answer.', { nullable: true })
  readonly scimType!: string | null;

  @ShownText('Sentence of the answer where it was refused.', { nullable: true })
  readonly detail!: string | null;

  @ShownNumber('How long it took, in milliseconds.')
  readonly durationMs!: number;

  @ShownText('Id of the request.')
  readonly requestId!: string;

  @ShownPart('The token that was used.', () => UsedTokenView, { nullable: true })
  readonly token!: UsedTokenView | null;
}

/** A page of requests, the newest first. */
export class ActivityListView {
  @ShownParts('Entries.', () => ActivityEntryView)
  readonly entries!: readonly ActivityEntryView[];

  @ShownText('For `before` of the next page; null where this is the last.', { nullable: true })
  readonly next!: string | null;
}

/** An event that a request caused. */
export class CausedEventView {
  @ShownText('Id of the event.')
  readonly id!: string;

  @ShownText('Type of the event.')
  readonly type!: string;

  @ShownTime('When it was decided.')
  readonly time!: string;
}

/** The events that a request caused, in order. */
export class CausedEventsView {
  @ShownParts('Events.', () => CausedEventView)
  readonly events!: readonly CausedEventView[];
}

/** The steps of the set-up, in order. */
export const STEPS = [
  'saml-configured',
  'saml-enabled',
  'token-issued',
  'scim-enabled',
  'connector-tested',
  'user-created',
  'user-updated',
  'user-deactivated',
  'users-imported',
] as const;

/** One step of the set-up. */
export class StepView {
  @ShownText('The step.', { words: STEPS })
  readonly id!: (typeof STEPS)[number];

  @ShownFlag('Whether it is done.')
  readonly done!: boolean;

  @ShownTime('When it was first done, where that is known.', { nullable: true })
  readonly time!: string | null;
}

/** How far the set-up is. */
export class ChecklistView {
  @ShownParts('Steps, in the order in which they are usually done.', () => StepView)
  readonly steps!: readonly StepView[];
}
