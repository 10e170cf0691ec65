import { RESOURCE_ID } from '@luciq/events';
import { Text } from '../validation/fields.ts';
import { ShownFlag, ShownParts, ShownText, ShownTime } from '../validation/shown.ts';

/** Whose sessions are to end. */
export class EndSessionsBody {
  @Text({
    about: 'Id of the member who has to sign in again; everybody of the company unless given.',
    say: 'Give the id of a member of this company, or leave it out for everybody.',
    max: 64,
    form: RESOURCE_ID,
    optional: true,
  })
  readonly userId?: string;
}

/** Somebody who is signed in. */
export class OpenSessionView {
  @ShownText('Id of the session: nothing that one could sign in with.')
  readonly id!: string;

  @ShownText('Of whom it is: a member, whoever opened a set-up link, or an operator.', { words: ['member', 'setup', 'operator'] })
  readonly kind!: 'member' | 'setup' | 'operator';

  @ShownText('Id of the member or of the set-up link; name of the operator.')
  readonly subject!: string;

  @ShownText('userName of a member; null for others.', { nullable: true })
  readonly userName!: string | null;

  @ShownTime('When it began.')
  readonly createdAt!: string;

  @ShownTime('When it is over.')
  readonly expiresAt!: string;

  @ShownFlag('True for the one in which this is asked.')
  readonly own!: boolean;
}

/** Who is signed in, the newest first. */
export class OpenSessionListView {
  @ShownParts('At most 200 sessions.', () => OpenSessionView)
  readonly sessions!: readonly OpenSessionView[];
}
