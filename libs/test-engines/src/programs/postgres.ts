import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, globSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunningEngine } from '../kinds.ts';
import { postgresAnswers } from '../readiness.ts';
import type { Program } from './index.ts';
import { freePort, onPath, runToEnd } from './index.ts';
import { runProgram } from './run-program.ts';

const USER = 'luciq';
const INSTALLED = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/opt/homebrew/opt/postgresql@*/bin',
  '/usr/local/opt/postgresql@*/bin',
];
/** The data live as long as the run, so nothing waits for a disk. A killed server still finds all that it wrote. */
const SETTINGS = [
  'fsync=off',
  'full_page_writes=off',
  'max_connections=200',
  'unix_socket_directories=',
  'log_min_messages=fatal',
];

function programFolder(): string {
  const found = onPath('pg_ctl');
  const newest = globSync(INSTALLED)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .at(-1);
  const folder = process.env['PG_BIN'] || (newest ?? (found === null ? undefined : dirname(realpathSync(found))));
  if (folder === undefined || !existsSync(join(folder, 'initdb'))) throw new Error('no PostgreSQL is installed');
  return folder;
}

/** PostgreSQL refuses to run as root; then it runs as the user of the system's package, or as nobody. */
function otherUser(): Program['user'] {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const [, , uid, gid] = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody') ?? [];
  if (uid === undefined || gid === undefined)
    throw new Error('PostgreSQL does not run as root, and there is no user to run it as');
  return { uid: Number(uid), gid: Number(gid) };
}

/** Starts PostgreSQL from the programs that are installed on this machine. */
export async function startPostgres(folder: string): Promise<RunningEngine<'postgres'>> {
  const bin = programFolder();
  const user = otherUser();
  const home = join(folder, 'data');
  const passwordFile = join(home, 'password');
  const password = randomBytes(12).toString('hex');
  mkdirSync(home, { mode: 0o700 });
  writeFileSync(passwordFile, password);
  if (user !== undefined) for (const path of [home, passwordFile]) chownSync(path, user.uid, user.gid);

  const data = join(home, 'cluster');
  const run = (program: string, ...args: string[]): Program => ({
    command: join(bin, program),
    args: ['-D', data, ...args],
    log: join(folder, 'postgres.log'),
    cwd: home,
    user,
  });
  const initdb = (locale: string): Promise<void> =>
    runToEnd(
      run(
        'initdb',
        '-U',
        USER,
        '-A',
        'scram-sha-256',
        '--pwfile',
        passwordFile,
        '-E',
        'UTF8',
        '--locale',
        locale,
        '--no-sync',
        '--no-instructions',
      ),
    );
  // Not every system has a locale that orders by code point and knows letters beyond ASCII.
  await initdb('C.UTF-8').catch(() => initdb('C'));

  const port = await freePort();
  const url = `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`;
  const settings = [...SETTINGS, 'listen_addresses=127.0.0.1', `port=${port}`].flatMap((setting) => ['-c', setting]);
  // For PostgreSQL, SIGTERM waits until the last client has left; SIGINT is the orderly end that does not.
  return runProgram(folder, {
    engine: { url },
    program: run('postgres', ...settings),
    answers: () => postgresAnswers(url),
    orderly: 'SIGINT',
    atOnce: 'SIGQUIT',
  });
}
