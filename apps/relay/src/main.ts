import { RelayFenced } from '@luciq/messaging/kafka';
import { failure, openLog } from '@luciq/telemetry';
import { DRAIN_TIMEOUT_MS, LeadershipLost, startRelay } from './relay.ts';
import { relaySettings } from './settings.ts';

/** Somebody has to look: the sentence says at what. */
const EXIT_STOPPED = 1;
/** Another relay works. Start it again and it stands by (EX_TEMPFAIL of sysexits). */
const EXIT_SHUT_OUT = 75;

/** Errors of the system that a person can mend, in words. */
const SENTENCES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'The port is taken by another program. Set LUCIQ_OPERATIONS_PORT to a free one.',
  EADDRNOTAVAIL: 'LUCIQ_OPERATIONS_HOST is not an address of this machine. Set it to one that is, for example 127.0.0.1.',
  ENOTFOUND: 'LUCIQ_OPERATIONS_HOST is not a known host name. Set it to an address of this machine, for example 127.0.0.1.',
  EACCES: 'The port or the file of the log may not be used by this user. Check LUCIQ_OPERATIONS_PORT and LUCIQ_EVENT_STORE_URL.',
};

const sentenceFor = (error: unknown): string => {
  if (!(error instanceof Error)) return 'The relay stopped.';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return SENTENCES[code] ?? error.message;
};

const log = openLog();
try {
  const relay = await startRelay(relaySettings(process.env), log);
  process.stdout.write(`Luciq relay is running.\n\n  Health and metrics  ${relay.origin}\n\n  Ctrl-C stops it.\n`);
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    // What is not committed by then is aborted by the next relay.
    setTimeout(() => process.exit(EXIT_STOPPED), DRAIN_TIMEOUT_MS).unref();
    void relay.stop();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  await relay.done;
  process.exit(0);
} catch (error) {
  log.error({ failure: failure(error) }, 'the relay stopped');
  process.stderr.write(`${sentenceFor(error)}\n`);
  process.exit(error instanceof RelayFenced || error instanceof LeadershipLost ? EXIT_SHUT_OUT : EXIT_STOPPED);
}
