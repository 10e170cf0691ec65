/** Bytes in the body of one request. */
export const MAX_BODY_BYTES = 1_048_576;
/** Characters in a path parameter; a longer id is not an id of ours. */
export const MAX_ID_LENGTH = 256;
/** Resources in a page where the client does not say. */
export const DEFAULT_PAGE_SIZE = 100;
/** Resources in a page at most, whatever the client says. */
export const MAX_PAGE_SIZE = 1_000;
/** How long a list waits for the read model to have caught up, in milliseconds. */
export const LIST_WAIT_MS = 2_000;
/** What `Retry-After` says while an engine of ours is away, in seconds. */
export const ENGINE_RETRY_AFTER_SECONDS = 5;
/** What `Retry-After` says while the read model is behind, in seconds. */
export const BEHIND_RETRY_AFTER_SECONDS = 1;
/** How long a client may take to send a whole request, in milliseconds. */
export const REQUEST_TIMEOUT_MS = 60_000;
/** How long an idle connection is kept, in milliseconds: longer than a proxy in front usually keeps it. */
export const KEEP_ALIVE_MS = 72_000;
