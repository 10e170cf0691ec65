/** Bytes in the body of one request, unless its API has another limit for the route. */
export const MAX_BODY_BYTES = 1_048_576;
/** A compressed body may unpack to so many times its size. */
export const MAX_UNPACKED_RATIO = 100;
/** Bytes to which a compressed body may unpack whatever its size. */
export const SMALL_UNPACKED_BYTES = 65_536;
/** Compressed bodies that one process unpacks at once; others wait as they came. */
export const UNPACKED_AT_ONCE = 4;
/** Characters in a path parameter; a longer id is not an id of ours. */
export const MAX_ID_LENGTH = 256;
/** What `Retry-After` says while an engine of ours is away, in seconds. */
export const ENGINE_RETRY_AFTER_SECONDS = 5;
/** What `Retry-After` says while the rows are behind, in seconds. */
export const BEHIND_RETRY_AFTER_SECONDS = 1;
/** How long the calls of one request together wait for an event store that does not answer, in milliseconds: Okta waits 60 s, and proxies in between often 30 s. */
export const ENGINE_PATIENCE_MS = 8_000;
/** How long a client may take to send a whole request, in milliseconds. */
export const REQUEST_TIMEOUT_MS = 60_000;
/** How long an idle connection is kept, in milliseconds: longer than a proxy in front usually keeps it. */
export const KEEP_ALIVE_MS = 72_000;
