import 'reflect-metadata';
import { Command, CommanderError } from 'commander';
import { ROLES } from '@luciq/entitlement';
import { DamagedLog } from '@luciq/event-store';
import { WrongEventStoreAddress } from '@luciq/event-store/by-address';
import { EventStoreDbUnusable } from '@luciq/event-store/eventstoredb';
import { DataFolderInUse, EventStoreFileUnusable } from '@luciq/event-store/sqlite';
import { Unrecoverable } from '@luciq/pump';
import { CheckpointBeyondLog } from '@luciq/read-model';
import { engineSentence, isEngineAway } from '@luciq/service';
import { databaseSentence, WrongSetting } from '@luciq/settings';
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
import { CannotWork, EXIT } from './ending.ts';
import type { GlobalOptions } from './engines/with-engines.ts';
import { TooManyLines } from './member-file/member-file.ts';
import { MemberFileUnusable } from './member-file/unusable.ts';
import { printError } from './output.ts';

const EXAMPLES = `
Every command works beside the running service. Without --data, and with LUCIQ_EVENT_STORE_URL set, the commands work on the
engines of the services, which the same variables name: LUCIQ_EVENT_STORE_URL, LUCIQ_CLAIM_KEY, LUCIQ_DATABASE_URL and, for
topics, LUCIQ_KAFKA_BROKERS.

Examples:
  npm run operator -- companies
  npm run operator -- import members.csv --company demo
  npm run operator -- audit --user ada@example.com
  npm run operator -- access --user ada@example.com
  npm run operator -- verify
  npm run operator -- rebuild
  npm run operator -- parked list
  npm run --silent operator -- verify --json > report.json

Exit status: 0 all is well; 1 something was found (a bad line, a row that differs) or the command failed; 2 wrong use.`;

const IMPORT_HELP = `
A file whose name ends in .csv or .tsv is CSV with a header line, one in .jsonl has one JSON object a line; of others the first line tells. The
columns of CSV are separated by commas, semicolons or tabs. UTF-8 is read, and UTF-16 with a byte order mark. The fields are
  userName (required), givenName, familyName, displayName, email (default: the userName), externalId,
  role (${ROLES.join(', ')}), applications (in CSV separated by ;, and in
  quotation marks where the columns are, too), active (true, false)

  {"userName":"ada@example.com","givenName":"Ada","familyName":"Lovelace","role":"admin","applications":["Web","iOS"]}

  userName,givenName,familyName,role,applications,active
  ada@example.com,Ada,Lovelace,admin,Web;iOS,true

Good lines go in, each bad line is listed with its number and the reason, and the exit status is then 1. A header that
names a column twice or one that is not known, and a file without members, are refused as a whole, with 1 too. Members who are
there already stay as they are: mend the bad lines and run the same file again.`;

const AUDIT_HELP = `
Prints each event of the member in order: when, what happened, what changed, and who asked for it. Without --user it is what was
done to the company, and who came into its console or was refused.

  npm run operator -- audit --company acme
  npm run operator -- audit --user ada@example.com
  npm run operator -- audit --user 5c1e7a52-8a6f-4d55-9f5e-0f4f6f4ad1c2     a deleted member is found by id`;

const ACCESS_HELP = `
Prints the role and the applications that the member has in effect, and for each the rule and the event that gave it.

  npm run operator -- access --user ada@example.com`;

const REBUILD_HELP = `
Folds the whole log into a fresh generation of the read model beside the live one, compares both at one position, catches
up and switches. A running service goes on meanwhile and follows the switch. What it takes is disk for a second copy.`;

const VERIFY_HELP = `
Folds the log into rows of its own and compares them with the live ones at one position. Where rows differ they are
listed by table and key, and the exit status is 1; "rebuild" mends them.`;

