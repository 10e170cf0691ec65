import type { EventType } from './record.ts';

/** What holds for every event of a type. */
export interface EventTypeEntry {
  /** Version in which new events of the type are written. */
  readonly version: number;
  /** `published` reaches other services; `internal` never leaves the log. */
  readonly visibility: 'published' | 'internal';
  /** One sentence for whoever consumes it. */
  readonly meaning: string;
}

/** Every event type there is. */
export const catalogue: Readonly<Record<EventType, EventTypeEntry>> = {
  UserProvisioned: { version: 1, visibility: 'published', meaning: 'A member exists and is active, with this profile.' },
  ProfileUpdated: { version: 1, visibility: 'published', meaning: 'The named attributes of a member changed.' },
  AccessChanged: { version: 1, visibility: 'published', meaning: 'What is asserted of a member\'s role and applications changed.' },
  UserDeactivated: { version: 1, visibility: 'published', meaning: 'A member lost all access; the record stays.' },
  UserReactivated: { version: 1, visibility: 'published', meaning: 'A member has access again, under the same id.' },
  UserDeleted: { version: 1, visibility: 'published', meaning: 'A member is gone; the id is never used again.' },
  SignInNameHeld: { version: 1, visibility: 'published', meaning: 'A member with rights was renamed; the former userName signs in until the rename is settled.' },
  SignInNameSettled: { version: 1, visibility: 'published', meaning: 'The userName of a member signs in again: a rename was confirmed, or taken back.' },
  GroupCreated: { version: 1, visibility: 'published', meaning: 'A group exists, without members.' },
  GroupRenamed: { version: 1, visibility: 'published', meaning: 'A group has another name.' },
  GroupExternalIdChanged: { version: 1, visibility: 'published', meaning: 'A group has another id of the identity provider, or none.' },
  GroupMembersAdded: { version: 1, visibility: 'published', meaning: 'Members who were not in a group came into it.' },
  GroupMembersRemoved: { version: 1, visibility: 'published', meaning: 'Members who were in a group left it.' },
  GroupDeleted: { version: 1, visibility: 'published', meaning: 'A group is gone with all memberships; the id is never used again.' },
  CompanyRegistered: { version: 1, visibility: 'published', meaning: 'A company exists, with its applications and defaults.' },
  ApplicationsChanged: { version: 1, visibility: 'published', meaning: 'The company has this catalogue of applications, in place of the one before.' },
  DefaultAccessChanged: { version: 1, visibility: 'published', meaning: 'Members who are asserted nothing else have this role and these applications.' },
  OwnershipGranted: { version: 1, visibility: 'published', meaning: 'A member owns the company.' },
  OwnershipRevoked: { version: 1, visibility: 'published', meaning: 'A member owns the company no longer.' },
  SamlConfigured: { version: 2, visibility: 'internal', meaning: 'The company said how its identity provider is reached and known.' },
  SamlEncryptionOffered: { version: 1, visibility: 'internal', meaning: 'The identity provider may encrypt assertions for this certificate of the company.' },
  SamlEncryptionWithdrawn: { version: 1, visibility: 'internal', meaning: 'The certificate to encrypt for is good for nothing any more.' },
  SamlEnabled: { version: 1, visibility: 'published', meaning: 'Members sign in through the identity provider.' },
  SamlDisabled: { version: 1, visibility: 'published', meaning: 'Members sign in through the identity provider no longer.' },
  ScimEnabled: { version: 1, visibility: 'published', meaning: 'SCIM requests of the company are answered.' },
  ScimPaused: { version: 1, visibility: 'published', meaning: 'SCIM reads of the company are answered, its writes are held back.' },
  ScimResumed: { version: 1, visibility: 'published', meaning: 'SCIM writes of the company are done again.' },
  ScimDisabled: { version: 1, visibility: 'published', meaning: 'SCIM requests of the company are refused; every token it had is dead.' },
  TokenIssued: { version: 1, visibility: 'internal', meaning: 'A token can speak for the company.' },
  TokenRevoked: { version: 1, visibility: 'internal', meaning: 'A token cannot speak for the company any more.' },
  TokenHandedOver: { version: 1, visibility: 'internal', meaning: 'A token that a member issued is the company\'s own from now on.' },
  SetupLinkIssued: { version: 1, visibility: 'internal', meaning: 'Whoever has this link can set the company up, once.' },
  SetupLinkUsed: { version: 1, visibility: 'internal', meaning: 'A set-up link was used and is good for nothing any more.' },
  SetupLinkWithdrawn: { version: 1, visibility: 'internal', meaning: 'A set-up link was taken back, and the session that came of it ended.' },
  SessionsEnded: { version: 1, visibility: 'internal', meaning: 'Everybody in the company\'s console, or one member, has to sign in again.' },
  GroupMappingSet: { version: 1, visibility: 'published', meaning: 'The company gives this role and these applications to the members of a group.' },
  GroupMappingRemoved: { version: 1, visibility: 'published', meaning: 'The company gives nothing to the members of a group any more.' },
  ClaimFenced: { version: 1, visibility: 'internal', meaning: 'Another stream took over a claim that this one had not made good, or this one claimed its name in one more form.' },
};

/** True for an event that other services may see. */
export const isPublished = (type: EventType): boolean => catalogue[type].visibility === 'published';
