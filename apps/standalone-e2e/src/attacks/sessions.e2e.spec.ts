import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { readSettings } from '@luciq/settings';
import { openLog } from '@luciq/telemetry';
import { credentialEntry } from '@luciq/testing/account-client';
import type { OperatedTarget } from '@luciq/testing/console-attacks';
import { attacksOnOwnership, attacksOnSessions, attacksWithWhatWasMade } from '@luciq/testing/console-attacks';
import { runProgram } from '@luciq/testing/processes';
import { StandaloneSettings } from '../../../standalone/src/settings.ts';
import { startStandalone } from '../../../standalone/src/standalone.ts';

const SECRET = 'a-secret-of-the-back-end-0123456789';

async function oneProcess(): Promise<OperatedTarget> {
  const folder = mkdtempSync(join(tmpdir(), 'luciq-attacked-'));
  const credentials = credentialEntry('luciq', 'companies+operations', SECRET);
  const settings = readSettings(StandaloneSettings, {
    PORT: '0',
    LUCIQ_DATA_DIR: folder,
    LUCIQ_ACCOUNT_CREDENTIALS: credentials,
  });
  const running = await startStandalone({ settings, log: openLog({ write: () => undefined }) });
  const { origin } = new URL(running.scimBaseUrl);
  const close = async (): Promise<void> => {
    await running.close();
    rmSync(folder, { recursive: true });
  };
  const operate: OperatedTarget['operate'] = (...args) => runProgram('operator', [...args, '--data', folder]);
  return { gateways: [origin, origin], publicUrl: origin, credential: `luciq.${SECRET}`, operate, close };
}

describe('attacks on sessions of one process', () => attacksOnSessions(oneProcess));
describe('attacks with tokens and links on one process', () => attacksWithWhatWasMade(oneProcess));
describe('attacks on the ownership of companies of one process', () => attacksOnOwnership(oneProcess));
