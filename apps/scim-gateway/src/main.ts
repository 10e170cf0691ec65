import { runService } from '@luciq/service';
import { databaseSentence } from '@luciq/settings';
import { openLog } from '@luciq/telemetry';
import { startGateway } from './gateway.ts';
import { gatewaySettings } from './settings.ts';

const log = openLog();
runService({
  start: async (signal) => startGateway({ settings: gatewaySettings(process.env), log, signal }),
  log,
  sentenceFor: (error) => databaseSentence(error) ?? undefined,
  announce: ({ scimBaseUrl, operations }) => {
    process.stdout.write(
      `Luciq SCIM gateway is running.\n\n  SCIM base URL       ${scimBaseUrl}\n  Health and metrics  ${operations}\n\n  Ctrl-C stops it.\n`,
    );
  },
});
