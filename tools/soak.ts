import { spawnSync } from 'node:child_process';
import { Command } from 'commander';

// The long forms of tests that CI runs short: other numbers of the same suites, with seeds of its own.
const program = new Command('soak')
  .description('Kills the product and its services at random moments and sends hostile requests, for as long as you like. Prints the seed first.')
  .option('--kills <n>', 'rounds of kill -9 of the standalone product', '20')
  .option('--service-kills <n>', 'rounds of kill -9 of gateway, relay and projector; they need Kafka and PostgreSQL', '30')
  .option('--requests <n>', 'hostile requests', '100000')
  .option('--seed <n>', 'seed of all of them', String(Date.now() % 1_000_000))
  .addHelpText('after', '\nExample:\n  npm run soak -- --kills 5 --service-kills 0 --requests 1000000 --seed 42');
program.parse();
const { kills, serviceKills, requests, seed } = program.opts<{ kills: string; serviceKills: string; requests: string; seed: string }>();
process.stdout.write(`seed ${seed}: ${kills} kills, ${serviceKills} kills of services, ${requests} hostile requests\n`);

function run(folder: string, pattern: string, numbers: NodeJS.ProcessEnv): boolean {
  const { status } = spawnSync(
    process.execPath,
    ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', '--disable-warning=TimeoutNegativeWarning', 'node_modules/jest/bin/jest.js', folder, '-t', pattern],
    { stdio: 'inherit', env: { ...process.env, ...numbers } },
  );
  return status === 0;
}

const standalone = run('apps/standalone', 'kill -9|hostile requests', { KILL_ROUNDS: kills, KILL_SEED: seed, FUZZ_REQUESTS: requests, FUZZ_SEED: seed });
const services = serviceKills === '0' || run('apps/scim-gateway/src/services', 'killed at random', { SERVICE_KILL_ROUNDS: serviceKills, SERVICE_SEED: seed });
process.exit(standalone && services ? 0 : 1);
