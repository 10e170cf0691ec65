import 'reflect-metadata';
import { Command, CommanderError, Option } from 'commander';
import { EventStoreUnavailable } from '@luciq/event-store';
import { EventStoreFileUnusable } from '@luciq/event-store/sqlite';
import { ReadModelUnavailable } from '@luciq/read-model';
import { CheckpointBeyondLog } from '@luciq/read-model/sqlite';
import { access } from './access.ts';
import { audit } from './audit.ts';
import { listCompanies } from './companies.ts';
import { importFile } from './import.ts';
import { TooManyLines } from './member-file.ts';
import { rebuildRows, verifyRows } from './rows.ts';
import { CannotWork, EXIT } from './workplace.ts';
import type { ExitStatus, GlobalOptions } from './workplace.ts';

const DEFAULT_DATA = process.env['LUCIQ_DATA_DIR'] || './data';

const EXAMPLES = `
Every command works beside the running service.

Examples:
  npm run operator -- companies
  npm run operator -- import members.csv --company demo
  npm run operator -- audit --user ada@example.com
  npm run operator -- access --user ada@example.com
  npm run operator -- verify
  npm run operator -- rebuild
  npm run --silent operator -- verify --json > report.json

Exit status: 0 all is well; 1 something was found (a bad line, a row that differs) or the command failed; 2 wrong use.`;

const IMPORT_HELP = `
A file whose name ends in .csv is CSV with a header line; any other has one JSON object a line. The fields are
  userName (required), givenName, familyName, displayName, email (default: the userName), externalId,
  role (owner, admin, member, viewer, associate, observer), applications (in CSV separated by ;), active (true, false)

  {"userName":"ada@example.com","givenName":"Ada","familyName":"Lovelace","role":"admin","applications":["Web","iOS"]}

  userName,givenName,familyName,role,applications,active
  ada@example.com,Ada,Lovelace,admin,Web;iOS,true

Good lines go in, each bad line is listed with its number and the reason, and the exit status is then 1. Members who are
there already stay as they are: mend the bad lines and run the same file again.`;

const AUDIT_HELP = `
Prints each event of the member in order: when, what happened, what changed, and who asked for it.

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

/** Carries out one command and keeps its exit status. */
async function run(work: Promise<ExitStatus>): Promise<void> {
  process.exitCode = await work;
}

const globals = (command: Command): GlobalOptions => command.optsWithGlobals<GlobalOptions>();

function operator(): Command {
  const program = new Command('operator')
    .description('Looks after the data of the Luciq provisioning service.')
    .addOption(new Option('--data <dir>', 'data folder of the service').default(DEFAULT_DATA, 'LUCIQ_DATA_DIR, or ./data'))
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
    .description("print a member's history")
    .requiredOption('--user <id or userName>', 'the member')
    .addHelpText('after', AUDIT_HELP)
    .action(({ user }: { user: string }, command: Command) => run(audit(globals(command), user)));
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
    .action((_options: unknown, command: Command) => run(rebuildRows(globals(command))));
  program
    .command('verify')
    .description('compare the read model with the log')
    .addHelpText('after', VERIFY_HELP)
    .action((_options: unknown, command: Command) => run(verifyRows(globals(command))));
  program
    .command('companies')
    .description('list the companies')
    .action((_options: unknown, command: Command) => run(listCompanies(globals(command))));
  return program;
}

/** What a person reads about a failure: a sentence where it is a known one, all there is to know otherwise. */
function sentenceFor(error: unknown): string {
  if (error instanceof EventStoreUnavailable || error instanceof ReadModelUnavailable) return `${error.message}. Run the command again: it is safe to repeat.`;
  const isKnown = [CannotWork, EventStoreFileUnusable, CheckpointBeyondLog, TooManyLines].some((known) => error instanceof known);
  if (!(error instanceof Error)) return String(error);
  return isKnown || 'code' in error ? error.message : (error.stack ?? error.message);
}

// Whoever reads the output may stop early, as `head` does.
process.stdout.on('error', () => process.exit());
try {
  await operator().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.fine : EXIT.wrongUse;
  } else {
    process.stderr.write(`error: ${sentenceFor(error)}\n`);
    process.exitCode = error instanceof CannotWork ? error.exitStatus : EXIT.foundOrFailed;
  }
}
