import { MAX_TOKEN_DAYS, MEMBER_TOKEN_DAYS } from '@luciq/access';
import { MAX_TOKEN_LABEL_LENGTH } from '@luciq/domain';
import { REFUSALS_KEPT_DAYS, TOKEN_REFUSALS } from '@luciq/gateway-store';
import type { TokenRefusal } from '@luciq/gateway-store';
import { Text, Whole } from '../validation/fields.ts';
import { USUAL_REFUSAL_DAYS } from '../validation/limits.ts';
import { ShownFlag, ShownNumber, ShownPart, ShownParts, ShownText, ShownTime } from '../validation/shown.ts';

/** A token to issue. */
export class TokenBody {
  @Text({ about: 'What the token is for.', say: `Give a label of 1 to ${MAX_TOKEN_LABEL_LENGTH} characters, or leave it out.`, max: MAX_TOKEN_LABEL_LENGTH, optional: true, nullable: true })
  readonly label?: string | null;

  @Whole({
    about: `Days after which it ends. Left out, a member's token ends after ${MEMBER_TOKEN_DAYS} days and others never; null is never, which members cannot choose.`,
    say: `Give 1 to ${MAX_TOKEN_DAYS} days, or leave it out.`,
    from: 1,
    to: MAX_TOKEN_DAYS,
    optional: true,
    nullable: true,
  })
  readonly expiresInDays?: number | null;
}

/** Who did something. */
export class ActorView {
  @ShownText('What it was.', { words: ['idp', 'operator', 'system', 'member', 'service', 'setup-link'] })
  readonly kind!: string;

  @ShownText('Id: of a member, of a token or a link; a name of an operator or service.')
  readonly id!: string;

  @ShownText('userName of a member; null for others, and for one who is gone.', { nullable: true })
  readonly name!: string | null;
}

/** A token that can speak for the company. */
export class TokenView {
  @ShownText('Id of the token: what stands before the dot.')
  readonly id!: string;

  @ShownText('Last four characters.')
  readonly lastFour!: string;

  @ShownText('What the token is for.', { nullable: true })
  readonly label!: string | null;

  @ShownTime('When it was issued.')
  readonly issuedAt!: string;

  @ShownPart('Who issued it.', () => ActorView)
  readonly issuedBy!: ActorView;

  @ShownTime('When it ends; null for never.', { nullable: true })
  readonly expiresAt!: string | null;

  @ShownTime('When it was last used, to about a minute; null where it never was.', { nullable: true })
  readonly lastUsedAt!: string | null;

  @ShownFlag('True for one that is over: requests with it are refused.')
  readonly expired!: boolean;

  @ShownPart('The member with whose leaving it ends; null for one that is the company\'s own.', () => ActorView, { nullable: true })
  readonly endsWith!: ActorView | null;

  @ShownFlag('True where that member has left or administers the company no more: requests with it are refused.')
  readonly issuerLeft!: boolean;
}

/** Every token of the company that was not revoked, the newest first. */
export class TokenListView {
  @ShownParts('Tokens.', () => TokenView)
  readonly tokens!: readonly TokenView[];
}

/** Of which time refused requests are asked for. */
export class RefusedQuery {
  @Whole({
    about: `Days to look back; ${USUAL_REFUSAL_DAYS} unless given.`,
    say: `Give 1 to ${REFUSALS_KEPT_DAYS} days, or leave it out for ${USUAL_REFUSAL_DAYS}.`,
    from: 1,
    to: REFUSALS_KEPT_DAYS,
    inQuery: true,
    optional: true,
  })
  readonly days?: number;
}

/** Requests of one hour that were answered 401 for one token and one reason. */
export class RefusedHourView {
  @ShownText('Id of the token, which the company has or had.')
  readonly tokenId!: string;

  @ShownText('Its last four characters; null for one that was revoked.', { nullable: true })
  readonly lastFour!: string | null;

  @ShownText('What the token is for; null for one without a label and one that was revoked.', { nullable: true })
  readonly label!: string | null;

  @ShownText('Why they were refused. `wrong-secret`: the id is right and what comes after the dot is not.', { words: TOKEN_REFUSALS })
  readonly reason!: TokenRefusal;

  @ShownTime('Start of the hour.')
  readonly hour!: string;

  @ShownNumber('How many, about.')
  readonly count!: number;

  @ShownTime('When the last of them came.')
  readonly lastAt!: string;
}

/** Requests that were refused for a token of the company, the newest hour first. */
export class RefusedListView {
  @ShownParts('At most 500 counts.', () => RefusedHourView)
  readonly refused!: readonly RefusedHourView[];
}

/** A new token. This is the only answer that has it. */
export class IssuedTokenView {
  @ShownText('Id of the token.')
  readonly id!: string;

  @ShownText('The token itself, which is shown once.')
  readonly token!: string;

  @ShownText('Last four characters.')
  readonly lastFour!: string;

  @ShownTime('When it ends; null for never.', { nullable: true })
  readonly expiresAt!: string | null;
}
