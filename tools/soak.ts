import { spawnSync } from 'node:child_process';
import { Command } from 'commander';

// The long forms of tests that CI runs short: other numbers of the same suites, with seeds of its own.
const program = new Command('soak')
  .description('Kills the service at random moments and sends it hostile requests, for as long as you like. Prints the seed first.')
  .option('--kills <n>', 'rounds of kill -9', '20')
  .option('--requests <n>', 'hostile requests', '100000')
  .option('--seed <n>', 'seed of both', String(Date.now() % 1_000_000))
  .addHelpText('after', '\nExample:\n  npm run soak -- --kills 5 --requests 1000000 --seed 42');
program.parse();
const { kills, requests, seed } = program.opts<{ kills: string; requests: string; seed: string }>();
process.stdout.write(`seed ${seed}: ${kills} kills, ${requests} hostile requests\n`);
const { status } = spawnSync(
  process.execPath,
  ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js', 'apps/standalone', '-t', 'kill -9|hostile requests'],
  { stdio: 'inherit', env: { ...process.env, KILL_ROUNDS: kills, KILL_SEED: seed, FUZZ_REQUESTS: requests, FUZZ_SEED: seed } },
);
process.exit(status ?? 1);
