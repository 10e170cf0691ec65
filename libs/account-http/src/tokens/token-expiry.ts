import type { Caller } from '../auth/caller.ts';

/** Life of a token in days where a member gives none; the list of tokens tells it to the console. */
export const MEMBER_TOKEN_DAYS = 365;

const DAY_MS = 86_400_000;

/**
 * When a token ends that is issued at `now`, RFC 3339; null for never. `days` is null for never, which the rules of the company
 * refuse to a member. Undefined is MEMBER_TOKEN_DAYS for a member, and never for others.
 */
export function tokenExpiry(days: number | null | undefined, caller: Pick<Caller, 'kind'>, now: string): string | null {
  const given = days === undefined && caller.kind === 'member' ? MEMBER_TOKEN_DAYS : (days ?? null);
  return given === null ? null : new Date(Date.parse(now) + given * DAY_MS).toISOString();
}
