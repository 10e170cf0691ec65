import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { parseToken, tokenState } from '@luciq/access';
import { EnableSaml, EnableScim, IssueToken, RegisterCompany } from '@luciq/domain';
import type { CommandContext } from '@luciq/domain';
import type { EventStore } from '@luciq/event-store';
import { acknowledgedFromLog } from '@luciq/gateway-store/embedded';
import { CompanyCommandHandler } from '@luciq/provisioning';

/** A company to register for a test. */
export interface TestCompany {
  readonly companyId: string;
  readonly token: string;
  /** Its catalogue; empty accepts every application name. */
  readonly applications?: readonly string[];
  /** When the token expires, RFC 3339; never unless given. */
  readonly expiresAt?: string;
  readonly scim?: 'off' | 'enabled';
}

/** Registers a company as Luciq would, with one token. */
export async function registerCompany(store: EventStore, company: TestCompany): Promise<void> {
  const { companyId, token, applications = [], expiresAt = null, scim = 'enabled' } = company;
  const handler = new CompanyCommandHandler(store, acknowledgedFromLog(store));
  const context = (): CommandContext => {
    const id = randomUUID();
    return { companyId, commandId: id, requestId: id, actor: { kind: 'system', id: 'test' }, tokenId: null, now: new Date().toISOString() };
  };
  const parts = parseToken(token);
  if (!parts) throw new TypeError('the token of a test company must be <id>.<secret>');
  await handler.execute(new RegisterCompany(context(), companyId, applications, { role: 'member', applications: [] }));
  await handler.execute(new EnableSaml(context()));
  if (scim === 'enabled') await handler.execute(new EnableScim(context()));
  await handler.execute(new IssueToken(context(), parts.id, tokenState(parts, expiresAt)));
}
