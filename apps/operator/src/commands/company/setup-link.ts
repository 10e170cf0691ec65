import { issuableSetupLink, MAX_SETUP_LINK_HOURS, setupLinkUrl } from '@luciq/access';
import type { SetupLinkState } from '@luciq/domain';
import { isOver } from '@luciq/domain';
import { reads } from '@luciq/provisioning';
import type { ExitStatus } from '../../ending.ts';
import { CannotWork, EXIT } from '../../ending.ts';
import type { GlobalOptions } from '../../engines/with-engines.ts';
import { chooseCompany, withLog } from '../../engines/with-engines.ts';
import { print, printJson, printTable } from '../../output.ts';
import { changeCompany } from './change-company.ts';

const HOUR_MS = 3_600_000;

/** What kind of link is wanted. */
export interface SetupLinkGiven {
  readonly hours: number;
  /** Where people reach the console, without a path. */
  readonly url?: string;
}

/** Where the console is unless said: where the standalone product listens by itself. */
const consoleUrl = (): string => process.env['LUCIQ_PUBLIC_URL'] || 'http://127.0.0.1:3000';

/** Prints a link with which someone sets the company up, once. The secret is behind the `#`, so that no server's log has it. */
export async function issueSetupLink(
  options: GlobalOptions,
  { hours, url = consoleUrl() }: SetupLinkGiven,
): Promise<ExitStatus> {
  if (!Number.isInteger(hours) || hours < 1 || hours > MAX_SETUP_LINK_HOURS) {
    throw new CannotWork(`The hours must be a whole number from 1 to ${MAX_SETUP_LINK_HOURS}.`, EXIT.wrongUse);
  }
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new CannotWork('The address must be one such as https://scim.example.com.', EXIT.wrongUse);
  const expiresAt = new Date(Date.now() + hours * HOUR_MS).toISOString();
  let link = '';
  const { id } = await changeCompany(options, (context, company) => {
    const { text, linkId, details } = issuableSetupLink(company.id, expiresAt);
    link = setupLinkUrl(url.replace(/\/+$/, ''), text);
    return { type: 'IssueSetupLink', context, linkId, link: details };
  });
  if (options.json) printJson({ company: id, link, expiresAt });
  else
    print(
      `Anyone who opens this link can set up ${id}, once, until ${expiresAt}. It is not shown again:`,
      '',
      `  ${link}`,
    );
  return EXIT.fine;
}

function stateOf({ used, withdrawn, expiresAt }: SetupLinkState, now: string): string {
  if (withdrawn) return 'withdrawn';
  if (used) return 'used';
  return isOver(expiresAt, now) ? 'expired' : 'open';
}

/** Lists the set-up links of a company, without secrets. */
export function listSetupLinks(options: GlobalOptions): Promise<ExitStatus> {
  return withLog(options, 'read', async (store) => {
    const company = await chooseCompany(options, reads({ store }));
    const companyId = company.id;
    const now = new Date().toISOString();
    const links = [...company.setupLinks].map(([id, link]) => ({
      id,
      issuedAt: link.issuedAt,
      issuedBy: link.issuedBy,
      expiresAt: link.expiresAt,
      state: stateOf(link, now),
    }));
    if (options.json) {
      printJson({ company: companyId, links });
      return EXIT.fine;
    }
    printTable(
      ['id', 'state', 'issued', 'by', 'until'],
      links.map(({ id, state, issuedAt, issuedBy, expiresAt }) => [
        id,
        state,
        issuedAt,
        `${issuedBy.kind} ${issuedBy.id}`,
        expiresAt,
      ]),
    );
    if (links.length === 0) print('No set-up link is known. Issue one with: operator company setup-link.');
    return EXIT.fine;
  });
}

/** Withdraws a set-up link: nobody can open it, and the session of the person who had opened it is over. */
export async function withdrawSetupLink(options: GlobalOptions, linkId: string): Promise<ExitStatus> {
  const { id, changed } = await changeCompany(options, (context) => ({ type: 'WithdrawSetupLink', context, linkId }));
  if (options.json) printJson({ company: id, id: linkId, changed });
  else
    print(
      changed
        ? `The set-up link ${linkId} of ${id} is withdrawn.`
        : `The set-up link ${linkId} of ${id} was withdrawn before.`,
    );
  return EXIT.fine;
}
