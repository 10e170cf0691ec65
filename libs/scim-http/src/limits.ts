/** Bytes in the body of one request about a group: enough for MAX_MEMBERS_PER_REQUEST members as Okta sends them. */
export const MAX_GROUP_BODY_BYTES = 16_777_216;
/** Bytes in the body of one bulk request; ServiceProviderConfig says so. */
export const MAX_BULK_BODY_BYTES = 4_194_304;
/** Bytes of a body that are read as JSON before other requests have their turn: one or two milliseconds. */
export const BYTES_READ_AT_ONCE = 65_536;
/** Creates of one bulk request that are done at once. */
export const BULK_AT_ONCE = 32;
/** Resources in a page where the client does not say. */
export const DEFAULT_PAGE_SIZE = 100;
/** Resources in a page at most, whatever the client says. */
export const MAX_PAGE_SIZE = 1_000;
/** How long reading one user waits for the rows to show its groups, in milliseconds; then they are shown as they are. */
export const GROUPS_WAIT_MS = 500;
/** How long a rename waits for the rows to show whether the user administers the company, in milliseconds; then the user counts as one who does. */
export const RIGHTS_WAIT_MS = 1_000;
/** Members of a group that are looked up one by one where the rows are behind; a larger group waits for them. */
export const MAX_MEMBERS_BY_STREAM = 1_000;
/** Members of a group that a PATCH is answered with; one of a larger group is 204, so that a change of one does not read all. */
export const MAX_MEMBERS_AFTER_PATCH = 100;
/** How long a cursor is good for, in seconds. */
export const CURSOR_TIMEOUT_SECONDS = 3_600;
/** Companies whose use of the service is counted for its rate. */
export const MAX_COUNTED_COMPANIES = 10_000;
/** What `Retry-After` says of a write while the company is paused, in seconds: a pause takes hours, and Okta repeats for days. */
export const PAUSED_RETRY_AFTER_SECONDS = 3_600;
