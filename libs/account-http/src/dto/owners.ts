import { Text } from './fields.ts';

const SAY = 'Give the id of a member of this company.';
const ID = /^[A-Za-z0-9-]{1,64}$/;

/** Whose ownership goes to whom. */
export class TransferBody {
  @Text({ about: 'Id of the owner who gives it up.', say: SAY, max: 64, form: ID })
  readonly from!: string;

  @Text({ about: 'Id of the member who becomes an owner.', say: SAY, max: 64, form: ID })
  readonly to!: string;
}

/** Who becomes an owner. */
export class OwnerBody {
  @Text({ about: 'Id of the member who becomes an owner.', say: SAY, max: 64, form: ID })
  readonly userId!: string;
}
