import type { Position } from '@luciq/events';
import type { Filter, GroupResource, Sort, UserResource } from '@luciq/scim';

/** Injection token of the Log that the app opened. */
export const LOG = Symbol('Log');
/** Injection token of the ResourceLists that the app chose. */
export const RESOURCE_LISTS = Symbol('ResourceLists');
/** Injection token of a function that gives the base URL that clients use, ending in SCIM_PATH. */
export const SCIM_BASE_URL = Symbol('ScimBaseUrl');
/** Injection token of the Mac that authenticates cursors. */
export const CURSOR_MAC = Symbol('CursorMac');

/** Which resources of a company to list, and what the rows must have passed before. */
export interface RowsRequest {
  readonly companyId: string;
  readonly filter: Filter | null;
  readonly sort: Sort | null;
  /** From 1; without effect where `cursorAfter` is given. */
  readonly startIndex: number;
  /** Place of the last item of the page before. */
  readonly cursorAfter?: string;
  readonly count: number;
  readonly passed: Position;
  readonly timeoutMs: number;
  readonly baseUrl?: string;
}

/** A page of rows, or that they are behind. `next` is the place of the last item where more follow. */
export type RowsPage<Item> =
  | { readonly kind: 'page'; readonly totalResults: number; readonly items: readonly Item[]; readonly next: string | null }
  | { readonly kind: 'behind' };

/** A group in a list; `members` is null where they were not asked for. */
export interface ListedGroup {
  readonly group: GroupResource;
  readonly members: readonly string[] | null;
}

/** What the SCIM face needs of the read model. */
export interface ResourceLists {
  listUsers(request: RowsRequest): Promise<RowsPage<UserResource>>;
  listGroups(request: RowsRequest & { readonly withMembers: boolean }): Promise<RowsPage<ListedGroup>>;
  /** The groups of these users, as far as the rows are. */
  groupsOfUsers(companyId: string, userIds: readonly string[]): Promise<ReadonlyMap<string, readonly { readonly id: string; readonly displayName: string }[]>>;
  /** Which of these ids are users of the company, as far as the rows are. */
  knownMembers(companyId: string, ids: readonly string[]): Promise<ReadonlySet<string>>;
}
