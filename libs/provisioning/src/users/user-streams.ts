import type { KnownUser, UserState } from '@luciq/domain';
import { isCalled, userDecider, userNameClaims } from '@luciq/domain';
import type { EventStore } from '@luciq/event-store';
import type { UserEvent } from '@luciq/events';
import { userStream } from '@luciq/events';
import type { UserResource } from '@luciq/scim';
import { holds } from '../writing/stale-claims.ts';
import { StateCache } from '../writing/state-cache.ts';

/** The users as their streams and claims tell: what was answered to a client, it reads at once. */
export class UserStreams {
  readonly decider = userDecider;
  readonly states: StateCache<UserState, UserEvent>;

  constructor(readonly store: EventStore) {
    this.states = new StateCache<UserState, UserEvent>(store, userDecider);
  }

  /** The member with that id, null for none. Throws EventStoreUnavailable. */
  async byId(companyId: string, userId: string): Promise<UserResource | null> {
    return (await this.known(companyId, userId))?.user ?? null;
  }

  /** The same with the name that signs the member in. */
  async known(companyId: string, userId: string): Promise<KnownUser | null> {
    const { state } = await this.states.newest(userStream(companyId, userId));
    return state.kind === 'known' ? state : null;
  }

  /** The member who has that userName in any spelling that is the same name, null for none. Throws EventStoreUnavailable. */
  async byUserName(companyId: string, userName: string): Promise<UserResource | null> {
    const known = await this.holderOf(companyId, userName);
    return known && isCalled(known, userName) ? known.user : null;
  }

  /** The member whose name that is, be it the userName or the one that signs in while a rename waits; null for none. Throws EventStoreUnavailable. */
  async holderOf(companyId: string, name: string): Promise<KnownUser | null> {
    for (const claim of userNameClaims(companyId, name)) {
      const owner = await this.store.claimOwner(claim);
      if (owner === null) continue;
      const { state } = await this.states.newest(owner);
      if (state.kind === 'known' && holds(this, owner, state, claim)) return state;
    }
    return null;
  }
}
