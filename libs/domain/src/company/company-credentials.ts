import type { CompanyEvent } from '@luciq/events';
import type { Decision } from '../decider.ts';
import { events, refuse } from '../decider.ts';
import type { CompanyRefusal } from '../refusal.ts';
import type {
  HandOverToken,
  IssueSetupLink,
  IssueToken,
  RevokeToken,
  UseSetupLink,
  WithdrawSetupLink,
} from './company-commands.ts';
import type { Company } from './company-state.ts';
import { isGoodLink, isOver, liveTokens, memberBehind } from './company-state.ts';

/** Tokens of a company that are good at the same time, so that one can be put in place of another without a gap. */
export const MAX_LIVE_TOKENS = 10;
/** Set-up links of a company that are good at the same time. */
export const MAX_LIVE_SETUP_LINKS = 20;
/** Longest name of a token, in characters. */
export const MAX_TOKEN_LABEL_LENGTH = 100;

type CompanyDecision = Decision<CompanyEvent, CompanyRefusal>;

const refused = (refusal: CompanyRefusal): CompanyDecision => refuse<CompanyRefusal>(refusal);

/** True for null, and for a time that is readable and not over. */
const isAhead = (expiresAt: string | null, now: string): boolean =>
  expiresAt === null || Date.parse(expiresAt) > Date.parse(now);

/** Decides IssueToken. An id that was revoked is never issued again, anyone who asks. */
export function issueToken(company: Company, { context, tokenId, token }: IssueToken): CompanyDecision {
  const existing = company.tokens.get(tokenId);
  if (existing) return existing.digest === token.digest ? events() : refused({ kind: 'token-id-taken' });
  if (company.revokedTokens.has(tokenId)) return refused({ kind: 'token-revoked' });
  if (!isAhead(token.expiresAt, context.now)) return refused({ kind: 'expiry-in-past' });
  if (token.expiresAt === null && context.actor.kind === 'member') return refused({ kind: 'token-without-end' });
  if ([...(token.label ?? '')].length > MAX_TOKEN_LABEL_LENGTH) return refused({ kind: 'label-too-long' });
  if (liveTokens(company, context.now) >= MAX_LIVE_TOKENS) return refused({ kind: 'too-many-tokens' });
  return events({ type: 'TokenIssued', data: { tokenId, ...token } });
}

/** Decides RevokeToken. */
export function revokeToken(company: Company, { tokenId }: RevokeToken): CompanyDecision {
  if (company.revokedTokens.has(tokenId)) return events();
  return company.tokens.has(tokenId)
    ? events({ type: 'TokenRevoked', data: { tokenId } })
    : refused({ kind: 'token-not-found' });
}

/** Decides HandOverToken. Who issued a token can't confirm it for the time after: another owner does, or Luciq. */
export function handOverToken(company: Company, { context, tokenId }: HandOverToken): CompanyDecision {
  const token = company.tokens.get(tokenId);
  if (!token) return refused({ kind: company.revokedTokens.has(tokenId) ? 'token-revoked' : 'token-not-found' });
  if (token.issuer === null || token.handedOver) return events();
  const { actor } = context;
  if (memberBehind(company, actor) === token.issuer) return refused({ kind: 'own-token' });
  return events({ type: 'TokenHandedOver', data: { tokenId } });
}

/** Decides IssueSetupLink. */
export function issueSetupLink({ setupLinks }: Company, { context, linkId, link }: IssueSetupLink): CompanyDecision {
  const existing = setupLinks.get(linkId);
  if (existing) return existing.digest === link.digest ? events() : refused({ kind: 'setup-link-id-taken' });
  if (!isAhead(link.expiresAt, context.now)) return refused({ kind: 'expiry-in-past' });
  const good = [...setupLinks.values()].filter((link) => isGoodLink(link, context.now));
  return good.length >= MAX_LIVE_SETUP_LINKS
    ? refused({ kind: 'too-many-setup-links' })
    : events({ type: 'SetupLinkIssued', data: { linkId, ...link } });
}

/** Decides WithdrawSetupLink. */
export function withdrawSetupLink({ setupLinks }: Company, { linkId }: WithdrawSetupLink): CompanyDecision {
  const link = setupLinks.get(linkId);
  if (!link) return refused({ kind: 'setup-link-not-found' });
  return link.withdrawn ? events() : events({ type: 'SetupLinkWithdrawn', data: { linkId } });
}

/** Decides UseSetupLink: an unknown link and a wrong secret look the same. */
export function useSetupLink({ setupLinks }: Company, { context, linkId, digest }: UseSetupLink): CompanyDecision {
  const link = setupLinks.get(linkId);
  if (!link || link.withdrawn || link.digest !== digest) return refused({ kind: 'setup-link-unknown' });
  if (link.used) return refused({ kind: 'setup-link-used' });
  return isOver(link.expiresAt, context.now)
    ? refused({ kind: 'setup-link-expired' })
    : events({ type: 'SetupLinkUsed', data: { linkId } });
}
