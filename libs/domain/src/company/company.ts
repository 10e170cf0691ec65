import { normaliseRole } from '@luciq/entitlement';
import type { Claim, CompanyEvent } from '@luciq/events';
import { EVERY_COMPANY } from '@luciq/events';
import type { Decider, Decision } from '../decider.ts';
import { events, refuse, unknownCommand } from '../decider.ts';
import type { CompanyRefusal } from '../refusal.ts';
import type {
  ChangeApplications,
  ChangeDefaults,
  CompanyCommand,
  GrantOwnership,
  MemberFact,
  RegisterCompany,
  RemoveGroupMapping,
  RevokeOwnership,
  SetGroupMapping,
  TransferOwnership,
} from './company-commands.ts';
import {
  handOverToken,
  issueSetupLink,
  issueToken,
  revokeToken,
  useSetupLink,
  withdrawSetupLink,
} from './company-credentials.ts';
import type { Company, CompanyState, GroupMappingState } from './company-state.ts';
import {
  configureSaml,
  disableSaml,
  disableScim,
  enableSaml,
  enableScim,
  pauseScim,
  resumeScim,
} from './company-switches.ts';
import { evolveCompany } from './evolve-company.ts';
import { isSessionValid } from './session-validity.ts';

/** Applications in the catalogue of a company. */
export const MAX_APPLICATIONS = 1_000;
/** Longest name of an application, in characters. */
export const MAX_APPLICATION_NAME_LENGTH = 200;

type CompanyDecision = Decision<CompanyEvent, CompanyRefusal>;
type CompanyDecider = Decider<CompanyState, CompanyCommand, CompanyEvent, CompanyRefusal>;

const refused = (refusal: CompanyRefusal): CompanyDecision => refuse<CompanyRefusal>(refusal);

// ---- Decide ---------------------------------------------------------------------------------------------------------

const decide: CompanyDecider['decide'] = (state, command) => {
  if (command.type === 'RegisterCompany') return register(state, command);
  if (state.kind === 'absent') return refused({ kind: 'company-not-found' });
  const { company } = state;
  const { session, actor } = command.context;
  if (session && !isSessionValid(company, session, actor)) return refused({ kind: 'session-ended' });
  return decideRegistered(company, command);
};

function decideRegistered(company: Company, command: Exclude<CompanyCommand, RegisterCompany>): CompanyDecision {
  switch (command.type) {
    case 'ChangeApplications':
      return changeApplications(company, command);
    case 'ChangeDefaults':
      return changeDefaults(company, command);
    case 'GrantOwnership':
      return grantOwnership(company, command);
    case 'TransferOwnership':
      return transferOwnership(company, command);
    case 'RevokeOwnership':
      return revokeOwnership(company, command);
    case 'ConfigureSaml':
      return configureSaml(company, command);
    case 'OfferSamlEncryption':
      return company.samlEncryption ? events() : events({ type: 'SamlEncryptionOffered', data: command.encryption });
    case 'WithdrawSamlEncryption':
      return company.samlEncryption ? events({ type: 'SamlEncryptionWithdrawn', data: {} }) : events();
    case 'EnableSaml':
      return enableSaml(company, command);
    case 'DisableSaml':
      return disableSaml(company);
    case 'EnableScim':
      return enableScim(company);
    case 'PauseScim':
      return pauseScim(company);
    case 'ResumeScim':
      return resumeScim(company);
    case 'DisableScim':
      return disableScim(company);
    case 'IssueToken':
      return issueToken(company, command);
    case 'RevokeToken':
      return revokeToken(company, command);
    case 'HandOverToken':
      return handOverToken(company, command);
    case 'EndSessions':
      return events({ type: 'SessionsEnded', data: { userId: command.userId } });
    case 'IssueSetupLink':
      return issueSetupLink(company, command);
    case 'WithdrawSetupLink':
      return withdrawSetupLink(company, command);
    case 'UseSetupLink':
      return useSetupLink(company, command);
    case 'SetGroupMapping':
      return setGroupMapping(company, command);
    case 'RemoveGroupMapping':
      return removeGroupMapping(company, command);
    default:
      return unknownCommand(command);
  }
}

// ---- Applications and access ----------------------------------------------------------------------------------------

function register(state: CompanyState, { name, applications, defaults }: RegisterCompany): CompanyDecision {
  if (state.kind === 'registered') return state.company.name === name ? events() : refused({ kind: 'company-exists' });
  const refusal = refuseCatalogue(applications) ?? refuseAccess(defaults, applications);
  return refusal
    ? refused(refusal)
    : events({ type: 'CompanyRegistered', data: { name, applications, defaults: named(defaults) } });
}

/** Names that a mapping or the defaults give already stay there when they leave the catalogue. */
function changeApplications(company: Company, { applications }: ChangeApplications): CompanyDecision {
  const refusal = refuseCatalogue(applications);
  if (refusal) return refused(refusal);
  return sameNames(company.applications, applications)
    ? events()
    : events({ type: 'ApplicationsChanged', data: { applications } });
}

function changeDefaults(company: Company, command: ChangeDefaults): CompanyDecision {
  const known = company.applications.length === 0 ? [] : [...company.applications, ...company.defaults.applications];
  const refusal = refuseAccess(command.defaults, known);
  if (refusal) return refused(refusal);
  const defaults = named(command.defaults);
  const isSame =
    company.defaults.role === defaults.role && sameNames(company.defaults.applications, defaults.applications);
  return isSame ? events() : events({ type: 'DefaultAccessChanged', data: { defaults } });
}

