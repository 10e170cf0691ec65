import { Command } from 'commander';
import { auditCompany } from './commands/company/audit-company.ts';
import { listCompanies } from './commands/company/companies.ts';
import type { Registration } from './commands/company/register.ts';
import { register } from './commands/company/register.ts';
import { listParked, resumeParked, showParked } from './commands/read-model/parked.ts';
import { MAX_LAG_SECONDS, rebuildRows, verifyRows } from './commands/read-model/rows.ts';
import { migrate } from './commands/services/migrate.ts';
import type { PreparationGiven } from './commands/services/prepare-event-store.ts';
import { prepareEventStore } from './commands/services/prepare-event-store.ts';
import { createTopics } from './commands/services/topics.ts';
import { access } from './commands/users/access.ts';
import { audit } from './commands/users/audit.ts';
import type { ImportGiven } from './commands/users/import-file.ts';
import { importFile } from './commands/users/import-file.ts';
import type { MappingGiven } from './commands/users/mapping.ts';
import { listMappings, removeMapping, setMapping } from './commands/users/mapping.ts';
import {
  companyCommands,
  credentialCommands,
  nameCommands,
  sessionCommands,
  tokenCommands,
} from './company-program.ts';
import type { ExitStatus } from './ending.ts';
import type { GlobalOptions } from './engines/with-engines.ts';
import { eventsCredentialCommands } from './event-feed-program.ts';
import {
  ACCESS_HELP,
  AUDIT_HELP,
  EXAMPLES,
  IMPORT_HELP,
  MAPPING_HELP,
  MIGRATE_HELP,
  PARKED_HELP,
  PREPARE_HELP,
  REBUILD_HELP,
  REGISTER_HELP,
  TOPICS_HELP,
  VERIFY_HELP,
} from './help.ts';

/** Carries out one command and keeps its exit status. */
async function run(work: Promise<ExitStatus>): Promise<void> {
  process.exitCode = await work;
}

const globals = (command: Command): GlobalOptions => command.optsWithGlobals<GlobalOptions>();

/** The command tree. A command that has run leaves its exit status in `process.exitCode`; wrong use throws CommanderError. */
export function operator(): Command {
  const program = new Command('operator')
    .description('Manages the data of the Luciq provisioning service.')
    .option('--data <dir>', 'data folder of the standalone product (default: LUCIQ_DATA_DIR, or ./data)')
    .option('--company <id>', 'the company; needed only where there are several')
    .option('--json', 'print the report as JSON')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', EXAMPLES)
    .exitOverride();
  program
    .command('import')
    .description("import a company's existing users from a file")
    .argument('<file>', 'JSON Lines or CSV')
    .option('--any-user-name', 'also members whose userName is no e-mail address')
    .option('--check', 'say what would be added, what differs and what is bad, and change nothing')
    .option('--report <file>', 'write the report to a file, as JSON')
    .addHelpText('after', IMPORT_HELP)
    .action((file: string, given: ImportGiven, command: Command) => run(importFile(globals(command), file, given)));
  program
    .command('audit')
    .description("print a user's history, or the company's: sign-ins, SAML, tokens, links, owners")
    .option('--user <id or userName>', 'the user; without it, the company')
    .addHelpText('after', AUDIT_HELP)
    .action(({ user }: { user?: string }, command: Command) =>
      run(user === undefined ? auditCompany(globals(command)) : audit(globals(command), user)),
    );
  program
    .command('access')
    .description("print a user's role and applications, and why")
    .requiredOption('--user <id or userName>', 'the user')
    .addHelpText('after', ACCESS_HELP)
    .action(({ user }: { user: string }, command: Command) => run(access(globals(command), user)));
  addRowCommands(program);
  program
    .command('companies')
    .description('list the companies')
    .action((_options: unknown, command: Command) => run(listCompanies(globals(command))));
  program
    .command('register')
    .description('register a company and print a token for it')
    .argument('<id>', '1 to 64 of a-z, 0-9 and dashes')
    .requiredOption('--name <name>', 'its name')
    .option(
      '--applications <names>',
      'its applications, separated by ;',
      (names: string) => names.split(';').filter(Boolean),
      [],
    )
    .option('--token <token>', 'a token to issue instead of a generated one')
    .option('--set-up-later', 'without SAML, SCIM and token')
    .addHelpText('after', REGISTER_HELP)
    .action((id: string, given: Omit<Registration, 'id'>, command: Command) =>
      run(register(globals(command), { id, ...given })),
    );
  program
    .command('migrate')
    .description('copy the log of a data folder to the event store of the services')
    .addHelpText('after', MIGRATE_HELP)
    .action((_options: unknown, command: Command) => run(migrate(globals(command))));
  program
    .addCommand(companyCommands(run))
    .addCommand(tokenCommands(run))
    .addCommand(credentialCommands(run))
    .addCommand(eventsCredentialCommands(run))
    .addCommand(nameCommands(run))
    .addCommand(sessionCommands(run));
  program.addCommand(mappingCommands());
  program.addCommand(parkedCommands());
  addEngineCommands(program);
  return program;
}

