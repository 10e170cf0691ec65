import { StringField } from '../validation/fields.ts';
import { MAX_WORD_LENGTH } from '../validation/limits.ts';

const SAY = 'Give the id of a member of this company.';
const SEEN = 'userName of that member as it was shown: refused with member-renamed where it is another one by now.';
const SAY_NAME = 'Give the userName of the member, or leave it out.';
const ID = /^[A-Za-z0-9-]{1,64}$/;

/** Whose ownership goes to whom. */
export class TransferBody {
  @StringField({ description: 'Id of the owner who gives it up.', message: SAY, maxLength: 64, pattern: ID })
  readonly from!: string;

  @StringField({ description: 'Id of the member who becomes an owner.', message: SAY, maxLength: 64, pattern: ID })
  readonly to!: string;

  @StringField({ description: SEEN, message: SAY_NAME, maxLength: MAX_WORD_LENGTH, optional: true })
  readonly userName?: string;
}

/** Who becomes an owner. */
export class OwnerBody {
  @StringField({ description: 'Id of the member who becomes an owner.', message: SAY, maxLength: 64, pattern: ID })
  readonly userId!: string;

  @StringField({ description: SEEN, message: SAY_NAME, maxLength: MAX_WORD_LENGTH, optional: true })
  readonly userName?: string;
}
