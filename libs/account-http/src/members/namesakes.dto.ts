import { ApiProperty } from '@nestjs/swagger';
import { MAX_BEARERS, NAME_KINDS } from '@luciq/read-model';
import { StringField } from '../validation/fields.ts';
import { MAX_SEARCH_LENGTH } from '../validation/limits.ts';

/** Whose name is looked up. */
export class NamesakesQuery {
  @StringField({
    description: 'The whole name, in any case of letters; without it nobody is found.',
    message: 'Give a name of 1 to 200 characters.',
    maxLength: MAX_SEARCH_LENGTH,
    optional: true,
  })
  readonly name?: string;
}

/** Someone who has the name, or had it. */
export class NameBearerView {
  @ApiProperty({ description: 'Id of the member.' })
  readonly userId!: string;

  @ApiProperty({ description: 'As what.', enum: [...NAME_KINDS] })
  readonly kind!: string;

  @ApiProperty({ description: 'The name as it was spelt.' })
  readonly name!: string;

  @ApiProperty({ description: 'Since when.', format: 'date-time' })
  readonly from!: string;

  @ApiProperty({
    description: 'Until when; null for who has it now.',
    type: String,
    format: 'date-time',
    nullable: true,
  })
  readonly until!: string | null;

  @ApiProperty({ description: 'True for a member who was deleted.' })
  readonly isDeleted!: boolean;
}

/** Everyone who has a name or had it. */
export class NamesakesView {
  @ApiProperty({
    description: `Who has it now, and then who had it, the last first; at most ${MAX_BEARERS} of each.`,
    type: () => NameBearerView,
    isArray: true,
  })
  readonly bearers!: readonly NameBearerView[];
}
