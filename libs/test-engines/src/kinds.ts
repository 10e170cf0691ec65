/** How a spec reaches each kind of engine. */
export interface Engines {
  readonly kafka: { readonly brokers: string[] };
  readonly postgres: { readonly url: string };
  /** The image of docker/Dockerfile, built before the run. */
  readonly image: { readonly name: string };
  readonly browser: { readonly executable: string };
  /** Python 3.9 or newer, for programs of consumers. */
  readonly python: { readonly executable: string };
}

/** An engine that the kit can start by itself. */
export type StartedKind = 'kafka' | 'postgres';

/** What a suite may need: an engine, or Docker for an engine that has to be a container. */
export type EngineKind = keyof Engines | 'docker';

/** What the closing report prints for a kind: its name, and how to get it. */
export const HOW_TO_GET: Readonly<Record<EngineKind, { readonly name: string; readonly howToGet: string }>> = {
  kafka: { name: 'Kafka', howToGet: 'set KAFKA_BROKERS, or start Docker, or install Java 17 and Maven' },
  postgres: {
    name: 'PostgreSQL',
    howToGet: 'set POSTGRES_URL, or start Docker, or install PostgreSQL 15 (PG_BIN names the folder of its programs)',
  },
  docker: { name: 'Docker', howToGet: 'start a Docker engine, or set DOCKER_HOST to its socket' },
  image: {
    name: 'an image of the product',
    howToGet: 'docker build -f docker/Dockerfile -t luciq . and set LUCIQ_IMAGE=luciq',
  },
  browser: {
    name: 'a browser',
    howToGet:
      'install Chromium (on Debian: apt-get install chromium), or set BROWSER_BIN to the program of a Chromium or Chrome',
  },
  python: { name: 'Python', howToGet: 'install Python 3 (on Debian: apt-get install python3)' },
};

/** What was found when an engine was looked for. */
export interface Found {
  readonly engine: unknown;
  /** Why there is none; empty if there is one. */
  readonly reason: string;
}

/** An engine that was started, and how to stop it and start it again. */
export interface RunningEngine<K extends StartedKind> {
  readonly engine: Engines[K];
  /** Ends it and returns once it has ended. SIGTERM, which is the default, lets it finish in order, SIGKILL does not. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Starts it again on the same port and data, and returns once it answers. */
  start(): Promise<void>;
}
