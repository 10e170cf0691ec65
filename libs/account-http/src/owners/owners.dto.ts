import { Text } from '../validation/fields.ts';
import { MAX_WORD_LENGTH } from '../validation/limits.ts';

const SAY = 'Give the id of a member of this company.';
const SEEN = 'userName of that member as it was shown: refused with member-renamed where it is another one by now.';
const SAY_NAME = 'Give the userName of the member, or leave it out.';
const ID = /^[A-Za-z0-9-]{1,64}$/;

/** Whose ownership goes to whom. */
export class TransferBody {
  @Text({ about: 'Id of the owner who gives it up.', say: SAY, max: 64, form: ID })
  readonly from!: string;

  @Text({ about: 'Id of the member who becomes an owner.', say: SAY, max: 64, form: ID })
  readonly to!: string;

  @Text({ about: SEEN, say: SAY_NAME, max: MAX_WORD_LENGTH, optional: true })
  readonly userName?: string;
}

/** Who becomes an owner. */
export class OwnerBody {
  @Text({ about: 'Id of the member who becomes an owner.', say: SAY, max: 64, form: ID })
  readonly userId!: string;

  @Text({ about: SEEN, say: SAY_NAME, max: MAX_WORD_LENGTH, optional: true })
  readonly userName?: string;
}
