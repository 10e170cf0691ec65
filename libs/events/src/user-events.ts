import type { MemberEntries, NewValue } from './entry.ts';
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

/** The userName by which someone signs in. */
export interface SignInName {
  readonly signInName: string;
}

/** A member with rights was renamed: this former userName signs in, and stays reserved, until the rename is settled. */
export interface SignInNameHeld {
  readonly type: 'SignInNameHeld';
  readonly data: { readonly userId: string };
  readonly personal: Personal<SignInName>;
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

const assigned = (set: Attributes): NewValue[] =>
  Object.entries(set).map(([attribute, value]) => ({ attribute, value }));

const changed = ({ set, unset }: AttributeChange): NewValue[] => [
  ...assigned(set),
  ...unset.map((attribute) => ({ attribute, value: null })),
];

/** Every event type of a user stream. */
export const userEvents = {
  UserProvisioned: {
    visibility: 'published',
    title: 'Member created',
    effect: 'begins',
    meaning: 'A user was created, is active and has this profile.',
    newValues: ({ data, personal }) => [{ attribute: 'origin', value: data.origin }, ...assigned(personal.body)],
  },
  ProfileUpdated: {
    visibility: 'published',
    title: 'Profile changed',
    effect: 'changes',
    meaning: 'The named attributes of a user changed.',
    newValues: ({ personal }) => changed(personal.body),
  },
  AccessChanged: {
    visibility: 'published',
    title: 'Role or applications sent by the identity provider changed',
    effect: 'changes',
    meaning: 'The asserted role or applications of a user changed.',
    newValues: ({ data }) => changed(data),
  },
  UserDeactivated: {
    visibility: 'published',
    title: 'Deactivated, all access ended',
    effect: 'ends',
    meaning: 'A user lost all access; the user itself stays.',
    newValues: () => [{ attribute: 'active', value: false }],
  },
  UserReactivated: {
    visibility: 'published',
    title: 'Activated again',
    effect: 'begins',
    meaning: 'A user has access again, under the same id.',
    newValues: () => [{ attribute: 'active', value: true }],
  },
  UserDeleted: {
    visibility: 'published',
    title: 'Deleted',
    effect: 'ends',
    meaning: 'A user was deleted; the id is never used again.',
    newValues: () => [],
  },
  SignInNameHeld: {
    visibility: 'published',
    title: 'Renamed; the former name signs in until the rename is confirmed',
    effect: 'changes',
    meaning:
      'An owner or administrator was renamed; the former userName signs in until the rename is confirmed or undone.',
    newValues: ({ personal }) => [{ attribute: 'signInName', value: personal.body.signInName }],
  },
  SignInNameSettled: {
    visibility: 'published',
    title: 'No rename waits any more',
    effect: 'changes',
    meaning: 'The userName of a user signs in again: a rename was confirmed or undone.',
    newValues: ({ data }) => [
      { attribute: 'signInName', value: null },
      { attribute: 'rename', value: data.how },
    ],
  },
} as const satisfies MemberEntries<UserEvent>;
