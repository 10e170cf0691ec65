import { Command } from 'commander';
import type { EventCredentialGiven } from './commands/event-feed/events-credential.ts';
import {
  EVENT_CREDENTIAL_DAYS,
  issueEventCredential,
  listEventCredentials,
  revokeEventCredential,
} from './commands/event-feed/events-credential.ts';
import type { Run } from './company-program.ts';
import type { GlobalOptions } from './engines/with-engines.ts';

const EVENTS_CREDENTIAL_HELP = `
A service reads the feed of events (GET /events/v1) with a credential: of all companies, or of those that are named. It always has an
end. To replace one, issue the new one, give it to the service, then revoke the old one, which ends what is open with it.

  npm run operator -- events-credential issue --name access-service --all-companies
  npm run operator -- events-credential issue --name acme-reports --companies "acme;globex" --days 90
  npm run operator -- events-credential list
  npm run operator -- events-credential revoke 5mY0mX3Nq2Jd9cKp`;

const globals = (command: Command): GlobalOptions => command.optsWithGlobals<GlobalOptions>();

/** `events-credential`. */
export function eventsCredentialCommands(run: Run): Command {
  const credential = new Command('events-credential')
    .description('manage who may read the feed of events')
    .addHelpText('after', EVENTS_CREDENTIAL_HELP);
  credential
    .command('issue')
    .description('print a new credential; existing ones stay valid')
    .requiredOption('--name <name>', 'the service that uses it')
    .option('--companies <ids>', 'companies whose events it reads, separated by ;', (ids: string) =>
      ids.split(';').filter(Boolean),
    )
    .option('--all-companies', 'it reads the events of all companies, also of those to come')
    .option('--days <n>', 'days until it expires', Number, EVENT_CREDENTIAL_DAYS)
    .action((given: EventCredentialGiven, command: Command) => run(issueEventCredential(globals(command), given)));
  credential
    .command('list')
    .description('list credentials, without secrets')
    .action((_options: unknown, command: Command) => run(listEventCredentials(globals(command))));
  credential
    .command('revoke')
    .description('revoke a credential, within a second')
    .argument('<id>', 'the part of the credential before the dot')
    .action((id: string, _options: unknown, command: Command) => run(revokeEventCredential(globals(command), id)));
  return credential;
}
