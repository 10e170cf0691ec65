import type { Position } from '@luciq/events';
import type { Filter, GroupResource, Membership, Sort, UserResource } from '@luciq/scim';

/** Which resources of a company to list. */
export interface ListRequest {
  readonly companyId: string;
  readonly filter: Filter | null;
  /** The order; that of creation where null or absent. Those that are equal in it are in the order of creation. */
  readonly sort?: Sort | null;
  /** From 1 (RFC 7644 section 3.4.2.4); without meaning where `after` is given. */
  readonly startIndex: number;
  /** The `next` of a page of the same list: this page begins after it (RFC 9865). */
  readonly after?: string | null;
  /** Most resources in the answer; 0 for the total alone. */
  readonly count: number;
  /** The list must show everything up to this position of the company. */
  readonly passed: Position;
  /** How long to wait for that, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** URL of the SCIM service, for filters and orders that look at URLs. */
  readonly baseUrl?: string;
}

/** Which groups to list. `withMembers` also reads their members, see MAX_LISTED_MEMBERS. */
export interface GroupListRequest extends ListRequest {
  readonly withMembers: boolean;
}

/** Most members on a page of groups, all groups together: the page ends earlier rather than leave one out. One group of any size still goes. */
export const MAX_LISTED_MEMBERS = 100_000;

/** A group of a list; `members` is null where they were not requested. */
export interface ListedGroup {
  readonly group: GroupResource;
  readonly members: readonly Membership[] | null;
}

/** Where a page ended. `next` is for `after`, never has personal data, and is null on the last page. */
export interface PageEnding {
  readonly totalResults: number;
  readonly next: string | null;
}

/** `behind`: the read model did not get there in time. `cursor-expired`: the last resource of the page before was deleted, so that its place in the order is not known. */
export type NoPage =
  | { readonly kind: 'behind'; readonly applied: Position; readonly wanted: Position }
  | { readonly kind: 'cursor-expired' };

/** A page of users. */
export type ListOutcome = ({ readonly kind: 'page'; readonly users: readonly UserResource[] } & PageEnding) | NoPage;

/** A page of groups. */
export type GroupListOutcome =
  ({ readonly kind: 'page'; readonly groups: readonly ListedGroup[] } & PageEnding) | NoPage;
