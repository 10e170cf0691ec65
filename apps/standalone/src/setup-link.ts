import type { CommandBus } from '@nestjs/cqrs';
import { issuableSetupLink } from '@luciq/access';
import type { Company } from '@luciq/domain';
import { ChangeCompany, commandContext } from '@luciq/provisioning';

/** How long a link that a start prints can be opened, in minutes. */
export const START_LINK_MINUTES = 60;

/** A link to set the company up with; null where SAML is configured, so that its administrators sign in, or where too many links are good already. */
export async function startLink(commands: CommandBus, companyId: string, company: Company): Promise<string | null> {
  if (company.samlConfiguration !== null) return null;
  const context = commandContext({ companyId, actor: { kind: 'system', id: 'standalone' } });
  const expiresAt = new Date(Date.parse(context.now) + START_LINK_MINUTES * 60_000).toISOString();
  const { text, linkId, details } = issuableSetupLink(companyId, expiresAt);
  const outcome = await commands.execute(new ChangeCompany({ type: 'IssueSetupLink', context, linkId, link: details }));
  return outcome.kind === 'done' ? text : null;
}
