import type { GroupListOutcome, GroupListRequest, ListOutcome, ListRequest } from '@luciq/read-model';
import type { Membership } from '@luciq/scim';

/** Injection token of the Log that the app opened. */
export const LOG = Symbol('Log');
/** Injection token of the SecurityLog. */
export const SECURITY = Symbol('Security');
/** Injection token of the ResourceLists that the app chose. */
export const RESOURCE_LISTS = Symbol('ResourceLists');
/** Injection token of a function that gives the base URL that clients use, ending in SCIM_PATH. */
export const SCIM_BASE_URL = Symbol('ScimBaseUrl');
/** Injection token of the Mac that authenticates cursors. */
export const CURSOR_MAC = Symbol('CursorMac');

/** What the SCIM face needs of the read model. Lists wait for the rows, everything else is as far as they are. */
export interface ResourceLists {
  listUsers(request: ListRequest): Promise<ListOutcome>;
  listGroups(request: GroupListRequest): Promise<GroupListOutcome>;
  membersOf(companyId: string, groupId: string): Promise<readonly Membership[]>;
  groupsOfUsers(companyId: string, userIds: readonly string[]): Promise<ReadonlyMap<string, readonly Membership[]>>;
  knownMembers(companyId: string, ids: readonly string[]): Promise<ReadonlySet<string>>;
}
