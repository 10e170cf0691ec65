import { ApiProperty } from '@nestjs/swagger';
import { StringField } from '../validation/fields.ts';
import { MAX_WORD_LENGTH } from '../validation/limits.ts';
import { ActorView } from '../tokens/tokens.dto.ts';

/** A rename that somebody has still to confirm. */
export class RenameView {
  @ApiProperty({ description: 'Id of the member.' })
  readonly userId!: string;

  @ApiProperty({ description: 'What people call the member; null where nobody said.', type: String, nullable: true })
  readonly displayName!: string | null;

  @ApiProperty({ description: 'The new userName, which does not sign in yet.', type: String, nullable: true })
  readonly userName!: string | null;

  @ApiProperty({ description: 'The former userName, which signs in until then; null where none does.', type: String, nullable: true })
  readonly signInName!: string | null;

  @ApiProperty({ description: 'When the member was renamed.', format: 'date-time' })
  readonly since!: string;

  @ApiProperty({ description: 'Who renamed the member; null where that is not known.', type: () => ActorView, nullable: true })
  readonly by!: ActorView | null;

  @ApiProperty({ description: 'Name of the token with which it was asked; null where it has none, or is gone.', type: String, nullable: true })
  readonly tokenLabel!: string | null;
}

/** Renames of members with rights that wait, 200 at most. */
export class RenameListView {
  @ApiProperty({ description: 'Renames.', type: () => RenameView, isArray: true })
  readonly renames!: readonly RenameView[];
}

/** Which rename is confirmed. */
export class ConfirmRenameBody {
  @StringField({
    description: 'The new userName as it was shown: refused with rename-changed where the member has another one by now.',
    message: 'Give the new userName of the member.',
    maxLength: MAX_WORD_LENGTH,
  })
  readonly userName!: string;
}
