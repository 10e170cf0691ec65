import { Command } from 'commander';
import { SCOPES, SETUP_LINK_HOURS } from '@luciq/access';
import type { CredentialGiven } from './commands/company/credential.ts';
import { printCredential } from './commands/company/credential.ts';
import type { TransferGiven } from './commands/company/ownership.ts';
import { transferOwnership } from './commands/company/ownership.ts';
import { confirmRename, listRenames } from './commands/company/renames.ts';
import { SCIM_SWITCHES, switchScim } from './commands/company/scim-switch.ts';
import type { EndSessionsGiven } from './commands/company/sessions.ts';
import { endSessions } from './commands/company/sessions.ts';
import type { SetupLinkGiven } from './commands/company/setup-link.ts';
import { issueSetupLink, listSetupLinks, withdrawSetupLink } from './commands/company/setup-link.ts';
import type { TokenGiven } from './commands/company/tokens.ts';
import { handOverToken, issueToken, listTokens, revokeToken } from './commands/company/tokens.ts';
import { checkAllNames, claimAllNames } from './commands/users/names.ts';
import type { ExitStatus } from './ending.ts';
import type { GlobalOptions } from './engines/with-engines.ts';

const COMPANY_HELP = `
A set-up link is for the person who sets up a company without SAML, where nobody can sign in. It works once, and its secret is
shown once. While SCIM is paused, reads are answered and writes are refused, which the identity provider repeats; disabling SCIM
revokes every token. Ownership is transferred here or in the console, never over SCIM.

  npm run operator -- company setup-link --company acme --hours 24 --url https://scim.example.com
  npm run operator -- company setup-link list --company acme
  npm run operator -- company setup-link withdraw 5mY0mX3Nq2Jd9cKp --company acme
  npm run operator -- company scim pause --company acme
  npm run operator -- company ownership transfer --from ada@example.com --to bob@example.com

An owner or administrator who is renamed over SCIM signs in with the former name until an owner or operator confirms the new one.

  npm run operator -- company renames list --company acme
  npm run operator -- company renames confirm --company acme --user ada.b@example.com --user-name ada.b@example.com`;

const TOKEN_HELP = `
Several tokens are valid at the same time: issue the new one, put it into the identity provider, then revoke the old one. A
token that a user issued ends with that user, unless it is handed over to the company before.

  npm run operator -- token issue --label "Okta 2027" --days 365
  npm run operator -- token list
  npm run operator -- token hand-over 5mY0mX3Nq2Jd9cKp
  npm run operator -- token revoke 5mY0mX3Nq2Jd9cKp`;

const SESSIONS_HELP = `
For a compromised identity provider, or a user whose browser was stolen. Unused set-up links end as well. Anyone who can still sign in
through SAML can come back: replace the certificate or disable SAML to prevent that.

  npm run operator -- sessions end --company acme
  npm run operator -- sessions end --company acme --user ada@example.com`;

const CREDENTIAL_HELP = `
Scopes: companies (register companies, owners, applications, set-up links), operations (signs in to the console as an
operator, who may change every company).

  npm run operator -- credential new --name luciq-backend --scope companies`;

const NAMES_HELP = `
userNames and names of groups are compared without regard to case, width, composed or decomposed letters, and blanks at the
ends. A name from a build before 2.0 is found by its own spelling; "claim" makes sure that nobody else gets a look-alike of it.
Two users who already have the same name both continue to work; they are listed, and the exit status is then 1.

  npm run operator -- names check     changes nothing
  npm run operator -- names claim     once after an update; a repeat does nothing`;

/** Carries out one command and keeps its exit status. */
export type Run = (work: Promise<ExitStatus>) => Promise<void>;

const globals = (command: Command): GlobalOptions => command.optsWithGlobals<GlobalOptions>();

