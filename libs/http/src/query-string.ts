import { parse } from 'fast-querystring';

/**
 * Reads a query. A plus is a blank, as in a form, but where the query writes blanks as `%20` a plus is a plus: some clients encode the one and leave the
 * other as it is (`a+tag@example.com`), and would otherwise find nobody.
 */
export const parsedQuery = (query: string): Record<string, unknown> =>
  parse(query.includes('%20') && query.includes('+') ? query.replaceAll('+', '%2B') : query);
