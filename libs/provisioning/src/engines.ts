import type { EventStore } from '@luciq/event-store';
import type { AcknowledgedPositions, Snapshots } from '@luciq/gateway-store';

/** Injection token of the AcknowledgedPositions that the app chose. */
export const ACKNOWLEDGED_POSITIONS = Symbol('AcknowledgedPositions');

/** Which of some ids are users of the company, in one query. It may be behind the log, and may know none. */
export interface MemberIndex {
  knownMembers(companyId: string, ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Ids of the groups that a user is in; null where it is not sure that every group is known. */
  groupsOf(companyId: string, userId: string): Promise<readonly string[] | null>;
}

/** For programs without rows: streams tell who is a user, and every user of a mapped group may be an administrator. */
export const NO_MEMBER_INDEX: MemberIndex = {
  knownMembers: () => Promise.resolve(new Set()),
  groupsOf: () => Promise.resolve(null),
};

/** The engines that the write side works with. */
export interface ProvisioningEngines extends ReadEngines {
  readonly acknowledgements: AcknowledgedPositions;
}

/** What its reads alone need. */
export interface ReadEngines {
  readonly store: EventStore;
  /** None unless given. */
  readonly snapshots?: Snapshots;
  /** None unless given. */
  readonly members?: MemberIndex;
  /** Milliseconds that never go back; the system's unless given. */
  readonly monotonic?: () => number;
}
