import { ApiError } from '../../api/client.ts';

/** The sentence to show for whatever went wrong. */
export const sentenceOf = (error: unknown): string =>
  error instanceof ApiError
    ? error.message
    : 'Something went wrong on this page. Load it again; if it stays, tell Luciq’s support what you did.';
