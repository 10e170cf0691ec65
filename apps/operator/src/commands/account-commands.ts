import { Command } from 'commander';
import { SCOPES, SETUP_LINK_HOURS } from '@luciq/access';
import type { ExitStatus } from '../ending.ts';
import type { GlobalOptions } from '../engines/with-engines.ts';
import type { CredentialGiven } from './credential.ts';
import { printCredential } from './credential.ts';
import { checkAllNames, claimAllNames } from './names.ts';
import type { TransferGiven } from './ownership.ts';
import { transferOwnership } from './ownership.ts';
import { confirmRename, listRenames } from './renames.ts';
import { SCIM_SWITCHES, switchScim } from './scim-switch.ts';
import type { EndSessionsGiven } from './sessions.ts';
import { endSessions } from './sessions.ts';
import type { SetupLinkGiven } from './setup-link.ts';
import { issueSetupLink, listSetupLinks, withdrawSetupLink } from './setup-link.ts';
import type { TokenGiven } from './tokens.ts';
import { handOverToken, issueToken, listTokens, revokeToken } from './tokens.ts';

const COMPANY_HELP = `
A set-up link is for the person who sets up a company that has no SAML yet, and so no way to sign in. It is good once, and its secret
is shown once. Pausing SCIM answers reads and holds writes back, which the identity provider repeats; turning it off revokes
every token. Ownership passes from one member to another here and in the console, never over SCIM.

  npm run operator -- company setup-link --company acme --hours 24 --url https://scim.example.com
  npm run operator -- company setup-link list --company acme
  npm run operator -- company setup-link withdraw 5mY0mX3Nq2Jd9cKp --company acme
  npm run operator -- company scim pause --company acme
  npm run operator -- company ownership transfer --from ada@example.com --to bob@example.com

An owner or administrator who is renamed over SCIM signs in by the former name until an owner or operator confirms the new one.

  npm run operator -- company renames list --company acme
  npm run operator -- company renames confirm --company acme --user ada.b@example.com --user-name ada.b@example.com`;

const TOKEN_HELP = `
Several tokens are good at the same time: issue the new one, put it into the identity provider, then revoke the old one. A
token that a member issued ends with that member, unless it is handed over to the company before.

  npm run operator -- token issue --label "Okta 2027" --days 365
  npm run operator -- token list
  npm run operator -- token hand-over 5mY0mX3Nq2Jd9cKp
  npm run operator -- token revoke 5mY0mX3Nq2Jd9cKp`;

const SESSIONS_HELP = `
For an identity provider that was broken into, or a member whose browser is in other hands. Set-up links that nobody opened are
dead as well. Anyone who can still sign in through SAML comes back: replace the certificate or disable SAML where that must not be.

  npm run operator -- sessions end --company acme
  npm run operator -- sessions end --company acme --user ada@example.com`;

const CREDENTIAL_HELP = `
Scopes: companies (register companies, owners, applications, set-up links), operations (signs in to the console as an
operator, who may do everything to every company).

  npm run operator -- credential new --name luciq-backend --scope companies`;

const NAMES_HELP = `
userNames and names of groups are compared without regard to case, width, composed or decomposed letters, and blanks at the
ends. Names that builds before 2.0 took are found by their own spelling at once; "claim" makes sure that nobody else gets a
look-alike of one. Two that have the same name already both go on working; they are listed, and the exit status is then 1.

  npm run operator -- names check     changes nothing
  npm run operator -- names claim     once after an update; a repeat does nothing`;

/** Carries out one command and keeps its exit status. */
export type Run = (work: Promise<ExitStatus>) => Promise<void>;

const globals = (command: Command): GlobalOptions => command.optsWithGlobals<GlobalOptions>();

