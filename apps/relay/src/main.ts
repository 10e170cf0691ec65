import { RelayFenced } from '@luciq/messaging/kafka';
import { runService } from '@luciq/service';
import { openLog } from '@luciq/telemetry';
import { LeadershipLost, startRelay } from './relay.ts';
import { relaySettings } from './settings.ts';

/** Another relay works: started again, this one stands by (EX_TEMPFAIL of sysexits). Every other failure is for someone to look at. */
const EXIT_SHUT_OUT = 75;

const log = openLog();
runService({
  start: async () => startRelay({ settings: relaySettings(process.env), log }),
  log,
  announce: ({ operations }) => {
    process.stdout.write(`Luciq relay is running.\n\n  Health and metrics  ${operations}\n\n  Ctrl-C stops it.\n`);
  },
  exitCodeFor: (error) => (error instanceof RelayFenced || error instanceof LeadershipLost ? EXIT_SHUT_OUT : undefined),
});
