import type { ClaimFenced, CompanyEvent } from '@luciq/events';
import type { Applied } from '../decider.ts';
import type { Company, CompanyState, SetupLinkState, TokenState } from './company-state.ts';
import { isGoodLink, isOver, memberBehind } from './company-state.ts';
import { ALWAYS_VALID, nextValidSince } from './session-validity.ts';
import { nextSetupTimes, NOT_SET_UP } from './setup-times.ts';

/** Tokens of a company that are expired and still listed; older ones count as revoked. */
export const MAX_EXPIRED_TOKENS = 20;
/** Ids of revoked tokens that a company remembers, the newest: none of them is ever good again. */
export const MAX_REVOKED_TOKENS = 1_000;
/** Set-up links that were used or withdrawn and are still known, the newest: sessions that came of them ask who issued them. */
export const MAX_USED_SETUP_LINKS = 20;

/** The state after one more event. Total. */
export function evolveCompany(state: CompanyState, applied: Applied<CompanyEvent | ClaimFenced>): CompanyState {
  const { event, companyId: id, revision } = applied;
  if (event.type === 'CompanyRegistered')
    return { kind: 'registered', company: { ...NEW_COMPANY, ...event.data, id, revision } };
  if (state.kind === 'absent' || event.type === 'ClaimFenced') return state;
  const { company } = state;
  const record = { ...applied, event };
  const setupTimes = nextSetupTimes(company.setupTimes, record);
  const sessionsValidSince = nextValidSince(company, record);
  return {
    kind: 'registered',
    company: { ...company, ...changed(company, record), revision, setupTimes, sessionsValidSince },
  };
}

const NEW_COMPANY: Omit<Company, 'id' | 'revision' | 'name' | 'applications' | 'defaults'> = {
  owners: [],
  ownedSince: new Map(),
  saml: 'off',
  samlConfiguration: null,
  samlEncryption: null,
  scim: 'off',
  tokens: new Map(),
  revokedTokens: new Map(),
  setupLinks: new Map(),
  groupMappings: new Map(),
  setupTimes: NOT_SET_UP,
  sessionsValidSince: ALWAYS_VALID,
};

function changed(company: Company, applied: Applied<CompanyEvent>): Partial<Company> {
  const { event } = applied;
  switch (event.type) {
    case 'CompanyRegistered':
      return {};
    case 'ApplicationsChanged':
    case 'DefaultAccessChanged':
      return event.data;
    case 'OwnershipGranted':
      return withOwner(company, event.data);
    case 'OwnershipRevoked':
      return withoutOwner(company, event.data.userId);
    case 'SamlConfigured':
      return { samlConfiguration: event.data, setupLinks: new Map(spentLinks(company)) };
    case 'SamlEncryptionOffered':
      return { samlEncryption: event.data };
    case 'SamlEncryptionWithdrawn':
      return { samlEncryption: null };
    case 'SamlEnabled':
      // Where administrators sign in from now on, a link that still lies in a mailbox is a way around that.
      return {
        saml: 'enabled',
        ...(company.samlConfiguration === null ? {} : { setupLinks: new Map(spentLinks(company)) }),
      };
    case 'SamlDisabled':
      // Nobody may sign in with what was trusted before: a provider that was broken into must have an off switch.
      return { saml: 'off', samlConfiguration: null, setupLinks: new Map(spentLinks(company)) };
    case 'SessionsEnded':
      return {
        setupLinks: event.data.userId === null ? new Map(spentLinks(company)) : linksNotOf(company, event.data.userId),
      };
    case 'ScimEnabled':
    case 'ScimResumed':
      return { scim: 'enabled' };
    case 'ScimPaused':
      return { scim: 'paused' };
    case 'ScimDisabled':
      return { scim: 'off', ...withoutTokens(company, [...company.tokens.keys()]) };
    case 'TokenIssued':
      return withToken(company, event.data, applied);
    case 'TokenRevoked':
      return withoutTokens(company, [event.data.tokenId]);
    case 'TokenHandedOver':
      return handedOver(company, event.data.tokenId);
    case 'SetupLinkIssued':
      return withNewLink(company, event.data, applied);
    case 'SetupLinkUsed':
      return { setupLinks: withLink(company, event.data.linkId, { used: true }) };
    case 'SetupLinkWithdrawn':
      return { setupLinks: withLink(company, event.data.linkId, { withdrawn: true }) };
    case 'GroupMappingSet': {
      const { groupId, ...mapping } = event.data;
      return { groupMappings: new Map([...company.groupMappings, [groupId, mapping]]) };
    }
    case 'GroupMappingRemoved':
      return {
        groupMappings: new Map([...company.groupMappings].filter(([groupId]) => groupId !== event.data.groupId)),
      };
  }
}

