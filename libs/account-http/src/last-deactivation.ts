import type { ClaimFenced, UserEvent } from '@luciq/events';
import type { Applied } from '@luciq/domain';

/** Folds a member's stream to when the member was last deactivated; null for never. */
export const lastDeactivation = {
  initial: null,
  evolve: (before: string | null, { event, time }: Applied<UserEvent | ClaimFenced>): string | null => (event.type === 'UserDeactivated' ? time : before),
};
