import { MAX_SETUP_LINK_HOURS } from '@luciq/access';
import { Whole } from '../validation/fields.ts';
import { ShownPart, ShownParts, ShownText, ShownTime } from '../validation/shown.ts';
import { ActorView } from '../tokens/tokens.dto.ts';

/** A set-up link to issue. */
export class SetupLinkBody {
  @Whole({ about: 'Hours after which it ends; 24 unless given.', say: 'Give 1 to 168 hours, or leave it out for 24.', from: 1, to: MAX_SETUP_LINK_HOURS, optional: true })
  readonly hours?: number;
}

/** A new set-up link. This is the only answer that has it. */
export class SetupLinkView {
  @ShownText('The link, which is shown once and opens once.')
  readonly link!: string;

  @ShownTime('When it ends.')
  readonly expiresAt!: string;
}

/** A set-up link that was issued. */
export class ListedSetupLinkView {
  @ShownText('Id of the link.')
  readonly id!: string;

  @ShownTime('When it was issued.')
  readonly issuedAt!: string;

  @ShownPart('Who issued it.', () => ActorView)
  readonly issuedBy!: ActorView;

  @ShownTime('When it ends.')
  readonly expiresAt!: string;

  @ShownText('Whether somebody can still open it. `withdrawn` is also one whose issuer could issue it no more.', { words: ['open', 'used', 'expired', 'withdrawn'] })
  readonly state!: 'open' | 'used' | 'expired' | 'withdrawn';
}

/** Set-up links of the company, the newest first. */
export class SetupLinkListView {
  @ShownParts('Links that are still known: those that can be opened, and the newest of the others.', () => ListedSetupLinkView)
  readonly links!: readonly ListedSetupLinkView[];
}
