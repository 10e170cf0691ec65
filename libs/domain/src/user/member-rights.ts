import type { ClaimFenced, UserEvent } from '@luciq/events';
import { assertedRole } from '../company/token-issuer.ts';
import type { Applied } from '../decider.ts';
import type { UserState } from './user.ts';
import { userDecider } from './user.ts';

/** A user, and the revisions of the user's stream that last changed what gives rights in the console. */
export interface MemberRights {
  readonly state: UserState;
  /** The last deactivation, reactivation, or confirmed sign-in name. */
  readonly activity: number;
  /** The last change of the asserted role. */
  readonly role: number;
  /** Time of the last deactivation, RFC 3339; null for never. */
  readonly deactivatedAt: string | null;
}

const roleOf = (state: UserState): string | null =>
  state.kind === 'known' ? assertedRole(state.user.attributes) : null;

/** Folds a user's stream to the user and these revisions. Total. */
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
    const changesActivity =
      event.type === 'UserDeactivated' ||
      event.type === 'UserReactivated' ||
      (event.type === 'SignInNameSettled' && event.data.how === 'confirmed');
    return {
      state,
      activity: changesActivity ? revision : before.activity,
      role: event.type === 'AccessChanged' && roleOf(state) !== roleOf(before.state) ? revision : before.role,
      deactivatedAt: event.type === 'UserDeactivated' ? time : before.deactivatedAt,
    };
  },
};
