import type { RefusedHour } from '../../api/types.ts';

/** Requests that were refused for one token and one reason. */
export interface RefusedToken extends Pick<RefusedHour, 'tokenId' | 'label' | 'lastFour' | 'reason' | 'lastAt'> {
  readonly count: number;
}

/** Counts of hours put together, the newest first. */
export function byToken(hours: readonly RefusedHour[]): readonly RefusedToken[] {
  const found = new Map<string, RefusedToken>();
  for (const { tokenId, label, lastFour, reason, count, lastAt } of hours) {
    const key = `${tokenId} ${reason}`;
    const before = found.get(key);
    found.set(key, {
      tokenId,
      label,
      lastFour,
      reason,
      count: count + (before?.count ?? 0),
      lastAt: before && before.lastAt > lastAt ? before.lastAt : lastAt,
    });
  }
  return [...found.values()].sort((one, other) => (one.lastAt < other.lastAt ? 1 : -1));
}

/** Why, and what to do, for each reason. */
export const REFUSAL_ADVICE: Readonly<Record<RefusedHour['reason'], string>> = {
  revoked: 'It was revoked. Anyone who sends it, often Okta, has to be given a token that is alive.',
  expired: 'It has expired. Issue another one, and put it into Okta.',
  'wrong-secret':
    'The part after the dot is not that of this token. Look whether Okta has the whole token, or issue another one.',
  'scim-off': 'SCIM is not enabled.',
  'issuer-left': 'The member who issued it left. Issue another one, and put it into Okta.',
};

/** How the token is called: one that was revoked is known by its id alone, which stands before the dot. */
export function refusedName({
  tokenId,
  label,
  lastFour,
}: Pick<RefusedToken, 'tokenId' | 'label' | 'lastFour'>): string {
  if (lastFour === null) return `Token that begins with ${tokenId}`;
  return label === null ? `Token ending in ${lastFour}` : `${label}, ending in ${lastFour}`;
}
