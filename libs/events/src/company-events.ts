import type { CredentialEvent } from './credential-events.ts';
import { credentialEvents } from './credential-events.ts';
import type { Entries, MemberEntries } from './entry.ts';
import type { SamlEvent } from './saml-events.ts';
import { samlEvents } from './saml-events.ts';

/** What a member has who is asserted nothing else. */
export interface AccessDefaults {
  readonly role: string;
  readonly applications: readonly string[];
}

/** A company exists. `applications` is its catalogue; an empty one means that none was given yet. */
export interface CompanyRegistered {
  readonly type: 'CompanyRegistered';
  readonly data: { readonly name: string; readonly applications: readonly string[]; readonly defaults: AccessDefaults };
}

/** A member owns the company: the role `owner`, whatever the identity provider asserts. */
export interface OwnershipGranted {
  readonly type: 'OwnershipGranted';
  readonly data: {
    readonly userId: string;
    /** Revision of the member's own stream at which the ownership was given: a name taken later is not the owner's. Older events have none. */
    readonly userRevision?: number;
  };
}

/** A member owns the company no longer; another one does. */
export interface OwnershipRevoked {
  readonly type: 'OwnershipRevoked';
  readonly data: { readonly userId: string };
}

/** What the company has to offer to its members, in place of what it had before. */
export interface ApplicationsChanged {
  readonly type: 'ApplicationsChanged';
  readonly data: { readonly applications: readonly string[] };
}

/** What members have who are asserted nothing else, in place of what they had before. */
export interface DefaultAccessChanged {
  readonly type: 'DefaultAccessChanged';
  readonly data: { readonly defaults: AccessDefaults };
}

/**
 * What the company gives to the members of one group, in place of what it gave before. Of several mappings with a role the
 * one of the highest `precedence` decides; applications of all of them count.
 */
export interface GroupMappingSet {
  readonly type: 'GroupMappingSet';
  readonly data: {
    readonly groupId: string;
    readonly role: string | null;
    readonly applications: readonly string[];
    readonly precedence: number;
  };
}

/** The company gives nothing to the members of this group any more. */
export interface GroupMappingRemoved {
  readonly type: 'GroupMappingRemoved';
  readonly data: { readonly groupId: string };
}

/** What a company's stream says of one member. */
export type OwnershipEvent = OwnershipGranted | OwnershipRevoked;

/** Every event of a company stream. */
export type CompanyEvent =
  | CompanyRegistered
  | OwnershipEvent
  | ApplicationsChanged
  | DefaultAccessChanged
  | GroupMappingSet
  | GroupMappingRemoved
  | SamlEvent
  | CredentialEvent;

/** Every event type of a company stream. */
export const companyEvents = {
  CompanyRegistered: {
    visibility: 'published',
    title: 'Company registered',
    effect: 'begins',
    meaning: 'A company was registered, with its applications and defaults.',
  },
  OwnershipGranted: {
    visibility: 'published',
    title: 'Became an owner of the company',
    effect: 'begins',
    meaning: 'A user became an owner of the company.',
    newValues: () => [{ attribute: 'owner', value: true }],
  },
  OwnershipRevoked: {
    visibility: 'published',
    title: 'No longer an owner of the company',
    effect: 'ends',
    meaning: 'A user is no longer an owner of the company.',
    newValues: () => [{ attribute: 'owner', value: false }],
  },
  ApplicationsChanged: {
    visibility: 'published',
    title: 'Applications changed',
    effect: 'changes',
    meaning: "This list of applications replaced the company's former one.",
  },
  DefaultAccessChanged: {
    visibility: 'published',
    title: 'Default access changed',
    effect: 'changes',
    meaning: 'Users without asserted access have this role and these applications.',
  },
  GroupMappingSet: {
    visibility: 'published',
    title: 'Group mapping set',
    effect: 'changes',
    meaning: 'The company gives this role and these applications to the members of a group.',
  },
  GroupMappingRemoved: {
    visibility: 'published',
    title: 'Group mapping removed',
    effect: 'ends',
    meaning: 'The members of a group get no role or applications from it any more.',
  },
  ...samlEvents,
  ...credentialEvents,
} as const satisfies Entries<Exclude<CompanyEvent, OwnershipEvent>> & MemberEntries<OwnershipEvent>;
