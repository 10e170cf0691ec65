import { MAX_SETUP_LINK_HOURS } from '@luciq/access';
import { Whole } from './fields.ts';
import { ShownText, ShownTime } from './shown.ts';

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