const REGISTER_HELP = `
Registers a company with SAML and SCIM enabled, and prints the token that its identity provider is given. The token is
shown once: only a digest of it is kept. Running it again for the same company issues one more token. With --set-up-later
the company is registered and nothing more; its administrator sets it up through a link (operator company setup-link).

  npm run operator -- register acme --name "Acme Ltd" --applications "Web;iOS"
  npm run operator -- register acme --name "Acme Ltd" --set-up-later`;

const TOPICS_HELP = `
Makes the topics that are missing, as LUCIQ_KAFKA_PARTITIONS, LUCIQ_KAFKA_REPLICATION and LUCIQ_KAFKA_RETENTION_DAYS say. A
topic that is there is never altered; where one differs in what matters, that is told and the exit status is 1.`;

const PARKED_HELP = `
A company is parked when one of its records cannot be written to the rows; the other companies go on. Its rows stand still
and its lists are answered 429. Mend the cause (often: deploy the build that knows the event), then resume it: it is read
from the log from where its rows stand, so that nothing is left out.

  npm run operator -- parked list
  npm run operator -- parked show --company acme
  npm run operator -- parked resume --company acme`;

const MAPPING_HELP = `
Members of a mapped group have its role and applications, unless the identity provider says otherwise of the member itself.
Of several groups with a role the one of the highest precedence decides; applications are put together.

  npm run operator -- mapping set --group Engineering --role admin --applications "Web;iOS" --precedence 10
  npm run operator -- mapping remove --group Engineering
  npm run operator -- mapping list`;

const MIGRATE_HELP = `
Copies the log of a data folder to the event store that LUCIQ_EVENT_STORE_URL names, with ids, times and causes as they are, and compares checksums of
both. Streams go side by side: order is kept within each, and of everything in a company around records of its groups and of itself; only records of
two users may change places. Stop the standalone product first (while it runs, this command refuses), and start the services afterwards. A run that
was cut off is completed by the next one.

  LUCIQ_EVENT_STORE_URL=esdb://db:2113 LUCIQ_CLAIM_KEY=... npm run operator -- migrate --data ./data`;

const PREPARE_HELP = `
Gives the user of the services what they need on an EventStoreDB with users, and takes their streams from everybody else but $admins: the
user may read $all, and the server's default list lets in that user alone. The default list is for every stream that has no list of its own, of
this product or not: where there are streams of others it is changed with --whole-server only. Safe to repeat.

  LUCIQ_EVENT_STORE_ADMIN_URL=esdb://admin:...@db:2113 npm run operator -- event-store prepare --user luciq`;

/** Carries out one command and keeps its exit status. */
async function run(work: Promise<ExitStatus>): Promise<void> {
  process.exitCode = await work;
}

const globals = (command: Command): GlobalOptions => command.optsWithGlobals<GlobalOptions>();

function operator(): Command {
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

/** Errors whose message is a sentence for the operator. */
const KNOWN = [
  CannotWork,
  WrongSetting,
  WrongEventStoreAddress,
  EventStoreDbUnusable,
  EventStoreFileUnusable,
  DataFolderInUse,
  DamagedLog,
  CheckpointBeyondLog,
  Unrecoverable,
  TooManyLines,
  MemberFileUnusable,
] as const;

/** What a person reads about a failure: a sentence where it is a known one, all there is to know otherwise. */
function sentenceFor(error: unknown): string {
  const database = databaseSentence(error);
  if (database !== null) return database;
  const engine = engineSentence(error);
  if (isEngineAway(error))
    return `${engine ?? `${(error as Error).message}.`} Run the command again: it is safe to repeat.`;
  if (engine !== null) return engine;
  const isKnown = KNOWN.some((known) => error instanceof known);
  if (!(error instanceof Error)) return String(error);
  return isKnown || 'code' in error ? error.message : (error.stack ?? error.message);
}

// The reader of the output may stop early, as `head` does.
process.stdout.on('error', () => process.exit());
try {
  await operator().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.fine : EXIT.wrongUse;
  } else {
    printError(sentenceFor(error));
    process.exitCode = error instanceof CannotWork ? error.exitStatus : EXIT.foundOrFailed;
  }
}
