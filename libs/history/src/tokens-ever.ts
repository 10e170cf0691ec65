import type { Actor, EventRecord } from '@luciq/events';

/** A token that a company has or had. */
export interface EverToken {
  readonly id: string;
  readonly label: string | null;
  readonly lastFour: string;
  readonly issuedAt: string;
  readonly issuedBy: Actor;
  /** When it was revoked and by whom; `because` is `scim-disabled` where SCIM was turned off. Null while it was not. */
  readonly revoked: { readonly time: string; readonly by: Actor; readonly because: 'revoked' | 'scim-disabled' } | null;
}

/** Every token of a company, in the order in which they were issued, from the records of the company's stream; others are passed over. */
export function tokensEver(records: Iterable<EventRecord>): ReadonlyMap<string, EverToken> {
  const tokens = new Map<string, EverToken>();
  const revoke = (
    token: EverToken | undefined,
    { time, cause }: EventRecord,
    because: 'revoked' | 'scim-disabled',
  ): void => {
    if (token && !token.revoked) tokens.set(token.id, { ...token, revoked: { time, by: cause.actor, because } });
  };
  for (const record of records) {
    const { event, time, cause } = record;
    if (event.type === 'TokenIssued') {
      const { tokenId: id, label = null, lastFour } = event.data;
      tokens.set(id, { id, label, lastFour, issuedAt: time, issuedBy: cause.actor, revoked: null });
    } else if (event.type === 'TokenRevoked') revoke(tokens.get(event.data.tokenId), record, 'revoked');
    else if (event.type === 'ScimDisabled') for (const token of tokens.values()) revoke(token, record, 'scim-disabled');
  }
  return tokens;
}
