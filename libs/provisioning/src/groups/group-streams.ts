import type { GroupState, MemberIds } from '@luciq/domain';
import { groupDecider, groupNameClaims } from '@luciq/domain';
import type { EventStore } from '@luciq/event-store';
import type { GroupEvent } from '@luciq/events';
import { groupStream } from '@luciq/events';
import type { Snapshots } from '@luciq/gateway-store';
import type { GroupResource } from '@luciq/scim';
import { holds } from '../writing/stale-claims.ts';
import { StateCache } from '../writing/state-cache.ts';
import { GroupSnapshots } from './group-snapshots.ts';

/** Member ids in all folded groups in memory, least recently used groups dropped first; one takes about 150 bytes. */
export const MAX_CACHED_MEMBERS = 500_000;

/** A group as its stream tells. Members who were deleted since may be among `members`. */
export interface GroupView {
  readonly group: GroupResource;
  readonly members: MemberIds;
}

/** The group of a state, null for none. */
export const viewOf = (state: GroupState): GroupView | null =>
  state.kind === 'known' ? { group: state.group, members: state.members } : null;

/** The groups as their streams and claims tell: what was answered to a client, it reads at once. */
export class GroupStreams {
  readonly decider = groupDecider;
  readonly states: StateCache<GroupState, GroupEvent>;
  private readonly snapshots: GroupSnapshots;

  constructor(
    readonly store: EventStore,
    snapshots: Snapshots,
  ) {
    this.snapshots = new GroupSnapshots(store, snapshots);
    this.states = new StateCache<GroupState, GroupEvent>(store, groupDecider, {
      weight: { of: (state) => (state.kind === 'known' ? state.members.size : 0), most: MAX_CACHED_MEMBERS },
      keeping: this.snapshots,
    });
  }

  /** The group with that id, null for none. Throws EventStoreUnavailable. */
  async byId(companyId: string, groupId: string): Promise<GroupView | null> {
    return viewOf((await this.states.readNewest(groupStream(companyId, groupId))).state);
  }

  /** The group that has that name in any spelling that is the same name, null for none. Throws EventStoreUnavailable. */
  async byDisplayName(companyId: string, displayName: string): Promise<GroupView | null> {
    for (const claim of groupNameClaims(companyId, displayName)) {
      const owner = await this.store.claimOwner(claim);
      if (owner === null) continue;
      const { state } = await this.states.readNewest(owner);
      if (holds(this, owner, state, claim)) return viewOf(state);
    }
    return null;
  }

  /** Waits for what is being kept for the next start. */
  async settled(): Promise<void> {
    await this.snapshots.settled();
  }
}
