import type { AccessDefaults, SamlEncryption, SamlSettings } from '@luciq/events';
import type { GroupMappingState, SetupLinkDetails, TokenDetails } from './company-state.ts';
import type { CommandContext } from './decider.ts';

/** Anything that can be asked of a company. */
export abstract class CompanyCommand {
  constructor(readonly context: CommandContext) {}
}

/** Make the company known to Luciq. */
export class RegisterCompany extends CompanyCommand {
  constructor(
    context: CommandContext,
    readonly name: string,
    readonly applications: readonly string[],
    readonly defaults: AccessDefaults,
  ) {
    super(context);
  }
}

/** Give the company this catalogue of applications, in place of the one before. */
export class ChangeApplications extends CompanyCommand {
  constructor(
    context: CommandContext,
    readonly applications: readonly string[],
  ) {
    super(context);
  }
}

/** Give this to members who are asserted nothing else. */
export class ChangeDefaults extends CompanyCommand {
  constructor(
    context: CommandContext,
    /** The role in any spelling that Luciq knows. */
    readonly defaults: AccessDefaults,
  ) {
    super(context);
  }
}

/** What the member's own stream said of whoever is to own the company. */
export interface MemberFact {
  readonly state: 'active' | 'inactive' | 'absent';
  /** Newest revision of that stream. */
  readonly revision: number;
  /** True while two names are the member's: a rename is not confirmed yet. */
  readonly renameWaits: boolean;
  /** True for another userName than whoever asks was shown; false where nothing was shown. */
  readonly isRenamed: boolean;
}

/** Make a member an owner. */
export class GrantOwnership extends CompanyCommand {
  constructor(
    context: CommandContext,
    readonly userId: string,
    readonly member: MemberFact,
  ) {
    super(context);
  }
}

/** Make a member an owner in place of another. */
export class TransferOwnership extends CompanyCommand {
  constructor(
    context: CommandContext,
    /** User ids. */
    readonly transfer: { readonly from: string; readonly to: string },
    /** Of the one who becomes an owner. */
    readonly member: MemberFact,
  ) {
    super(context);
  }
}

/** Make an owner a member like any other. */
export class RevokeOwnership extends CompanyCommand {
  constructor(
    context: CommandContext,
    readonly userId: string,
    /** Ids of owners who are active, as their own streams said. */
    readonly activeOwners: readonly string[],
  ) {
    super(context);
  }
}

/** Say how the company's identity provider is reached and known. */
export class ConfigureSaml extends CompanyCommand {
  constructor(
    context: CommandContext,
    /** A fingerprint may have colons, spaces and capital letters. */
    readonly configuration: SamlSettings,
  ) {
    super(context);
  }
}

/** Offer the identity provider a certificate to encrypt assertions with. */
export class OfferSamlEncryption extends CompanyCommand {
  constructor(
    context: CommandContext,
    /** Made for this command; one that is offered already stays. */
    readonly encryption: SamlEncryption,
  ) {
    super(context);
  }
}

/** Offer it no longer. */
export class WithdrawSamlEncryption extends CompanyCommand {}

/** Let members sign in through the identity provider. */
export class EnableSaml extends CompanyCommand {
  constructor(
    context: CommandContext,
    /** `elsewhere`: members do so at Luciq already, so that nothing is configured here. For operators and this product itself to say. */
    readonly given: { readonly elsewhere: boolean },
  ) {
    super(context);
  }
}

/** Let members sign in through the identity provider no longer. What was configured is forgotten with it. */
export class DisableSaml extends CompanyCommand {}

/** Answer the company's SCIM requests. One that is paused stays so. */
export class EnableScim extends CompanyCommand {}

/** Answer reads of the company and hold its writes back. */
export class PauseScim extends CompanyCommand {}

/** Do the company's writes again. */
export class ResumeScim extends CompanyCommand {}

/** Answer no SCIM request of the company any more, and revoke all of its tokens. */
export class DisableScim extends CompanyCommand {}

/** Let a token speak for the company. */
export class IssueToken extends CompanyCommand {
  constructor(
    context: CommandContext,
    readonly tokenId: string,
    readonly token: TokenDetails,
  ) {
    super(context);
  }
}

/** Let a token speak for the company no longer. */
export class RevokeToken extends CompanyCommand {
  constructor(
    context: CommandContext,
    readonly tokenId: string,
  ) {
    super(context);
  }
}

/** Make a token that a member issued the company's own, so that it does not end when the member leaves. */
export class HandOverToken extends CompanyCommand {
  constructor(
    context: CommandContext,
    readonly tokenId: string,
  ) {
    super(context);
  }
}

/** Make everybody sign in again, or one member. Asked twice, it is done twice. */
export class EndSessions extends CompanyCommand {
  constructor(
    context: CommandContext,
    /** Null for everybody. */
    readonly userId: string | null,
  ) {
    super(context);
  }
}

/** Let whoever has a link set the company up, once. */
export class IssueSetupLink extends CompanyCommand {
  constructor(
    context: CommandContext,
    readonly linkId: string,
    readonly link: SetupLinkDetails,
  ) {
    super(context);
  }
}

/** Take a set-up link back, used or not. */
export class WithdrawSetupLink extends CompanyCommand {
  constructor(
    context: CommandContext,
    readonly linkId: string,
  ) {
    super(context);
  }
}

/** Use a set-up link. The one command that is refused when it is repeated: of two at once, one wins. */
export class UseSetupLink extends CompanyCommand {
  constructor(
    context: CommandContext,
    readonly linkId: string,
    /** SHA-256 of the secret that was given, in hexadecimal. */
    readonly digest: string,
  ) {
    super(context);
  }
}

/** Give the members of a group a role, applications or both, in place of what the group gave before. */
export class SetGroupMapping extends CompanyCommand {
  constructor(
    context: CommandContext,
    readonly groupId: string,
    /** The role in any spelling that Luciq knows. */
    readonly mapping: GroupMappingState,
  ) {
    super(context);
  }
}

/** Give the members of a group nothing for being in it. */
export class RemoveGroupMapping extends CompanyCommand {
  constructor(
    context: CommandContext,
    readonly groupId: string,
  ) {
    super(context);
  }
}
