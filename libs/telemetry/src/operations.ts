import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { METRICS_MEDIA_TYPE } from './metrics.ts';
import type { Metrics } from './metrics.ts';

/** How long the check of one engine may take before the engine counts as down, in milliseconds. */
export const CHECK_TIMEOUT_MS = 2_000;

/** What a service says of itself. */
export interface Health {
  /** By engine: resolves if it answers. What it throws is not told. */
  readonly engines: Readonly<Record<string, () => Promise<unknown>>>;
  /** By pump: its state, for people; a stopped one makes the service not live. */
  readonly pumps?: Readonly<Record<string, () => string>>;
}

/** The answer of `/health/ready`. */
export interface Readiness {
  readonly status: 'ready' | 'not-ready' | 'draining';
  readonly engines: Readonly<Record<string, 'up' | 'down'>>;
  readonly pumps: Readonly<Record<string, string>>;
}

/** A running operations server. */
export interface OperationsServer {
  /** Address of the server, for example `http://127.0.0.1:9464`. */
  readonly origin: string;
  /** From here on the service is live but not ready, so that no new work is sent to it. */
  drain(): void;
  close(): Promise<void>;
}

async function isUp(check: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), CHECK_TIMEOUT_MS);
  });
  const answered = check().then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([answered, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks every engine at once. */
export async function readiness({ engines, pumps = {} }: Health, draining: boolean): Promise<Readiness> {
  const states = await Promise.all(Object.entries(engines).map(async ([name, check]) => [name, (await isUp(check)) ? 'up' : 'down'] as const));
  const allUp = states.every(([, state]) => state === 'up');
  return {
    status: draining ? 'draining' : allUp ? 'ready' : 'not-ready',
    engines: Object.fromEntries(states),
    pumps: Object.fromEntries(Object.entries(pumps).map(([name, state]) => [name, state()])),
  };
}

/** No cache keeps what is answered, and no browser makes a page of it. */
const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; frame-ancestors 'none'" } as const;

function answer(response: ServerResponse, status: number, mediaType: string, body: string): void {
  response.writeHead(status, { ...HEADERS, 'content-type': mediaType }).end(body);
}

/**
 * Serves `/health/live`, `/health/ready` and `/metrics` on a port of its own. `live` fails only where a restart would
 * help: a pump that has stopped. An engine that is away makes the service not ready, and it recovers by itself.
 */
export async function startOperations(options: {
  readonly host: string;
  readonly port: number;
  readonly health: Health;
  readonly metrics: Metrics;
}): Promise<OperationsServer> {
  const { host, port, health, metrics } = options;
  let draining = false;
  const json = (response: ServerResponse, status: number, body: object): void => answer(response, status, 'application/json', JSON.stringify(body));
  const routes: Readonly<Record<string, (response: ServerResponse) => Promise<void>>> = {
    '/health/live': async (response) => {
      const stopped = !draining && Object.values(health.pumps ?? {}).some((state) => state() === 'stopped');
      json(response, stopped ? 503 : 200, { status: stopped ? 'stopped' : 'live' });
    },
    '/health/ready': async (response) => {
      const ready = await readiness(health, draining);
      json(response, ready.status === 'ready' ? 200 : 503, ready);
    },
    '/metrics': async (response) => answer(response, 200, METRICS_MEDIA_TYPE, await metrics.text()),
  };
  const server: Server = createServer((request, response) => {
    const route = routes[(request.url ?? '').split('?', 1)[0] ?? ''];
    if (!route) return json(response, 404, { status: 'not-found', paths: Object.keys(routes) });
    if (request.method !== 'GET' && request.method !== 'HEAD') return json(response, 405, { status: 'method-not-allowed' });
    route(response).catch(() => response.destroy());
  });
  server.listen(port, host);
  await once(server, 'listening');
  const { port: listening } = server.address() as AddressInfo;
  return {
    origin: `http://${host.includes(':') ? `[${host}]` : host}:${listening}`,
    drain: () => {
      draining = true;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
