import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { issuableSetupLink, newToken, parseToken, tokenState } from '@luciq/access';
import type { CommandContext, CompanyCommand } from '@luciq/domain';
import type { EventStore } from '@luciq/event-store';
import { acknowledgedFromLog } from '@luciq/gateway-store/embedded';
import { ChangeCompany, enableCommands, provisioning, registerCommand } from '@luciq/provisioning';

/** A company to register for a test. */
export interface TestCompany {
  readonly companyId: string;
  readonly token: string;
  /** Its catalogue; empty accepts every application name. */
  readonly applications?: readonly string[];
  /** When the token expires, RFC 3339; never unless given. */
  readonly expiresAt?: string;
  /** `paused` is enabled first, `off` never was. */
  readonly scim?: 'off' | 'enabled' | 'paused';
}

/** Registers a company as Luciq would, with one token. */
export async function registerCompany(store: EventStore, company: TestCompany): Promise<void> {
  const { companyId, token, applications = [], expiresAt = null, scim = 'enabled' } = company;
  const { changeCompany } = provisioning({ store, acknowledgements: acknowledgedFromLog(store) });
  // A token that is to be expired was issued while its end was still to come.
  const now = new Date(expiresAt === null ? Date.now() : Math.min(Date.now(), Date.parse(expiresAt) - 1)).toISOString();
  const context = (): CommandContext => {
    const id = randomUUID();
    return { companyId, commandId: id, requestId: id, actor: { kind: 'system', id: 'test' }, tokenId: null, now };
  };
  const parts = parseToken(token);
  if (!parts) throw new TypeError('the token of a test company must be <id>.<secret>');
  await changeCompany.execute(new ChangeCompany(registerCommand(context(), { name: companyId, applications })));
  for (const command of enableCommands(context))
    if (scim !== 'off' || command.type === 'EnableSaml') await changeCompany.execute(new ChangeCompany(command));
  await changeCompany.execute(
    new ChangeCompany({
      type: 'IssueToken',
      context: context(),
      tokenId: parts.id,
      token: tokenState(parts, expiresAt),
    }),
  );
  if (scim === 'paused') await changeCompany.execute(new ChangeCompany({ type: 'PauseScim', context: context() }));
}

type Issued<Type extends CompanyCommand['type']> = Omit<Extract<CompanyCommand, { readonly type: Type }>, 'context'>;

/** A new token, and the command that issues it. */
export function testToken(): { readonly token: string; readonly issue: Issued<'IssueToken'> } {
  const token = newToken();
  const parts = parseToken(token);
  if (!parts) throw new TypeError('a new token has not the form of one');
  return { token, issue: { type: 'IssueToken', tokenId: parts.id, token: tokenState(parts, null) } };
}

/** The command that issues a new set-up link, good for a minute. */
export function testSetupLink(companyId: string): Issued<'IssueSetupLink'> {
  const { linkId, details } = issuableSetupLink(companyId, new Date(Date.now() + 60_000).toISOString());
  return { type: 'IssueSetupLink', linkId, link: details };
}
