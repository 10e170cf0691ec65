import type { ListOutcome, ListRequest } from '@luciq/read-model';

/** Injection token of the Log that the app opened. */
export const LOG = Symbol('Log');
/** Injection token of the UserLists that the app chose. */
export const USER_LISTS = Symbol('UserLists');
/** Injection token of a function that gives the base URL that clients use, ending in SCIM_PATH. */
export const SCIM_BASE_URL = Symbol('ScimBaseUrl');

/** What lists need of the read model. */
export interface UserLists {
  /** A page once the read model has passed the position asked for, or that it is behind. */
  listUsers(request: ListRequest): Promise<ListOutcome>;
}
