import { ApiProperty } from '@nestjs/swagger';
import { MAX_TOKEN_DAYS } from '@luciq/access';
import { MAX_TOKEN_LABEL_LENGTH } from '@luciq/domain';
import type { TokenRefusal } from '@luciq/gateway-store';
import { REFUSALS_KEPT_DAYS, TOKEN_REFUSALS } from '@luciq/gateway-store';
import { IntegerField, StringField } from '../validation/fields.ts';
import { MAX_REVOKED_TOKENS, USUAL_REFUSAL_DAYS } from '../validation/limits.ts';
import { MEMBER_TOKEN_DAYS } from './token-expiry.ts';

/** A token to issue. */
export class TokenBody {
  @StringField({
    description: 'What the token is for.',
    message: `Give a label of 1 to ${MAX_TOKEN_LABEL_LENGTH} characters, or leave it out.`,
    maxLength: MAX_TOKEN_LABEL_LENGTH,
    optional: true,
    nullable: true,
  })
  readonly label?: string | null;

  @IntegerField({
    description: `Days after which it ends. Left out, a member's token ends after ${MEMBER_TOKEN_DAYS} days and others never; null is never, which members cannot choose.`,
    message: `Give 1 to ${MAX_TOKEN_DAYS} days, or leave it out.`,
    minimum: 1,
    maximum: MAX_TOKEN_DAYS,
    optional: true,
    nullable: true,
  })
  readonly expiresInDays?: number | null;
}

/** Who did something. */
export class ActorView {
  @ApiProperty({ description: 'What it was.', enum: ['idp', 'operator', 'system', 'member', 'service', 'setup-link'] })
  readonly kind!: string;

  @ApiProperty({ description: 'Id: of a member, of a token or a link; a name of an operator or service.' })
  readonly id!: string;

  @ApiProperty({
    description: 'userName of a member; null for others, and for one who is gone.',
    type: String,
    nullable: true,
  })
  readonly name!: string | null;
}

/** A token that can speak for the company. */
export class TokenView {
  @ApiProperty({ description: 'Id of the token: what stands before the dot.' })
  readonly id!: string;

  @ApiProperty({ description: 'Last four characters.' })
  readonly lastFour!: string;

  @ApiProperty({ description: 'What the token is for.', type: String, nullable: true })
  readonly label!: string | null;

  @ApiProperty({ description: 'When it was issued.', format: 'date-time' })
  readonly issuedAt!: string;

  @ApiProperty({ description: 'Who issued it.', type: () => ActorView })
  readonly issuedBy!: ActorView;

  @ApiProperty({ description: 'When it ends; null for never.', type: String, format: 'date-time', nullable: true })
  readonly expiresAt!: string | null;

  @ApiProperty({
    description: 'When it was last used, to about a minute; null where it never was.',
    type: String,
    format: 'date-time',
    nullable: true,
  })
  readonly lastUsedAt!: string | null;

  @ApiProperty({ description: 'True for one that is over: requests with it are refused.' })
  readonly expired!: boolean;

  @ApiProperty({
    description: "The member with whose leaving it ends; null for one that is the company's own.",
    type: () => ActorView,
    nullable: true,
  })
  readonly endsWith!: ActorView | null;

  @ApiProperty({
    description: 'True where that member has left or administers the company no more: requests with it are refused.',
  })
  readonly issuerLeft!: boolean;
}

/** A token that was revoked: it stands here so that what was done with it can be explained. */
export class RevokedTokenView {
  @ApiProperty({ description: 'Id of the token: what stood before the dot.' })
  readonly id!: string;

  @ApiProperty({ description: 'Last four characters.' })
  readonly lastFour!: string;

  @ApiProperty({ description: 'What the token was for.', type: String, nullable: true })
  readonly label!: string | null;

  @ApiProperty({ description: 'When it was issued.', format: 'date-time' })
  readonly issuedAt!: string;

  @ApiProperty({ description: 'Who issued it.', type: () => ActorView })
  readonly issuedBy!: ActorView;

  @ApiProperty({ description: 'When it was revoked.', format: 'date-time' })
  readonly revokedAt!: string;

  @ApiProperty({ description: 'Who revoked it, or turned SCIM off.', type: () => ActorView })
  readonly revokedBy!: ActorView;

  @ApiProperty({
    description: 'Whether it was revoked itself, or ended with SCIM.',
    enum: ['revoked', 'scim-disabled'],
  })
  readonly because!: string;
}

/** The tokens of the company, the newest first. */
export class TokenListView {
  @ApiProperty({ description: 'Tokens.', type: () => TokenView, isArray: true })
  readonly tokens!: readonly TokenView[];

  @ApiProperty({
    description: `The last ${MAX_REVOKED_TOKENS} that were revoked, the last one first.`,
    type: () => RevokedTokenView,
    isArray: true,
  })
  readonly revoked!: readonly RevokedTokenView[];

  @ApiProperty({
    description: 'Days after which the token of a member ends if none are given.',
    example: MEMBER_TOKEN_DAYS,
  })
  readonly defaultDays!: number;
}

/** The time of which refused requests are listed. */
export class RefusedQuery {
  @IntegerField({
    description: `Days to look back; ${USUAL_REFUSAL_DAYS} unless given.`,
    message: `Give 1 to ${REFUSALS_KEPT_DAYS} days, or leave it out for ${USUAL_REFUSAL_DAYS}.`,
    minimum: 1,
    maximum: REFUSALS_KEPT_DAYS,
    inQuery: true,
    optional: true,
  })
  readonly days?: number;
}

/** Requests of one hour that were answered 401 for one token and one reason. */
export class RefusedHourView {
  @ApiProperty({ description: 'Id of the token, which the company has or had.' })
  readonly tokenId!: string;

  @ApiProperty({
    description: 'Its last four characters; null for one that was revoked.',
    type: String,
    nullable: true,
  })
  readonly lastFour!: string | null;

  @ApiProperty({
    description: 'What the token is for; null for one without a label and one that was revoked.',
    type: String,
    nullable: true,
  })
  readonly label!: string | null;

  @ApiProperty({
    description: 'Why they were refused. `wrong-secret`: the id is right and what comes after the dot is not.',
    type: String,
    enum: [...TOKEN_REFUSALS],
  })
  readonly reason!: TokenRefusal;

  @ApiProperty({ description: 'Start of the hour.', format: 'date-time' })
  readonly hour!: string;

  @ApiProperty({ description: 'How many, about.' })
  readonly count!: number;

  @ApiProperty({ description: 'When the last of them came.', format: 'date-time' })
  readonly lastAt!: string;
}

/** Requests that were refused for a token of the company, the newest hour first. */
export class RefusedListView {
  @ApiProperty({ description: 'At most 500 counts.', type: () => RefusedHourView, isArray: true })
  readonly refused!: readonly RefusedHourView[];
}

/** A new token. This is the only answer that has it. */
export class IssuedTokenView {
  @ApiProperty({ description: 'Id of the token.' })
  readonly id!: string;

  @ApiProperty({ description: 'The token itself, which is shown once.' })
  readonly token!: string;

  @ApiProperty({ description: 'Last four characters.' })
  readonly lastFour!: string;

  @ApiProperty({ description: 'When it ends; null for never.', type: String, format: 'date-time', nullable: true })
  readonly expiresAt!: string | null;
}
