/** How a spec reaches each kind of engine. */
export interface Engines {
  readonly kafka: { readonly brokers: string[] };
  readonly postgres: { readonly url: string };
  readonly docker: { readonly host: string };
  /** The image of docker/Dockerfile, built before the run. */
  readonly image: { readonly name: string };
  readonly browser: { readonly executable: string };
}

/** An engine that a spec can ask for. */
export type EngineKind = keyof Engines;

/** An engine that the kit can start by itself. */
export type StartedKind = 'kafka' | 'postgres';

/** What the closing report says of a kind: its name, and how somebody gets it. */
export const ENGINE_WORDS: Readonly<Record<EngineKind, { readonly name: string; readonly howToGet: string }>> = {
  kafka: { name: 'Kafka', howToGet: 'set KAFKA_BROKERS, or start Docker, or install Java 17 and Maven' },
  postgres: { name: 'PostgreSQL', howToGet: 'set POSTGRES_URL, or start Docker, or install PostgreSQL 15 (PG_BIN names the folder of its programs)' },
  docker: { name: 'Docker', howToGet: 'start a Docker engine, or set DOCKER_HOST to its socket' },
  image: { name: 'an image of the product', howToGet: 'docker build -f docker/Dockerfile -t luciq . and set LUCIQ_IMAGE=luciq' },
  browser: { name: 'a browser', howToGet: 'install Chromium (on Debian: apt-get install chromium), or set BROWSER_BIN to the program of a Chromium or Chrome' },
};

/** An engine that this run holds. */
export interface RunningEngine<K extends StartedKind = StartedKind> {
  readonly engine: Engines[K];
  /** Ends it; its data and its port stay. SIGTERM lets it finish in order, SIGKILL does not. */
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Starts it again where it was, and returns once it answers. */
  start(): Promise<void>;
  /** Ends it for good. */
  close(): Promise<void>;
}

/** Why an engine cannot be had in one way; the next way is tried. */
export class NotHere extends Error {
  override readonly name = 'NotHere';
}
