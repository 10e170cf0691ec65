import { IntegerField, StringField } from './fields.ts';
import { MAX_PAGE, MAX_WORD_LENGTH } from './limits.ts';

class CountQuery {
  @IntegerField({
    description: 'Entries on the page at most; 50 unless given.',
    message: 'Give 1 to 100 entries for a page, or leave it out for 50.',
    minimum: 1,
    maximum: MAX_PAGE,
    inQuery: true,
    optional: true,
  })
  readonly count?: number;
}

const NEXT = {
  description: 'The `next` of the page before; the first page without it.',
  message: 'Give the `next` of the page before, or leave it out for the first page.',
  maxLength: MAX_WORD_LENGTH,
  optional: true,
} as const;

/** Which page of a list. */
export class PageQuery extends CountQuery {
  @StringField(NEXT)
  readonly after?: string;
}

/** Which page of a list that has the newest first. */
export class NewestFirstQuery extends CountQuery {
  @StringField(NEXT)
  readonly before?: string;
}
