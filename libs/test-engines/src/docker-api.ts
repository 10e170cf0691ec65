import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { NotHere } from './kinds.ts';

/** How long a Docker engine may take to answer, in milliseconds. */
export const DOCKER_TIMEOUT_MS = 5_000;
/** How long a pull may stand still, in milliseconds, before it is given up: no registry can be reached from everywhere. */
export const PULL_STALL_MS = 10_000;

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Where a Docker engine might listen; null if there is no such place. */
export function dockerHost(): string | null {
  const chosen = process.env['DOCKER_HOST'];
  if (chosen !== undefined && chosen !== '') return chosen;
  const places = ['/var/run/docker.sock', join(homedir(), '.docker/run/docker.sock'), join(homedir(), '.colima/default/docker.sock')];
  const runtime = process.env['XDG_RUNTIME_DIR'];
  if (runtime !== undefined) places.push(join(runtime, 'docker.sock'));
  const socket = places.find((place) => existsSync(place));
  return socket === undefined ? null : `unix://${socket}`;
}

/** One request to the Docker engine; rejects if nothing comes for the given time. */
export async function askDocker(path: string, { method = 'GET', idleMs = DOCKER_TIMEOUT_MS }: { method?: string; idleMs?: number } = {}): Promise<Answer> {
  const host = dockerHost();
  if (host === null) throw new NotHere('no Docker engine answers');
  const { protocol, hostname, port, pathname } = new URL(host);
  const where = protocol === 'unix:' ? { socketPath: pathname } : { host: hostname, port };
  return new Promise((resolve, reject) => {
    const asked = request({ ...where, path, method }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      response.on('error', reject);
    });
    asked.setTimeout(idleMs, () => asked.destroy(new NotHere('it stands still')));
    asked.on('error', reject);
    asked.end();
  });
}

/** The Docker engine's address, if it answers. */
export async function dockerThatAnswers(): Promise<string> {
  const answer = await askDocker('/_ping').catch(() => null);
  const host = dockerHost();
  if (answer?.status !== 200 || host === null) throw new NotHere('no Docker engine answers');
  return host;
}

/** Makes sure that an image is there, pulling it if it must; a registry that cannot be reached is noticed soon. */
export async function haveImage(image: string): Promise<void> {
  const { status } = await askDocker(`/images/${encodeURIComponent(image)}/json`);
  if (status === 200) return;
  const colon = image.lastIndexOf(':');
  const tagged = colon > image.lastIndexOf('/');
  const query = new URLSearchParams({ fromImage: tagged ? image.slice(0, colon) : image, tag: tagged ? image.slice(colon + 1) : 'latest' });
  const pulled = await askDocker(`/images/create?${query.toString()}`, { method: 'POST', idleMs: PULL_STALL_MS }).catch(() => null);
  if (pulled?.status !== 200 || pulled.body.includes('"error"')) throw new NotHere(`Docker has no image ${image} and cannot pull it`);
}
