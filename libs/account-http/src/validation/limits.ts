/** Characters in the name of a company, of an application, of a member, and in a label. */
export const MAX_NAME_LENGTH = 200;
/** Names in one list of a request. */
export const MAX_NAMES = 1_000;
/** Characters that are searched for. */
export const MAX_SEARCH_LENGTH = 200;
/** Characters in an id, a place in a list, and any other word of a path or query. */
export const MAX_WORD_LENGTH = 256;
/** Entries on a page of a list, at most and by default. */
export const MAX_PAGE = 100;
/** Entries on a page of a list by default. */
export const USUAL_PAGE = 50;
/** Names and values in one body: two full lists of names, and some. Reading a body takes time that grows with the square of its fields, and a set-up link is opened by anybody. */
export const MAX_BODY_PARTS = 2_100;
/** Deepest nesting of a body. */
export const MAX_BODY_DEPTH = 16;
/** Days of refused requests that are shown by default. */
export const USUAL_REFUSAL_DAYS = 7;
/** Revoked tokens that are shown. */
export const MAX_REVOKED_TOKENS = 100;