/** `company`: set-up, SCIM, owners and renames. */
export function companyCommands(run: Run): Command {
  const company = new Command('company')
    .description('set up a company, pause its SCIM, transfer its ownership')
    .addHelpText('after', COMPANY_HELP);
  const scim = company.command('scim').description('enable, pause, resume or disable SCIM');
  for (const to of Object.keys(SCIM_SWITCHES) as (keyof typeof SCIM_SWITCHES)[]) {
    scim.command(to).action((_options: unknown, command: Command) => run(switchScim(globals(command), to)));
  }
  const links = company
    .command('setup-link')
    .description('print a link that sets up the company and works once')
    .option('--hours <n>', 'hours until it expires', Number, SETUP_LINK_HOURS)
    .option('--url <address>', 'address of the console (default: LUCIQ_PUBLIC_URL, or http://127.0.0.1:3000)')
    .action((given: SetupLinkGiven, command: Command) => run(issueSetupLink(globals(command), given)));
  links
    .command('list')
    .description('list links: issuer, time, expiry, and whether used; without secrets')
    .action((_options: unknown, command: Command) => run(listSetupLinks(globals(command))));
  links
    .command('withdraw')
    .description('withdraw a link, used or not; its session ends')
    .argument('<id>', 'the part of the link between its two dots')
    .action((id: string, _options: unknown, command: Command) => run(withdrawSetupLink(globals(command), id)));
  company
    .command('ownership')
    .description('manage the owners of the company')
    .command('transfer')
    .description('make a user an owner in place of another')
    .requiredOption('--from <id or userName>', 'an owner')
    .requiredOption('--to <id or userName>', 'an active user')
    .action((given: TransferGiven, command: Command) => run(transferOwnership(globals(command), given)));
  company.addCommand(renameCommands(run));
  return company;
}

/** `company renames`. */
function renameCommands(run: Run): Command {
  const renames = new Command('renames').description('manage renames of owners and administrators');
  renames
    .command('list')
    .description('list unconfirmed renames')
    .action((_options: unknown, command: Command) => run(listRenames(globals(command))));
  renames
    .command('confirm')
    .description('let a user sign in with the new userName')
    .requiredOption('--user <id or userName>', 'the user')
    .requiredOption('--user-name <name>', 'the new userName, as the list shows it')
    .action((given: { user: string; userName: string }, command: Command) =>
      run(confirmRename(globals(command), given)),
    );
  return renames;
}

/** `token`. */
export function tokenCommands(run: Run): Command {
  const token = new Command('token').description("manage a company's tokens").addHelpText('after', TOKEN_HELP);
  token
    .command('list')
    .description('list tokens, without secrets')
    .action((_options: unknown, command: Command) => run(listTokens(globals(command))));
  token
    .command('issue')
    .description('print a new token; existing ones stay valid')
    .option('--label <name>', 'its name')
    .option('--days <n>', 'days until it expires; never unless given', Number)
    .action((given: TokenGiven, command: Command) => run(issueToken(globals(command), given)));
  token
    .command('revoke')
    .description('revoke a token, within a second')
    .argument('<id>', 'the part of the token before the dot')
    .action((id: string, _options: unknown, command: Command) => run(revokeToken(globals(command), id)));
  token
    .command('hand-over')
    .description("make a user's token the company's own: it does not end with the user")
    .argument('<id>', 'the part of the token before the dot')
    .action((id: string, _options: unknown, command: Command) => run(handOverToken(globals(command), id)));
  return token;
}

/** `sessions`. */
export function sessionCommands(run: Run): Command {
  const sessions = new Command('sessions')
    .description("manage sessions of a company's console")
    .addHelpText('after', SESSIONS_HELP);
  sessions
    .command('end')
    .description('sign out all users, or one, at every gateway within a second')
    .option('--user <id or userName>', 'only this user')
    .action((given: EndSessionsGiven, command: Command) => run(endSessions(globals(command), given)));
  return sessions;
}

/** `credential`. */
export function credentialCommands(run: Run): Command {
  const credential = new Command('credential')
    .description('make credentials for the account API')
    .addHelpText('after', CREDENTIAL_HELP);
  credential
    .command('new')
    .description('print a credential, and its entry for LUCIQ_ACCOUNT_CREDENTIALS; nothing is stored')
    .requiredOption('--name <name>', 'its holder: 1 to 64 of a-z, 0-9 and dashes')
    .option('--scope <scope...>', `what it may do: ${SCOPES.join(', ')}`, [])
    .action((given: CredentialGiven, command: Command) => run(printCredential(globals(command), given)));
  return credential;
}

/** `names`: names that an earlier build compared in another form. */
export function nameCommands(run: Run): Command {
  const names = new Command('names')
    .description('find names that differ only in spelling')
    .addHelpText('after', NAMES_HELP);
  for (const [name, description, work] of [
    ['check', 'list them', checkAllNames],
    ['claim', 'claim them, so that nobody else gets a look-alike', claimAllNames],
  ] as const) {
    names
      .command(name)
      .description(description)
      .action((_options: unknown, command: Command) => run(work(globals(command))));
  }
  return names;
}
