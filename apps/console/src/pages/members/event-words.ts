import type { CompanyEvent, GroupEvent, UserEvent } from '@luciq/events';

/** The kind of thing that happened: decides the colour and the sign beside it. */
export type EventTone = 'came' | 'changed' | 'left';

interface EventWords {
  readonly words: string;
  readonly tone: EventTone;
}

type TimelineEvent =
  UserEvent['type'] | GroupEvent['type'] | Extract<CompanyEvent['type'], 'OwnershipGranted' | 'OwnershipRevoked'>;

const known: Readonly<Record<TimelineEvent, EventWords>> = {
  UserProvisioned: { words: 'Member created', tone: 'came' },
  ProfileUpdated: { words: 'Profile changed', tone: 'changed' },
  AccessChanged: { words: 'Role or applications sent by the identity provider changed', tone: 'changed' },
  UserDeactivated: { words: 'Deactivated, all access ended', tone: 'left' },
  UserReactivated: { words: 'Activated again', tone: 'came' },
  UserDeleted: { words: 'Deleted', tone: 'left' },
  SignInNameHeld: { words: 'Renamed; the former name signs in until the rename is confirmed', tone: 'changed' },
  SignInNameSettled: { words: 'The new name signs in', tone: 'changed' },
  GroupCreated: { words: 'Group created', tone: 'came' },
  GroupRenamed: { words: 'Group renamed', tone: 'changed' },
  GroupExternalIdChanged: { words: 'The identity provider’s id of the group changed', tone: 'changed' },
  GroupMembersAdded: { words: 'Members added to the group', tone: 'came' },
  GroupMembersRemoved: { words: 'Members removed from the group', tone: 'left' },
  GroupDeleted: { words: 'Group deleted', tone: 'left' },
  OwnershipGranted: { words: 'Became an owner of the company', tone: 'came' },
  OwnershipRevoked: { words: 'No longer an owner of the company', tone: 'left' },
};

/** Every event type with words of its own. */
export const knownEvents: readonly string[] = Object.keys(known);

/** An event in words; a type that this page does not know yet is its own name, spelt apart. */
export function eventWords(type: string): EventWords {
  return Object.hasOwn(known, type) ? known[type as TimelineEvent] : { words: spelledApart(type), tone: 'changed' };
}

/** `GroupMappingSet` as "Group mapping set". */
export function spelledApart(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
