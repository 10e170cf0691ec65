import { MAX_ENTRY_POINT_LENGTH } from '@luciq/domain';
import { Text } from '../validation/fields.ts';
import { ShownPart, ShownText, ShownTime } from '../validation/shown.ts';

/** A set-up link to open. */
export class SetupSessionBody {
  @Text({ about: 'The set-up link, or what stands in it after the number sign.', say: 'Give the whole set-up link.', max: MAX_ENTRY_POINT_LENGTH })
  readonly link!: string;
}

/** The company of a session. */
export class SessionCompanyView {
  @ShownText('Id of the company.')
  readonly id!: string;

  @ShownText('Name of the company.')
  readonly name!: string;
}

/** The member who is signed in. */
export class SessionMemberView {
  @ShownText('Id of the member.')
  readonly id!: string;

  @ShownText('userName.')
  readonly userName!: string;

  @ShownText('Name that is shown.', { nullable: true })
  readonly displayName!: string | null;

  @ShownText('Effective role.', { words: ['owner', 'admin'] })
  readonly role!: 'owner' | 'admin';
}

/** A session. */
export class SessionView {
  @ShownText('Of whom it is: a member, whoever opened a set-up link, or an operator.', { words: ['member', 'setup', 'operator'] })
  readonly kind!: 'member' | 'setup' | 'operator';

  @ShownPart('The company; null for an operator.', () => SessionCompanyView, { nullable: true })
  readonly company!: SessionCompanyView | null;

  @ShownPart('The member; null for all others.', () => SessionMemberView, { nullable: true })
  readonly member!: SessionMemberView | null;

  @ShownText('To send as `x-csrf-token` with every POST, PUT and DELETE.')
  readonly csrf!: string;

  @ShownTime('When it is over.')
  readonly expiresAt!: string;
}
