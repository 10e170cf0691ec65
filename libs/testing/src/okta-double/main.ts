import { Command, Option } from 'commander';
import type { Dialect } from './client.ts';
import { openCausedEvents } from './events.ts';
import type { OktaPlay } from './play.ts';
import { playOkta } from './play.ts';
import { Printer } from './print.ts';

interface Flags {
  readonly base: string;
  readonly token: string;
  readonly dialect: Dialect | 'both';
  readonly data?: string;
  readonly application: readonly string[];
  readonly json?: boolean;
}

const TEACHING = `
Start the service in one terminal, then play Okta against it in another:

  npm start
  npm run okta-double -- --base http://127.0.0.1:3000/scim/v2 --token <the token that npm start printed>

aiw is a custom app: it reads a user, merges and sends PUT. oin is an app of Okta's catalogue: it sends PATCH without a
path. Each play creates one member with a name of its own and leaves it behind. The exit code is 1 when a check failed.`;

const isLoopback = (base: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(base).hostname);

async function play(flags: Flags): Promise<readonly OktaPlay[]> {
  const printer = new Printer(process.stdout);
  const folder = flags.data ?? (isLoopback(flags.base) ? './data' : undefined);
  const events = folder === undefined || flags.json ? null : await openCausedEvents(folder);
  if (flags.data !== undefined && events === null && !flags.json)
    throw new Error(`there is no event store in ${flags.data}`);
  const plays: OktaPlay[] = [];
  const listeners = flags.json
    ? {}
    : {
        onCall: async (call: Parameters<Printer['call']>[0]) =>
          printer.call(call, events && call.requestId !== undefined ? await events.of(call.requestId) : null),
        onCheck: printer.check.bind(printer),
      };
  try {
    for (const dialect of flags.dialect === 'both' ? (['aiw', 'oin'] as const) : [flags.dialect]) {
      plays.push(
        await playOkta({
          base: flags.base,
          token: flags.token,
          dialect,
          applications: flags.application,
          ...listeners,
        }),
      );
    }
  } finally {
    await events?.close();
  }
  if (flags.json) process.stdout.write(`${JSON.stringify(plays, null, 2)}\n`);
  else printer.summary(plays);
  return plays;
}

const program = new Command('okta-double')
  .description(
    'Plays Okta against a SCIM service: the set-up of an application, then the life of a member, checking each answer as Okta would.',
  )
  .requiredOption('--base <url>', 'SCIM base URL, such as http://127.0.0.1:3000/scim/v2')
  .requiredOption('--token <token>', 'authentication token of the company')
  .addOption(
    new Option('--dialect <dialect>', 'which kind of Okta app to play').choices(['aiw', 'oin', 'both']).default('both'),
  )
  .option(
    '--data <folder>',
    'data folder of the service, to show the events that each request caused (./data for a service on this machine)',
  )
  .option(
    '--application <name>',
    'exact name of an application of the company to assign; may be repeated',
    (name: string, all: readonly string[]) => [...all, name],
    [],
  )
  .option('--json', 'print one report in JSON at the end, and nothing else')
  .addHelpText('after', TEACHING)
  .action(async (flags: Flags) => {
    const plays = await play(flags);
    if (plays.some(({ failed }) => failed > 0)) process.exitCode = 1;
  });

try {
  await program.parseAsync();
} catch (error) {
  const reason =
    error instanceof Error
      ? [error.message, error.cause instanceof Error ? error.cause.message : ''].filter(Boolean).join(': ')
      : String(error);
  process.stderr.write(`okta-double: ${reason}\n`);
  process.exitCode = 2;
}
