import { EVENT_STORE_FILE } from '@luciq/event-store/sqlite';
import { CheckpointBeyondLog } from '@luciq/read-model/sqlite';
import { runService } from '@luciq/service';
import { readSettings } from '@luciq/settings';
import { openLog } from '@luciq/telemetry';
import { StandaloneSettings } from './settings.ts';
import { startStandalone } from './standalone.ts';
import type { Standalone } from './standalone.ts';

/** Errors of the system that a person can mend, in words. */
const SENTENCES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'The port is taken by another program. Set PORT to a free one.',
  EADDRNOTAVAIL: 'HOST is not an address of this machine. Set HOST to one that is, for example 127.0.0.1.',
  ENOTFOUND: 'HOST is not a known host name. Set HOST to an address of this machine, for example 127.0.0.1.',
  EACCES: 'A file or the port may not be used by this user. Check LUCIQ_DATA_DIR and PORT.',
  ENOTDIR: 'LUCIQ_DATA_DIR names something that is not a folder. Name a folder.',
  EEXIST: 'LUCIQ_DATA_DIR names something that is not a folder. Name a folder.',
  ENOSPC: 'The disk of LUCIQ_DATA_DIR is full. Make room and start again.',
};

const PUT_BACK = 'Put the right file back, or make the rows anew with: npm run operator -- rebuild';

const sentenceFor = (error: unknown): string => {
  if (!(error instanceof Error)) return 'The start failed.';
  if (error instanceof CheckpointBeyondLog) {
    return `The read model is ahead of the event store: ${EVENT_STORE_FILE} was replaced or restored. ${PUT_BACK}`;
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return SENTENCES[code] ?? error.message;
};

function announce({ scimBaseUrl, newToken }: Standalone): void {
  const lines = ['Luciq SCIM provisioning is ready.', '', `  SCIM base URL         ${scimBaseUrl}`];
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
runService({ start: async () => startStandalone({ settings: readSettings(StandaloneSettings, process.env), log }), log, announce, sentenceFor });
