import type { ClaimFenced, UserEvent } from '@luciq/events';
import { assertedRole } from '../company/token-issuer.ts';
import type { Applied } from '../decider.ts';
import type { UserState } from './user.ts';
import { userDecider } from './user.ts';

/** A member, and when that changed which gives rights in the console, as revisions of the member's stream. */
export interface MemberRights {
  readonly state: UserState;
  /** When the member became active or was deactivated last, or when another name began to sign the member in. */
  readonly activity: number;
  /** When the asserted role meant another one last. */
  readonly role: number;
  /** When the member was last deactivated, RFC 3339; null for never. */
  readonly deactivatedAt: string | null;
}

const roleOf = (state: UserState): string | null =>
  state.kind === 'known' ? assertedRole(state.user.attributes) : null;

/** Folds a member's stream to the member and the rights. Total. */
export const memberRights = {
  initial: {
    state: userDecider.initial,
    activity: -1,
    role: -1,
    deactivatedAt: null,
  } satisfies MemberRights as MemberRights,
  evolve: (before: MemberRights, applied: Applied<UserEvent | ClaimFenced>): MemberRights => {
    const { event, revision, time } = applied;
    const state = userDecider.evolve(before.state, applied);
    const isTurn =
      event.type === 'UserDeactivated' ||
      event.type === 'UserReactivated' ||
      (event.type === 'SignInNameSettled' && event.data.how === 'confirmed');
    return {
      state,
      activity: isTurn ? revision : before.activity,
      role: event.type === 'AccessChanged' && roleOf(state) !== roleOf(before.state) ? revision : before.role,
      deactivatedAt: event.type === 'UserDeactivated' ? time : before.deactivatedAt,
    };
  },
};
