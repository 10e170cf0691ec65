import type { CompanyEvent } from './company-events.ts';
import type { GroupEvent } from './group-events.ts';
import type { DomainEvent, EventType } from './record.ts';
import type { UserEvent } from './user-events.ts';

/** Whose stream events of a type stand in; `any` for those that may stand in each. */
type StreamOf<T extends EventType> = T extends UserEvent['type']
  ? 'user'
  : T extends GroupEvent['type']
    ? 'group'
    : T extends CompanyEvent['type']
      ? 'company'
      : 'any';

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
  UserProvisioned: {
    stream: 'user',
    version: 1,
    visibility: 'published',
    meaning: 'A user was created, is active and has this profile.',
  },
  ProfileUpdated: {
    stream: 'user',
    version: 1,
    visibility: 'published',
    meaning: 'The named attributes of a user changed.',
  },
  AccessChanged: {
    stream: 'user',
    version: 1,
    visibility: 'published',
    meaning: 'The asserted role or applications of a user changed.',
  },
  UserDeactivated: {
    stream: 'user',
    version: 1,
    visibility: 'published',
    meaning: 'A user lost all access; the user itself stays.',
  },
  UserReactivated: {
    stream: 'user',
    version: 1,
    visibility: 'published',
    meaning: 'A user has access again, under the same id.',
  },
  UserDeleted: {
    stream: 'user',
    version: 1,
    visibility: 'published',
    meaning: 'A user was deleted; the id is never used again.',
  },
  SignInNameHeld: {
    stream: 'user',
    version: 1,
    visibility: 'published',
    meaning:
      'An owner or administrator was renamed; the former userName signs in until the rename is confirmed or undone.',
  },
  SignInNameSettled: {
    stream: 'user',
    version: 1,
    visibility: 'published',
    meaning: 'The userName of a user signs in again: a rename was confirmed or undone.',
  },
  GroupCreated: {
    stream: 'group',
    version: 1,
    visibility: 'published',
    meaning: 'A group was created, without members.',
  },
  GroupRenamed: { stream: 'group', version: 1, visibility: 'published', meaning: 'A group was renamed.' },
  GroupExternalIdChanged: {
    stream: 'group',
    version: 1,
    visibility: 'published',
    meaning: "A group's id at the identity provider changed or was removed.",
  },
  GroupMembersAdded: { stream: 'group', version: 1, visibility: 'published', meaning: 'Users joined a group.' },
  GroupMembersRemoved: { stream: 'group', version: 1, visibility: 'published', meaning: 'Users left a group.' },
  GroupDeleted: {
    stream: 'group',
    version: 1,
    visibility: 'published',
    meaning: 'A group and its memberships were deleted; the id is never used again.',
  },
  CompanyRegistered: {
    stream: 'company',
    version: 1,
    visibility: 'published',
    meaning: 'A company was registered, with its applications and defaults.',
  },
  ApplicationsChanged: {
    stream: 'company',
    version: 1,
    visibility: 'published',
    meaning: "This list of applications replaced the company's former one.",
  },
  DefaultAccessChanged: {
    stream: 'company',
    version: 1,
    visibility: 'published',
    meaning: 'Users without asserted access have this role and these applications.',
  },
  OwnershipGranted: {
    stream: 'company',
    version: 1,
    visibility: 'published',
    meaning: 'A user became an owner of the company.',
  },
  OwnershipRevoked: {
    stream: 'company',
    version: 1,
    visibility: 'published',
    meaning: 'A user is no longer an owner of the company.',
  },
  SamlConfigured: {
    stream: 'company',
    version: 2,
    visibility: 'internal',
    meaning: "The address, issuer and certificates of the company's identity provider were set.",
  },
  SamlEncryptionOffered: {
    stream: 'company',
    version: 1,
    visibility: 'internal',
    meaning: 'The identity provider may encrypt assertions for this certificate of the company.',
  },
  SamlEncryptionWithdrawn: {
    stream: 'company',
    version: 1,
    visibility: 'internal',
    meaning: 'The certificate for encrypted assertions was withdrawn.',
  },
  SamlEnabled: {
    stream: 'company',
    version: 1,
    visibility: 'published',
    meaning: 'Users sign in through the identity provider.',
  },
  SamlDisabled: {
    stream: 'company',
    version: 1,
    visibility: 'published',
    meaning: 'Users no longer sign in through the identity provider.',
  },
  ScimEnabled: {
    stream: 'company',
    version: 1,
    visibility: 'published',
    meaning: 'SCIM requests of the company are answered.',
  },
  ScimPaused: {
    stream: 'company',
    version: 1,
    visibility: 'published',
    meaning: 'SCIM reads of the company are answered, its writes are held back.',
  },
  ScimResumed: {
    stream: 'company',
    version: 1,
    visibility: 'published',
    meaning: 'SCIM writes of the company are accepted again.',
  },
  ScimDisabled: {
    stream: 'company',
    version: 1,
    visibility: 'published',
    meaning: 'SCIM requests of the company are refused; all its tokens are revoked.',
  },
  TokenIssued: {
    stream: 'company',
    version: 1,
    visibility: 'internal',
    meaning: 'A token was issued for the company.',
  },
  TokenRevoked: {
    stream: 'company',
    version: 1,
    visibility: 'internal',
    meaning: 'A token of the company was revoked.',
  },
  TokenHandedOver: {
    stream: 'company',
    version: 1,
    visibility: 'internal',
    meaning: 'A token that a user issued now belongs to the company.',
  },
  SetupLinkIssued: {
    stream: 'company',
    version: 1,
    visibility: 'internal',
    meaning: 'A link was issued with which the company can be set up once.',
  },
  SetupLinkUsed: {
    stream: 'company',
    version: 1,
    visibility: 'internal',
    meaning: 'A set-up link was used and is no longer valid.',
  },
  SetupLinkWithdrawn: {
    stream: 'company',
    version: 1,
    visibility: 'internal',
    meaning: 'A set-up link was withdrawn, and its session ended.',
  },
  SessionsEnded: {
    stream: 'company',
    version: 1,
    visibility: 'internal',
    meaning: "All users of the company's console, or one user, must sign in again.",
  },
  GroupMappingSet: {
    stream: 'company',
    version: 1,
    visibility: 'published',
    meaning: 'The company gives this role and these applications to the members of a group.',
  },
  GroupMappingRemoved: {
    stream: 'company',
    version: 1,
    visibility: 'published',
    meaning: 'The members of a group get no role or applications from it any more.',
  },
  ClaimFenced: {
    stream: 'any',
    version: 1,
    visibility: 'internal',
    meaning: 'Another stream took over a stale claim of this one, or this one claimed its name in one more form.',
  },
} as const satisfies { readonly [T in EventType]: EventTypeEntry<T> };

/** Events that other services may see, and rows are made of. */
export type PublishedEvent = Extract<
  DomainEvent,
  { type: { [T in EventType]: (typeof catalogue)[T]['visibility'] extends 'published' ? T : never }[EventType] }
>;

/** True for a type whose events other services may see. */
export const isPublished = (type: EventType): boolean => catalogue[type].visibility === 'published';

/** True for an event of a user's stream. */
export const isUserEvent = (event: DomainEvent): event is UserEvent => catalogue[event.type].stream === 'user';

/** True for an event of a group's stream. */
export const isGroupEvent = (event: DomainEvent): event is GroupEvent => catalogue[event.type].stream === 'group';

/** True for an event of a company's own stream. */
export const isCompanyEvent = (event: DomainEvent): event is CompanyEvent => catalogue[event.type].stream === 'company';
