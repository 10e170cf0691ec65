/** What the account API answers, as the pages use it. */

/** A role as it goes over the wire. */
export type Role = 'owner' | 'admin' | 'member' | 'viewer' | 'associate' | 'observer';

/** An error of the API: RFC 9457, with the kind of refusal and the fields that were wrong. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly kind: string;
  readonly errors?: readonly { readonly field: string; readonly detail: string }[];
}

/** Who uses the console. */
export interface Session {
  readonly kind: 'member' | 'setup' | 'operator';
  readonly company: { readonly id: string; readonly name: string } | null;
  readonly member: { readonly id: string; readonly userName: string; readonly displayName: string | null; readonly role: Role } | null;
  readonly csrf: string;
  readonly expiresAt: string;
}

/** Whoever did something. */
export interface EventActor {
  readonly kind: 'idp' | 'operator' | 'system' | 'member' | 'service' | 'setup-link';
  readonly id: string;
  readonly name: string | null;
}

/** SAML of a company. */
export interface CompanySaml {
  readonly state: 'off' | 'configured' | 'enabled';
  /** Members sign in through SAML at Luciq already, configured outside of this console. */
  readonly elsewhere: boolean;
  readonly entryPoint: string | null;
  readonly certificate: { readonly fingerprint: string; readonly notAfter: string } | null;
  readonly fingerprint: string | null;
  readonly sp: { readonly entityId: string; readonly acsUrl: string; readonly metadataUrl: string };
}

/** What a member has for whom nobody says anything else. */
export interface DefaultAccess {
  readonly role: Role;
  readonly applications: readonly string[];
}

/** An owner of a company. */
export interface Owner {
  readonly userId: string;
  readonly userName: string;
  readonly displayName: string | null;
}

/** A company. */
export interface Company {
  readonly id: string;
  readonly name: string;
  readonly saml: CompanySaml;
  readonly scim: { readonly state: 'off' | 'enabled' | 'paused'; readonly baseUrl: string };
  readonly applications: readonly string[];
  readonly defaults: DefaultAccess;
  readonly owners: readonly Owner[];
  readonly memberCount: number;
  readonly liveTokens: number;
  /** The roles that may be assigned, in order. */
  readonly roles: readonly Role[];
}

/** A company in the operators' list. */
export interface CompanySummary {
  readonly id: string;
  readonly name: string;
  readonly saml: 'off' | 'configured' | 'enabled';
  readonly scim: 'off' | 'enabled' | 'paused';
  readonly members: number;
  readonly parked: boolean;
}

/** A token, without its secret. */
export interface Token {
  readonly id: string;
  readonly lastFour: string;
  readonly label: string | null;
  readonly issuedAt: string;
  readonly issuedBy: EventActor;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly expired: boolean;
}

/** A token that was just issued: the only time that its secret is told. */
export interface IssuedToken {
  readonly id: string;
  readonly token: string;
  readonly lastFour: string;
  readonly expiresAt: string | null;
}

/** A set-up link that was just issued: the only time that it is told. */
export interface IssuedSetupLink {
  readonly link: string;
  readonly expiresAt: string;
}

/** A step of the set-up, which ticks itself. */
export type StepId =
  | 'saml-configured' | 'saml-enabled' | 'token-issued' | 'scim-enabled' | 'connector-tested' | 'user-created'
  | 'user-updated' | 'user-deactivated' | 'users-imported';

/** How far a company is. */
export interface Checklist {
  readonly steps: readonly { readonly id: StepId; readonly done: boolean; readonly time: string | null }[];
}

/** A member in a list. */
export interface MemberRow {
  readonly id: string;
  readonly userName: string;
  readonly displayName: string | null;
  readonly email: string | null;
  readonly active: boolean;
  readonly role: Role | null;
  readonly applications: readonly string[];
  readonly lastModified: string;
}

/** A piece of the member list. */
export interface MembersPage {
  readonly members: readonly MemberRow[];
  readonly next: string | null;
  readonly searched: number;
}

/** Why a member has what it has. */
export interface Because {
  readonly source: 'ownership' | 'extension' | 'scim-roles' | 'group-mapping' | 'company-default' | 'deactivated';
  readonly groupId?: string;
  readonly groupName?: string;
  readonly eventId: string;
  readonly time: string;
}

