import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { startContainer } from './containers.ts';
import { NotHere } from './kinds.ts';
import type { RunningEngine } from './kinds.ts';
import { end, freePorts, launch, onPath, runToEnd, untilItAnswers } from './programs.ts';
import type { Program } from './programs.ts';

/** The image that PostgreSQL is started from where POSTGRES_IMAGE names none. */
export const POSTGRES_IMAGE = 'postgres:17.6-bookworm';

const USER = 'luciq';
const DATABASE = 'postgres';
const IMAGE_PORT = 5_432;
const INSTALLED = ['/usr/lib/postgresql/*/bin', '/usr/pgsql-*/bin', '/opt/homebrew/opt/postgresql@*/bin', '/usr/local/opt/postgresql@*/bin'];
/** The data live as long as the run, so nothing waits for a disk. A killed server still finds all that it wrote. */
const SETTINGS = ['fsync=off', 'full_page_writes=off', 'max_connections=200', 'unix_socket_directories=', 'log_min_messages=fatal'];

const addressOf = (host: string, port: number, password: string): string => `postgres://${USER}:${password}@${host}:${port}/${DATABASE}`;

async function answers(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
  } finally {
    await client.end().catch(() => undefined);
  }
}

function programFolder(): string {
  const found = onPath('pg_ctl');
  const newest = globSync(INSTALLED).sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
  const folder = process.env['PG_BIN'] || (newest ?? (found === null ? undefined : dirname(found)));
  if (folder === undefined || !existsSync(join(folder, 'initdb'))) throw new NotHere('no PostgreSQL is installed');
  return folder;
}

/** PostgreSQL refuses to run as root; then it runs as the user of the system's package, or as nobody. */
function otherUser(): Program['user'] {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':'));
  const [, , uid, gid] = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody') ?? [];
  if (uid === undefined || gid === undefined) throw new NotHere('PostgreSQL does not run as root, and there is no user to run it as');
  return { uid: Number(uid), gid: Number(gid) };
}

/** Starts PostgreSQL from the programs that are installed on this machine. */
export async function postgresProgram(folder: string): Promise<RunningEngine<'postgres'>> {
  const bin = programFolder();
  const user = otherUser();
  const home = join(folder, 'postgres');
  const passwordFile = join(home, 'password');
  const password = randomBytes(12).toString('hex');
  mkdirSync(home, { mode: 0o700 });
  writeFileSync(passwordFile, password);
  if (user !== undefined) for (const path of [home, passwordFile]) chownSync(path, user.uid, user.gid);

  const data = join(home, 'data');
  const log = join(folder, 'postgres.log');
  const initdb = (locale: string): Promise<void> => {
    const args = ['-D', data, '-U', USER, '-A', 'scram-sha-256', '--pwfile', passwordFile, '-E', 'UTF8', '--locale', locale, '--no-sync', '--no-instructions'];
    return runToEnd({ command: join(bin, 'initdb'), args, log, cwd: home, user });
  };
  // Not every system has a locale that orders by code point and knows letters beyond ASCII.
  await initdb('C.UTF-8').catch(() => initdb('C'));

  const [port = 0] = await freePorts(1);
  const url = addressOf('127.0.0.1', port, password);
  const settings = [...SETTINGS, 'listen_addresses=127.0.0.1', `port=${port}`].flatMap((setting) => ['-c', setting]);
  const start = async () => {
    const child = launch({ command: join(bin, 'postgres'), args: ['-D', data, ...settings], log, cwd: home, user });
    await untilItAnswers(() => answers(url), { child, log });
    return child;
  };
  let child = await start();
  return {
    engine: { url },
    // For PostgreSQL, SIGTERM waits until the last client has gone; SIGINT is the orderly end that does not.
    stop: (signal) => end(child, signal === 'SIGTERM' ? 'SIGINT' : signal),
    start: async () => {
      child = await start();
    },
    close: () => end(child, 'SIGQUIT'),
  };
}

/** Starts PostgreSQL from an image. */
export async function postgresContainer(): Promise<RunningEngine<'postgres'>> {
  const password = randomBytes(12).toString('hex');
  const [hostPort = 0] = await freePorts(1);
  const container = await startContainer({
    image: process.env['POSTGRES_IMAGE'] || POSTGRES_IMAGE,
    port: IMAGE_PORT,
    hostPort,
    environment: { POSTGRES_USER: USER, POSTGRES_PASSWORD: password, POSTGRES_DB: DATABASE, POSTGRES_INITDB_ARGS: '--encoding=UTF8 --locale=C.UTF-8' },
    command: ['postgres', '-c', 'fsync=off', '-c', 'full_page_writes=off', '-c', 'max_connections=200'],
  });
  const url = addressOf(container.host, hostPort, password);
  const ready = (): Promise<void> => untilItAnswers(() => answers(url), {});
  await ready().catch(container.closeAndThrow);
  return {
    engine: { url },
    stop: (signal) => container.stop(signal === 'SIGTERM' ? 'SIGINT' : signal),
    start: async () => {
      await container.start();
      await ready();
    },
    close: container.close,
  };
}
