import type { AccessDefaults, SamlEncryption, SamlSettings } from '@luciq/events';
import type { CommandContext } from '../command-context.ts';
import type { GroupMappingState, SetupLinkDetails, TokenDetails } from './company-state.ts';

/** What every command to a company says. */
export interface CompanyCommandBase {
  readonly context: CommandContext;
}

/** Make the company known to Luciq. */
export interface RegisterCompany extends CompanyCommandBase {
  readonly type: 'RegisterCompany';
  readonly name: string;
  readonly applications: readonly string[];
  readonly defaults: AccessDefaults;
}

/** Give the company this catalogue of applications, in place of the one before. */
export interface ChangeApplications extends CompanyCommandBase {
  readonly type: 'ChangeApplications';
  readonly applications: readonly string[];
}

/** Give this to members who are asserted nothing else. */
export interface ChangeDefaults extends CompanyCommandBase {
  readonly type: 'ChangeDefaults';
  /** The role in any spelling that Luciq knows. */
  readonly defaults: AccessDefaults;
}

/** What the member's own stream said of the one who is to own the company. */
export interface MemberFact {
  readonly state: 'active' | 'inactive' | 'absent';
  /** Newest revision of that stream. */
  readonly revision: number;
  /** True while two names are the member's: a rename is not confirmed yet. */
  readonly renameWaits: boolean;
  /** True for another userName than anyone who asks was shown; false where nothing was shown. */
  readonly isRenamed: boolean;
}

/** Make a member an owner. */
export interface GrantOwnership extends CompanyCommandBase {
  readonly type: 'GrantOwnership';
  readonly userId: string;
  readonly member: MemberFact;
}

/** Make a member an owner in place of another. */
export interface TransferOwnership extends CompanyCommandBase {
  readonly type: 'TransferOwnership';
  /** User ids. */
  readonly from: string;
  readonly to: string;
  /** Of the one who becomes an owner. */
  readonly member: MemberFact;
}

/** Make an owner a member like any other. */
export interface RevokeOwnership extends CompanyCommandBase {
  readonly type: 'RevokeOwnership';
  readonly userId: string;
  /** Ids of owners who are active, as their own streams said. */
  readonly activeOwners: readonly string[];
}

/** Say how the company's identity provider is reached and known. */
export interface ConfigureSaml extends CompanyCommandBase {
  readonly type: 'ConfigureSaml';
  /** A fingerprint may have colons, spaces and capital letters. */
  readonly configuration: SamlSettings;
}

/** Offer the identity provider a certificate to encrypt assertions with. */
export interface OfferSamlEncryption extends CompanyCommandBase {
  readonly type: 'OfferSamlEncryption';
  /** Made for this command; one that is offered already stays. */
  readonly encryption: SamlEncryption;
}

/** Offer it no longer. */
export interface WithdrawSamlEncryption extends CompanyCommandBase {
  readonly type: 'WithdrawSamlEncryption';
}

/** Let members sign in through the identity provider. */
export interface EnableSaml extends CompanyCommandBase {
  readonly type: 'EnableSaml';
  /** `elsewhere`: members do so at Luciq already, so that nothing is configured here. For operators and this product itself to say. */
  readonly elsewhere: boolean;
}

/** Let members sign in through the identity provider no longer. What was configured is forgotten with it. */
export interface DisableSaml extends CompanyCommandBase {
  readonly type: 'DisableSaml';
}

/** Answer the company's SCIM requests. One that is paused stays so. */
export interface EnableScim extends CompanyCommandBase {
  readonly type: 'EnableScim';
}

/** Answer reads of the company and hold its writes back. */
export interface PauseScim extends CompanyCommandBase {
  readonly type: 'PauseScim';
}

/** Do the company's writes again. */
export interface ResumeScim extends CompanyCommandBase {
  readonly type: 'ResumeScim';
}

/** Answer no SCIM request of the company any more, and revoke all of its tokens. */
export interface DisableScim extends CompanyCommandBase {
  readonly type: 'DisableScim';
}

/** Let a token speak for the company. */
export interface IssueToken extends CompanyCommandBase {
  readonly type: 'IssueToken';
  readonly tokenId: string;
  readonly token: TokenDetails;
}

/** Let a token speak for the company no longer. */
export interface RevokeToken extends CompanyCommandBase {
  readonly type: 'RevokeToken';
  readonly tokenId: string;
}

/** Make a token that a member issued the company's own, so that it does not end when the member leaves. */
export interface HandOverToken extends CompanyCommandBase {
  readonly type: 'HandOverToken';
  readonly tokenId: string;
}

/** Make everybody sign in again, or one member. Asked twice, it is done twice. */
export interface EndSessions extends CompanyCommandBase {
  readonly type: 'EndSessions';
  /** Null for everybody. */
  readonly userId: string | null;
}

/** Let anyone who has a link set the company up, once. */
export interface IssueSetupLink extends CompanyCommandBase {
  readonly type: 'IssueSetupLink';
  readonly linkId: string;
  readonly link: SetupLinkDetails;
}

/** Take a set-up link back, used or not. */
export interface WithdrawSetupLink extends CompanyCommandBase {
  readonly type: 'WithdrawSetupLink';
  readonly linkId: string;
}

/** Use a set-up link. The one command that is refused when it is repeated: of two at once, one wins. */
export interface UseSetupLink extends CompanyCommandBase {
  readonly type: 'UseSetupLink';
  readonly linkId: string;
  /** SHA-256 of the secret that was given, in hexadecimal. */
  readonly digest: string;
}

/** Give the members of a group a role, applications or both, in place of what the group gave before. */
export interface SetGroupMapping extends CompanyCommandBase {
  readonly type: 'SetGroupMapping';
  readonly groupId: string;
  /** The role in any spelling that Luciq knows. */
  readonly mapping: GroupMappingState;
}

/** Give the members of a group nothing for being in it. */
export interface RemoveGroupMapping extends CompanyCommandBase {
  readonly type: 'RemoveGroupMapping';
  readonly groupId: string;
}

/** Anything that can be done to a company. */
export type CompanyCommand =
  | RegisterCompany
  | ChangeApplications
  | ChangeDefaults
  | GrantOwnership
  | TransferOwnership
  | RevokeOwnership
  | ConfigureSaml
  | OfferSamlEncryption
  | WithdrawSamlEncryption
  | EnableSaml
  | DisableSaml
  | EnableScim
  | PauseScim
  | ResumeScim
  | DisableScim
  | IssueToken
  | RevokeToken
  | HandOverToken
  | EndSessions
  | IssueSetupLink
  | WithdrawSetupLink
  | UseSetupLink
  | SetGroupMapping
  | RemoveGroupMapping;
