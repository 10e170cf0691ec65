import { ApiProperty } from '@nestjs/swagger';
import { MAX_SETUP_LINK_HOURS } from '@luciq/access';
import { ActorView } from '../tokens/tokens.dto.ts';
import { IntegerField } from '../validation/fields.ts';

/** A set-up link to issue. */
export class SetupLinkBody {
  @IntegerField({
    description: 'Hours after which it ends; 24 unless given.',
    message: 'Give 1 to 168 hours, or leave it out for 24.',
    minimum: 1,
    maximum: MAX_SETUP_LINK_HOURS,
    optional: true,
  })
  readonly hours?: number;
}

/** A new set-up link. This is the only answer that has it. */
export class SetupLinkView {
  @ApiProperty({ description: 'The link, which is shown once and opens once.' })
  readonly link!: string;

  @ApiProperty({ description: 'When it ends.', format: 'date-time' })
  readonly expiresAt!: string;
}

/** A set-up link that was issued. */
export class ListedSetupLinkView {
  @ApiProperty({ description: 'Id of the link.' })
  readonly id!: string;

  @ApiProperty({ description: 'When it was issued.', format: 'date-time' })
  readonly issuedAt!: string;

  @ApiProperty({ description: 'Who issued it.', type: () => ActorView })
  readonly issuedBy!: ActorView;

  @ApiProperty({ description: 'When it ends.', format: 'date-time' })
  readonly expiresAt!: string;

  @ApiProperty({
    description: 'Whether someone can still open it. `withdrawn` is also one whose issuer could issue it no more.',
    type: String,
    enum: ['open', 'used', 'expired', 'withdrawn'],
  })
  readonly state!: 'open' | 'used' | 'expired' | 'withdrawn';
}

/** Set-up links of the company, the newest first. */
export class SetupLinkListView {
  @ApiProperty({
    description: 'Links that are still known: those that can be opened, and the newest of the others.',
    type: () => ListedSetupLinkView,
    isArray: true,
  })
  readonly links!: readonly ListedSetupLinkView[];
}