/** A member with everything that is known. */
export interface Member {
  readonly id: string;
  readonly userName: string;
  readonly displayName: string | null;
  readonly active: boolean;
  readonly profile: Readonly<Record<string, unknown>>;
  readonly created: string;
  readonly lastModified: string;
  readonly role: { readonly value: Role | null; readonly because: Because };
  readonly applications: readonly { readonly name: string; readonly because: Because }[];
  readonly groups: readonly { readonly id: string; readonly displayName: string }[];
}

/** What an event says, an attribute and its value. */
export interface EventChange {
  readonly attribute: string;
  readonly value: unknown;
}

/** An event of a member's life. */
export interface TimelineEvent {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly actor: EventActor;
  readonly changes: readonly EventChange[];
  readonly requestId: string | null;
}

/** A piece of a timeline, newest first. */
export interface TimelinePage {
  readonly events: readonly TimelineEvent[];
  readonly next: string | null;
}

/** What the members of a group get. */
export interface Mapping {
  readonly role: Role | null;
  readonly applications: readonly string[];
  readonly precedence: number;
  readonly time: string;
}

/** A mapping that somebody thinks about. */
export type MappingDraft = Omit<Mapping, 'time'>;

/** A group in a list. */
export interface GroupRow {
  readonly id: string;
  readonly displayName: string;
  readonly memberCount: number;
  readonly mapping: Mapping | null;
}

/** A piece of the group list. */
export interface GroupsPage {
  readonly groups: readonly GroupRow[];
  readonly next: string | null;
}

/** A group with its first members. */
export interface Group extends GroupRow {
  readonly members: readonly { readonly id: string; readonly userName: string; readonly displayName: string | null }[];
}

/** What a mapping would change for one member. */
export interface MappingEffect {
  readonly member: { readonly id: string; readonly userName: string; readonly displayName: string | null };
  readonly role: { readonly before: Role | null; readonly after: Role | null } | null;
  readonly gained: readonly string[];
  readonly lost: readonly string[];
}

/** What a mapping would change. */
export interface MappingPreview {
  readonly effects: readonly MappingEffect[];
  readonly total: number;
  readonly shown: number;
}

/** What came of a request. */
export type ActivityOutcome = 'done' | 'refused' | 'held-back' | 'failed';

/** What an identity provider asked, in words. */
export type ActivityAction =
  | 'connector-tested' | 'user-created' | 'user-replaced' | 'user-changed' | 'user-deactivated' | 'user-reactivated'
  | 'user-deleted' | 'user-read' | 'users-listed' | 'user-looked-up' | 'group-created' | 'group-changed'
  | 'group-replaced' | 'group-deleted' | 'group-read' | 'groups-listed' | 'group-looked-up' | 'bulk' | 'discovery'
  | 'searched' | 'unknown';

/** One request of the identity provider. */
export interface ActivityEntry {
  readonly id: string;
  readonly time: string;
  readonly action: ActivityAction;
  readonly outcome: ActivityOutcome;
  readonly resourceType: 'User' | 'Group' | null;
  readonly resourceId: string | null;
  readonly target: string | null;
  readonly status: number;
  readonly scimType: string | null;
  readonly detail: string | null;
  readonly durationMs: number;
  readonly requestId: string;
  readonly token: { readonly id: string; readonly lastFour: string | null } | null;
}

/** A piece of the activity list, newest first. */
export interface ActivityPage {
  readonly entries: readonly ActivityEntry[];
  readonly next: string | null;
}

/** The events that a request caused. */
export interface CausedEvents {
  readonly events: readonly { readonly id: string; readonly type: string; readonly time: string }[];
}

/** A pump that carries records on. */
export interface PumpStatus {
  readonly service: string;
  readonly name: string;
  readonly state: string;
  readonly position: string | number | null;
  readonly lagRecords: number | null;
  readonly lagSeconds: number | null;
}

/** A company whose records wait for somebody. */
export interface ParkedCompany {
  readonly companyId: string;
  readonly reason: string;
  readonly parkedAt: string;
  readonly attempts: number;
}

/** A rebuild of the rows. */
export interface RebuildStatus {
  readonly state: 'idle' | 'running' | 'done' | 'failed';
  readonly done: number;
  readonly total: number | null;
  readonly detail: string | null;
}

/** What operators look at. */
export interface Operations {
  readonly pumps: readonly PumpStatus[];
  readonly parked: readonly ParkedCompany[];
  readonly rebuild: RebuildStatus | null;
}
