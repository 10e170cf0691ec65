import type { components } from './account-api.d.ts';

/** What the account API answers, under the names that the pages use. */
type Views = components['schemas'];

/** A role as it goes over the wire. */
export type Role = Views['DefaultsView']['role'];
/** An error of the API: RFC 9457, with the kind of refusal and the fields that were wrong. */
export type Problem = Views['ProblemView'];
/** Who uses the console. */
export type Session = Views['SessionView'];
/** The one who did something. */
export type EventActor = Views['ActorView'];
/** What a member has for whom nobody says anything else. */
export type DefaultAccess = Views['DefaultsView'];
/** An owner of a company. */
export type Owner = Views['OwnerView'];
export type Company = Views['CompanyView'];
/** A company in the operators' list. */
export type CompanySummary = Views['ListedCompanyView'];
/** A token, without its secret. */
export type Token = Views['TokenView'];
export type TokenList = Views['TokenListView'];
/** A token that was just issued: the only time that its secret is told. */
export type IssuedToken = Views['IssuedTokenView'];
/** Requests of one hour that were refused for one token and one reason. */
export type RefusedHour = Views['RefusedHourView'];
/** A set-up link that was just issued: the only time that it is told. */
export type IssuedSetupLink = Views['SetupLinkView'];
/** A set-up link that was issued before, without its secret. */
export type SetupLink = Views['ListedSetupLinkView'];
/** Someone who is signed in. */
export type OpenSession = Views['OpenSessionView'];
export type SignInEntry = Views['SignInView'];
export type SamlValues = Views['SamlValuesView'];
export type SignInPage = Views['SignInListView'];
export type CompanyChangeEntry = Views['CompanyChangeView'];
export type ActorShown = Views['ActorView'];
/** How far a company is. */
export type Checklist = Views['ChecklistView'];
/** A step of the set-up, which ticks itself. */
export type StepId = Views['StepView']['id'];
/** A rename of an owner or admin that waits to be confirmed. */
export type Rename = Views['RenameView'];
/** Those renames. */
export type RenameList = Views['RenameListView'];
/** A member in a list. */
export type MemberRow = Views['ListedMemberView'];
/** A page of the member list. */
export type MembersPage = Views['MemberListView'];
/** Why a member has what it has. */
export type Because = Views['BecauseView'];
/** A member with everything that is known. */
export type Member = Views['MemberView'];
/** An event of a member's life. */
export type TimelineEvent = Views['TimelineEventView'];
/** Effective access before and after an event. */
export type AccessChange = Views['AccessChangeView'];
/** Someone who has a name, or had it. */
export type NameBearer = Views['NameBearerView'];
/** Everyone who has a name or had it. */
export type Namesakes = Views['NamesakesView'];
/** A token that was revoked. */
export type RevokedToken = Views['RevokedTokenView'];
/** A page of a timeline, newest first. */
export type TimelinePage = Views['TimelineView'];
/** What the members of a group get. */
export type Mapping = Views['MappingView'];
/** A mapping that someone thinks about. */
export type MappingDraft = Omit<Mapping, 'time'>;
/** A group in a list. */
export type GroupRow = Views['GroupView'];
/** A page of the group list. */
export type GroupsPage = Views['GroupListView'];
/** A group with its first members. */
export type Group = Views['GroupWithMembersView'];
/** What a mapping would change for one member. */
export type MappingEffect = Views['EffectView'];
/** What a mapping would change. */
export type MappingPreview = Views['PreviewView'];
/** One request of the identity provider. */
export type ActivityEntry = Views['ActivityEntryView'];
/** What came of a request. */
export type ActivityOutcome = ActivityEntry['outcome'];
/** A kind of request of an identity provider. */
export type ActivityAction = ActivityEntry['action'];
/** A page of the activity list, newest first. */
export type ActivityPage = Views['ActivityListView'];
/** The events that a request caused. */
export type CausedEvents = Views['CausedEventsView'];
/** A pump that carries records on. */
export type PumpStatus = Views['PumpView'];
/** A company whose records wait for someone. */
export type ParkedCompany = Views['ParkedView'];
/** A rebuild of the rows. */
export type RebuildStatus = Views['RebuildView'];
/** What operators look at. */
export type Operations = Views['OperationsView'];
