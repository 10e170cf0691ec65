/** A value that only one stream may hold: a userName or a group's name within its company, a token id within Luciq. */
export interface Claim {
  /** The company id, or `*` for a value unique over all companies. */
  readonly scope: string;
  readonly kind: 'userName' | 'groupName' | 'token';
  /** Already in a form in which values are compared; a name may be claimed in two. */
  readonly value: string;
}

/** The scope of values that are unique over all companies. */
export const EVERY_COMPANY = '*';

/**
 * Someone else took over a claim that this stream had not made good, or the stream's own name was claimed in one more form.
 * It changes nothing of what the stream is about: it only moves the stream on, so that an append of its that is still under
 * way conflicts.
 */
export interface ClaimFenced {
  readonly type: 'ClaimFenced';
  readonly data: { readonly kind: Claim['kind'] };
}
