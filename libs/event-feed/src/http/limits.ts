/** Events on a page unless said otherwise, and at most. */
export const USUAL_PAGE = 100;
export const MAX_PAGE = 1_000;
/** Longest wait of a long poll, in seconds: proxies in between often end a silent request after 60 s. */
export const MAX_WAIT_SECONDS = 55;
/** Companies, and types, that one request names. */
export const MAX_NAMED = 100;
/** Requests of one credential that one process answers at a time, those that wait and streams among them. */
export const MAX_OPEN_OF_CREDENTIAL = 500;
/** What `Retry-After` says where they are too many, in seconds. */
export const OPEN_RETRY_AFTER_SECONDS = 5;
/** A stream ends after so long, in milliseconds; its client goes on where it was. */
export const MAX_STREAM_MS = 3_600_000;
/** A stream without events says so often that it is there, and how far it has come, in milliseconds. */
export const HEARTBEAT_MS = 15_000;
/** A client connects again after so many milliseconds, unless it knows better. */
export const RECONNECT_MS = 1_000;
/** Characters that are handed over at once, and bytes that wait for the client before no more is read for it. */
export const STREAM_CHUNK = 65_536;
/** A client that takes nothing for so long is given up, in milliseconds. */
export const STALLED_MS = 60_000;
/** Where the credentials cannot be read, they are asked for again after so many milliseconds. */
export const RECHECK_MS = 250;
