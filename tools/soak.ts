import { spawnSync } from 'node:child_process';
import { Command } from 'commander';

// The long forms of tests that CI runs short: other numbers of the same suites, with seeds of its own.
const program = new Command('soak')
  .description('Kills the service at random moments, sends it hostile requests and lets clients race for a group, for as long as you like. Prints the seed first.')
  .option('--kills <n>', 'rounds of kill -9', '20')
  .option('--requests <n>', 'hostile requests', '100000')
  .option('--rounds <n>', 'rounds in which clients change one group at once', '200')
  .option('--seed <n>', 'seed of all', String(Date.now() % 1_000_000))
  .addHelpText('after', '\nExample:\n  npm run soak -- --kills 5 --requests 1000000 --seed 42');
program.parse();
const { kills, requests, rounds, seed } = program.opts<{ kills: string; requests: string; rounds: string; seed: string }>();
process.stdout.write(`seed ${seed}: ${kills} kills, ${requests} hostile requests and as many by the grammar, ${rounds} rounds of a race\n`);
const numbers = {
  KILL_ROUNDS: kills,
  KILL_SEED: seed,
  FUZZ_REQUESTS: requests,
  FUZZ_SEED: seed,
  GRAMMAR_REQUESTS: requests,
  GRAMMAR_SEED: seed,
  GROUP_RACE_ROUNDS: rounds,
  GROUP_RACE_SEED: seed,
};
const { status } = spawnSync(
  process.execPath,
  ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js', 'apps/standalone', '-t', 'kill -9|hostile requests|by the grammar|groups of two gateways'],
  { stdio: 'inherit', env: { ...process.env, ...numbers } },
);
process.exit(status ?? 1);
