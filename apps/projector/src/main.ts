import { runService } from '@luciq/service';
import { databaseSentence } from '@luciq/settings';
import { openLog } from '@luciq/telemetry';
import { startProjector } from './projector.ts';
import { projectorSettings } from './settings.ts';

const log = openLog();
runService({
  start: async (signal) => startProjector({ settings: projectorSettings(process.env), log, signal }),
  sentenceFor: (error) => databaseSentence(error) ?? undefined,
  log,
  announce: ({ operations }) => {
    process.stdout.write(`Luciq projector is running.\n\n  Health and metrics  ${operations}\n\n  Ctrl-C stops it.\n`);
  },
});
