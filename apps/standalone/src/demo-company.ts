import type { CommandBus } from '@nestjs/cqrs';
import { v7 as uuidV7 } from 'uuid';
import { newToken, parseToken, tokenState } from '@luciq/access';
import type { CommandContext, Company, CompanyCommand, UserCommand } from '@luciq/domain';
import { companySentence } from '@luciq/domain';
import type { CompanyOutcome } from '@luciq/provisioning';
import {
  ChangeCompany,
  ChangeUser,
  commandContext,
  enableCommands,
  memberFact,
  registerCommand,
} from '@luciq/provisioning';
import { WrongSetting } from '@luciq/settings';

/** The company that a first start registers, so that there is something to connect to. */
export const DEMO_COMPANY_ID = 'demo';

const OWNER = {
  userName: 'owner@demo.example',
  name: { givenName: 'Demo', familyName: 'Owner' },
  displayName: 'Demo Owner',
  emails: [{ value: 'owner@demo.example', type: 'work', primary: true }],
};

const context = (): CommandContext =>
  commandContext({ companyId: DEMO_COMPANY_ID, actor: { kind: 'system', id: 'standalone' } });

/** The demo company as a start left it; `newToken` is to be shown, null where none was issued. */
export interface DemoCompany {
  readonly newToken: string | null;
  readonly company: Company;
}

/**
 * Registers the demo company with SAML and SCIM enabled and one owner, as far as that has not happened yet: a start that
 * was cut off is completed by the next one. Answers the token to show, null where there is nothing new to show, and the
 * company. Throws WrongSetting for a given token whose id is taken.
 */
export async function registerDemoCompany(commands: CommandBus, token: string | undefined): Promise<DemoCompany> {
  const company = async (command: CompanyCommand): Promise<CompanyOutcome> =>
    commands.execute(new ChangeCompany(command));
  const found = await setUp(company);
  const { owners, tokens, scim } = found;
  if (owners.length === 0) {
    const policy = { applications: [], owners };
    const command: UserCommand = {
      type: 'ProvisionUser',
      context: context(),
      userId: uuidV7(),
      policy,
      attributes: OWNER,
      origin: 'import',
    };
    const added = await commands.execute(new ChangeUser(command));
    if (added.kind === 'done' && added.user)
      await company({ type: 'GrantOwnership', context: context(), userId: added.user.id, member: memberFact(added) });
  }
  // Anyone who turned SCIM off meant it: no start issues a token then.
  const wanted = scim === 'off' ? null : (token ?? (tokens.size === 0 ? newToken() : null));
  return { newToken: wanted === null ? null : await issueToken(company, wanted), company: found };
}

/** Enables SAML and SCIM of a company that is new; later on both are as someone left them. */
async function setUp(company: (command: CompanyCommand) => Promise<CompanyOutcome>): Promise<Company> {
  const registered = await company(registerCommand(context(), { name: 'Demo company' }));
  const isNew =
    registered.kind === 'done' &&
    registered.company.kind === 'registered' &&
    registered.company.company.owners.length === 0;
  let state = registered;
  if (isNew) for (const command of enableCommands(context)) state = await company(command);
  if (state.kind === 'refused' || state.company.kind === 'absent') throw new Error('the demo company cannot be set up');
  return state.company.company;
}

async function issueToken(
  company: (command: CompanyCommand) => Promise<CompanyOutcome>,
  token: string,
): Promise<string | null> {
  const parts = parseToken(token);
  if (!parts) throw new WrongSetting('LUCIQ_BOOTSTRAP_TOKEN must be <id>.<secret>.');
  const outcome = await company({
    type: 'IssueToken',
    context: context(),
    tokenId: parts.id,
    token: tokenState(parts, null),
  });
  if (outcome.kind === 'done') return outcome.changed ? token : null;
  // A revoked token stays so, and is no reason not to start.
  if (outcome.refusal.kind === 'token-revoked') return null;
  if (outcome.refusal.kind === 'token-id-taken') {
    throw new WrongSetting(
      'LUCIQ_BOOTSTRAP_TOKEN has the id of a token that exists with another secret. Give the first one, or another id.',
    );
  }
  throw new WrongSetting(`LUCIQ_BOOTSTRAP_TOKEN cannot be issued. ${companySentence(outcome.refusal)}`);
}
