import type { AccessDefaults, Claim, CompanyEvent } from '@luciq/events';
import { EVERY_COMPANY } from '@luciq/events';
import { normaliseRole } from '@luciq/entitlement';
import type { CommandContext, Decider, Decision } from './decider.ts';
import { events, refuse } from './decider.ts';
import type { CompanyRefusal } from './refusal.ts';

// ---- State ----------------------------------------------------------------------------------------------------------

/** A token that can speak for the company. `expiresAt` is RFC 3339, null for never. */
export interface TokenState {
  readonly digest: string;
  readonly lastFour: string;
  readonly expiresAt: string | null;
}

/** What the members of one group are given. A role is under Luciq's own name for it. */
export interface GroupMappingState {
  readonly role: string | null;
  readonly applications: readonly string[];
  /** Of several mappings with a role, the one of the highest decides. */
  readonly precedence: number;
}

/** A company that is registered. */
export interface Company {
  readonly name: string;
  readonly applications: readonly string[];
  readonly defaults: AccessDefaults;
  readonly owners: readonly string[];
  readonly saml: 'off' | 'enabled';
  readonly scim: 'off' | 'enabled';
  readonly tokens: ReadonlyMap<string, TokenState>;
  /** By group id. */
  readonly groupMappings: ReadonlyMap<string, GroupMappingState>;
}

/** A company: not registered, or registered. */
export type CompanyState = { readonly kind: 'absent' } | { readonly kind: 'registered'; readonly company: Company };

type CompanyDecider = Decider<CompanyState, CompanyCommand, CompanyEvent, CompanyRefusal>;

// ---- Evolve ---------------------------------------------------------------------------------------------------------

const evolve: CompanyDecider['evolve'] = (state, { event }) => {
  if (event.type === 'CompanyRegistered') {
    return { kind: 'registered', company: { ...event.data, owners: [], saml: 'off', scim: 'off', tokens: new Map(), groupMappings: new Map() } };
  }
  if (state.kind === 'absent' || event.type === 'ClaimFenced') return state;
  const { company } = state;
  switch (event.type) {
    case 'OwnershipGranted':
      return { kind: 'registered', company: { ...company, owners: [...company.owners, event.data.userId] } };
    case 'SamlEnabled':
      return { kind: 'registered', company: { ...company, saml: 'enabled' } };
    case 'ScimEnabled':
      return { kind: 'registered', company: { ...company, scim: 'enabled' } };
    case 'TokenIssued': {
      const { tokenId, ...token } = event.data;
      return { kind: 'registered', company: { ...company, tokens: new Map([...company.tokens, [tokenId, token]]) } };
    }
    case 'GroupMappingSet': {
      const { groupId, ...mapping } = event.data;
      return { kind: 'registered', company: { ...company, groupMappings: new Map([...company.groupMappings, [groupId, mapping]]) } };
    }
    case 'GroupMappingRemoved': {
      const left = [...company.groupMappings].filter(([groupId]) => groupId !== event.data.groupId);
      return { kind: 'registered', company: { ...company, groupMappings: new Map(left) } };
    }
  }
};

// ---- Commands -------------------------------------------------------------------------------------------------------

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

/** Make a member an owner. */
export class GrantOwnership extends CompanyCommand {
  constructor(
    context: CommandContext,
    readonly userId: string,
  ) {
    super(context);
  }
}

/** Let members sign in through the identity provider. */
export class EnableSaml extends CompanyCommand {}

/** Answer the company's SCIM requests. */
export class EnableScim extends CompanyCommand {}

/** Let a token speak for the company. */
export class IssueToken extends CompanyCommand {
  constructor(
    context: CommandContext,
    readonly tokenId: string,
    readonly token: TokenState,
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

// ---- Decide ---------------------------------------------------------------------------------------------------------

const decide: CompanyDecider['decide'] = (state, command) => {
  if (command instanceof RegisterCompany) {
    if (state.kind === 'absent') {
      const { name, applications, defaults } = command;
      return events({ type: 'CompanyRegistered', data: { name, applications, defaults } });
    }
    return state.company.name === command.name ? events() : refuse<CompanyRefusal>({ kind: 'company-exists' });
  }
  if (state.kind === 'absent') return refuse<CompanyRefusal>({ kind: 'company-not-found' });
  const { company } = state;
  if (command instanceof GrantOwnership) {
    const { userId } = command;
    return company.owners.includes(userId) ? events() : events({ type: 'OwnershipGranted', data: { userId } });
  }
  if (command instanceof EnableSaml) return company.saml === 'enabled' ? events() : events({ type: 'SamlEnabled', data: {} });
  if (command instanceof EnableScim) {
    if (company.scim === 'enabled') return events();
    return company.saml === 'enabled' ? events({ type: 'ScimEnabled', data: {} }) : refuse<CompanyRefusal>({ kind: 'saml-not-enabled' });
  }
  if (command instanceof IssueToken) return issueToken(company, command);
  if (command instanceof SetGroupMapping) return setGroupMapping(company, command);
  if (command instanceof RemoveGroupMapping) {
    const { groupId } = command;
    return company.groupMappings.has(groupId) ? events({ type: 'GroupMappingRemoved', data: { groupId } }) : events();
  }
  throw new TypeError(`no decision is known for ${command.constructor.name}`);
};

function issueToken(company: Company, command: IssueToken): Decision<CompanyEvent, CompanyRefusal> {
  const { tokenId, token } = command;
  const existing = company.tokens.get(tokenId);
  if (!existing) return events({ type: 'TokenIssued', data: { tokenId, ...token } });
  return existing.digest === token.digest ? events() : refuse<CompanyRefusal>({ kind: 'token-id-taken' });
}

function setGroupMapping(company: Company, command: SetGroupMapping): Decision<CompanyEvent, CompanyRefusal> {
  const { groupId } = command;
  const { precedence } = command.mapping;
  const role = command.mapping.role === null ? null : normaliseRole(command.mapping.role);
  if (role === null && command.mapping.role !== null) return refuse<CompanyRefusal>({ kind: 'unknown-role' });
  if (role === 'owner') return refuse<CompanyRefusal>({ kind: 'ownership-not-assignable' });
  if (!Number.isSafeInteger(precedence)) return refuse<CompanyRefusal>({ kind: 'precedence-not-whole' });
  const applications = [...new Set(command.mapping.applications)];
  const unknown = company.applications.length > 0 ? applications.filter((name) => !company.applications.includes(name)) : [];
  if (unknown.length > 0) return refuse<CompanyRefusal>({ kind: 'unknown-application', names: unknown });
  const old = company.groupMappings.get(groupId);
  const mapping: GroupMappingState = { role, applications, precedence };
  return old && sameMapping(old, mapping) ? events() : events({ type: 'GroupMappingSet', data: { groupId, ...mapping } });
}

const sameMapping = (one: GroupMappingState, other: GroupMappingState): boolean =>
  one.role === other.role &&
  one.precedence === other.precedence &&
  one.applications.length === other.applications.length &&
  one.applications.every((name, at) => name === other.applications[at]);

// ---- Claims ---------------------------------------------------------------------------------------------------------

/** The claim that leads from a token's id to its company. */
export const tokenClaim = (tokenId: string): Claim => ({ scope: EVERY_COMPANY, kind: 'token', value: tokenId });

const claims: CompanyDecider['claims'] = (state) =>
  state.kind === 'absent' ? [] : [...state.company.tokens.keys()].map(tokenClaim);

/** The rules of a company's stream. */
export const companyDecider: CompanyDecider = { initial: { kind: 'absent' }, evolve, decide, claims };