type DataOf<T extends CompanyEvent['type']> = Extract<CompanyEvent, { type: T }>['data'];

function withOwner(company: Company, { userId, userRevision }: DataOf<'OwnershipGranted'>): Partial<Company> {
  const since = userRevision === undefined ? [] : [[userId, userRevision] as const];
  return { owners: [...company.owners, userId], ownedSince: new Map([...company.ownedSince, ...since]) };
}

/** What they issued goes with the ownership, and does not come back with it. */
function withoutOwner(company: Company, userId: string): Partial<Company> {
  return {
    owners: company.owners.filter((owner) => owner !== userId),
    ownedSince: new Map([...company.ownedSince].filter(([owner]) => owner !== userId)),
    setupLinks: linksNotOf(company, userId),
  };
}

function withToken(
  company: Company,
  { tokenId, ...token }: DataOf<'TokenIssued'>,
  { cause: { actor }, time }: Applied<CompanyEvent>,
): Partial<Company> {
  const issued: TokenState = {
    ...token,
    label: token.label ?? null,
    issuedAt: time,
    issuedBy: actor,
    issuer: memberBehind(company, actor),
    handedOver: false,
  };
  const tokens = new Map([...company.tokens, [tokenId, issued]]);
  return withoutTokens({ ...company, tokens }, longExpired(company, time));
}

function handedOver(company: Company, tokenId: string): Partial<Company> {
  const token = company.tokens.get(tokenId);
  return token === undefined ? {} : { tokens: new Map([...company.tokens, [tokenId, { ...token, handedOver: true }]]) };
}

function withNewLink(
  company: Company,
  { linkId, ...link }: DataOf<'SetupLinkIssued'>,
  { cause: { actor }, time }: Applied<CompanyEvent>,
): Partial<Company> {
  const good = [...company.setupLinks].filter(([, other]) => isGoodLink(other, time));
  const issued: SetupLinkState = { ...link, used: false, withdrawn: false, issuedAt: time, issuedBy: actor };
  return { setupLinks: new Map([...spentLinks(company), ...good, [linkId, issued]]) };
}

const spentLinks = ({ setupLinks }: Company): [string, SetupLinkState][] =>
  [...setupLinks].filter(([, { used, withdrawn }]) => used || withdrawn).slice(-MAX_USED_SETUP_LINKS);

const linksNotOf = ({ setupLinks }: Company, userId: string): Company['setupLinks'] =>
  new Map([...setupLinks].filter(([, { issuedBy }]) => issuedBy.kind !== 'member' || issuedBy.id !== userId));

const withLink = ({ setupLinks }: Company, linkId: string, change: Partial<SetupLinkState>): Company['setupLinks'] =>
  new Map([...setupLinks].map(([id, link]) => [id, id === linkId ? { ...link, ...change } : link]));

function withoutTokens(
  { tokens, revokedTokens }: Company,
  ids: readonly string[],
): Pick<Company, 'tokens' | 'revokedTokens'> {
  const revoked = [...tokens].filter(([id]) => ids.includes(id)).map(([id, { digest }]) => [id, { digest }] as const);
  return {
    tokens: new Map([...tokens].filter(([id]) => !ids.includes(id))),
    revokedTokens: new Map([...revokedTokens, ...revoked].slice(-MAX_REVOKED_TOKENS)),
  };
}

const longExpired = ({ tokens }: Company, now: string): readonly string[] =>
  [...tokens]
    .filter(([, { expiresAt }]) => isOver(expiresAt, now))
    .map(([id]) => id)
    .slice(0, -MAX_EXPIRED_TOKENS);
