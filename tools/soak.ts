import { spawnSync } from 'node:child_process';
import { Command } from 'commander';
import { counted } from '@luciq/events';

// The long forms of tests that CI runs short: other numbers of the same suites, with seeds of its own.
const program = new Command('soak')
  .description(
    'Kills the product and its services at random, sends hostile requests and lets clients race for a group, for as long as you like.',
  )
  .option('--kills <n>', 'rounds of kill -9 of the standalone product', '20')
  .option(
    '--service-kills <n>',
    'rounds of kill -9 of gateway, relay and projector; they need Kafka and PostgreSQL',
    '30',
  )
  .option('--requests <n>', 'hostile requests, and as many made from the grammar', '100000')
  .option('--rounds <n>', 'rounds in which clients change one group at once', '200')
  .option('--attack-steps <n>', 'steps of five people who try to get rights that nobody gave them', '100000')
  .option('--contract-rounds <n>', 'rounds of each case of the contract of an event store, under slow commits', '200')
  .option('--seed <n>', 'seed of all of them', String(Date.now() % 1_000_000))
  .addHelpText('after', '\nExample:\n  npm run soak -- --kills 5 --service-kills 0 --requests 1000000 --seed 42');
program.parse();
const { kills, serviceKills, requests, rounds, attackSteps, contractRounds, seed } =
  program.opts<
    Record<'kills' | 'serviceKills' | 'requests' | 'rounds' | 'attackSteps' | 'contractRounds' | 'seed', string>
  >();
const planned = [
  counted(Number(kills), 'kill'),
  `${counted(Number(serviceKills), 'kill')} of services`,
  `${counted(Number(requests), 'hostile request')} and as many by the grammar`,
  `${counted(Number(rounds), 'round')} of a race`,
  `${counted(Number(attackSteps), 'step')} of an attack`,
  `${counted(Number(contractRounds), 'round')} of the contract`,
];
process.stdout.write(`seed ${seed}: ${planned.join(', ')}\n`);

const STANDALONE = {
  KILL_ROUNDS: kills,
  FUZZ_REQUESTS: requests,
  GRAMMAR_REQUESTS: requests,
  GROUP_RACE_ROUNDS: rounds,
  ATTACK_STEPS: attackSteps,
};
const SEEDS = Object.fromEntries(
  ['KILL_SEED', 'FUZZ_SEED', 'GRAMMAR_SEED', 'GROUP_RACE_SEED', 'ATTACK_SEED', 'SERVICE_SEED'].map((name) => [
    name,
    seed,
  ]),
);

function run(folder: string, pattern: string, numbers: NodeJS.ProcessEnv): boolean {
  const { status } = spawnSync(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      '--disable-warning=TimeoutNegativeWarning',
      'node_modules/jest/bin/jest.js',
      folder,
      '-t',
      pattern,
    ],
    { stdio: 'inherit', env: { ...process.env, ...numbers, ...SEEDS } },
  );
  return status === 0;
}

const standalone = run(
  'apps/standalone-e2e',
  'kill -9|hostile requests|by the grammar|groups of two gateways|get no right from anybody',
  STANDALONE,
);
const services =
  serviceKills === '0' || run('apps/services-e2e', 'killed at random', { SERVICE_KILL_ROUNDS: serviceKills });
const contract =
  contractRounds === '0' ||
  run('libs/event-store/src/eventstoredb/contract', 'slow commits', { CONTRACT_ROUNDS: contractRounds });
process.exit(standalone && services && contract ? 0 : 1);
