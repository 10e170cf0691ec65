import type { ClaimFenced } from './claim.ts';
import type { CompanyEvent, OwnershipEvent } from './company-events.ts';
import { companyEvents } from './company-events.ts';
import type { Entries, EventEntry, MemberEventEntry, NewValue, Upcaster } from './entry.ts';
import { eventCredentialEvents } from './event-credential-events.ts';
import type { GroupEvent } from './group-events.ts';
import { groupEvents } from './group-events.ts';
import type { DomainEvent, EventType } from './record.ts';
import type { UserEvent } from './user-events.ts';
import { userEvents } from './user-events.ts';

const claimEvents = {
  ClaimFenced: {
    visibility: 'internal',
    title: 'Claim fenced',
    effect: 'changes',
    meaning: 'Another stream took over a stale claim of this one, or this one claimed its name in one more form.',
  },
} as const satisfies Entries<ClaimFenced>;

/** Every event type there is. */
export const catalogue = {
  ...userEvents,
  ...groupEvents,
  ...companyEvents,
  ...eventCredentialEvents,
  ...claimEvents,
} satisfies Entries<DomainEvent>;

/** Events that other services may see, and rows are made of. */
export type PublishedEvent = Extract<
  DomainEvent,
  { type: { [T in EventType]: (typeof catalogue)[T]['visibility'] extends 'published' ? T : never }[EventType] }
>;

/** What is decided about a user: in the user's own stream, or of the ownership in that of the company. */
export type MemberEvent = UserEvent | OwnershipEvent;

const entries: Readonly<Record<EventType, EventEntry>> = catalogue;
const memberEntries: Readonly<Record<MemberEvent['type'], MemberEventEntry<MemberEvent>>> = catalogue;

/** True for the name of an event type of this build. */
export const isEventType = (type: string): type is EventType => Object.hasOwn(catalogue, type);

/** Upcasters of a type, in order: the first reads version 1. */
export const upcastersOf = (type: EventType): readonly Upcaster[] => entries[type].upcasters ?? [];

/** Version in which new events of a type are written. */
export const newestVersion = (type: EventType): number => upcastersOf(type).length + 1;

/** What an event changes of its user, in order. */
export const newValues = (event: MemberEvent): readonly NewValue[] => memberEntries[event.type].newValues(event);

/** True for a type whose events other services may see. */
export const isPublished = (type: EventType): boolean => catalogue[type].visibility === 'published';

/** True for an event of a user's stream. */
export const isUserEvent = (event: DomainEvent): event is UserEvent => Object.hasOwn(userEvents, event.type);

/** True for an event of a group's stream. */
export const isGroupEvent = (event: DomainEvent): event is GroupEvent => Object.hasOwn(groupEvents, event.type);

/** True for an event of a company's own stream. */
export const isCompanyEvent = (event: DomainEvent): event is CompanyEvent => Object.hasOwn(companyEvents, event.type);

/** True for an event about who owns the company. */
export const isOwnership = (event: DomainEvent): event is OwnershipEvent =>
  event.type === 'OwnershipGranted' || event.type === 'OwnershipRevoked';
