import { Command } from 'commander';
import { access } from './commands/access.ts';
import {
  companyCommands,
  credentialCommands,
  nameCommands,
  sessionCommands,
  tokenCommands,
} from './commands/account-commands.ts';
import { audit } from './commands/audit.ts';
import { auditCompany } from './commands/audit-company.ts';
import { listCompanies } from './commands/companies.ts';
import { importFile } from './commands/import.ts';
import type { MappingGiven } from './commands/mapping.ts';
import { listMappings, removeMapping, setMapping } from './commands/mapping.ts';
import { migrate } from './commands/migrate.ts';
import { listParked, resumeParked, showParked } from './commands/parked.ts';
import type { PreparationGiven } from './commands/prepare-event-store.ts';
import { prepareEventStore } from './commands/prepare-event-store.ts';
import type { Registration } from './commands/register.ts';
import { register } from './commands/register.ts';
import { MAX_LAG_SECONDS, rebuildRows, verifyRows } from './commands/rows.ts';
import { createTopics } from './commands/topics.ts';
import type { ExitStatus } from './ending.ts';
import type { GlobalOptions } from './engines/with-engines.ts';
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
    .description('Looks after the data of the Luciq provisioning service.')
    .option('--data <dir>', 'data folder of the standalone product (default: LUCIQ_DATA_DIR, or ./data)')
    .option('--company <id>', 'the company; needed only where there are several')
    .option('--json', 'print the report as JSON')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', EXAMPLES)
    .exitOverride();
  program
    .command('import')
    .description("bring a company's existing members in from a file")
    .argument('<file>', 'JSON Lines or CSV')
    .addHelpText('after', IMPORT_HELP)
    .action((file: string, _options: unknown, command: Command) => run(importFile(globals(command), file)));
  program
    .command('audit')
    .description("print a member's history, or the company's: sign-ins, SAML, tokens, links, owners")
    .option('--user <id or userName>', 'the member; the company itself without it')
    .addHelpText('after', AUDIT_HELP)
    .action(({ user }: { user?: string }, command: Command) =>
      run(user === undefined ? auditCompany(globals(command)) : audit(globals(command), user)),
    );
  program
    .command('access')
    .description('print what a member may do, and why')
    .requiredOption('--user <id or userName>', 'the member')
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
    .requiredOption('--name <name>', 'what people call it')
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
    .description('carry the log of a data folder to the event store of the services')
    .addHelpText('after', MIGRATE_HELP)
    .action((_options: unknown, command: Command) => run(migrate(globals(command))));
  program
    .addCommand(companyCommands(run))
    .addCommand(tokenCommands(run))
    .addCommand(credentialCommands(run))
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
    .description('make the read model anew from the log')
    .addHelpText('after', REBUILD_HELP)
    .option(
      '--topic-from-start',
      'projectors read the topic from its start afterwards: for a topic that was made anew or lost what they need',
    )
    .action((given: { topicFromStart?: boolean }, command: Command) => run(rebuildRows(globals(command), given)));
  program
    .command('verify')
    .description('check every record of the log and compare the read model with it')
    .option('--max-lag <seconds>', 'how long rows may be behind the log', Number, MAX_LAG_SECONDS)
    .addHelpText('after', VERIFY_HELP)
    .action((given: { maxLag: number }, command: Command) => run(verifyRows(globals(command), given)));
}

function addEngineCommands(program: Command): void {
  program
    .command('event-store')
    .description('look after the EventStoreDB of the services')
    .command('prepare')
    .description('set what a user may do there, and take our streams from all others')
    .requiredOption('--user <name>', 'the user of the services')
    .option('--whole-server', 'also where others have streams on it')
    .addHelpText('after', PREPARE_HELP)
    .action((given: PreparationGiven, command: Command) => run(prepareEventStore(globals(command), given)));
  program
    .command('topics')
    .description("look after Kafka's topics")
    .command('create')
    .description('make the topics that are missing')
    .addHelpText('after', TOPICS_HELP)
    .action((_options: unknown, command: Command) => run(createTopics(globals(command))));
}

function mappingCommands(): Command {
  const mapping = new Command('mapping')
    .description('look after what groups give to their members')
    .addHelpText('after', MAPPING_HELP);
  mapping
    .command('set')
    .description('give the members of a group a role, applications or both')
    .requiredOption('--group <id or name>', 'the group')
    .option('--role <role>', 'a role; none unless given')
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
    .description('give them nothing for being in it')
    .requiredOption('--group <id or name>', 'the group')
    .action((given: Pick<MappingGiven, 'group'>, command: Command) => run(removeMapping(globals(command), given)));
  mapping
    .command('list')
    .description('list what groups give')
    .action((_options: unknown, command: Command) => run(listMappings(globals(command))));
  return mapping;
}

function parkedCommands(): Command {
  const parked = new Command('parked')
    .description('look after companies whose records wait for an operator')
    .addHelpText('after', PARKED_HELP);
  for (const [name, description, work] of [
    ['list', 'list them', listParked],
    ['show', 'print everything that is known of one', showParked],
    ['resume', 'let one go on', resumeParked],
  ] as const) {
    parked
      .command(name)
      .description(description)
      .action((_options: unknown, command: Command) => run(work(globals(command))));
  }
  return parked;
}
