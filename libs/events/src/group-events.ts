import type { Entries } from './entry.ts';
import type { Origin } from './user-events.ts';

/** Member ids in one event: so that it fits into one append of any engine, and into one message. */
export const MAX_MEMBERS_PER_EVENT = 1_000;

/** A group exists, without members. Its name is a company's own word for a set of people, and is not personal. */
export interface GroupCreated {
  readonly type: 'GroupCreated';
  readonly data: {
    readonly groupId: string;
    readonly displayName: string;
    readonly externalId: string | null;
    readonly origin: Origin;
  };
}

/** The group has another name. */
export interface GroupRenamed {
  readonly type: 'GroupRenamed';
  readonly data: { readonly groupId: string; readonly displayName: string };
}

/** The identity provider gave the group another id of its own, null for none. */
export interface GroupExternalIdChanged {
  readonly type: 'GroupExternalIdChanged';
  readonly data: { readonly groupId: string; readonly externalId: string | null };
}

/** Members came into the group; none of them was in it. At most MAX_MEMBERS_PER_EVENT: more are several events. */
export interface GroupMembersAdded {
  readonly type: 'GroupMembersAdded';
  readonly data: { readonly groupId: string; readonly memberIds: readonly string[] };
}

/** Members left the group; all of them were in it. At most MAX_MEMBERS_PER_EVENT: more are several events. */
export interface GroupMembersRemoved {
  readonly type: 'GroupMembersRemoved';
  readonly data: { readonly groupId: string; readonly memberIds: readonly string[] };
}

/** The group is gone with all memberships; the id is never used again, the name is free. */
export interface GroupDeleted {
  readonly type: 'GroupDeleted';
  readonly data: { readonly groupId: string };
}

/** Every event of a group stream. */
export type GroupEvent =
  GroupCreated | GroupRenamed | GroupExternalIdChanged | GroupMembersAdded | GroupMembersRemoved | GroupDeleted;

/** Every event type of a group stream. */
export const groupEvents = {
  GroupCreated: {
    visibility: 'published',
    title: 'Group created',
    effect: 'begins',
    meaning: 'A group was created, without members.',
  },
  GroupRenamed: { visibility: 'published', title: 'Group renamed', effect: 'changes', meaning: 'A group was renamed.' },
  GroupExternalIdChanged: {
    visibility: 'published',
    title: 'The identity provider’s id of the group changed',
    effect: 'changes',
    meaning: "A group's id at the identity provider changed or was removed.",
  },
  GroupMembersAdded: {
    visibility: 'published',
    title: 'Members added to the group',
    effect: 'begins',
    meaning: 'Users joined a group.',
  },
  GroupMembersRemoved: {
    visibility: 'published',
    title: 'Members removed from the group',
    effect: 'ends',
    meaning: 'Users left a group.',
  },
  GroupDeleted: {
    visibility: 'published',
    title: 'Group deleted',
    effect: 'ends',
    meaning: 'A group and its memberships were deleted; the id is never used again.',
  },
} as const satisfies Entries<GroupEvent>;
