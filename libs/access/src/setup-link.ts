import { randomBytes } from 'node:crypto';
import type { SetupLinkDetails } from '@luciq/domain';
import { isCompanyId } from '@luciq/events';
import { digestOf, newId } from './token.ts';

/** How long a set-up link is good unless said, in hours. */
export const SETUP_LINK_HOURS = 24;
/** How long a set-up link is good at most, in hours. */
export const MAX_SETUP_LINK_HOURS = 168;
/** Longest text that is looked at as a set-up link, in characters. */
export const MAX_SETUP_LINK_LENGTH = 256;

/** Where the console is served. */
export const CONSOLE_PATH = '/console';

const SETUP_LINK = /^([a-z0-9-]{1,64})\.([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]{32,128})$/;

/** The parts of a set-up link. Company and id may be shown and logged, the secret never. */
export interface SetupLinkParts {
  readonly companyId: string;
  readonly linkId: string;
  readonly secret: string;
}

/** A new set-up link, `<companyId>.<linkId>.<secret>`: an id, and 256 random bits of secret. */
export const newSetupLink = (companyId: string): string =>
  [companyId, newId(), randomBytes(32).toString('base64url')].join('.');

/** Takes `<companyId>.<linkId>.<secret>` apart; null for anything else. */
export function parseSetupLink(text: string): SetupLinkParts | null {
  if (text.length > MAX_SETUP_LINK_LENGTH) return null;
  const [, companyId, linkId, secret] = SETUP_LINK.exec(text) ?? [];
  return companyId !== undefined && linkId !== undefined && secret !== undefined && isCompanyId(companyId)
    ? { companyId, linkId, secret }
    : null;
}

/** What is kept of a set-up link: for IssueSetupLink, and its digest for UseSetupLink. */
export const setupLinkState = ({ secret }: Pick<SetupLinkParts, 'secret'>, expiresAt: string): SetupLinkDetails => ({
  digest: digestOf(secret).toString('hex'),
  expiresAt,
});

/** A new set-up link of a company: its text, which is shown once, and what IssueSetupLink is given. `credential` is the mark of that which issues it. */
export function issuableSetupLink(
  companyId: string,
  expiresAt: string,
  credential: string | null = null,
): { readonly text: string; readonly linkId: string; readonly details: SetupLinkDetails } {
  const text = newSetupLink(companyId);
  const parts = parseSetupLink(text);
  if (!parts) throw new TypeError('a new set-up link has not the form of one');
  return { text, linkId: parts.linkId, details: { ...setupLinkState(parts, expiresAt), credential } };
}

/** Address of a set-up link. It stands in the fragment, which browsers send to nobody, so that no log has it and no scanner of links uses it up. */
export const setupLinkUrl = (publicUrl: string, link: string): string => `${publicUrl}${CONSOLE_PATH}/setup#${link}`;
