import { Text, Whole } from './fields.ts';
import { MAX_PAGE, MAX_WORD_LENGTH } from './limits.ts';

/** Which page of a list. */
export class PageQuery {
  @Text({ about: 'The `next` of the page before; the first page without it.', say: 'Give the `next` of the page before, or leave it out for the first page.', max: MAX_WORD_LENGTH, optional: true })
  readonly after?: string;

  @Whole({ about: 'Entries on the page at most; 50 unless given.', say: 'Give 1 to 100 entries for a page, or leave it out for 50.', from: 1, to: MAX_PAGE, inQuery: true, optional: true })
  readonly count?: number;
}
