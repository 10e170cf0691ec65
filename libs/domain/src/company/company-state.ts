import type { AccessDefaults, Actor, SamlEncryption, SamlSettings } from '@luciq/events';
import type { SetupTimes } from './setup-times.ts';

/** What is kept of a token's secret, and what was said when it was issued. `expiresAt` is RFC 3339, null for never. */
export interface TokenDetails {
  readonly digest: string;
  readonly lastFour: string;
  readonly expiresAt: string | null;
  /** What people call it; null for a token without a name. */
  readonly label: string | null;
}

/** A token that can speak for the company until it expires. */
export interface TokenState extends TokenDetails {
  readonly issuedAt: string;
  readonly issuedBy: Actor;
  /** The member who issued it, or who issued the set-up link that it came of; null for one that was never a member's. */
  readonly issuer: string | null;
  /** True once an owner or an operator made a member's token the company's own: it does not end with its issuer. */
  readonly handedOver: boolean;
}

/** What is kept of a link with which someone without an account sets the company up. `expiresAt` is RFC 3339. */
export interface SetupLinkDetails {
  readonly digest: string;
  readonly expiresAt: string;
  /** SHA-256 of the credential that it was issued with, name and digest; null where it was none. */
  readonly credential?: string | null;
}

/** A set-up link, good once. */
export interface SetupLinkState extends SetupLinkDetails {
  readonly issuedAt: string;
  readonly issuedBy: Actor;
  readonly used: boolean;
  readonly withdrawn: boolean;
}

/** What the members of one group are given. A role is under Luciq's own name for it. */
export interface GroupMappingState {
  readonly role: string | null;
  readonly applications: readonly string[];
  /** Of several mappings with a role, the one of the highest decides. */
  readonly precedence: number;
}

/**
 * Since which revisions of the company's stream sessions of its console are valid. A session stores the revision at which it was
 * made (SessionRevisions), and a later change of what it depends on ends it, even if that is changed back.
 */
export interface SessionsValidSince {
  /** The last revision that ended every session, -1 for none. */
  readonly everybody: number;
  /** The last revision that ended the sessions of one user, by user id. */
  readonly members: ReadonlyMap<string, number>;
  /** The revision at which each owner became one, by user id. */
  readonly owners: ReadonlyMap<string, number>;
  /** The last revision that changed role or precedence of a mapping, by group id; also of a removed one. */
  readonly mappings: ReadonlyMap<string, number>;
  /** The last revision that changed the default role. */
  readonly defaultRole: number;
}

/** A company that is registered. */
export interface Company {
  readonly id: string;
  /** Of the newest record of the company's stream. */
  readonly revision: number;
  readonly name: string;
  readonly applications: readonly string[];
  readonly defaults: AccessDefaults;
  readonly owners: readonly string[];
  /** By owner, the revision of the member's stream at which the ownership was given; without those of older events. */
  readonly ownedSince: ReadonlyMap<string, number>;
  readonly saml: 'off' | 'enabled';
  /** Null where nothing was configured here: SAML that is enabled then is Luciq's own matter. */
  readonly samlConfiguration: SamlSettings | null;
  /** For what the identity provider may encrypt; null where nothing is offered. */
  readonly samlEncryption: SamlEncryption | null;
  /** While paused, reads are answered and writes are held back. */
  readonly scim: 'off' | 'enabled' | 'paused';
  /** Every token that was not revoked, by id. */
  readonly tokens: ReadonlyMap<string, TokenState>;
  readonly revokedTokens: ReadonlyMap<string, Pick<TokenDetails, 'digest'>>;
  /** By link id; when the next one is issued those that are expired go, and the oldest of those that are used or withdrawn. */
  readonly setupLinks: ReadonlyMap<string, SetupLinkState>;
  /** By group id. */
  readonly groupMappings: ReadonlyMap<string, GroupMappingState>;
  readonly setupTimes: SetupTimes;
  readonly sessionsValidSince: SessionsValidSince;
}

/** A company: not registered, or registered. */
export type CompanyState = { readonly kind: 'absent' } | { readonly kind: 'registered'; readonly company: Company };

/** True for a time, RFC 3339, that is over at another. */
export const isOver = (expiresAt: string | null, now: string): boolean =>
  expiresAt !== null && Date.parse(expiresAt) <= Date.parse(now);

/** Tokens that can speak for the company at a time. */
export const liveTokens = ({ tokens }: Pick<Company, 'tokens'>, now: string): number =>
  [...tokens.values()].filter(({ expiresAt }) => !isOver(expiresAt, now)).length;

/** True for a link that someone can still open. */
export const isGoodLink = ({ used, withdrawn, expiresAt }: SetupLinkState, now: string): boolean =>
  !used && !withdrawn && !isOver(expiresAt, now);

/** The member who did something, by himself or through a set-up link of his; null where it was no member. */
export function memberBehind({ setupLinks }: Pick<Company, 'setupLinks'>, { kind, id }: Actor): string | null {
  if (kind === 'member') return id;
  const issuer = kind === 'setup-link' ? setupLinks.get(id)?.issuedBy : undefined;
  return issuer?.kind === 'member' ? issuer.id : null;
}
