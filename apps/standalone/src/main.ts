import { EVENT_STORE_FILE } from '@luciq/event-store/sqlite';
import { CheckpointBeyondLog } from '@luciq/read-model/sqlite';
import { runService } from '@luciq/service';
import { readSettings } from '@luciq/settings';
import { openLog } from '@luciq/telemetry';
import { StandaloneSettings } from './settings.ts';
import { START_LINK_MINUTES } from './setup-link.ts';
import type { Standalone } from './standalone.ts';
import { startStandalone } from './standalone.ts';

/** Errors of the system that a person can mend, in the words of this product. */
const SENTENCES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'The port is taken by another program. Set PORT to a free one.',
  ENOTDIR: 'LUCIQ_DATA_DIR names something that is not a folder. Name a folder.',
  EEXIST: 'LUCIQ_DATA_DIR names something that is not a folder. Name a folder.',
};

const PUT_BACK = 'Put the right file back, or make the rows anew with: npm run operator -- rebuild';

const sentenceFor = (error: unknown): string | undefined => {
  if (error instanceof CheckpointBeyondLog) {
    return `The read model is ahead of the event store: ${EVENT_STORE_FILE} was replaced or restored. ${PUT_BACK}`;
  }
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? SENTENCES[error.code]
    : undefined;
};

function announce({ scimBaseUrl, newToken, consoleUrl, consoleBuilt, setupUrl }: Standalone): void {
  const lines = [
    'Luciq SCIM provisioning is ready.',
    '',
    `  Console               ${consoleBuilt ? consoleUrl : 'is not built; build it with: npm run build'}`,
  ];
  if (setupUrl !== null) {
    lines.push(
      `  Set the company up    ${setupUrl}`,
      `                        opens once, within ${START_LINK_MINUTES} minutes; each start prints a new link until SAML is configured.`,
    );
  }
  lines.push(`  SCIM base URL         ${scimBaseUrl}`);
  if (newToken !== null) {
    lines.push(
      `  Authentication token  ${newToken}`,
      '                        of the demo company (SAML and SCIM are enabled); it is not shown again.',
      '',
      '  Try it:',
      `    curl -H 'Authorization: Bearer ${newToken}' '${scimBaseUrl}/Users?startIndex=1&count=2'`,
    );
  }
  process.stdout.write(`${lines.join('\n')}\n\n  Ctrl-C stops it.\n`);
}

const log = openLog();
runService({
  start: async () => startStandalone({ settings: readSettings(StandaloneSettings, process.env), log }),
  log,
  announce,
  sentenceFor,
});
