/** What a request to the feed may say in its query. */
export const PARAMETERS = ['after', 'limit', 'company', 'type', 'wait'] as const;

/** One of PARAMETERS. */
export type Parameter = (typeof PARAMETERS)[number];