/** `company`: what a company may do, and who owns it. */
export function companyCommands(run: Run): Command {
  const company = new Command('company')
    .description('set a company up, pause it, pass its ownership on')
    .addHelpText('after', COMPANY_HELP);
  const scim = company.command('scim').description('answer SCIM requests, hold writes back, or refuse them all');
  for (const to of Object.keys(SCIM_SWITCHES) as (keyof typeof SCIM_SWITCHES)[]) {
    scim.command(to).action((_options: unknown, command: Command) => run(switchScim(globals(command), to)));
  }
  const links = company
    .command('setup-link')
    .description('print a link to set the company up, good once')
    .option('--hours <n>', 'how long it is good', Number, SETUP_LINK_HOURS)
    .option('--url <address>', 'where people reach the console (default: LUCIQ_PUBLIC_URL, or http://127.0.0.1:3000)')
    .action((given: SetupLinkGiven, command: Command) => run(issueSetupLink(globals(command), given)));
  links
    .command('list')
    .description('list them: who, when, until, whether used; without secrets')
    .action((_options: unknown, command: Command) => run(listSetupLinks(globals(command))));
  links
    .command('withdraw')
    .description('take one back, used or not; a session that came of it is over')
    .argument('<id>', 'what stands between the two dots of the link')
    .action((id: string, _options: unknown, command: Command) => run(withdrawSetupLink(globals(command), id)));
  company
    .command('ownership')
    .description('look after who owns the company')
    .command('transfer')
    .description('make a member an owner in place of another')
    .requiredOption('--from <id or userName>', 'an owner')
    .requiredOption('--to <id or userName>', 'an active member')
    .action((given: TransferGiven, command: Command) => run(transferOwnership(globals(command), given)));
  company.addCommand(renameCommands(run));
  return company;
}

/** `company renames`: by which name members with rights sign in. */
function renameCommands(run: Run): Command {
  const renames = new Command('renames').description('look after renames of owners and administrators');
  renames
    .command('list')
    .description('list those that wait to be confirmed')
    .action((_options: unknown, command: Command) => run(listRenames(globals(command))));
  renames
    .command('confirm')
    .description('let the new userName of a member sign in')
    .requiredOption('--user <id or userName>', 'the member')
    .requiredOption('--user-name <name>', 'the new userName, as the list shows it')
    .action((given: { user: string; userName: string }, command: Command) =>
      run(confirmRename(globals(command), given)),
    );
  return renames;
}

/** `token`: what speaks for a company. */
export function tokenCommands(run: Run): Command {
  const token = new Command('token').description("look after a company's tokens").addHelpText('after', TOKEN_HELP);
  token
    .command('list')
    .description('list them, without secrets')
    .action((_options: unknown, command: Command) => run(listTokens(globals(command))));
  token
    .command('issue')
    .description('print a new one; those that are there stay good')
    .option('--label <name>', 'what people call it')
    .option('--days <n>', 'days until it expires; never unless given', Number)
    .action((given: TokenGiven, command: Command) => run(issueToken(globals(command), given)));
  token
    .command('revoke')
    .description('make one good for nothing, within a second')
    .argument('<id>', 'the part of the token before the dot')
    .action((id: string, _options: unknown, command: Command) => run(revokeToken(globals(command), id)));
  token
    .command('hand-over')
    .description("make a member's token the company's own: it does not end with the member")
    .argument('<id>', 'the part of the token before the dot')
    .action((id: string, _options: unknown, command: Command) => run(handOverToken(globals(command), id)));
  return token;
}

/** `sessions`: who is signed in to the console. */
export function sessionCommands(run: Run): Command {
  const sessions = new Command('sessions')
    .description("look after sessions of a company's console")
    .addHelpText('after', SESSIONS_HELP);
  sessions
    .command('end')
    .description('sign everybody out, or one member, at every gateway within a second')
    .option('--user <id or userName>', 'only this member')
    .action((given: EndSessionsGiven, command: Command) => run(endSessions(globals(command), given)));
  return sessions;
}

/** `credential`: what speaks to the account API without being a member. */
export function credentialCommands(run: Run): Command {
  const credential = new Command('credential')
    .description('make credentials of the account API')
    .addHelpText('after', CREDENTIAL_HELP);
  credential
    .command('new')
    .description('print one and the entry that makes it good; nothing is kept')
    .requiredOption('--name <name>', 'who has it: 1 to 64 of a-z, 0-9 and dashes')
    .option('--scope <scope...>', `what it is good for: ${SCOPES.join(', ')}`, [])
    .action((given: CredentialGiven, command: Command) => run(printCredential(globals(command), given)));
  return credential;
}

/** `names`: names that are compared in another form than they were by former builds. */
export function nameCommands(run: Run): Command {
  const names = new Command('names')
    .description('look for names that only look different')
    .addHelpText('after', NAMES_HELP);
  for (const [name, description, work] of [
    ['check', 'list them', checkAllNames],
    ['claim', 'claim them, so that nobody gets a look-alike', claimAllNames],
  ] as const) {
    names
      .command(name)
      .description(description)
      .action((_options: unknown, command: Command) => run(work(globals(command))));
  }
  return names;
}
