import type { CompanyEvent } from './company-events.ts';
import type { GroupEvent } from './group-events.ts';
import type { DomainEvent, EventType } from './record.ts';
import type { UserEvent } from './user-events.ts';

/** Whose stream events of a type stand in; `any` for those that may stand in each. */
type StreamOf<T extends EventType> = T extends UserEvent['type'] ? 'user' : T extends GroupEvent['type'] ? 'group' : T extends CompanyEvent['type'] ? 'company' : 'any';

/** What holds for every event of a type. */
export interface EventTypeEntry<T extends EventType = EventType> {
  /** What the stream belongs to that the events stand in; the compiler holds it against the unions of types. */
  readonly stream: StreamOf<T>;
  /** Version in which new events of the type are written. */
  readonly version: number;
  /** `published` reaches other services; `internal` never leaves the log. */
  readonly visibility: 'published' | 'internal';
  /** One sentence for anyone who consumes it. */
  readonly meaning: string;
}

/** Every event type there is. */
export const catalogue = {
  UserProvisioned: { stream: 'user', version: 1, visibility: 'published', meaning: 'A member exists and is active, with this profile.' },
  ProfileUpdated: { stream: 'user', version: 1, visibility: 'published', meaning: 'The named attributes of a member changed.' },
  AccessChanged: { stream: 'user', version: 1, visibility: 'published', meaning: 'What is asserted of a member\'s role and applications changed.' },
  UserDeactivated: { stream: 'user', version: 1, visibility: 'published', meaning: 'A member lost all access; the record stays.' },
  UserReactivated: { stream: 'user', version: 1, visibility: 'published', meaning: 'A member has access again, under the same id.' },
  UserDeleted: { stream: 'user', version: 1, visibility: 'published', meaning: 'A member is gone; the id is never used again.' },
  SignInNameHeld: { stream: 'user', version: 1, visibility: 'published', meaning: 'A member with rights was renamed; the former userName signs in until the rename is settled.' },
  SignInNameSettled: { stream: 'user', version: 1, visibility: 'published', meaning: 'The userName of a member signs in again: a rename was confirmed, or taken back.' },
  GroupCreated: { stream: 'group', version: 1, visibility: 'published', meaning: 'A group exists, without members.' },
  GroupRenamed: { stream: 'group', version: 1, visibility: 'published', meaning: 'A group has another name.' },
  GroupExternalIdChanged: { stream: 'group', version: 1, visibility: 'published', meaning: 'A group has another id of the identity provider, or none.' },
  GroupMembersAdded: { stream: 'group', version: 1, visibility: 'published', meaning: 'Members who were not in a group came into it.' },
  GroupMembersRemoved: { stream: 'group', version: 1, visibility: 'published', meaning: 'Members who were in a group left it.' },
  GroupDeleted: { stream: 'group', version: 1, visibility: 'published', meaning: 'A group is gone with all memberships; the id is never used again.' },
  CompanyRegistered: { stream: 'company', version: 1, visibility: 'published', meaning: 'A company exists, with its applications and defaults.' },
  ApplicationsChanged: { stream: 'company', version: 1, visibility: 'published', meaning: 'The company has this catalogue of applications, in place of the one before.' },
  DefaultAccessChanged: { stream: 'company', version: 1, visibility: 'published', meaning: 'Members who are asserted nothing else have this role and these applications.' },
  OwnershipGranted: { stream: 'company', version: 1, visibility: 'published', meaning: 'A member owns the company.' },
  OwnershipRevoked: { stream: 'company', version: 1, visibility: 'published', meaning: 'A member owns the company no longer.' },
  SamlConfigured: { stream: 'company', version: 2, visibility: 'internal', meaning: 'The company said how its identity provider is reached and known.' },
  SamlEncryptionOffered: { stream: 'company', version: 1, visibility: 'internal', meaning: 'The identity provider may encrypt assertions for this certificate of the company.' },
  SamlEncryptionWithdrawn: { stream: 'company', version: 1, visibility: 'internal', meaning: 'The certificate to encrypt for is good for nothing any more.' },
  SamlEnabled: { stream: 'company', version: 1, visibility: 'published', meaning: 'Members sign in through the identity provider.' },
  SamlDisabled: { stream: 'company', version: 1, visibility: 'published', meaning: 'Members sign in through the identity provider no longer.' },
  ScimEnabled: { stream: 'company', version: 1, visibility: 'published', meaning: 'SCIM requests of the company are answered.' },
  ScimPaused: { stream: 'company', version: 1, visibility: 'published', meaning: 'SCIM reads of the company are answered, its writes are held back.' },
  ScimResumed: { stream: 'company', version: 1, visibility: 'published', meaning: 'SCIM writes of the company are done again.' },
  ScimDisabled: { stream: 'company', version: 1, visibility: 'published', meaning: 'SCIM requests of the company are refused; every token it had is dead.' },
  TokenIssued: { stream: 'company', version: 1, visibility: 'internal', meaning: 'A token can speak for the company.' },
  TokenRevoked: { stream: 'company', version: 1, visibility: 'internal', meaning: 'A token cannot speak for the company any more.' },
  TokenHandedOver: { stream: 'company', version: 1, visibility: 'internal', meaning: 'A token that a member issued is the company\'s own from now on.' },
  SetupLinkIssued: { stream: 'company', version: 1, visibility: 'internal', meaning: 'Anyone who has this link can set the company up, once.' },
  SetupLinkUsed: { stream: 'company', version: 1, visibility: 'internal', meaning: 'A set-up link was used and is good for nothing any more.' },
  SetupLinkWithdrawn: { stream: 'company', version: 1, visibility: 'internal', meaning: 'A set-up link was taken back, and the session that came of it ended.' },
  SessionsEnded: { stream: 'company', version: 1, visibility: 'internal', meaning: 'Everybody in the company\'s console, or one member, has to sign in again.' },
  GroupMappingSet: { stream: 'company', version: 1, visibility: 'published', meaning: 'The company gives this role and these applications to the members of a group.' },
  GroupMappingRemoved: { stream: 'company', version: 1, visibility: 'published', meaning: 'The company gives nothing to the members of a group any more.' },
  ClaimFenced: { stream: 'any', version: 1, visibility: 'internal', meaning: 'Another stream took over a claim that this one had not made good, or this one claimed its name in one more form.' },
} as const satisfies { readonly [T in EventType]: EventTypeEntry<T> };

/** Events that other services may see, and rows are made of. */
export type PublishedEvent = Extract<DomainEvent, { type: { [T in EventType]: (typeof catalogue)[T]['visibility'] extends 'published' ? T : never }[EventType] }>;

/** True for a type whose events other services may see. */
export const isPublished = (type: EventType): boolean => catalogue[type].visibility === 'published';

/** True for an event of a user's stream. */
export const isUserEvent = (event: DomainEvent): event is UserEvent => catalogue[event.type].stream === 'user';

/** True for an event of a group's stream. */
export const isGroupEvent = (event: DomainEvent): event is GroupEvent => catalogue[event.type].stream === 'group';

/** True for an event of a company's own stream. */
export const isCompanyEvent = (event: DomainEvent): event is CompanyEvent => catalogue[event.type].stream === 'company';
