import { randomBytes } from 'node:crypto';
import { PostgreSqlContainer } from '@testcontainers/postgresql';
import type { RunningEngine } from '../kinds.ts';
import { freePort } from '../programs/index.ts';
import { postgresAnswers } from '../readiness.ts';
import { containerHost, runContainer } from './container.ts';

/** The image that PostgreSQL is started from where POSTGRES_IMAGE names none. */
export const POSTGRES_IMAGE = 'postgres:17.6-bookworm';

const USER = 'luciq';
const DATABASE = 'postgres';

/** Starts PostgreSQL from an image. */
export async function startPostgres(folder: string): Promise<RunningEngine<'postgres'>> {
  const password = randomBytes(12).toString('hex');
  const port = await freePort();
  const url = `postgres://${USER}:${password}@${await containerHost()}:${port}/${DATABASE}`;
  const container = new PostgreSqlContainer(process.env['POSTGRES_IMAGE'] || POSTGRES_IMAGE)
    .withUsername(USER)
    .withPassword(password)
    .withDatabase(DATABASE)
    .withEnvironment({ POSTGRES_INITDB_ARGS: '--encoding=UTF8 --locale=C.UTF-8' })
    .withCommand(['postgres', '-c', 'fsync=off', '-c', 'full_page_writes=off', '-c', 'max_connections=200'])
    .withExposedPorts({ container: 5_432, host: port });
  return runContainer(folder, { engine: { url }, container, answers: () => postgresAnswers(url), orderly: 'SIGINT' });
}