function addRowCommands(program: Command): void {
  program
    .command('rebuild')
    .description('make the rows again from the log')
    .addHelpText('after', REBUILD_HELP)
    .option(
      '--topic-from-start',
      'projectors then read the topic from its start: for a topic that was created again, or lost messages that they need',
    )
    .action((given: { topicFromStart?: boolean }, command: Command) => run(rebuildRows(globals(command), given)));
  program
    .command('verify')
    .description('check every record of the log, and compare the rows with it')
    .option('--max-lag <seconds>', 'how long rows may be behind the log', Number, MAX_LAG_SECONDS)
    .addHelpText('after', VERIFY_HELP)
    .action((given: { maxLag: number }, command: Command) => run(verifyRows(globals(command), given)));
}

function addEngineCommands(program: Command): void {
  program
    .command('event-store')
    .description('manage the EventStoreDB of the services')
    .command('prepare')
    .description("give the services' user its rights, and take access from all others")
    .requiredOption('--user <name>', 'the user of the services')
    .option('--whole-server', 'even if other products have streams on the server')
    .addHelpText('after', PREPARE_HELP)
    .action((given: PreparationGiven, command: Command) => run(prepareEventStore(globals(command), given)));
  program
    .command('topics')
    .description("manage Kafka's topics")
    .command('create')
    .description('create missing topics')
    .addHelpText('after', TOPICS_HELP)
    .action((_options: unknown, command: Command) => run(createTopics(globals(command))));
}

function mappingCommands(): Command {
  const mapping = new Command('mapping')
    .description('manage which role and applications members of groups get')
    .addHelpText('after', MAPPING_HELP);
  mapping
    .command('set')
    .description('give the members of a group a role, applications or both')
    .requiredOption('--group <id or name>', 'the group')
    .option('--role <role>', 'the role; without it, the group gives none')
    .option(
      '--applications <names>',
      'applications, separated by ;',
      (names: string) => names.split(';').filter(Boolean),
      [],
    )
    .option('--precedence <n>', 'a whole number; the highest decides', Number, 0)
    .action((given: MappingGiven, command: Command) => run(setMapping(globals(command), given)));
  mapping
    .command('remove')
    .description("remove a group's mapping")
    .requiredOption('--group <id or name>', 'the group')
    .action((given: Pick<MappingGiven, 'group'>, command: Command) => run(removeMapping(globals(command), given)));
  mapping
    .command('list')
    .description('list mappings')
    .action((_options: unknown, command: Command) => run(listMappings(globals(command))));
  return mapping;
}

function parkedCommands(): Command {
  const parked = new Command('parked')
    .description('manage companies whose records cannot be written to the rows')
    .addHelpText('after', PARKED_HELP);
  for (const [name, description, work] of [
    ['list', 'list them', listParked],
    ['show', 'print why one is parked', showParked],
    ['resume', 'resume one', resumeParked],
  ] as const) {
    parked
      .command(name)
      .description(description)
      .action((_options: unknown, command: Command) => run(work(globals(command))));
  }
  return parked;
}
