import type { Log } from '@luciq/telemetry';
import { failure } from '@luciq/telemetry';

/** How long a service may take to drain before it is ended all the same, in milliseconds. */
export const DRAIN_TIMEOUT_MS = 30_000;

/** A service that runs until it is closed. */
export interface RunningService {
  /** Rejects with the cause when the service cannot go on; may stay pending otherwise. */
  readonly done: Promise<unknown>;
  /** Finishes open work and closes the engines. */
  close(): Promise<void>;
}

/** What to run, and how to tell of it. */
export interface RunOptions<Service extends RunningService> {
  /** Starts the service; the signal calls the start off. */
  readonly start: (signal: AbortSignal) => Promise<Service>;
  readonly log: Log;
  /** Tells people that the service is there. */
  readonly announce?: (service: Service) => void;
  /** A failure in a sentence with the next step, where the app knows more of it than `sentenceOf`. */
  readonly sentenceFor?: (error: unknown) => string | undefined;
  /** Exit code of a failure, for supervisors that tell failures apart; 1 unless it says otherwise. */
  readonly exitCodeFor?: (error: unknown) => number | undefined;
}

/** Errors of the system that a person can mend, in words. */
const SENTENCES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'A port is taken by another program. Set PORT or LUCIQ_OPERATIONS_PORT to a free one.',
  EADDRNOTAVAIL:
    'HOST or LUCIQ_OPERATIONS_HOST is not an address of this machine. Set it to one that is, for example 127.0.0.1.',
  ENOTFOUND:
    'HOST or LUCIQ_OPERATIONS_HOST is not a known host name. Set it to an address of this machine, for example 127.0.0.1.',
  EACCES: 'A file or a port may not be used by this user. Check the ports and the files that the settings name.',
  ENOSPC: 'The disk is full. Make room and start again.',
};

/** What a person reads of a failure that ends a service. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return 'The service failed.';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return SENTENCES[code] ?? error.message;
}

/**
 * Runs a service as this process. SIGTERM and SIGINT drain it and end the process with 0. A start that fails, or a service
 * that cannot go on, ends it with another code and one sentence on standard error, so that a supervisor starts it anew.
 */
export function runService<Service extends RunningService>({
  start,
  log,
  announce,
  sentenceFor,
  exitCodeFor,
}: RunOptions<Service>): void {
  const starting = new AbortController();
  let stopping = false;
  const fail = (error: unknown): never => {
    process.stderr.write(`${sentenceFor?.(error) ?? sentenceOf(error)}\n`);
    process.exit(exitCodeFor?.(error) ?? 1);
  };
  const running = start(starting.signal);
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    starting.abort();
    setTimeout(() => {
      log.error({ reason: 'drain-timeout' }, 'stopped before everything was drained');
      process.exit(1);
    }, DRAIN_TIMEOUT_MS).unref();
    running
      .then((service) => service.close())
      .then(
        () => process.exit(0),
        // A start that was called off has nothing to drain.
        (error: unknown) => process.exit(starting.signal.reason === error ? 0 : 1),
      );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  running.then(
    (service) => {
      if (!stopping) announce?.(service);
      service.done.catch(async (error: unknown) => {
        if (stopping) return;
        stopping = true;
        log.error({ failure: failure(error) }, 'the service cannot go on');
        await service.close().catch(() => undefined);
        fail(error);
      });
    },
    (error: unknown) => {
      if (!stopping) fail(error);
    },
  );
}
