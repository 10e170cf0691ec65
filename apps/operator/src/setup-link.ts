import { MAX_SETUP_LINK_HOURS, issuableSetupLink, setupLinkUrl } from '@luciq/access';
import { IssueSetupLink } from '@luciq/domain';
import { changeCompany } from './change-company.ts';
import { CannotWork, EXIT } from './ending.ts';
import type { ExitStatus } from './ending.ts';
import { print, printJson } from './output.ts';
import type { GlobalOptions } from './workplace.ts';

const HOUR_MS = 3_600_000;

/** What kind of link is wanted. */
export interface SetupLinkGiven {
  readonly hours: number;
  /** Where people reach the console, without a path. */
  readonly url?: string;
}

/** Where the console is unless said: where the standalone product listens by itself. */
const consoleUrl = (): string => process.env['LUCIQ_PUBLIC_URL'] || 'http://127.0.0.1:3000';

/** Prints a link with which somebody sets the company up, once. The secret is behind the `#`, so that no server's log has it. */
export async function issueSetupLink(options: GlobalOptions, { hours, url = consoleUrl() }: SetupLinkGiven): Promise<ExitStatus> {
  if (!Number.isInteger(hours) || hours < 1 || hours > MAX_SETUP_LINK_HOURS) {
    throw new CannotWork(`The hours must be a whole number from 1 to ${MAX_SETUP_LINK_HOURS}.`, EXIT.wrongUse);
  }
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) throw new CannotWork('The address must be one such as https://scim.example.com.', EXIT.wrongUse);
  const expiresAt = new Date(Date.now() + hours * HOUR_MS).toISOString();
  let link = '';
  const { id } = await changeCompany(options, (context, company) => {
    const { text, linkId, details } = issuableSetupLink(company.id, expiresAt);
    link = setupLinkUrl(url.replace(/\/+$/, ''), text);
    return new IssueSetupLink(context, linkId, details);
  });
  if (options.json) printJson({ company: id, link, expiresAt });
  else print(`Whoever opens this link can set up ${id}, once, until ${expiresAt}. It is not shown again:`, '', `  ${link}`);
  return EXIT.fine;
}
