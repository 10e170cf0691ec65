import { Text, Whole } from '../validation/fields.ts';
import { MAX_PAGE, MAX_WORD_LENGTH } from '../validation/limits.ts';
import { ShownPart, ShownParts, ShownText, ShownTime } from '../validation/shown.ts';
import { ActorView } from '../tokens/tokens.dto.ts';

/** Which sign-ins. */
export class SignInsQuery {
  @Text({ about: 'The `next` of the page before.', say: 'Give the `next` of the page before, or leave it out for the first page.', max: MAX_WORD_LENGTH, optional: true })
  readonly before?: string;

  @Whole({ about: 'Entries on the page at most; 50 unless given.', say: 'Give 1 to 100 entries for a page, or leave it out for 50.', from: 1, to: MAX_PAGE, inQuery: true, optional: true })
  readonly count?: number;
}

/** Who came in, or did not. */
export class SignInView {
  @ShownText('Id of the entry.')
  readonly id!: string;

  @ShownTime('When it was.')
  readonly time!: string;

  @ShownText('What happened.', { words: ['signed-in', 'sign-in-refused', 'signed-out', 'session-refused', 'access-refused'] })
  readonly event!: string;

  @ShownText('Why it was refused; null where it was not.', { nullable: true })
  readonly reason!: string | null;

  @ShownPart('Who it was; null where nobody knows.', () => ActorView, { nullable: true })
  readonly actor!: ActorView | null;

  @ShownText('IP address that it came from, or unknown.')
  readonly address!: string;

  @ShownText('Id of the request.')
  readonly requestId!: string;
}

/** A page of sign-ins, the newest first. */
export class SignInListView {
  @ShownParts('Entries.', () => SignInView)
  readonly entries!: readonly SignInView[];

  @ShownText('For `before` of the next page; null where this is the last.', { nullable: true })
  readonly next!: string | null;
}

/** A change of the company: SAML, SCIM, tokens, links, owners, sessions. */
export class CompanyChangeView {
  @ShownText('Id of the event.')
  readonly id!: string;

  @ShownText('Type of the event.')
  readonly type!: string;

  @ShownTime('When it was decided.')
  readonly time!: string;

  @ShownPart('Who asked for it.', () => ActorView)
  readonly actor!: ActorView;

  @ShownText('Id of the token, link or member that it is about; null for the company itself.', { nullable: true })
  readonly subject!: string | null;

  @ShownText('userName of the member, or label of the token, that it is about; null where there is none.', { nullable: true })
  readonly subjectName!: string | null;

  @ShownText('Id of the request.')
  readonly requestId!: string;
}

/** Changes of the company, the newest first. */
export class CompanyChangeListView {
  @ShownParts('At most 200 changes.', () => CompanyChangeView)
  readonly changes!: readonly CompanyChangeView[];
}
