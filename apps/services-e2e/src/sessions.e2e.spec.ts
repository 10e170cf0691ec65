import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEventStore } from '@luciq/event-store/by-address';
import type { EventRecord } from '@luciq/events';
import { logSource, startPump } from '@luciq/pump';
import { openPostgresReadModel } from '@luciq/read-model/postgres';
import { openLog } from '@luciq/telemetry';
import { describeOn, engine, freshDatabase } from '@luciq/test-engines';
import { freshLog } from '@luciq/test-engines/eventstoredb';
import { credentialEntry } from '@luciq/testing/account-client';
import type { OperatedTarget } from '@luciq/testing/console-attacks';
import { attacksOnOwnership, attacksOnSessions, attacksWithWhatWasMade } from '@luciq/testing/console-attacks';
import { runProgram } from '@luciq/testing/processes';
import { startGateway } from '../../scim-gateway/src/gateway.ts';
import { gatewaySettings } from '../../scim-gateway/src/settings.ts';

const PUBLIC_URL = 'https://scim.example.com';
const SECRET = 'a-secret-of-the-back-end-0123456789';

/** Two gateways on one log and one PostgreSQL, whose rows are moved straight from the log. */
async function twoGateways(url: string): Promise<OperatedTarget> {
  const folder = mkdtempSync(join(tmpdir(), 'luciq-attacked-'));
  const database = await freshDatabase(url);
  const engines = { LUCIQ_DATABASE_URL: database.url, ...freshLog(folder) };
  const settings = gatewaySettings({
    ...engines,
    PORT: '0',
    LUCIQ_OPERATIONS_PORT: '0',
    LUCIQ_PUBLIC_URL: PUBLIC_URL,
    LUCIQ_ACCOUNT_CREDENTIALS: credentialEntry('luciq', 'companies+operations', SECRET),
  });
  const options = { settings, log: openLog({ write: () => undefined }), signal: new AbortController().signal };
  const gateways = [await startGateway(options), await startGateway(options)] as const;
  const origin = (index: 0 | 1): string => `http://127.0.0.1:${new URL(gateways[index].listening).port}`;
  const { store } = openEventStore({
    url: engines.LUCIQ_EVENT_STORE_URL,
    claimKey: engines.LUCIQ_CLAIM_KEY,
    timeoutMs: 10_000,
    prefix: engines.LUCIQ_EVENT_STORE_PREFIX,
  });
  const rows = openPostgresReadModel({ url: database.url });
  const projector = startPump<EventRecord>({
    source: logSource(store),
    sink: rows.sink,
    failure: { initialDelayMs: 20, maxDelayMs: 1_000, attempts: 'unlimited', onExhausted: 'stop' },
  });
  const close = async (): Promise<void> => {
    await projector.drain();
    await rows.close();
    await store.close();
    for (const gateway of gateways) await gateway.close();
    await database.drop();
    rmSync(folder, { recursive: true });
  };
  const operate: OperatedTarget['operate'] = (...args) => runProgram('operator', args, engines);
  return { gateways: [origin(0), origin(1)], publicUrl: PUBLIC_URL, credential: `luciq.${SECRET}`, operate, close };
}

const postgres = await engine('postgres');
describeOn(postgres, 'postgres', 'attacks on sessions of two gateways', (on) =>
  attacksOnSessions(() => twoGateways(on.url)),
);
describeOn(postgres, 'postgres', 'attacks with tokens and links on two gateways', (on) =>
  attacksWithWhatWasMade(() => twoGateways(on.url)),
);
describeOn(postgres, 'postgres', 'attacks on the ownership of companies at two gateways', (on) =>
  attacksOnOwnership(() => twoGateways(on.url)),
);
