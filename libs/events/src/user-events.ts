import type { Attributes } from './json.ts';
import type { Personal } from './personal.ts';

/** How a member came to be known: pushed by the identity provider, or brought in from the company's own list. */
export type Origin = 'scim' | 'import';

/** What changed: attributes given a new whole value, and names of attributes that lost theirs. */
export interface AttributeChange {
  readonly set: Attributes;
  readonly unset: readonly string[];
}

/** A member exists and is active, with this profile. */
export interface UserProvisioned {
  readonly type: 'UserProvisioned';
  readonly data: { readonly userId: string; readonly origin: Origin };
  readonly personal: Personal<Attributes>;
}

/** Attributes of the profile changed; `changed` names them, the values are personal. */
export interface ProfileUpdated {
  readonly type: 'ProfileUpdated';
  readonly data: { readonly userId: string; readonly changed: readonly string[] };
  readonly personal: Personal<AttributeChange>;
}

/** What is asserted about the member's role and applications changed. What follows from it is not recorded here. */
export interface AccessChanged {
  readonly type: 'AccessChanged';
  readonly data: { readonly userId: string } & AttributeChange;
}

/** The member lost all access; record, id and history stay. */
export interface UserDeactivated {
  readonly type: 'UserDeactivated';
  readonly data: { readonly userId: string };
}

/** The member has access again, under the same id. */
export interface UserReactivated {
  readonly type: 'UserReactivated';
  readonly data: { readonly userId: string };
}

/** The member is gone; the id is never used again, the userName is free. */
export interface UserDeleted {
  readonly type: 'UserDeleted';
  readonly data: { readonly userId: string };
}

/** A member with rights was renamed: this former userName signs in, and stays reserved, until the rename is settled. */
export interface SignInNameHeld {
  readonly type: 'SignInNameHeld';
  readonly data: { readonly userId: string };
  readonly personal: Personal<{ readonly signInName: string }>;
}

/** No rename waits any more: the userName signs in, since someone confirmed it or since it is the former one again. */
export interface SignInNameSettled {
  readonly type: 'SignInNameSettled';
  readonly data: { readonly userId: string; readonly how: 'confirmed' | 'taken-back' };
}

/** Every event of a user stream. */
export type UserEvent =
  | UserProvisioned
  | ProfileUpdated
  | AccessChanged
  | UserDeactivated
  | UserReactivated
  | UserDeleted
  | SignInNameHeld
  | SignInNameSettled;
