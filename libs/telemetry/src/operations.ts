import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { METRICS_MEDIA_TYPE } from './metrics.ts';

/** How long the check of one engine may take before the engine counts as down, in milliseconds. */
export const CHECK_TIMEOUT_MS = 2_000;

/** What a service says of itself. */
export interface Health {
  /** By engine: resolves if it answers. Of what it throws only the sentence is told. */
  readonly engines: Readonly<Record<string, () => Promise<unknown>>>;
  /** Why an engine fails and what to do, in a sentence of ours; null where that is not known. */
  readonly sentenceOf?: (thrown: unknown) => string | null;
  /** Tells when an engine goes down, comes up, or is down for another reason; checked at each request for readiness. */
  readonly log?: Log;
  /** By pump: its state, for people; a stopped one makes the service not live. */
  readonly pumps?: Readonly<Record<string, () => string>>;
}

/** The answer of `/health/ready`. */
export interface Readiness {
  readonly status: 'ready' | 'not-ready' | 'draining';
  readonly engines: Readonly<Record<string, 'up' | 'down'>>;
  /** By engine that is down: why, and what to do, where that is known. */
  readonly reasons: Readonly<Record<string, string>>;
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

/** How one engine was found. */
type Found = { readonly state: 'up' } | { readonly state: 'down'; readonly sentence: string | null };

async function look(check: () => Promise<unknown>, sentenceOf: (thrown: unknown) => string | null): Promise<Found> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Found>((resolve) => {
    timer = setTimeout(() => resolve({ state: 'down', sentence: null }), CHECK_TIMEOUT_MS);
  });
  const answered = check().then(
    (): Found => ({ state: 'up' }),
    (thrown: unknown): Found => ({ state: 'down', sentence: sentenceOf(thrown) }),
  );
  try {
    return await Promise.race([answered, late]);
  } finally {
    clearTimeout(timer);
  }
}

const wordsOf = (found: Found): string => (found.state === 'up' ? 'up' : `down ${found.sentence ?? ''}`);

/** Asks engines, and remembers how they were found, so that the log tells of changes alone. */
class Engines {
  private readonly health: Health;
  private readonly known = new Map<string, string>();

  constructor(health: Health) {
    this.health = health;
  }

  /** Asks every engine at once. */
  async readiness(draining: boolean): Promise<Readiness> {
    const { engines, pumps = {}, sentenceOf = () => null } = this.health;
    const found = await Promise.all(
      Object.entries(engines).map(async ([name, check]) => [name, await look(check, sentenceOf)] as const),
    );
    for (const [name, one] of found) this.tell(name, one);
    const allUp = found.every(([, { state }]) => state === 'up');
    return {
      status: draining ? 'draining' : allUp ? 'ready' : 'not-ready',
      engines: Object.fromEntries(found.map(([name, { state }]) => [name, state])),
      reasons: Object.fromEntries(
        found.flatMap(([name, one]) => (one.state === 'down' && one.sentence !== null ? [[name, one.sentence]] : [])),
      ),
      pumps: Object.fromEntries(Object.entries(pumps).map(([name, state]) => [name, state()])),
    };
  }

  private tell(name: string, found: Found): void {
    const known = this.known.get(name) ?? 'up';
    const words = wordsOf(found);
    if (words === known) return;
    this.known.set(name, words);
    if (found.state === 'up') this.health.log?.info({ reason: name }, 'an engine is up again');
    else
      this.health.log?.warn(
        { reason: name, ...(found.sentence !== null && { sentence: found.sentence }) },
        'an engine is down',
      );
  }
}

/** No cache keeps what is answered, and no browser makes a page of it. */
const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const;

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
  const engines = new Engines(health);
  let draining = false;
  const json = (response: ServerResponse, status: number, body: object): void =>
    answer(response, status, 'application/json', JSON.stringify(body));
  const routes: Readonly<Record<string, (response: ServerResponse) => Promise<void>>> = {
    '/health/live': async (response) => {
      const stopped = !draining && Object.values(health.pumps ?? {}).some((state) => state() === 'stopped');
      json(response, stopped ? 503 : 200, { status: stopped ? 'stopped' : 'live' });
    },
    '/health/ready': async (response) => {
      const ready = await engines.readiness(draining);
      json(response, ready.status === 'ready' ? 200 : 503, ready);
    },
    '/metrics': async (response) => answer(response, 200, METRICS_MEDIA_TYPE, await metrics.text()),
  };
  const server: Server = createServer((request, response) => {
    const route = routes[(request.url ?? '').split('?', 1)[0] ?? ''];
    if (!route) return json(response, 404, { status: 'not-found', paths: Object.keys(routes) });
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return json(response, 405, { status: 'method-not-allowed' });
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
