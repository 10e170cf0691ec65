import { Text } from '../validation/fields.ts';
import { MAX_WORD_LENGTH } from '../validation/limits.ts';
import { ShownParts, ShownPart, ShownText, ShownTime } from '../validation/shown.ts';
import { ActorView } from '../tokens/tokens.dto.ts';

/** A rename that somebody has still to confirm. */
export class RenameView {
  @ShownText('Id of the member.')
  readonly userId!: string;

  @ShownText('What people call the member; null where nobody said.', { nullable: true })
  readonly displayName!: string | null;

  @ShownText('The new userName, which does not sign in yet.', { nullable: true })
  readonly userName!: string | null;

  @ShownText('The former userName, which signs in until then; null where none does.', { nullable: true })
  readonly signInName!: string | null;

  @ShownTime('When the member was renamed.')
  readonly since!: string;

  @ShownPart('Who renamed the member; null where that is not known.', () => ActorView, { nullable: true })
  readonly by!: ActorView | null;

  @ShownText('Name of the token with which it was asked; null where it has none, or is gone.', { nullable: true })
  readonly tokenLabel!: string | null;
}

/** Renames of members with rights that wait, 200 at most. */
export class RenameListView {
  @ShownParts('Renames.', () => RenameView)
  readonly renames!: readonly RenameView[];
}

/** Which rename is confirmed. */
export class ConfirmRenameBody {
  @Text({ about: 'The new userName as it was shown: refused with rename-changed where the member has another one by now.', say: 'Give the new userName of the member.', max: MAX_WORD_LENGTH })
  readonly userName!: string;
}