function setGroupMapping(company: Company, command: SetGroupMapping): CompanyDecision {
  const { groupId } = command;
  const { precedence } = command.mapping;
  const refusal = refuseAccess(command.mapping, company.applications);
  if (refusal) return refused(refusal);
  if (!Number.isSafeInteger(precedence)) return refused({ kind: 'precedence-not-whole' });
  const mapping: GroupMappingState = { ...named(command.mapping), precedence };
  const old = company.groupMappings.get(groupId);
  return old && sameMapping(old, mapping)
    ? events()
    : events({ type: 'GroupMappingSet', data: { groupId, ...mapping } });
}

const removeGroupMapping = ({ groupMappings }: Company, { groupId }: RemoveGroupMapping): CompanyDecision =>
  groupMappings.has(groupId) ? events({ type: 'GroupMappingRemoved', data: { groupId } }) : events();

interface Access<Role extends string | null> {
  readonly role: Role;
  readonly applications: readonly string[];
}

function refuseCatalogue(applications: readonly string[]): CompanyRefusal | null {
  if (applications.length > MAX_APPLICATIONS) return { kind: 'too-many-applications' };
  if (applications.some((name) => name.trim() === '' || [...name].length > MAX_APPLICATION_NAME_LENGTH))
    return { kind: 'application-name-length' };
  const twice = applications.filter((name, at) => applications.indexOf(name) !== at);
  return twice.length > 0 ? { kind: 'application-twice', names: [...new Set(twice)] } : null;
}

/** An empty catalogue accepts every name. */
function refuseAccess(
  { role, applications }: Access<string | null>,
  catalogue: readonly string[],
): CompanyRefusal | null {
  const known = role === null ? null : normaliseRole(role);
  if (role !== null && known === null) return { kind: 'unknown-role' };
  if (known === 'owner') return { kind: 'ownership-not-assignable' };
  const unknown = catalogue.length > 0 ? applications.filter((name) => !catalogue.includes(name)) : [];
  return unknown.length > 0 ? { kind: 'unknown-application', names: [...new Set(unknown)] } : null;
}

/** Access that was judged: the role under Luciq's own name, each application once. */
const named = <Role extends string | null>({ role, applications }: Access<Role>): Access<Role | string> => ({
  role: role === null ? role : (normaliseRole(role) ?? role),
  applications: [...new Set(applications)],
});

const sameNames = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((name, at) => name === other[at]);

const sameMapping = (one: GroupMappingState, other: GroupMappingState): boolean =>
  one.role === other.role && one.precedence === other.precedence && sameNames(one.applications, other.applications);

// ---- Ownership ------------------------------------------------------------------------------------------------------

function grantOwnership({ owners }: Company, { userId, member }: GrantOwnership): CompanyDecision {
  if (owners.includes(userId)) return events();
  const refusal = refuseOwner(member);
  return refusal ? refused(refusal) : events(granted(userId, member));
}

function revokeOwnership({ owners }: Company, { userId, activeOwners }: RevokeOwnership): CompanyDecision {
  if (!owners.includes(userId)) return events();
  const isLast = owners.every((owner) => owner === userId || !activeOwners.includes(owner));
  return isLast ? refused({ kind: 'last-owner' }) : events({ type: 'OwnershipRevoked', data: { userId } });
}

function transferOwnership({ owners }: Company, { from, to, member }: TransferOwnership): CompanyDecision {
  const isOwner = owners.includes(to);
  // Decided again after it was done, only the new owner is one.
  if (!owners.includes(from)) return isOwner ? events() : refused({ kind: 'not-an-owner' });
  if (from === to) return events();
  const refusal = refuseOwner(isOwner ? { ...member, renameWaits: false } : member);
  if (refusal) return refused(refusal);
  return events(...(isOwner ? [] : [granted(to, member)]), { type: 'OwnershipRevoked', data: { userId: from } });
}

const granted = (userId: string, { revision }: MemberFact): CompanyEvent => ({
  type: 'OwnershipGranted',
  data: { userId, userRevision: revision },
});

/** Why a member cannot own the company, null if nothing speaks against it. */
function refuseOwner({ state, renameWaits, isRenamed }: MemberFact): CompanyRefusal | null {
  if (state === 'absent') return { kind: 'member-not-found' };
  if (state === 'inactive') return { kind: 'member-inactive' };
  if (isRenamed) return { kind: 'member-renamed' };
  return renameWaits ? { kind: 'member-rename-waits' } : null;
}

// ---- Claims ---------------------------------------------------------------------------------------------------------

/** The claim that leads from a token's id to its company. */
export const tokenClaim = (tokenId: string): Claim => ({ scope: EVERY_COMPANY, kind: 'token', value: tokenId });

/** The id of a revoked token stays the company's: nobody else's token is ever mistaken for it. */
const claims: CompanyDecider['claims'] = (state) =>
  state.kind === 'absent'
    ? []
    : [...state.company.tokens.keys(), ...state.company.revokedTokens.keys()].map(tokenClaim);

/** The rules of a company's stream. */
export const companyDecider: CompanyDecider = { initial: { kind: 'absent' }, evolve: evolveCompany, decide, claims };
