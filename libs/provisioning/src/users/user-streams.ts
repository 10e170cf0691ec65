import { LRUCache } from 'lru-cache';
import type { KnownUser, UserState } from '@luciq/domain';
import { isCalled, userDecider, userNameClaims } from '@luciq/domain';
import type { EventStore } from '@luciq/event-store';
import type { Claim, StreamName, UserEvent } from '@luciq/events';
import { userStream } from '@luciq/events';
import type { UserResource } from '@luciq/scim';
import type { HeldClaim } from '../writing/stale-claims.ts';
import { claimHolder, holds } from '../writing/stale-claims.ts';
import { StateCache } from '../writing/state-cache.ts';

/** Names that this process saw held and remembers, least recently used dropped first. */
export const MAX_HELD_NAMES = 20_000;

const keyOf = ({ scope, value }: Claim): string => `${scope} ${value}`;

/** The users as their streams and claims tell: what was answered to a client, it reads at once. */
export class UserStreams {
  readonly decider = userDecider;
  readonly states: StateCache<UserState, UserEvent>;
  /** By claim, the stream that was seen to hold it. */
  private readonly held = new LRUCache<string, StreamName>({ max: MAX_HELD_NAMES });

  constructor(readonly store: EventStore) {
    this.states = new StateCache<UserState, UserEvent>(store, userDecider);
  }

  /** The member with that id, null for none. Throws EventStoreUnavailable. */
  async byId(companyId: string, userId: string): Promise<UserResource | null> {
    return (await this.known(companyId, userId))?.user ?? null;
  }

  /** The same with the name that signs the member in. */
  async known(companyId: string, userId: string): Promise<KnownUser | null> {
    const { state } = await this.states.readNewest(userStream(companyId, userId));
    return state.kind === 'known' ? state : null;
  }

  /** The member who has that userName in any spelling that is the same name, null for none. Throws EventStoreUnavailable. */
  async byUserName(companyId: string, userName: string): Promise<UserResource | null> {
    const known = await this.holderOf(companyId, userName);
    return known && isCalled(known, userName) ? known.user : null;
  }

  /** False where this process saw the name held: a create then looks before it appends. It decides nothing and only saves calls. */
  seemsFree(companyId: string, userName: string): boolean {
    return userNameClaims(companyId, userName).every((claim) => !this.held.has(keyOf(claim)));
  }

  /** Remembers that this stream holds the name. */
  sawHeld(claims: readonly Claim[], owner: StreamName): void {
    for (const claim of claims) this.held.set(keyOf(claim), owner);
  }

  /** The stream that holds the userName, and by which claim; null for none. The claim may be stale. Throws EventStoreUnavailable. */
  async claimOn(companyId: string, userName: string): Promise<HeldClaim | null> {
    const claims = userNameClaims(companyId, userName);
    const holder = await claimHolder(this.store, claims);
    if (holder) this.sawHeld([holder.claim], holder.owner);
    else for (const claim of claims) this.held.delete(keyOf(claim));
    return holder;
  }

  /** The member whose name that is, be it the userName or the one that signs in while a rename waits; null for none. Throws EventStoreUnavailable. */
  async holderOf(companyId: string, name: string): Promise<KnownUser | null> {
    for (const claim of userNameClaims(companyId, name)) {
      const remembered = this.held.get(keyOf(claim));
      // No other stream can hold the claim on a value that this one has: docs/decisions/0059.
      const known = remembered === undefined ? null : await this.having(claim, remembered);
      if (known) return known;
      const owner = await this.store.claimOwner(claim);
      if (owner === null) {
        this.held.delete(keyOf(claim));
        continue;
      }
      this.sawHeld([claim], owner);
      const holder = await this.having(claim, owner);
      if (holder) return holder;
    }
    return null;
  }

  /** The member of this stream as it is now, null where it does not have the value of the claim. */
  private async having(claim: Claim, owner: StreamName): Promise<KnownUser | null> {
    const { state } = await this.states.readNewest(owner);
    return state.kind === 'known' && holds(this, owner, state, claim) ? state : null;
  }
}
